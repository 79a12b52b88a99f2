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
  return table.ends.length === 0 ? { count: 0, find: () => -1, collect: () => [] } : new WuManber(table);
}

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

  constructor({ windowBytes, shifts, text, ends, starts }: SearchTable) {
    this.count = ends.length;
    this.#windowBytes = windowBytes;
    this.#shifts = shifts;
    this.#text = text;
    this.#ends = ends;
    this.#starts = starts;
    this.#heads = new Int32Array(shifts.length).fill(-1);
    this.#next = new Int32Array(ends.length);
    for (let id = ends.length - 1; id >= 0; id--) {
      const hash = hashOf(text, (id === 0 ? 0 : (ends[id - 1] ?? 0)) + (starts[id] ?? 0) + windowBytes - BLOCK);
      this.#next[id] = this.#heads[hash] ?? -1;
      this.#heads[hash] = id;
    }
  }

  find(bytes: Uint8Array, from: number, to: number): number {
    return this.#search(bytes, from, to, undefined);
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
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    // The cursor is the start of the window's last block. A window may begin one byte before the range.
    let cursor = from + windowBytes - BLOCK - 1;
    const last = to - BLOCK;
    while (cursor <= last) {
      // `hashOf`, written out: the inner loop of everything.
      const hash = Math.imul(view.getUint32(cursor, true), 0x9e3779b1) >>> 17;
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
