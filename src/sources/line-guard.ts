import { isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';

/** Where the lines of one chunk that a guard gives out lie in the source. */
export interface LineBatch {
  /** Byte offset of each line's start. */
  readonly starts: readonly number[];
  /** The batch is one line that was longer than the limit; only its beginning was given out. */
  readonly cut: boolean;
}

const NEWLINE = 0x0a;
const NEWLINE_BYTES = Buffer.of(NEWLINE);
/** Bytes of whole lines that are given out at once. */
const WINDOW_BYTES = 64 * 1024;

/**
 * Cuts a stream of bytes at newlines for `split2`, which looks through its whole remainder again at every chunk and therefore must never be
 * given part of a long line. Each chunk that comes out holds whole lines with their newlines; each goes with one `LineBatch` in `batches`.
 * At most `maxLineBytes` of a line are held and given out, so time is linear and memory bounded whatever the input.
 * Whoever writes must not reuse the bytes. The last line gets a newline if it has none.
 */
export class LineGuard extends Transform {
  /** Batches that were given out and that nobody has taken yet; the reader behind `split2` shifts them. */
  readonly batches: LineBatch[] = [];
  readonly #maxLineBytes: number;
  readonly #windowBytes: number;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** Bytes of the line under way, held or dropped. */
  #lineBytes = 0;
  /** Offset of the start of the line under way. */
  #offset = 0;
  #lines = 0;
  #cutLines = 0;
  #firstInvalidLine: number | undefined;

  constructor(maxLineBytes: number) {
    super();
    this.#maxLineBytes = Math.max(1, maxLineBytes);
    // A line that fits into the window is within the limit, so only held lines need to be measured.
    this.#windowBytes = Math.min(WINDOW_BYTES, this.#maxLineBytes);
  }

  /** Bytes of the lines that were seen whole. */
  get bytes(): number {
    return this.#offset;
  }

  get lines(): number {
    return this.#lines;
  }

  get cutLines(): number {
    return this.#cutLines;
  }

  /** Number of the first line that is not UTF-8. */
  get firstInvalidLine(): number | undefined {
    return this.#firstInvalidLine;
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    if (this.#lineBytes > 0) {
      const newline = chunk.indexOf(NEWLINE);
      this.#hold(newline < 0 ? chunk : chunk.subarray(0, newline));
      if (newline < 0) {
        done();
        return;
      }
      this.#release(1);
      at = newline + 1;
    }
    while (at < chunk.length) {
      const last = chunk.lastIndexOf(NEWLINE, Math.min(at + this.#windowBytes, chunk.length) - 1);
      if (last >= at) {
        this.#give(chunk.subarray(at, last + 1));
        at = last + 1;
        continue;
      }
      const newline = chunk.indexOf(NEWLINE, at);
      this.#hold(chunk.subarray(at, newline < 0 ? chunk.length : newline));
      if (newline < 0) break;
      this.#release(1);
      at = newline + 1;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    if (this.#lineBytes > 0) this.#release(0);
    done();
  }

  /** Takes bytes of the line under way; what is beyond the limit is only counted. */
  #hold(bytes: Uint8Array): void {
    this.#lineBytes += bytes.length;
    const room = this.#maxLineBytes - this.#heldBytes;
    if (room <= 0 || bytes.length === 0) return;
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes;
    this.#held.push(kept);
    this.#heldBytes += kept.length;
  }

  /** Gives out the line under way; `newlineBytes` is 0 at the end of input. */
  #release(newlineBytes: 0 | 1): void {
    const cut = this.#lineBytes > this.#heldBytes;
    const line = Buffer.concat([...this.#held, NEWLINE_BYTES]);
    this.batches.push({ starts: [this.#offset], cut });
    this.#lines++;
    if (cut) this.#cutLines++;
    // A cut may go through a character, which is no fault of the input.
    else this.#check(line);
    this.#offset += this.#lineBytes + newlineBytes;
    this.#held = [];
    this.#heldBytes = 0;
    this.#lineBytes = 0;
    this.push(line);
  }

  /** Gives out whole lines. */
  #give(lines: Uint8Array): void {
    const starts: number[] = [];
    for (let at = 0; at < lines.length; at = lines.indexOf(NEWLINE, at) + 1) starts.push(this.#offset + at);
    this.batches.push({ starts, cut: false });
    this.#lines += starts.length;
    this.#check(lines);
    this.#offset += lines.length;
    this.push(lines);
  }

  /** Looks for the first line that is not UTF-8, in lines that were just counted. */
  #check(lines: Uint8Array): void {
    if (this.#firstInvalidLine !== undefined || isUtf8(lines)) return;
    const ends: number[] = [];
    for (let at = 0; at < lines.length; at = (ends.at(-1) ?? 0) + 1) ends.push(lines.indexOf(NEWLINE, at));
    const first = ends.findIndex((end, index) => !isUtf8(lines.subarray((ends[index - 1] ?? -1) + 1, end)));
    this.#firstInvalidLine = this.#lines - ends.length + first + 1;
  }
}
