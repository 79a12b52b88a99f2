import type { LineExplanation, LineMatch, MissReason, NearMiss, RecordExplanation } from './explain-line.js';
import type { Stamp } from './core/stamp.js';
import { US_PER_MS, US_PER_SECOND } from './core/units.js';
import { forTerminal } from './render/sanitize.js';

const REASONS: Readonly<Record<MissReason, string>> = {
  refined: 'a finer signature takes this line',
  hidden: 'the literal does not stand in the line as read, where the search looks for it',
  veto: 'a look-alike: this expression matches',
  regex: 'the expression does not match',
  all: 'this text is missing',
  origin: 'the words of another program',
  case: 'large and small letters differ',
};
const MAX_MISSES = 10;
const MAX_FIELDS = 20;

/** What `docklog patterns explain LINE` prints. Safe for a terminal, whatever the line holds. */
export function explainLineText({ detection, records, reports }: LineExplanation): string {
  const lines = [`format    ${detection}`];
  for (const record of records) lines.push('', ...recordLines(record));
  for (const { kind, truncated, facts, matches } of reports) {
    lines.push('', `report    ${kind}${truncated ? ', incomplete' : ''}`);
    lines.push(...fieldLines('fact', facts), ...matchLines(matches));
  }
  return `${lines.map((line) => forTerminal(line).trimEnd()).join('\n')}\n`;
}

function recordLines({ envelope, payload, record, literals, matches, misses }: RecordExplanation): string[] {
  const formats = [envelope, payload].filter((name) => name !== undefined).join(' + ') || 'no known format';
  const { position, fields } = record;
  const known = {
    ...record,
    time: stampText(record.time),
    outerTime: '',
    position: '',
    fields: '',
    format: '',
    raw: '',
  };
  return [
    `line ${position.line}    ${formats}`,
    ...fieldLines('record', known),
    ...fieldLines('field', fields ?? {}),
    ...literals.map(
      ({ literal, ids }) =>
        `  literal   "${literal}" of ${ids.slice(0, 8).join(', ')}${ids.length > 8 ? ` and ${ids.length - 8} more` : ''}`,
    ),
    ...(literals.length === 0 ? ['  literal   none stands in it'] : []),
    ...matchLines(matches),
    ...misses.slice(0, MAX_MISSES).map(missLine),
    ...(misses.length > MAX_MISSES ? [`  no match  and ${misses.length - MAX_MISSES} more`] : []),
  ];
}

/** Wall and civil times as ISO 8601, others in seconds since their origin. */
function stampText(stamp: Stamp): string | undefined {
  switch (stamp.kind) {
    case 'none':
      return undefined;
    case 'wall':
      return isoOf(stamp.us);
    case 'civil':
      return `${isoOf(stamp.us).slice(stamp.hasYear ? 0 : 5, -1)} (no zone${stamp.hasYear ? '' : ', no year'})`;
    case 'monotonic':
      return `${stamp.us / US_PER_SECOND} s since boot`;
    case 'uptime':
      return `${stamp.us / US_PER_SECOND} s since the program started`;
  }
}

/** Milliseconds are shown; the years beyond what a Date can hold are not. */
function isoOf(us: number): string {
  const date = new Date(us / US_PER_MS);
  return Number.isNaN(date.getTime()) ? `${us} µs` : date.toISOString();
}

function fieldLines(label: string, values: Readonly<Record<string, unknown>>): string[] {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const lines = known
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => `  ${label.padEnd(9)} ${name}: ${String(value).slice(0, 500)}`);
  return known.length > MAX_FIELDS ? [...lines, `  ${label.padEnd(9)} and ${known.length - MAX_FIELDS} more`] : lines;
}

function matchLines(matches: readonly LineMatch[]): string[] {
  return matches.flatMap(({ id, severity, title, entities, values, note }) => [
    `  MATCH     ${id} (${severity}): ${title}`,
    ...entities.map(({ kind, value }) => `            ${kind}: ${value}`),
    ...Object.entries(values).map(([name, value]) => `            ${name} = ${value}`),
    ...(note === undefined ? [] : [`            ${note}`]),
  ]);
}

function missLine({ id, literal, reason, wanted }: NearMiss): string {
  return `  no match  ${id}: "${literal}" stands in it, but ${REASONS[reason]}: ${wanted.slice(0, 300)}`;
}
