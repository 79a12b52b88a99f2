import { mulberry32 } from '../mulberry32.mjs';

/** Random choices that a seed repeats. */
export interface Random {
  /** 0 up to, not including, 1. */
  next(): number;
  /** Whole, both ends included. */
  int(from: number, to: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  chance(share: number): boolean;
  hex(digits: number): string;
  shuffle<T>(list: readonly T[]): T[];
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed * 2654435761);
  const int = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    pick: <T>(list: readonly [T, ...T[]]): T => list[int(0, list.length - 1)] ?? list[0],
    chance: (share) => next() < share,
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
    shuffle<T>(list: readonly T[]): T[] {
      const keyed = list.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
  };
}
