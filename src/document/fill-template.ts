import type { EntityKind } from '../core/entity.js';
import type { Language } from '../core/language.js';

/** Values that a text may name: entities first, then captured values. */
export type TemplateValues = Readonly<Record<string, readonly string[]>>;

/** Not `{{end}}` and `{{else}}` of docker's own templates in commands. */
const PLACEHOLDER = /\{\{(?!end\}|else\})([a-zA-Z]\w{0,40})(?:\|([^{}]{0,80}))?\}\}/g;
const MAX_SHOWN = 3;
/** What ends a sentence or a part of it; a message that ends with a stop of its own loses it before these. */
const STOPS: readonly string[] = ['.', ',', ';', ':', '。', '，', '；', '：'];
const OWN_STOP = /(?<![.\s])\.\s?$/;

/** Words that are put between values. */
const JOINTS: Readonly<
  Record<Language, { readonly unknown: string; list(shown: readonly string[], more: number): string }>
> = {
  en: { unknown: 'unknown', list: (shown, more) => shown.join(', ') + (more > 0 ? ` and ${more} more` : '') },
  'zh-CN': {
    unknown: '未知',
    list: (shown, more) => shown.join('、') + (more > 0 ? ` 等 ${shown.length + more} 个` : ''),
  },
};

/** What is known by a name; `path2` is the second of several paths. */
function knownAs(values: TemplateValues, name: string): readonly string[] {
  if (Object.hasOwn(values, name)) return values[name] ?? [];
  const kind = name.slice(0, -1);
  const nth = Number(name.slice(-1));
  return nth >= 2 && Object.hasOwn(values, kind) ? (values[kind]?.slice(nth - 1, nth) ?? []) : [];
}

/** Fills `{{name}}` and `{{name|fallback}}` in a sentence; several values are listed, long ids shortened. */
export function fillText(template: string, values: TemplateValues, language: Language = 'en'): string {
  const joints = JOINTS[language];
  return template.replace(PLACEHOLDER, (whole, name: string, fallback: string | undefined, at: number) => {
    const known = knownAs(values, name);
    if (known.length === 0) return fallback ?? joints.unknown;
    const shown = known.slice(0, MAX_SHOWN).map((value) => shorten(name as EntityKind, value));
    const more = known.length - shown.length;
    const text = joints.list(shown, more);
    return STOPS.includes(template.charAt(at + whole.length)) ? text.replace(OWN_STOP, '') : text;
  });
}

/**
 * Fills placeholders of a shell command. Log text is hostile: a value is put in only if it consists of harmless characters, otherwise the
 * placeholder's name in capitals stands there for the user to replace.
 */
export function fillCommand(template: string, values: TemplateValues): string {
  return template.replace(PLACEHOLDER, (_, name: string, fallback: string | undefined) => {
    const value = knownAs(values, name)[0];
    if (value !== undefined && /^[A-Za-z0-9_@%+=:,./-]{1,300}$/.test(value) && !value.startsWith('-')) return value;
    return fallback ?? name.toUpperCase();
  });
}

function shorten(kind: EntityKind, value: string): string {
  if (kind === 'container' && /^[0-9a-f]{64}$/.test(value)) return value.slice(0, 12);
  return value.length > 120 ? `${value.slice(0, 119)}…` : value;
}
