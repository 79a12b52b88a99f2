import { describe, expect, it } from 'vitest';
import { createLineScanner } from '../../src/lines/line-scanner.js';
import { createLiteralSearch } from '../../src/lines/literal-search.js';

/** Reads pieces, with a pause behind each, and gives the lines handed on as `number@offset:text`, marked if they hold a literal. */
function read(pieces: readonly string[]): { lines: string[]; count: number } {
  const search = createLiteralSearch([Buffer.from('\nERR')], () => 1);
  const lines: string[] = [];
  const scanner = createLineScanner({
    search: () => search,
    everyLine: false,
    maxLineBytes: 1000,
    handler: {
      line(line, ids) {
        lines.push(`${line.number}@${line.offset}:${line.text}${ids.length > 0 ? ' !' : ''}`);
        return false;
      },
      gap: () => undefined,
    },
  });
  for (const piece of pieces) {
    scanner.push(Buffer.from(piece));
    scanner.settle();
  }
  scanner.end();
  return { lines, count: scanner.lines };
}

describe('a pause of the input', () => {
  it('hands on a complete line that is held back, and finds a literal at the start of the next one', () => {
    expect(read(['one\n', 'ERR two\n', 'ERR three\n']).lines).toEqual(['1@0:one', '2@4:ERR two !', '3@12:ERR three !']);
  });

  it('leaves an unfinished line for later', () => {
    expect(read(['one\nER', 'R two\n']).lines).toEqual(['1@0:one', '2@4:ERR two !']);
  });

  it('hands on what continues a record later', () => {
    const long = 'x\n'.repeat(20);
    const { lines, count } = read([`${long}head\n`, ' more\n', ' still more\nnext\n']);
    expect(lines.slice(-4)).toEqual(['21@40:head', '22@45: more', '23@51: still more', '24@63:next']);
    expect(count).toBe(24);
  });
});
