import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchWith } from '../../src/lines/literal-search.js';
import {
  createSearchTable,
  extendSearchTable,
  packSearchTable,
  unpackSearchTable,
} from '../../src/lines/search-table.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 12 });
const words = fc.uniqueArray(word, { maxLength: 6 });
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 200 });

describe('a search table', () => {
  it('that is extended finds what one of all literals finds, also if the new ones are shorter', () => {
    fc.assert(
      fc.property(words, words, texts, (some, others, text) => {
        const haystack = bytes(text);
        const extended = searchWith(extendSearchTable(createSearchTable(some.map(bytes)), others.map(bytes)));
        const whole = searchWith(createSearchTable([...some, ...others].map(bytes)));
        expect(extended.collect(haystack, 0, haystack.length)).toEqual(whole.collect(haystack, 0, haystack.length));
      }),
    );
  });

  it('stays as it is when it is extended', () => {
    const table = createSearchTable([bytes('first one')]);
    const before = structuredClone(table);
    extendSearchTable(table, [bytes('second one')]);
    expect(table).toEqual(before);
  });

  it('is the same after it was kept in a file', () => {
    fc.assert(
      fc.property(words, (literals) => {
        const table = createSearchTable(literals.map(bytes));
        const kept = unpackSearchTable(
          JSON.parse(JSON.stringify(packSearchTable(table))) as ReturnType<typeof packSearchTable>,
        );
        expect(Buffer.compare(kept.shifts, table.shifts)).toBe(0);
        expect({ ...kept, shifts: 0, text: new Uint8Array(kept.text) }).toEqual({ ...table, shifts: 0 });
      }),
    );
  });

  it('refuses literals that are too short to search for, also as additions', () => {
    expect(() => extendSearchTable(createSearchTable([bytes('long enough')]), [bytes('abc')])).toThrow(RangeError);
  });
});
