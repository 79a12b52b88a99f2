import type { Line } from '../core/line.js';
import { countNewlines } from './count-newlines.js';
import { INDENTED, type Framing } from './framing.js';
import type { LiteralSearch } from './literal-search.js';
import { countWith, STRETCH, type Prescan } from './prescan.js';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Larger pieces are taken apart, so that a line's beginning never needs more than this at once. */
const MAX_BLOCK = 1024 * 1024;
/** Lines at the start of a source that are always handed on: headers, first stamps. */
const HEAD_LINES = 16;
/** One line in this many bytes is always handed on, so that clocks see the whole of a long source. */
const SAMPLE_BYTES = 1024 * 1024;

const EMPTY = new Uint8Array(0);

/** Takes the lines that a scan proposes. */
export interface LineHandler {
  /**
   * A proposed line; `ids` names the literals in it, ascending. Returns true if the next line is wanted too, whatever it holds.
   */
  line(line: Line, ids: readonly number[]): boolean;
  /** Lines were left out between the last proposed line and the next. */
  gap(): void;
}

export interface LineScannerOptions {
  /** Asked before each jump: the handler may want more at a source's beginning than later. */
  readonly search: () => LiteralSearch;
  readonly handler: LineHandler;
  /** Hand on every line: formats whose records span lines, and the exact reference path of tests. */
  readonly everyLine: boolean;
  /** Which lines belong together; absent: indented ones to the line before. */
  readonly framing?: Framing;
  readonly maxLineBytes: number;
}

export interface LineScanner {
  /** Takes the next bytes; may keep a copy of an unfinished end but never the array itself. `prescan`: what is known of them. */
  push(block: Uint8Array, prescan?: Prescan): void;
  /** Input pauses: hands on the complete lines that are held back until the next record begins. More may follow. */
  settle(): void;
  /** Input has ended: hands on what is left, and the last line in any case. */
  end(): void;
  readonly bytes: number;
  readonly lines: number;
  /** Lines handed on. */
  readonly proposed: number;
  readonly cutLines: number;
}

/**
 * Proposes the lines of a source that may matter: those with a literal, the lines that belong to them (as `framing` has it),
 * the lines that the handler asked for, the first lines, the last, and one in every MiB. What is proposed depends on the
 * bytes only, never on how they are cut into blocks: blocks are processed up to the last line that starts a record.
 *
 * Law: every line that holds a literal is proposed. False proposals are allowed, misses are not.
 */
export function createLineScanner(options: LineScannerOptions): LineScanner {
  return new Scanner(options);
}

class Scanner implements LineScanner {
  bytes = 0;
  lines = 0;
  proposed = 0;
  cutLines = 0;
  readonly #options: LineScannerOptions;
  readonly #framing: Framing;
  /** Unfinished last record of the block before, from its first line's start, behind the newline that ends the line before. */
  #carry: Uint8Array<ArrayBuffer> = EMPTY;
  /** Bytes of an overlong line that were dropped; its beginning is in `#carry`. */
  #dropped = 0;
  /** Offset of the first byte that has not been processed. */
  #offset = 0;
  #wanted = false;
  #continuing = false;
  #skipped = false;
  #nextSample = SAMPLE_BYTES;
  #everyLine: boolean;
  /** Starts of the literals of the stretch that was searched last, how many they are, and the next one to look at. */
  readonly #hits = new Int32Array(STRETCH);
  #hitCount = 0;
  #nextHit = 0;
  /** Up to where the bytes at hand are searched, and with what. */
  #searchedTo = 0;
  #searchedWith: LiteralSearch | undefined;
  /** The next one to look at of those that another thread found. */
  #nextReady = 0;
  /** The next place that must be read, -1: not looked for yet. */
  #opaqueAt = -1;

  constructor(options: LineScannerOptions) {
    this.#options = options;
    this.#framing = options.framing ?? INDENTED;
    this.#everyLine = options.everyLine;
  }

  push(block: Uint8Array, prescan?: Prescan): void {
    this.bytes += block.length;
    if (block.length <= MAX_BLOCK) this.#pushPiece(block, prescan);
    else for (let at = 0; at < block.length; at += MAX_BLOCK) this.#pushPiece(block.subarray(at, at + MAX_BLOCK));
  }

  settle(): void {
    const end = this.#carry.lastIndexOf(NEWLINE) + 1;
    if (end <= 1 || this.#dropped > 0) return;
    const rest = this.#carry.slice(end - 1);
    // All of them: what continues them later must find the beginning of its record handed on.
    this.#everyLine = true;
    this.#process(this.#carry, 1, end, false);
    this.#everyLine = this.#options.everyLine;
    this.#carry = rest;
  }

  end(): void {
    if (this.#carry.length > 0 || this.#dropped > 0) {
      this.#process(this.#carry, 1, this.#carry.length, true);
      this.#carry = EMPTY;
    }
  }

  #pushPiece(piece: Uint8Array, prescan?: Prescan): void {
    if (this.#offset === 0 && this.#carry.length === 0) {
      // The first line starts a line too.
      this.#processPiece(behindNewline(piece), 1);
      return;
    }
    let from = 0;
    if (this.#carry.length > 0 || this.#dropped > 0) {
      // Complete the carried record with the lines up to the first one that starts a record.
      const boundary = this.#framing.firstRecordStart(piece, this.#carry);
      const end = boundary < 0 ? piece.length : boundary;
      this.#extendCarry(piece.subarray(0, end));
      if (boundary < 0) return;
      this.#process(this.#carry, 1, this.#carry.length, false);
      this.#carry = EMPTY;
      from = boundary;
    }
    this.#processPiece(piece, from, prescan);
  }

  /** Handles a piece from a line start on up to its last record, which is carried to the next piece. */
  #processPiece(piece: Uint8Array, from: number, prescan?: Prescan): void {
    if (from >= piece.length) return;
    const end = this.#framing.lastRecordStart(piece, from);
    this.#process(piece, from, end, false, prescan);
    this.#carry = behindNewline(piece.subarray(end));
  }

  /** Appends to the carry; bytes of a line beyond the limit are counted, not kept. */
  #extendCarry(more: Uint8Array): void {
    const { maxLineBytes } = this.#options;
    const newline = more.indexOf(NEWLINE);
    const lineStart = this.#carry.lastIndexOf(NEWLINE) + 1;
    const room = Math.max(0, maxLineBytes + 1 - (this.#carry.length - lineStart));
    const lineEnd = newline < 0 ? more.length : newline;
    if (lineEnd <= room && this.#dropped === 0) {
      this.#carry = concat(this.#carry, more);
      return;
    }
    // The line's own part is kept up to just over the limit, so that it is seen to be too long.
    if (room > 0) this.#carry = concat(this.#carry, more.subarray(0, Math.min(room, lineEnd)));
    this.#dropped += Math.max(0, lineEnd - room);
    if (newline < 0) return;
    // The overlong line ends here: process it before what follows, so that offsets stay exact.
    const whole = concat(this.#carry, more.subarray(newline, newline + 1));
    this.#process(whole, 1, whole.length, false);
    this.#carry = behindNewline(more.subarray(newline + 1));
  }

  /** Handles whole lines `from`..`to` of `bytes`; only at the end of input may the last one lack its newline. */
  #process(bytes: Uint8Array, from: number, to: number, atEnd: boolean, prescan?: Prescan): void {
    if (to <= from) return;
    const everyLine = this.#everyLine;
    const base = this.#offset - from;
    let at = from;
    this.#searchedWith = undefined;
    this.#nextReady = 0;
    this.#opaqueAt = -1;
    const framing = this.#framing;
    const lastLine = framing.readFrom(bytes, from, to, atEnd);
    while (at < to) {
      if (everyLine || this.#wanted || this.lines < HEAD_LINES || this.#continues(bytes, at) || at >= lastLine) {
        at = this.#propose(bytes, at, to, base);
        continue;
      }
      let limit = Math.min(to, lastLine);
      const sample = this.#nextSample - base;
      if (sample < limit) {
        const start = sample <= at ? at : framing.nextRecordStart(bytes, sample);
        if (start === at) {
          while (this.#nextSample <= base + at) this.#nextSample += SAMPLE_BYTES;
          at = this.#propose(bytes, at, to, base);
          continue;
        }
        if (start > 0) limit = Math.min(limit, start);
      }
      const literal =
        prescan?.search === this.#options.search()
          ? this.#findReady(prescan.hits, bytes, at, limit)
          : this.#find(bytes, at, limit, to);
      const opaque = this.#findOpaque(bytes, at, limit);
      const hit = literal < 0 || opaque < 0 ? Math.max(literal, opaque) : Math.min(literal, opaque);
      const start = hit < 0 ? limit : framing.recordStart(bytes, hit, at);
      if (start > at) {
        this.lines += prescan === undefined ? countNewlines(bytes, at, start) : countWith(prescan, bytes, at, start);
        this.#skipped = true;
        this.#continuing = false;
        at = start;
      }
      if (hit < 0) continue;
      // From the record's first line on.
      const end = framing.hitEnd(bytes, hit, to);
      while (at < end) at = this.#propose(bytes, at, to, base);
    }
    this.#offset += to - from + this.#dropped;
    this.#dropped = 0;
  }

  /**
   * Place of the next literal from the line start `at` on, before the line start `limit`. A literal may begin with a newline, which then is the one before
   * its line; that newline is there for every line but the first of a source. No literal goes on behind a line's end.
   */
  #find(bytes: Uint8Array, at: number, limit: number, to: number): number {
    const search = this.#options.search();
    const from = Math.max(0, at - 1);
    if (search !== this.#searchedWith) {
      this.#searchedWith = search;
      this.#searchedTo = from;
      this.#hitCount = this.#nextHit = 0;
    }
    for (;;) {
      this.#nextHit = firstFrom(this.#hits, this.#nextHit, this.#hitCount, bytes, at);
      if (this.#nextHit < this.#hitCount) return within(this.#hits, this.#nextHit, bytes, limit);
      const start = Math.max(this.#searchedTo, from);
      if (start >= limit) return -1;
      this.#searchedTo = start + STRETCH;
      this.#hitCount = search.scan(bytes, from, to, start, this.#searchedTo, this.#hits);
      this.#nextHit = 0;
    }
  }

  /** The same, of what another thread found. */
  #findReady(hits: Int32Array, bytes: Uint8Array, at: number, limit: number): number {
    this.#nextReady = firstFrom(hits, this.#nextReady, hits.length, bytes, at);
    return this.#nextReady < hits.length ? within(hits, this.#nextReady, bytes, limit) : -1;
  }

  #findOpaque(bytes: Uint8Array, at: number, limit: number): number {
    if (this.#opaqueAt < at) {
      const next = this.#framing.opaqueFrom(bytes, at);
      this.#opaqueAt = next < 0 ? Infinity : next;
    }
    return this.#opaqueAt < limit ? this.#opaqueAt : -1;
  }

  #continues(bytes: Uint8Array, at: number): boolean {
    return this.#continuing && this.#framing.continues(bytes[at]);
  }

  /** Hands on the line at `start`; returns where the next one starts. */
  #propose(bytes: Uint8Array, start: number, to: number, base: number): number {
    const { search, handler, maxLineBytes } = this.#options;
    const newline = bytes.indexOf(NEWLINE, start);
    const next = newline < 0 || newline >= to ? to : newline + 1;
    let end = newline < 0 || newline >= to ? to : newline;
    const cut = end - start > maxLineBytes;
    if (cut) {
      end = start + maxLineBytes;
      this.cutLines++;
    } else if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
    if (this.#skipped) handler.gap();
    this.#skipped = false;
    this.lines++;
    this.proposed++;
    this.#continuing = true;
    const line: Line = {
      text: decode(bytes, start, end, base + start === 0),
      number: this.lines,
      offset: base + start,
      cut,
    };
    this.#wanted = handler.line(line, search().collect(bytes, Math.max(0, start - 1), end));
    return next;
  }
}

/** Line that a hit belongs to: that behind the newline which it may begin with. */
function placeOf(hits: Int32Array, index: number, bytes: Uint8Array): number {
  const hit = hits[index] as number;
  return bytes[hit] === NEWLINE ? hit + 1 : hit;
}

/** Index of the first of some hits, from `index` on, that is at `at` or behind it; `count` if there is none. */
function firstFrom(hits: Int32Array, index: number, count: number, bytes: Uint8Array, at: number): number {
  let next = index;
  while (next < count && placeOf(hits, next, bytes) < at) next++;
  return next;
}

function within(hits: Int32Array, index: number, bytes: Uint8Array, limit: number): number {
  const place = placeOf(hits, index, bytes);
  return place < limit ? place : -1;
}

function behindNewline(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return EMPTY;
  const copy = new Uint8Array(bytes.length + 1);
  copy[0] = NEWLINE;
  copy.set(bytes, 1);
  return copy;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function decode(bytes: Uint8Array, start: number, end: number, first: boolean): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
  return first && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
