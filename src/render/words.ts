import type { Severity } from '../core/pattern.js';

/** Groups of three digits, independent of the locale: `120,431`. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '?';
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 line`, `3 lines`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units: `812 B`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '?';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** Lower bounds of what the words for a confidence mean. */
const CONFIDENCE_WORDS: readonly (readonly [number, string])[] = [
  [0.95, 'practically certain'],
  [0.85, 'very likely'],
  [0.7, 'likely'],
  [0.5, 'plausible'],
  [0, 'a guess'],
];

export function confidenceWord(confidence: number): string {
  return CONFIDENCE_WORDS.find(([from]) => confidence >= from)?.[1] ?? 'a guess';
}

/** `93 %`. */
export function percent(confidence: number): string {
  return `${Math.round(Math.min(1, Math.max(0, confidence)) * 100)} %`;
}

export function severityWord(severity: Severity): string {
  return severity.toUpperCase();
}

/** Order in which entity kinds are shown: where first, then what. Others follow as they come. */
const ENTITY_ORDER = [
  'host',
  'container',
  'pod',
  'unit',
  'process',
  'pid',
  'pool',
  'device',
  'network',
  'interface',
  'address',
  'image',
  'registry',
  'path',
  'binary',
  'lock',
  'cgroup',
  'boot',
];
const LONG_ID = /^[0-9a-f]{64}$/;

/** A value as people say it: container and image ids have 12 digits. */
export function shortId(value: string): string {
  return LONG_ID.test(value) ? value.slice(0, 12) : value;
}

/** The entities of a finding, one text a kind: `container eb83fb320c3d, 1f00c2a9bc11 (+3)`. */
export function entityTexts(
  entities: Readonly<Record<string, readonly string[]>>,
  perKind: number,
  tell = (kind: string, values: string): string => `${kind} ${values}`,
): string[] {
  const rank = (kind: string): number => {
    const at = ENTITY_ORDER.indexOf(kind);
    return at < 0 ? ENTITY_ORDER.length : at;
  };
  const kinds = Object.keys(entities).sort((a, b) => rank(a) - rank(b));
  const texts: string[] = [];
  for (const kind of kinds) {
    const values = [...new Set((entities[kind] ?? []).map(shortId))];
    if (values.length === 0) continue;
    const more = values.length > perKind ? ` (+${values.length - perKind})` : '';
    texts.push(tell(kind, `${values.slice(0, perKind).join(', ')}${more}`));
  }
  return texts;
}

/** The one command that would decide, and whether it changes anything. */
export function decidingWords({ command, effect }: { readonly command: string; readonly effect: string }): string {
  return `${command} (${effect === 'read-only' ? 'read-only' : 'may change something: look before you run it'})`;
}
