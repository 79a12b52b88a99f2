import type { Fields } from './entry.js';
import { setField } from './entry.js';
import { unescapeGo } from './go-unquote.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const ANGLE = 0x3c;

/** Pairs of one line that are kept; a line of a megabyte may hold many more. */
const MAX_PAIRS = 256;

/** The pairs of a line. One object from reading to use: records of dockerd pass here by the million. */
class LogfmtPairs {
  /** All keys but the fixed ones below, unescaped. */
  readonly fields: Fields = {};
  /** Pairs read, the fixed ones included. */
  count = 0;
  hasFields = false;
  /** logrus' fixed keys, apart from the others so that nothing has to be deleted from `fields` again. */
  time: string | undefined;
  level: string | undefined;
  msg: string | undefined;
  /** The last quoted value never closes. */
  truncated = false;

  set(key: string, value: string): void {
    this.count++;
    if (key === 'msg') this.msg = value;
    else if (key === 'level') this.level = value;
    else if (key === 'time') this.time = value;
    else {
      this.hasFields = true;
      setField(this.fields, key, value);
    }
  }
}

/**
 * Index of the quote that closes a value whose text starts at `at`, or -1. A quote in the middle of a word does not
 * close: tickets and nested programs print unescaped quotes.
 */
function closingQuote(text: string, at: number): number {
  for (let quote = text.indexOf('"', at); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (quote - backslashes > at && text.charCodeAt(quote - backslashes - 1) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0 && (quote + 1 === text.length || text.charCodeAt(quote + 1) <= SPACE)) return quote;
  }
  return -1;
}

/** Index behind a JSON-like value (`{…}`, `[…]`) at `at`, as klog prints maps; -1 if it does not close. */
function closingBracket(text: string, at: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === BRACE || code === BRACKET) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return i + 1;
  }
  return -1;
}

/** Index behind klog's multi-line value `<` newline …newline ` >` at `at`; -1 if it is none or does not close. */
function closingAngle(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== 0x0a) return -1;
  const close = text.indexOf('\n >', at + 1);
  return close < 0 ? -1 : close + 3;
}

/** A multi-line value without its frame: the lines between, without the tab before each. */
function innerLines(value: string): string {
  return value
    .slice(2, -3)
    .split('\n')
    .map((line) => (line.startsWith('\t') ? line.slice(1) : line))
    .join('\n');
}

/**
 * Reads `key=value` pairs as logrus writes them, one pass from `at`. Quoted values are Go's `%q`; words without `=` are
 * skipped. `structured` also reads klog's maps and multi-line values.
 */
export function readPairs(text: string, at: number, structured = false): LogfmtPairs {
  const pairs = new LogfmtPairs();
  let i = at;
  let mayNest = structured;
  while (i < text.length && pairs.count < MAX_PAIRS) {
    while (i < text.length && text.charCodeAt(i) <= SPACE) i++;
    const keyAt = i;
    while (i < text.length && text.charCodeAt(i) > SPACE && text.charCodeAt(i) !== EQUALS) i++;
    if (text.charCodeAt(i) !== EQUALS || i === keyAt) {
      i++;
      continue;
    }
    const key = text.slice(keyAt, i);
    const valueAt = ++i;
    const first = text.charCodeAt(valueAt);
    if (first === QUOTE) {
      const close = closingQuote(text, valueAt + 1);
      if (close < 0) {
        pairs.set(key, unescapeGo(text.slice(valueAt + 1)));
        pairs.truncated = true;
        return pairs;
      }
      pairs.set(key, unescapeGo(text.slice(valueAt + 1, close)));
      i = close + 1;
      continue;
    }
    const isOpening = mayNest && (first === BRACE || first === BRACKET || first === ANGLE);
    const end = isOpening ? structuredEnd(text, valueAt, first) : -1;
    // What does not close once is not looked for again, or the cost would grow with the pairs.
    if (isOpening && end < 0) mayNest = false;
    if (end > 0) {
      const value = text.slice(valueAt, end);
      pairs.set(key, first === ANGLE ? innerLines(value) : value);
      i = end;
      continue;
    }
    while (i < text.length && text.charCodeAt(i) > SPACE) i++;
    pairs.set(key, text.slice(valueAt, i));
  }
  return pairs;
}

/** Index behind a value of klog that may hold spaces; -1 if the value at `at` is a plain word. */
function structuredEnd(text: string, at: number, first: number): number {
  return first === ANGLE ? closingAngle(text, at) : closingBracket(text, at);
}
