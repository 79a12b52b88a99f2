import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Line } from '../../src/core/line.js';
import { countNewlines } from '../../src/lines/count-newlines.js';
import { createLineScanner } from '../../src/lines/line-scanner.js';
import { createLiteralSearch, type LiteralSearch } from '../../src/lines/literal-search.js';
import { countWith, newlineSteps, prescan, STRETCH, type Prescan } from '../../src/lines/prescan.js';

const SEARCHES = [
  createLiteralSearch([Buffer.from('needle one'), Buffer.from('\nat start')]),
  createLiteralSearch([Buffer.from('needle one'), Buffer.from('\nat start'), Buffer.from('another one')]),
] as const;

function prescanOf(search: LiteralSearch, bytes: Uint8Array): Prescan {
  const hits = new Int32Array(10_000);
  const newlines = new Int32Array(newlineSteps(bytes.length));
  const count = prescan(search, bytes, hits, newlines, new Int32Array(STRETCH));
  return { search, hits: hits.subarray(0, count), newlines };
}

const line = fc.constantFrom(
  'an ordinary line of a log',
  'with needle one in it, and needle one',
  'at start',
  'another one',
  '  continued: needle one',
  '\tcontinued',
  'more',
  '',
  'x'.repeat(3000),
);
const text = fc.array(line, { maxLength: 400 }).map((lines) => Buffer.from(lines.join('\n')));

/** Lines that a scan proposes; what is looked for changes with some of them, as in a scan of a log. */
function scan(bytes: Uint8Array, blockBytes: number, isPrescanned: boolean): readonly unknown[] {
  const seen: unknown[] = [];
  let turn = 0;
  const scanner = createLineScanner({
    search: () => SEARCHES[turn] ?? SEARCHES[0],
    everyLine: false,
    maxLineBytes: 2000,
    handler: {
      line({ text: own, number, offset, cut }: Line, ids) {
        seen.push([own, number, offset, cut, [...ids]]);
        if (own.includes('needle')) turn = number % 2;
        return own.startsWith('at');
      },
      gap: () => seen.push('gap'),
    },
  });
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    scanner.push(block, isPrescanned ? prescanOf(SEARCHES[0], block) : undefined);
  }
  scanner.end();
  return [...seen, scanner.lines, scanner.proposed, scanner.cutLines];
}

it('proposes the same lines with what another thread found before', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 3000, max: 100_000 }), (bytes, blockBytes) => {
      expect(scan(bytes, blockBytes, true)).toEqual(scan(bytes, blockBytes, false));
    }),
  );
});

it('counts newlines from and to any place', () => {
  fc.assert(
    fc.property(
      text,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (bytes, a, b) => {
        const [from, to] = [a, b].map((share) => Math.floor(share * bytes.length)).sort((x, y) => x - y) as [
          number,
          number,
        ];
        expect(countWith(prescanOf(SEARCHES[0], bytes), bytes, from, to)).toBe(countNewlines(bytes, from, to));
      },
    ),
  );
});

it('says that there are more hits than it may keep', () => {
  const bytes = Buffer.from('needle one\n'.repeat(100));
  expect(prescan(SEARCHES[0], bytes, new Int32Array(99), new Int32Array(1), new Int32Array(STRETCH))).toBe(-1);
});
