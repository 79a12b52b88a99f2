import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/core/line.js';
import { createLineScanner, type LineScannerOptions } from '../../src/lines/line-scanner.js';
import { createLiteralSearch } from '../../src/lines/literal-search.js';

const search = createLiteralSearch(['NEEDLE-1', 'NEEDLE-2', '\nSTART-3'].map((text) => Buffer.from(text)));

interface Seen {
  readonly lines: Line[];
  readonly ids: number[][];
  readonly scanner: ReturnType<typeof createLineScanner>;
}

/** Scans a text cut at the places given. `wants` says after which line the next one is wanted. */
function scan(
  text: string | Uint8Array,
  cuts: readonly number[] = [],
  options: Partial<LineScannerOptions> = {},
  wants: (line: Line) => boolean = () => false,
): Seen {
  const lines: Line[] = [];
  const ids: number[][] = [];
  const scanner = createLineScanner({
    search: () => search,
    everyLine: false,
    maxLineBytes: 1024 * 1024,
    handler: {
      line(line, found) {
        lines.push(line);
        ids.push([...found]);
        return wants(line);
      },
      gap: () => undefined,
    },
    ...options,
  });
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  let at = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    scanner.push(bytes.subarray(at, Math.max(at, Math.min(cut, bytes.length))));
    at = Math.max(at, Math.min(cut, bytes.length));
  }
  scanner.end();
  return { lines, ids, scanner };
}

/** Benign lines, so that what follows is not among the first lines, which are always proposed. */
const HEAD = Array.from({ length: 20 }, (_, index) => `benign ${index}\n`).join('');
const numbersAfterHead = (seen: Seen): number[] =>
  seen.lines.map(({ number }) => number).filter((number) => number > 16);

describe('the line scanner', () => {
  it('proposes the line of a literal with its number, offset and ids', () => {
    const seen = scan(`${HEAD}some NEEDLE-2 and NEEDLE-1\nother\nlast\n`);
    const index = seen.lines.findIndex(({ number }) => number === 21);
    expect(seen.lines[index]).toEqual({
      text: 'some NEEDLE-2 and NEEDLE-1',
      number: 21,
      offset: HEAD.length,
      cut: false,
    });
    expect(seen.ids[index]).toEqual([0, 1]);
  });

  it('finds a literal that must stand at the start of a line there only', () => {
    const seen = scan(`${HEAD}not START-3\nSTART-3 here\nother\nlast\n`);
    expect(numbersAfterHead(seen)).toEqual([22, 24]);
    expect(seen.ids[seen.lines.findIndex(({ number }) => number === 22)]).toEqual([2]);
  });

  it('takes the first line of a source for the start of a line', () => {
    expect(scan('START-3 here\nother').ids[0]).toEqual([2]);
  });

  it('skips what holds no literal, but for the first lines and the last', () => {
    const seen = scan(`${HEAD}one\ntwo\nthree\n`);
    expect(numbersAfterHead(seen)).toEqual([23]);
    expect(seen.scanner.lines).toBe(23);
    expect(seen.scanner.proposed).toBe(17);
  });

  it('proposes a record as a whole when a continuation line holds the literal', () => {
    const seen = scan(`${HEAD}head of the record\n  second\n  with NEEDLE-1\n  after\nnext\nlast`);
    expect(numbersAfterHead(seen)).toEqual([21, 22, 23, 24, 26]);
  });

  it('hands on lines as long as they are wanted', () => {
    const seen = scan(
      `${HEAD}open NEEDLE-1\na\nb\nc\nd\nlast`,
      [],
      {},
      ({ text }) => text.includes('NEEDLE') || text === 'a' || text === 'b',
    );
    expect(numbersAfterHead(seen)).toEqual([21, 22, 23, 24, 26]);
  });

  it('takes off line ends and a byte order mark', () => {
    expect(scan('\ufefffirst\r\nsecond\r\n').lines.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('cuts overlong lines, counts them, and keeps offsets exact behind them', () => {
    const long = 'x'.repeat(5000);
    for (const cuts of [[], [100, 101, 3000], [5000], [5001]]) {
      const seen = scan(`${long}\nafter NEEDLE-1\nlast`, cuts, { maxLineBytes: 1000 });
      expect(seen.lines.map(({ text, offset, cut }) => [text.length, offset, cut])).toEqual([
        [1000, 0, true],
        [14, 5001, false],
        [4, 5016, false],
      ]);
      expect(seen.scanner.cutLines).toBe(1);
    }
  });

  it('proposes one line in every MiB, so that clocks see all of a long source', () => {
    const line = 'nothing of note in this line, which only fills space\n';
    const seen = scan(line.repeat(Math.ceil((3.5 * 1024 * 1024) / line.length)));
    const offsets = seen.lines.map(({ offset }) => offset).filter((offset) => offset > 1_000_000);
    expect(offsets.length).toBe(4);
    expect(offsets[0]).toBeLessThan(1024 * 1024 + line.length);
  });

  const piece = fc.constantFrom(
    'NEEDLE-1',
    'NEEDLE-2',
    'NEEDL',
    'plain',
    ' ',
    '\t',
    '\n',
    '\r\n',
    'é',
    '日本',
    '\n ',
    '\n\t',
  );
  const text = fc.array(piece, { maxLength: 120 }).map((pieces) => HEAD + pieces.join(''));

  it('proposes the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(900), { maxLength: 12 }), (input, cuts) => {
        const whole = scan(input);
        const cut = scan(input, cuts);
        expect(cut.lines).toEqual(whole.lines);
        expect(cut.ids).toEqual(whole.ids);
        expect(cut.scanner.lines).toBe(whole.scanner.lines);
        expect(cut.scanner.bytes).toBe(whole.scanner.bytes);
      }),
    );
  });

  it('misses no line with a literal that reading every line finds', () => {
    fc.assert(
      fc.property(text, (input) => {
        const fast = scan(input);
        const slow = scan(input, [], { everyLine: true });
        const hits = (seen: Seen): Line[] => seen.lines.filter((_, index) => (seen.ids[index] ?? []).length > 0);
        expect(hits(fast)).toEqual(hits(slow));
        expect(fast.scanner.lines).toBe(slow.scanner.lines);
      }),
    );
  });
});
