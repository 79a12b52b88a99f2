import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLiteralSearch, type LiteralSearch } from '../../src/lines/literal-search.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** The slow reference: every literal at every place. */
function slowIds(literals: readonly string[], text: Uint8Array): number[] {
  return literals.flatMap((literal, id) => (Buffer.from(text).includes(literal) ? [id] : []));
}

/** What is found in stretches of some length, one after the other. */
function starts(search: LiteralSearch, text: Uint8Array, stretch: number): number[] {
  const hits = new Int32Array(stretch);
  const found: number[] = [];
  for (let at = 0; at < text.length; at += stretch) {
    const count = search.scan(text, 0, text.length, at, at + stretch, hits);
    found.push(...hits.subarray(0, count));
  }
  return found.sort((a, b) => a - b);
}

describe('the literal search', () => {
  it('finds a literal at the start, in the middle and at the end', () => {
    const search = createLiteralSearch([bytes('needle-one')]);
    for (const text of ['needle-one', 'needle-one behind', 'before needle-one', 'before needle-one behind']) {
      expect(search.find(bytes(text), 0, text.length)).toBe(text.indexOf('needle'));
    }
  });

  it('stays within the range it is given', () => {
    const text = bytes('xx needle-one xx');
    const search = createLiteralSearch([bytes('needle-one')]);
    expect(search.find(text, 4, text.length)).toBe(-1);
    expect(search.find(text, 0, 12)).toBe(-1);
    expect(search.find(text, 3, 13)).toBe(3);
  });

  it('names every literal of a line, also those that overlap or contain each other', () => {
    const literals = ['Memory cgroup out of memory', 'out of memory: Kill', 'cgroup out', 'never there'];
    const search = createLiteralSearch(literals.map(bytes));
    const text = bytes('Memory cgroup out of memory: Kill process 1');
    expect(search.collect(text, 0, text.length)).toEqual([0, 1, 2]);
  });

  it('reads views that do not start at their buffer', () => {
    const buffer = bytes('....needle-one');
    const search = createLiteralSearch([bytes('needle-one')]);
    expect(search.find(buffer.subarray(3), 0, 11)).toBe(1);
  });

  it('refuses literals that are too short to search for', () => {
    expect(() => createLiteralSearch([bytes('abc')])).toThrow(RangeError);
  });

  it('finds nothing when there is nothing to look for', () => {
    expect(createLiteralSearch([]).find(bytes('anything'), 0, 8)).toBe(-1);
  });

  it('agrees with looking for each literal by itself', () => {
    const letters = fc.constantFrom('a', 'b', 'c');
    const word = fc.string({ unit: letters, minLength: 4, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
        fc.string({ unit: letters, maxLength: 200 }),
        (literals, text) => {
          const haystack = bytes(text);
          const search = createLiteralSearch(literals.map(bytes));
          const expected = slowIds(literals, haystack);
          expect(search.collect(haystack, 0, haystack.length)).toEqual(expected);
          const whole = starts(search, haystack, haystack.length);
          expect(whole.length > 0).toBe(expected.length > 0);
          for (const start of whole) {
            const rest = text.slice(start);
            expect(literals.some((literal) => rest.startsWith(literal))).toBe(true);
          }
          expect(starts(search, haystack, 7)).toEqual(whole);
          expect(search.find(haystack, 0, haystack.length) >= 0).toBe(expected.length > 0);
        },
      ),
    );
  });
});
