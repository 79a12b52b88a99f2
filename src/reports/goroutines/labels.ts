import type { LogRecord } from '../../core/log-record.js';

const OPENING = 'goroutine ';
const LABELS_126 = ' labels:{';
/** Characters between a header's first word and its labels, and of the labels. */
const MAX_STATUS = 300;
const MAX_LABELS = 64 * 1024;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const CLOSING = 0x7d;

/**
 * A text without the labels of the goroutine headers in it: programs put request ids, names and tokens there (Go 1.26
 * `[select labels:{"user": "x"}]:`, 1.27 `[select] {user: x}:`; pprof's `# labels: {"user":"x"}`). Headers may stand anywhere, escaped or not.
 */
export function withoutLabels(text: string): string {
  const plain = text.includes('# labels: {') ? text.replace(/# labels: \{[^\n]{0,65536}/g, '# labels left out') : text;
  let at = plain.indexOf(OPENING);
  if (at < 0 || !plain.includes('{')) return plain;
  let result = '';
  let from = 0;
  while (at >= 0) {
    const span = labelsBehind(plain, at + OPENING.length);
    if (span !== undefined) {
      result += plain.slice(from, span.start);
      from = span.end;
    }
    at = plain.indexOf(OPENING, Math.max(at + OPENING.length, from));
  }
  return result + plain.slice(from);
}

/** A record without labels of goroutines; the same one if it has none. */
export function withoutRecordLabels(record: LogRecord): LogRecord {
  const message = withoutLabels(record.message);
  const raw = withoutLabels(record.raw);
  return message === record.message && raw === record.raw ? record : { ...record, message, raw };
}

/** The labels of the header whose number begins at `start`, with the space before them. */
function labelsBehind(text: string, start: number): { start: number; end: number } | undefined {
  const digit = text.charCodeAt(start);
  if (digit < 0x30 || digit > 0x39) return undefined;
  const head = text.slice(start, start + MAX_STATUS);
  const bracket = head.indexOf('[');
  if (bracket < 0) return undefined;
  const close = head.indexOf(']', bracket);
  const inside = head.indexOf(LABELS_126, bracket);
  let open: number;
  let from: number;
  if (inside >= 0 && (close < 0 || inside < close)) {
    from = inside;
    open = inside + LABELS_126.length;
  } else {
    if (close < 0 || !head.startsWith(' {', close + 1)) return undefined;
    from = close + 1;
    open = close + 3;
  }
  return { start: start + from, end: labelsEnd(text, start + open) };
}

/**
 * Index behind the brace that closes labels. Without one, the end of the line: what is cut may be secret too.
 */
function labelsEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + MAX_LABELS);
  let slashes = 0;
  let quoted = -1;
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) {
      slashes++;
      continue;
    }
    if (code === QUOTE) {
      if (quoted < 0) quoted = slashes;
      else if (closes(slashes, quoted)) quoted = -1;
    } else if (code === CLOSING && quoted < 0) return at + 1;
    else if (code === 0x0a) return at;
    slashes = 0;
  }
  return limit;
}

/** Whether a quote behind so many backslashes ends a text whose opening quote had `opening` of them: 0, 1, 3 by how often all was quoted. */
function closes(slashes: number, opening: number): boolean {
  return slashes >= opening && Math.floor((slashes - opening) / (opening + 1)) % 2 === 0;
}
