import { countNewlines } from './count-newlines.js';
import type { LiteralSearch } from './literal-search.js';

/** Bytes that are searched at once, ahead of the lines that are handed on. */
export const STRETCH = 64 * 1024;
/** Newlines are summed up in steps of so many bytes. */
const STEP = 4096;

/** What another thread found in a block of bytes: it spares the scanner that work and changes nothing of what it hands on. */
export interface Prescan {
  /** With which search. */
  readonly search: LiteralSearch;
  /** Starts of literals in the block, ascending. */
  readonly hits: Int32Array;
  /** Newlines in front of each step of 4 KiB. */
  readonly newlines: Int32Array;
}

/** Numbers that `newlines` holds for a block of so many bytes. */
export function newlineSteps(bytes: number): number {
  return Math.floor(bytes / STEP) + 1;
}

/** Searches a block and counts its newlines. Returns the number of hits, or -1 if there are more than `hits` can hold. */
export function prescan(
  search: LiteralSearch,
  bytes: Uint8Array,
  hits: Int32Array,
  newlines: Int32Array,
  stretch: Int32Array,
): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += STRETCH) {
    const found = search.scan(bytes, 0, bytes.length, at, at + STRETCH, stretch);
    if (count + found > hits.length) return -1;
    for (let index = 0; index < found; index++) hits[count++] = stretch[index] ?? 0;
  }
  let sum = 0;
  for (let step = 0, at = 0; at <= bytes.length; step++, at += STEP) {
    newlines[step] = sum;
    sum += countNewlines(bytes, at, Math.min(at + STEP, bytes.length));
  }
  // A literal's window may lie behind another literal's start.
  hits.subarray(0, count).sort();
  return count;
}

/** The same as `countNewlines`, of a block that was looked through before. */
export function countWith({ newlines }: Prescan, bytes: Uint8Array, from: number, to: number): number {
  const first = Math.ceil(from / STEP);
  const last = Math.floor(to / STEP);
  if (first >= last) return countNewlines(bytes, from, to);
  return (
    countNewlines(bytes, from, first * STEP) +
    (newlines[last] ?? 0) -
    (newlines[first] ?? 0) +
    countNewlines(bytes, last * STEP, to)
  );
}
