import { pipeline, type Readable } from 'node:stream';
import split from 'split2';
import type { Line } from '../core/line.js';
import { LineGuard, type LineBatch } from './line-guard.js';

/** Batches of about 64 KiB of lines that may wait for the reader. */
const BATCHES_AHEAD = 4;
const BYTE_ORDER_MARK = 0xfeff;
const CARRIAGE_RETURN = 0x0d;

/** All lines of a source, in batches, and what was counted meanwhile. */
export interface LineReading {
  /** May be iterated once; leaving the loop early closes the source. A batch holds at least one line. */
  readonly batches: AsyncIterable<readonly Line[]>;
  /** Bytes and lines read so far. */
  readonly bytes: number;
  readonly lines: number;
  /** Lines that were longer than the limit. */
  readonly cutLines: number;
  /** Number of the first line that is not UTF-8; its bad bytes are U+FFFD in the text. */
  readonly firstInvalidLine: number | undefined;
}

/**
 * Reads every line of a source: blocks -> guard -> split2 -> lines with exact byte offsets, without `\n` or `\r\n`.
 * Backpressure reaches the blocks. What the lines are does not depend on how the bytes are cut into blocks.
 */
export function readLines(blocks: AsyncIterable<Uint8Array>, maxLineBytes: number): LineReading {
  const guard = new LineGuard(maxLineBytes);
  let number = 0;
  let batch: LineBatch | undefined;
  let lines: Line[] = [];
  /** Gathers the lines of a batch and gives the batch with its last one: an object a line would cost more than the splitting. */
  const toBatch = (text: string): Line[] | undefined => {
    batch ??= guard.batches.shift();
    const offset = batch?.starts[lines.length] ?? 0;
    number++;
    lines.push({ text: trim(text, offset), number, offset, cut: batch?.cut === true });
    if (batch === undefined || lines.length < batch.starts.length) return undefined;
    const whole = lines;
    batch = undefined;
    lines = [];
    return whole;
  };
  const splitter = split('\n', toBatch, { readableHighWaterMark: BATCHES_AHEAD });
  pipeline(owned(blocks), guard, splitter, () => undefined);
  return {
    batches: splitter as Readable & AsyncIterable<readonly Line[]>,
    get bytes() {
      return guard.bytes;
    },
    get lines() {
      return guard.lines;
    },
    get cutLines() {
      return guard.cutLines;
    },
    get firstInvalidLine() {
      return guard.firstInvalidLine;
    },
  };
}

/** The blocks' buffers take turns, and streams read ahead. */
async function* owned(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) yield block.slice();
}

function trim(text: string, offset: number): string {
  const start = offset === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const end = text.charCodeAt(text.length - 1) === CARRIAGE_RETURN ? text.length - 1 : text.length;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}
