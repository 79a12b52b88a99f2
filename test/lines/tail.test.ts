import { expect, it } from 'vitest';
import { countLines, createTail } from '../../src/lines/tail.js';

const MIB = 1024 * 1024;

function tailOf(text: string, pieceBytes: number): { text: string; offset: number } {
  const bytes = Buffer.from(text);
  const tail = createTail();
  for (let at = 0; at < bytes.length; at += pieceBytes) tail.push(bytes.subarray(at, at + pieceBytes));
  const taken = tail.take();
  return { text: Buffer.from(taken.bytes).toString(), offset: taken.offset };
}

it('keeps all of a short stream', () => {
  expect(tailOf('one\ntwo\n', 3)).toEqual({ text: 'one\ntwo\n', offset: 0 });
});

it.each([1000, 65_536, MIB, 3 * MIB, 10 * MIB])(
  'keeps the last MiB from a line start on, in pieces of %i bytes',
  (pieceBytes) => {
    const text = Array.from({ length: 400_000 }, (_, index) => `line ${index}`).join('\n');
    const tail = tailOf(text, pieceBytes);
    expect(text.endsWith(tail.text)).toBe(true);
    expect(tail.offset).toBe(text.length - tail.text.length);
    expect(text[tail.offset - 1]).toBe('\n');
    expect(tail.text.length).toBeLessThanOrEqual(MIB);
    expect(tail.text.length).toBeGreaterThan(MIB - 20);
  },
);

it('counts lines with and without a last newline', () => {
  expect([
    countLines(Buffer.from('')),
    countLines(Buffer.from('a')),
    countLines(Buffer.from('a\n')),
    countLines(Buffer.from('a\nb')),
  ]).toEqual([0, 1, 1, 2]);
});
