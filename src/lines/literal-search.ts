/**
 * Finds many literals at once in raw bytes: Wu-Manber with blocks of four bytes.
 *
 * Design rationale. Decoding lines costs more than finding the interesting ones, and ripgrep's speed is the measure. Each literal contributes one
 * window of `windowBytes` bytes. A table of shifts, indexed by a hash of the four bytes that end at the cursor, tells how far the cursor
 * may jump; only a shift of 0 leads to a comparison. What decides the speed is how seldom that happens, so the window is
 * put where the literal's four-byte pieces are rarest in logs. Measured choices are in `bench/README.md`.
 */
import { createSearchTable, hashOf, type SearchTable } from './search-table.js';

const BLOCK = 4;

export interface LiteralSearch {
  readonly count: number;
  /** Start of some literal that lies between `from` and `to`, the first one whose window ends there; -1 if there is none. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /**
   * Starts of literals between `from` and `to`, ascending, into `hits`: of those whose window's last four bytes begin from `at` on and before
   * `until`. Returns their number. Stretches one after the other find all, each once; `hits` must hold `until - at`.
   */
  scan(bytes: Uint8Array, from: number, to: number, at: number, until: number, hits: Int32Array): number;
  /** Ids (indexes in the list given) of all literals between `from` and `to`, each once, ascending. */
  collect(bytes: Uint8Array, from: number, to: number): number[];
}

/**
 * `rarity` tells how rare four bytes are in ordinary logs (higher is rarer); without it the later part of a literal is preferred.
 * Literals shorter than four bytes are not allowed: RangeError.
 */
export function createLiteralSearch(
  literals: readonly Uint8Array[],
  rarity?: (bytes: Uint8Array, at: number) => number,
): LiteralSearch {
  return searchWith(createSearchTable(literals, rarity));
}

/** The search with a table that was made before, perhaps when the package was built. */
export function searchWith(table: SearchTable): LiteralSearch {
  return table.ends.length === 0 ? EMPTY : new WuManber(table);
}

const EMPTY: LiteralSearch = { count: 0, find: () => -1, scan: () => 0, collect: () => [] };

/** Windows of fewer bytes may not hold two known ones in front of their last four. */
const LEAST_CHECKED_WINDOW = BLOCK + 3;

class WuManber implements LiteralSearch {
  readonly count: number;
  readonly #windowBytes: number;
  readonly #shifts: Uint8Array;
  /** All literals, one behind the other, and where each ends. */
  readonly #text: Uint8Array;
  readonly #ends: ArrayLike<number>;
  /** Where each literal's window starts inside it; -1 if one byte before. */
  readonly #starts: ArrayLike<number>;
  /** Ids of literals by the hash of their window's last block, ascending; -1 ends a chain. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** By the same hash: which two bytes in front of the block there are, one bit each for what `pairBit` makes of them. */
  readonly #pairs: Int32Array;
  readonly #longestShift: number;
  #viewed: Uint8Array | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));

  constructor({ windowBytes, shifts, text, ends, starts }: SearchTable) {
    this.count = ends.length;
    this.#windowBytes = windowBytes;
    this.#shifts = shifts;
    this.#text = text;
    this.#ends = ends;
    this.#starts = starts;
    this.#heads = new Int32Array(shifts.length).fill(-1);
    this.#next = new Int32Array(ends.length);
    this.#pairs = new Int32Array(shifts.length).fill(windowBytes < LEAST_CHECKED_WINDOW ? -1 : 0);
    this.#longestShift = windowBytes - BLOCK + 1;
    for (let id = ends.length - 1; id >= 0; id--) {
      const block = (id === 0 ? 0 : (ends[id - 1] ?? 0)) + (starts[id] ?? 0) + windowBytes - BLOCK;
      const hash = hashOf(text, block);
      if (windowBytes >= LEAST_CHECKED_WINDOW) this.#pairs[hash] = (this.#pairs[hash] ?? 0) | pairBit(text, block);
      this.#next[id] = this.#heads[hash] ?? -1;
      this.#heads[hash] = id;
    }
  }

  find(bytes: Uint8Array, from: number, to: number): number {
    return this.#search(bytes, from, to, undefined);
  }

  scan(bytes: Uint8Array, from: number, to: number, at: number, until: number, hits: Int32Array): number {
    const shifts = this.#shifts;
    const view = this.#viewOf(bytes);
    const longest = this.#longestShift;
    const start = Math.max(at, from + this.#windowBytes - BLOCK - 1);
    const end = Math.min(until, to - BLOCK + 1);
    if (end <= start) return 0;
    // A cursor waits most of its time for the table. Four of them, each in a quarter of the stretch, wait at once.
    const quarter = (end - start) >> 2;
    let a = start;
    let b = start + quarter;
    let c = b + quarter;
    let d = c + quarter;
    const [endA, endB, endC] = [b, c, d];
    let count = 0;
    for (;;) {
      let rounds = Math.floor(Math.min(endA - a, endB - b, endC - c, end - d) / longest);
      if (rounds <= 0) break;
      for (; rounds > 0; rounds--) {
        // `hashOf`, written out: the inner loop of everything.
        const hashA = Math.imul(view.getInt32(a, true), 0x9e3779b1) >>> 17;
        const hashB = Math.imul(view.getInt32(b, true), 0x9e3779b1) >>> 17;
        const hashC = Math.imul(view.getInt32(c, true), 0x9e3779b1) >>> 17;
        const hashD = Math.imul(view.getInt32(d, true), 0x9e3779b1) >>> 17;
        const shiftA = shifts[hashA] as number;
        const shiftB = shifts[hashB] as number;
        const shiftC = shifts[hashC] as number;
        const shiftD = shifts[hashD] as number;
        if (shiftA === 0) count = this.#note(bytes, a++, hashA, from, to, hits, count);
        if (shiftB === 0) count = this.#note(bytes, b++, hashB, from, to, hits, count);
        if (shiftC === 0) count = this.#note(bytes, c++, hashC, from, to, hits, count);
        if (shiftD === 0) count = this.#note(bytes, d++, hashD, from, to, hits, count);
        a += shiftA;
        b += shiftB;
        c += shiftC;
        d += shiftD;
      }
    }
    count = this.#rest(bytes, view, a, endA, from, to, hits, count);
    count = this.#rest(bytes, view, b, endB, from, to, hits, count);
    count = this.#rest(bytes, view, c, endC, from, to, hits, count);
    count = this.#rest(bytes, view, d, end, from, to, hits, count);
    if (count > 1) hits.subarray(0, count).sort();
    return count;
  }

  /** The same with one cursor. */
  #rest(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    from: number,
    to: number,
    hits: Int32Array,
    known: number,
  ): number {
    const shifts = this.#shifts;
    let cursor = at;
    let count = known;
    while (cursor < end) {
      const hash = Math.imul(view.getInt32(cursor, true), 0x9e3779b1) >>> 17;
      const shift = shifts[hash] as number;
      if (shift === 0) count = this.#note(bytes, cursor++, hash, from, to, hits, count);
      else cursor += shift;
    }
    return count;
  }

  /** Appends the literal whose window ends at the cursor, if there is one. */
  #note(
    bytes: Uint8Array,
    cursor: number,
    hash: number,
    from: number,
    to: number,
    hits: Int32Array,
    count: number,
  ): number {
    if (((this.#pairs[hash] as number) & pairBit(bytes, cursor)) === 0) return count;
    const at = this.#compare(bytes, cursor - this.#windowBytes + BLOCK, hash, from, to);
    if (at < 0) return count;
    hits[count] = at;
    return count + 1;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#viewed !== bytes) {
      this.#viewed = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }

  collect(bytes: Uint8Array, from: number, to: number): number[] {
    const ids: number[] = [];
    this.#search(bytes, from, to, ids);
    return ids.length > 1 ? [...new Set(ids)].sort((a, b) => a - b) : ids;
  }

  /** With `ids` all hits are collected, without it the search stops at the first. */
  #search(bytes: Uint8Array, from: number, to: number, ids: number[] | undefined): number {
    const shifts = this.#shifts;
    const windowBytes = this.#windowBytes;
    const view = this.#viewOf(bytes);
    // The cursor is the start of the window's last block. A window may begin one byte before the range.
    let cursor = from + windowBytes - BLOCK - 1;
    const last = to - BLOCK;
    while (cursor <= last) {
      const hash = Math.imul(view.getInt32(cursor, true), 0x9e3779b1) >>> 17;
      const shift = shifts[hash] as number;
      if (shift === 0) {
        const at = this.#compare(bytes, cursor - windowBytes + BLOCK, hash, from, to, ids);
        if (at >= 0) return at;
        cursor++;
      } else cursor += shift;
    }
    return -1;
  }

  #compare(bytes: Uint8Array, windowStart: number, hash: number, from: number, to: number, ids?: number[]): number {
    const text = this.#text;
    next: for (let id = this.#heads[hash] as number; id >= 0; id = this.#next[id] as number) {
      const at = windowStart - (this.#starts[id] as number);
      const begin = id === 0 ? 0 : (this.#ends[id - 1] as number);
      const length = (this.#ends[id] as number) - begin;
      if (at < from || at + length > to) continue;
      for (let index = 0; index < length; index++) {
        if (bytes[at + index] !== text[begin + index]) continue next;
      }
      if (ids === undefined) return at;
      ids.push(id);
    }
    return -1;
  }
}

/** One of 32 bits for the two bytes in front of `at`. */
function pairBit(bytes: Uint8Array, at: number): number {
  return 1 << (((bytes[at - 1] as number) ^ ((bytes[at - 2] as number) << 2)) & 31);
}
