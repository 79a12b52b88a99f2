import { describe, expect, it } from 'vitest';
import type { Line } from '../../src/core/line.js';
import { readLines, type LineReading } from '../../src/sources/read-lines.js';

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

async function read(blocks: AsyncIterable<Uint8Array>, maxLineBytes = 1024 * 1024) {
  const reading: LineReading = readLines(blocks, maxLineBytes);
  const lines: Line[] = [];
  for await (const batch of reading.batches) lines.push(...batch);
  return { reading, lines };
}

const texts = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);

describe('readLines', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\n\r\nb\r', ['a', '', 'b']],
    ['a\rb\n', ['a\rb']],
    ['\ufeffa\n\ufeffb\n', ['a', '\ufeffb']],
    ['\u2028a\u0085\n', ['\u2028a\u0085']],
  ])('splits %j at line feeds', async (text, expected) => {
    const { lines } = await read(chunks(text));
    expect(texts(lines)).toEqual(expected);
    expect(lines.map(({ number }) => number)).toEqual(expected.map((_, index) => index + 1));
  });

  it('counts bytes, not characters', async () => {
    const { lines, reading } = await read(chunks('\ufeffé\r\n', Buffer.from([0xff, 0xfe, 0x0a]), '🐳\nx'));
    expect(lines.map(({ offset }) => offset)).toEqual([0, 7, 10, 15]);
    expect(reading).toMatchObject({ bytes: 16, lines: 4, cutLines: 0, firstInvalidLine: 2 });
  });

  it('keeps the bytes of a block that its owner uses again', async () => {
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(4);
      for (const text of ['one\n', 'two\n', 'six\n']) {
        buffer.write(text);
        yield buffer;
      }
    }
    expect(texts((await read(reused())).lines)).toEqual(['one', 'two', 'six']);
  });

  it('cuts a long line at its limit, wherever it ends', async () => {
    for (const parts of [
      ['abcdefgh\nij\n'],
      ['abc', 'def', 'gh', '\nij\n'],
      ['abcdefgh', '\nij'],
      Array.from('abcdefgh\nij'),
    ]) {
      const { lines, reading } = await read(chunks(...parts), 5);
      expect(lines).toEqual([
        { text: 'abcde', number: 1, offset: 0, cut: true },
        { text: 'ij', number: 2, offset: 9, cut: false },
      ]);
      expect(reading.cutLines).toBe(1);
    }
  });

  it('does not blame the input for a character that the limit cuts', async () => {
    const { lines, reading } = await read(chunks('éé\n'), 3);
    expect(texts(lines)).toEqual(['é\ufffd']);
    expect(reading.firstInvalidLine).toBeUndefined();
  });

  it('takes time that grows with the length of a line, not with its square', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const parts = Array.from({ length: 1024 }, () => piece);
    const { lines, reading } = await read(chunks(...parts, '\nend'));
    expect(lines.map(({ text, offset }) => [text.length, offset])).toEqual([
      [1024 * 1024, 0],
      [3, 64 * 1024 * 1024 + 1],
    ]);
    expect(reading.bytes).toBe(64 * 1024 * 1024 + 4);
  });
});
