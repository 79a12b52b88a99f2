/** What the search for literals needs to know of them; see `literal-search.ts`. */
export interface SearchTable {
  /** Bytes of each literal's window. */
  readonly windowBytes: number;
  /** How far the cursor may jump, by the hash of the four bytes at it; 0: a window may end there. */
  readonly shifts: Uint8Array;
  /** All literals, one behind the other, in the order of their ids. */
  readonly text: Uint8Array;
  /** Where each ends in `text`. */
  readonly ends: Uint32Array;
  /** Where the window starts inside the literal; -1 if it begins one byte before it. */
  readonly starts: Int16Array;
}

/** A table as it is kept in a file: bytes as base64. */
export interface PackedSearchTable {
  readonly windowBytes: number;
  readonly shifts: string;
  readonly text: string;
  readonly ends: readonly number[];
  readonly starts: readonly number[];
}

type Rarity = (bytes: Uint8Array, at: number) => number;

/** 32 KiB of shifts stay in the first-level cache; measured best from 14 to 18 bits with 60 to 860 literals. */
const HASH_BITS = 15;
const HASH_SHIFT = 32 - HASH_BITS;
const HASH_FACTOR = 0x9e3779b1;
const BLOCK = 4;
/** Longest window; a longer one would jump further but few literals have it. */
const MAX_WINDOW = 16;

const noRarity: Rarity = () => 0;

/** Literals shorter than four bytes are not allowed: RangeError. */
export function createSearchTable(literals: readonly Uint8Array[], rarity: Rarity = noRarity): SearchTable {
  const shortest = shortestOf(literals);
  if (shortest < BLOCK) throw new RangeError('literals need four bytes or more');
  // The shortest literals get a window that begins one byte before them: that byte may be anything, which costs 256 entries in the
  // table and lets the cursor jump one byte further everywhere.
  const windowBytes = Math.min(shortest + 1, MAX_WINDOW);
  const shifts = new Uint8Array(1 << HASH_BITS).fill(windowBytes - BLOCK + 1);
  const empty = { text: new Uint8Array(0), ends: new Uint32Array(0), starts: new Int16Array(0) };
  return addLiterals({ ...empty, windowBytes, shifts }, literals, rarity);
}

/**
 * The table with more literals, whose ids follow. Cheap, unless one of them is too short for the windows: then all are made anew.
 * Literals shorter than four bytes are not allowed: RangeError.
 */
export function extendSearchTable(
  table: SearchTable,
  literals: readonly Uint8Array[],
  rarity: Rarity = noRarity,
): SearchTable {
  if (table.ends.length > 0 && shortestOf(literals) >= table.windowBytes - 1)
    return addLiterals({ ...table, shifts: table.shifts.slice() }, literals, rarity);
  const { text, ends } = table;
  const known = Array.from(ends, (end, id) => text.subarray(id === 0 ? 0 : ends[id - 1], end));
  return createSearchTable([...known, ...literals], rarity);
}

/** Writes into the table's shifts; the rest is copied. */
function addLiterals(table: SearchTable, literals: readonly Uint8Array[], rarity: Rarity): SearchTable {
  const { windowBytes, shifts } = table;
  const known = table.ends.length;
  const ends = new Uint32Array(known + literals.length);
  const starts = new Int16Array(known + literals.length);
  const text = new Uint8Array(literals.reduce((sum, { length }) => sum + length, table.text.length));
  ends.set(table.ends);
  starts.set(table.starts);
  text.set(table.text);
  let end = table.text.length;
  for (const [index, literal] of literals.entries()) {
    const start = literal.length < windowBytes ? -1 : chooseWindow(literal, windowBytes, rarity);
    for (let at = 0; at + BLOCK <= windowBytes; at++) {
      const shift = windowBytes - BLOCK - at;
      for (const hash of hashesAt(literal, start + at)) if (shift < (shifts[hash] ?? 0)) shifts[hash] = shift;
    }
    text.set(literal, end);
    end += literal.length;
    ends[known + index] = end;
    starts[known + index] = start;
  }
  return { windowBytes, shifts, text, ends, starts };
}

function shortestOf(literals: readonly Uint8Array[]): number {
  return literals.reduce((shortest, { length }) => Math.min(shortest, length), Infinity);
}

function chooseWindow(literal: Uint8Array, windowBytes: number, rarity: Rarity): number {
  const blocks = literal.length - BLOCK + 1;
  const rarities = new Float32Array(blocks);
  for (let at = 0; at < blocks; at++) rarities[at] = rarity(literal, at);
  // Blocks of a window but the last.
  const others = windowBytes - BLOCK;
  let sum = 0;
  for (let at = 0; at < others; at++) sum += rarities[at] ?? 0;
  let best = 0;
  let bestScore = -Infinity;
  // Where the window starts is kept in 16 bits.
  for (let start = 0; start + windowBytes <= Math.min(literal.length, 0x7fff); start++) {
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

/** Hashes of the four bytes at `at`; all that are possible where the first of them lies before the literal. */
function hashesAt(bytes: Uint8Array, at: number): readonly number[] {
  if (at >= 0) return [hashOf(bytes, at)];
  return Array.from({ length: 256 }, (_, first) => hashOf([first, ...bytes.subarray(0, BLOCK - 1)], 0));
}

/** Hash of the four bytes at `at`, read as a little-endian number. */
export function hashOf(bytes: ArrayLike<number>, at: number): number {
  const value =
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  return Math.imul(value, HASH_FACTOR) >>> HASH_SHIFT;
}

export function packSearchTable({ windowBytes, shifts, text, ends, starts }: SearchTable): PackedSearchTable {
  return {
    windowBytes,
    shifts: Buffer.from(shifts).toString('base64'),
    text: Buffer.from(text).toString('base64'),
    ends: [...ends],
    starts: [...starts],
  };
}

export function unpackSearchTable(packed: PackedSearchTable): SearchTable {
  return {
    windowBytes: packed.windowBytes,
    shifts: Buffer.from(packed.shifts, 'base64'),
    text: Buffer.from(packed.text, 'base64'),
    ends: Uint32Array.from(packed.ends),
    starts: Int16Array.from(packed.starts),
  };
}
