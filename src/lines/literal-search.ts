/**
 * Finds many literals at once in raw bytes: Wu-Manber with blocks of four bytes.
 *
 * Design rationale. Decoding lines costs more than finding the interesting ones, and ripgrep's speed is the measure. Each literal contributes one
 * window of `windowBytes` bytes. A table of shifts, indexed by a hash of the four bytes that end at the cursor, tells how far the cursor
 * may jump; only a shift of 0 leads to a comparison. What decides the speed is how seldom that happens, so the window is
 * put where the literal's four-byte pieces are rarest in logs. Measured choices are in `bench/README.md`.
 */

/** 32 KiB of shifts stay in the first-level cache; measured best from 14 to 18 bits with 60 to 860 literals. */
const HASH_BITS = 15;
const HASH_SHIFT = 32 - HASH_BITS;
const HASH_FACTOR = 0x9e3779b1;
const BLOCK = 4;
/** Longest window; a longer one would jump further but few literals have it. */
const MAX_WINDOW = 16;

export interface LiteralSearch {
  readonly count: number;
  /** Start of some literal that lies between `from` and `to`, the first one whose window ends there; -1 if there is none. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** Ids (indexes in the list given) of all literals between `from` and `to`, each once, ascending. */
  collect(bytes: Uint8Array, from: number, to: number): number[];
}

interface Window {
  readonly literal: Uint8Array;
  /** Where the window starts inside the literal; -1 if it begins one byte before it. */
  readonly start: number;
  readonly id: number;
}

/**
 * `rarity` tells how rare four bytes are in ordinary logs (higher is rarer); without it the later part of a literal is preferred.
 * Literals shorter than four bytes are not allowed: RangeError.
 */
export function createLiteralSearch(
  literals: readonly Uint8Array[],
  rarity: (bytes: Uint8Array, at: number) => number = () => 0,
): LiteralSearch {
  if (literals.length === 0) return { count: 0, find: () => -1, collect: () => [] };
  const shortest = Math.min(...literals.map((literal) => literal.length));
  if (shortest < BLOCK) throw new RangeError('literals need four bytes or more');
  // The shortest literals get a window that begins one byte before them: that byte may be anything, which costs 256 entries in the
  // table and lets the cursor jump one byte further everywhere.
  const windowBytes = Math.min(shortest + 1, MAX_WINDOW);
  const windows = literals.map((literal, id) => ({
    literal,
    id,
    start: literal.length < windowBytes ? -1 : chooseWindow(literal, windowBytes, rarity),
  }));
  return new WuManber(windows, windowBytes);
}

function chooseWindow(
  literal: Uint8Array,
  windowBytes: number,
  rarity: (bytes: Uint8Array, at: number) => number,
): number {
  const blocks = literal.length - BLOCK + 1;
  const rarities = new Float32Array(blocks);
  for (let at = 0; at < blocks; at++) rarities[at] = rarity(literal, at);
  // Blocks of a window but the last.
  const others = windowBytes - BLOCK;
  let sum = 0;
  for (let at = 0; at < others; at++) sum += rarities[at] ?? 0;
  let best = 0;
  let bestScore = -Infinity;
  for (let start = 0; start + windowBytes <= literal.length; start++) {
    // Only the window's last block stops the cursor; the others merely shorten its jumps.
    const score = 4 * (rarities[start + others] ?? 0) + sum / windowBytes;
    if (score >= bestScore) {
      best = start;
      bestScore = score;
    }
    sum += (rarities[start + others] ?? 0) - (rarities[start] ?? 0);
  }
  return best;
}

class WuManber implements LiteralSearch {
  readonly count: number;
  readonly #windowBytes: number;
  readonly #shifts: Uint8Array;
  /** Windows by hash of their last block. */
  readonly #buckets = new Map<number, Window[]>();

  constructor(windows: readonly Window[], windowBytes: number) {
    this.count = windows.length;
    this.#windowBytes = windowBytes;
    const shifts = new Uint8Array(1 << HASH_BITS).fill(windowBytes - BLOCK + 1);
    for (const window of windows) {
      for (let at = 0; at + BLOCK <= windowBytes; at++) {
        const shift = windowBytes - BLOCK - at;
        for (const hash of hashesAt(window.literal, window.start + at)) {
          if (shift < (shifts[hash] ?? 0)) shifts[hash] = shift;
        }
      }
      const last = hashAt(window.literal, window.start + windowBytes - BLOCK);
      const bucket = this.#buckets.get(last);
      if (bucket === undefined) this.#buckets.set(last, [window]);
      else bucket.push(window);
    }
    this.#shifts = shifts;
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
      const hash = Math.imul(view.getUint32(cursor, true), HASH_FACTOR) >>> HASH_SHIFT;
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
    const bucket = this.#buckets.get(hash);
    if (bucket === undefined) return -1;
    next: for (const { literal, start, id } of bucket) {
      const at = windowStart - start;
      if (at < from || at + literal.length > to) continue;
      for (let index = 0; index < literal.length; index++) {
        if (bytes[at + index] !== literal[index]) continue next;
      }
      if (ids === undefined) return at;
      ids.push(id);
    }
    return -1;
  }
}

/** Hash of the four bytes at `at`; all that are possible where the first of them lies before the literal. */
function hashesAt(bytes: Uint8Array, at: number): readonly number[] {
  if (at >= 0) return [hashAt(bytes, at)];
  return Array.from({ length: 256 }, (_, first) => hashAt([first, ...bytes.subarray(0, BLOCK - 1)], 0));
}

function hashAt(bytes: ArrayLike<number>, at: number): number {
  const value =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(value, HASH_FACTOR) >>> HASH_SHIFT;
}
