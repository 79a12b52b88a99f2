/**
 * Deterministic pseudo random numbers, so that samples and benchmark inputs are the same bytes on every machine.
 * Generator: xoshiro128** seeded by FNV-1a of a text; nothing here depends on Math.random, the clock or the locale.
 */

function fnv1a(text, basis) {
  let hash = basis >>> 0;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash >>> 0;
}

/** 32-bit hash of a text, for values that must not depend on the order of drawing. */
export function hashText(text) {
  let hash = fnv1a(text, 0x811c9dc5);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d) >>> 0;
  hash ^= hash >>> 12;
  return hash >>> 0;
}

const HEX8 = (value) => (value >>> 0).toString(16).padStart(8, '0');

/** A generator for one purpose; equal seeds give equal sequences. */
export function createRandom(seed) {
  let a = fnv1a(seed, 0x811c9dc5);
  let b = fnv1a(seed, a ^ 0x9e3779b9);
  let c = fnv1a(seed, b ^ 0x85ebca6b);
  let d = fnv1a(seed, c ^ 0xc2b2ae35) | 1;

  function uint32() {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  }
  for (let i = 0; i < 16; i++) uint32();

  /** Number from 0 to 1, 1 excluded. */
  const next = () => uint32() / 0x1_0000_0000;
  /** Whole number from 0 to n - 1. */
  const below = (n) => Math.floor(next() * n);
  /** Whole number from low to high, both included. */
  const between = (low, high) => low + below(high - low + 1);
  const pick = (list) => list[below(list.length)];
  const chance = (probability) => next() < probability;

  function hex(digits) {
    let text = '';
    while (text.length < digits) text += HEX8(uint32());
    return text.slice(0, digits);
  }

  /** Lower-case letters and digits as Kubernetes puts them behind a pod's name. */
  function suffix(length) {
    let text = '';
    for (let i = 0; i < length; i++) text += 'bcdfghjklmnpqrstvwxz2456789'[below(27)];
    return text;
  }

  /** A version 1 UUID in the form that kubelets of 2018 gave their pods (time part, then the node's MAC). */
  function podUid(timePart) {
    return `${hex(5)}${HEX8(timePart).slice(5)}-ff${hex(2)}-11e8-9${hex(3)}-525400a1b2c3`;
  }

  function shuffle(list) {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  return { uint32, next, below, between, pick, chance, hex, suffix, podUid, shuffle };
}
