import type { EnvelopeFormat } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import { cleanLine } from './ansi.js';
import { createEntryReader } from './entry-reader.js';
import { openPayload } from './payloads.js';
import type { RecordParser } from './record-parser.js';

/** Lines of a source that are looked at; a source with fewer is known as a whole. */
const PROBE_LINES = 200;
/** Terminals are seldom narrower or wider. */
const MIN_WIDTH = 60;
const MAX_WIDTH = 400;
const USUAL_WIDTH = 80;
/** Entries that must be wrapped where the width is not the usual one and no row but the first is full, and their share of the lines of full width that begin something. */
const LEAST_WRAPPED = 3;
const LEAST_SHARE = 0.8;
/** Rows of one wrapped line. */
const MAX_ROWS = 200;

/** Tests whether a line begins an entry of any format; `primary` is the source's own. */
export function createEntryTest(primary: EnvelopeFormat | undefined): (text: string) => boolean {
  const read = createEntryReader(primary);
  return (text) => read(text) !== undefined || openPayload(text) !== undefined;
}

/** Whether a row fills the width, or lacks but the space at its end, which copying from a terminal takes away. */
function isFull(length: number, width: number): boolean {
  return length === width || length === width - 1;
}

/**
 * The width at which a terminal broke the lines of a source; undefined if they are whole. Told from the first lines: none is
 * longer, and nearly all that are as long are entries, each followed by a row that is none.
 */
export function findWrapWidth(lines: readonly string[], isEntry: (text: string) => boolean): number | undefined {
  const texts = lines.map(cleanLine);
  const width = texts.reduce((longest, text) => Math.max(longest, text.length), 0);
  if (width < MIN_WIDTH || width > MAX_WIDTH) return undefined;
  let heads = 0;
  let wrapped = 0;
  let inside = false;
  let isLong = width === USUAL_WIDTH;
  const isWhole = texts.length < PROBE_LINES;
  for (let at = 0; at + 1 < texts.length; at++) {
    const isFullRow = (texts[at]?.length ?? 0) === width;
    if (isFullRow && !inside) {
      heads++;
      if (isEntry(texts[at] ?? '') && !isEntry(texts[at + 1] ?? '')) wrapped++;
    }
    // A second row of just the same width is hardly chance.
    if (isFullRow && inside) isLong = true;
    inside = isFullRow && !isEntry(texts[at + 1] ?? '');
  }
  return wrapped >= (isLong && isWhole ? 1 : LEAST_WRAPPED) && wrapped >= heads * LEAST_SHARE ? width : undefined;
}

/**
 * Joins the rows of wrapped lines and hands the lines on to the source's parser. A row is joined if the one before fills the width
 * and it begins no entry itself. Every line of the source must be given.
 */
export class WrappedLines implements RecordParser {
  readonly #inner: RecordParser;
  readonly #width: number;
  readonly #isEntry: (text: string) => boolean;
  #pending: Line | undefined;
  #rows = 0;
  #lastLength = 0;

  constructor(inner: RecordParser, width: number, isEntry: (text: string) => boolean) {
    this.#inner = inner;
    this.#width = width;
    this.#isEntry = isEntry;
  }

  get isWaiting(): boolean {
    return this.#pending !== undefined || this.#inner.isWaiting;
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    const pending = this.#pending;
    if (pending !== undefined && text !== '' && !this.#isEntry(text)) {
      const gap = this.#lastLength < this.#width ? ' ' : '';
      this.#pending = { ...pending, text: pending.text + gap + text, cut: pending.cut || line.cut };
      this.#rows++;
      this.#lastLength = text.length;
      if (!this.#mayGoOn(text)) this.#give(sink);
      return true;
    }
    const understood = this.#give(sink);
    if (!isFull(text.length, this.#width) || !this.#isEntry(text)) return this.#inner.push(line, sink) && understood;
    this.#pending = { ...line, text };
    this.#rows = 1;
    this.#lastLength = text.length;
    return understood;
  }

  flush(sink: RecordSink): void {
    this.#give(sink);
    this.#inner.flush(sink);
  }

  #mayGoOn(text: string): boolean {
    const length = this.#pending?.text.length ?? 0;
    return isFull(text.length, this.#width) && this.#rows < MAX_ROWS && length < DEFAULT_LIMITS.maxLineBytes;
  }

  #give(sink: RecordSink): boolean {
    const line = this.#pending;
    this.#pending = undefined;
    return line === undefined || this.#inner.push(line, sink);
  }
}
