import type { Finding } from '../core/report-document.js';
import { shortId } from './words.js';

/** Words that make a place of a log line worth showing, with their weight. */
const TELLING = [
  ['oom', 3],
  ['out of memory', 5],
  ['killed process', 5],
  ['kill process', 5],
  ['non existing device', 6],
  ['no space left', 5],
  ['panic', 4],
  ['fatal', 3],
  ['error', 2],
  ['failed', 3],
  ['failure', 2],
  ['denied', 4],
  ['refused', 4],
  ['timeout', 3],
  ['timed out', 4],
  ['deadline exceeded', 4],
  ['cannot', 3],
  ['unable', 3],
  ['not found', 4],
  ['no such', 4],
  ['invalid', 3],
  ['conflict', 3],
  ['blocked for more', 5],
  ['goroutine ', 3],
  ['minutes', 3],
  ['calling ', 3],
  ['exited', 2],
  ['msg=', 1],
  ['dependency', 3],
  ['masked', 4],
  ['level=fatal', 1],
] as const satisfies readonly (readonly [string, number])[];
/** Matches looked at in one line. */
const MAX_SPANS = 200;

/** A place in a text worth showing: half-open, in UTF-16 units. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** What to look for in the lines of a finding: its entities. */
export function needlesOf(finding: Finding): string[] {
  const needles = new Set<string>();
  for (const [kind, values] of Object.entries(finding.entities)) {
    // A boot id or host stands in every line and tells nothing apart.
    if (kind === 'boot' || kind === 'host') continue;
    for (const value of values.slice(0, 8)) {
      const needle = shortId(value).toLowerCase();
      if (needle.length >= 2 && needle.length <= 200) needles.add(needle);
    }
  }
  return [...needles].slice(0, 32);
}

const WORD = /[a-z0-9]/;

/** Interesting places of a line, in order; overlapping ones stay. */
export function spansOf(text: string, needles: readonly string[]): Span[] {
  const lower = text.toLowerCase();
  // Lower case of a few letters is longer; then places would be wrong.
  if (lower.length !== text.length) return [];
  const spans: Span[] = [];
  const find = (needle: string, weight: number, whole: boolean): void => {
    for (
      let at = lower.indexOf(needle);
      at >= 0 && spans.length < MAX_SPANS;
      at = lower.indexOf(needle, at + needle.length)
    ) {
      const to = at + needle.length;
      const inWord = WORD.test(lower.charAt(at - 1)) || (needle.length < 12 && WORD.test(lower.charAt(to)));
      if (!whole || !inWord) spans.push({ from: at, to, weight });
    }
  };
  for (const needle of needles) find(needle, 4, true);
  for (const [needle, weight] of TELLING) find(needle, weight, false);
  return spans.sort((a, b) => a.from - b.from || b.to - a.to);
}

/** A part of a line: `text` between `from` and `to`. */
interface Excerpt {
  readonly from: number;
  readonly to: number;
}

/**
 * The `length` UTF-16 units of `text` that hold the weightiest places; the earliest if several do.
 * Starts at the line's beginning, or a little before an interesting place, at a word.
 */
export function bestExcerpt(text: string, spans: readonly Span[], length: number): Excerpt {
  if (text.length <= length) return { from: 0, to: text.length };
  let best = 0;
  let bestWeight = -1;
  const lead = Math.min(16, Math.floor(length / 5));
  const starts = [0, ...spans.map((span) => wordStart(text, Math.max(0, span.from - lead), span.from))];
  for (const start of starts) {
    let weight = 0;
    for (const span of spans) if (span.from >= start && span.to <= start + length) weight += span.weight;
    if (weight > bestWeight) {
      best = start;
      bestWeight = weight;
    }
  }
  // Use the room: never start so late that the window reaches past the end.
  const latest = Math.max(0, text.length - length);
  const from = best <= latest ? best : afterSurrogate(text, latest);
  return { from, to: Math.min(text.length, from + length) };
}

/** The first start of a word in `text` between `from` and `to`, else `from`; never inside a surrogate pair. */
function wordStart(text: string, from: number, to: number): number {
  if (from === 0) return 0;
  const space = text.indexOf(' ', from - 1);
  if (space >= 0 && space + 1 <= to) return space + 1;
  return afterSurrogate(text, from);
}

function afterSurrogate(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
