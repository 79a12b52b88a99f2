import { describe, expect, it } from 'vitest';
import { rawBuiltins } from '../../src/compiled-builtins.js';
import { compileSignature } from '../../src/patterns/compile.js';

/** As much text of one record as a pattern ever sees, and more time than any honest expression needs for it. */
const TEXT_LENGTH = 64 * 1024;
const MAX_MS = 1_000;

const FILLERS = ['a', '0', 'f', ' ', '-', '/', '.', ':', '"', '[', 'a=1 ', 'ab: ', '\n', '/a'];

/** Texts made to lead an expression on: its literal, again and again, with what its classes take in between. */
function* hostileTexts(literal: string): Generator<string> {
  for (const filler of FILLERS) {
    const fill = filler.repeat(TEXT_LENGTH / filler.length);
    yield `${literal}${fill}`.slice(0, TEXT_LENGTH);
    yield `${fill.slice(0, TEXT_LENGTH / 2)}${literal}${fill}`.slice(0, TEXT_LENGTH);
    yield `${literal}${filler}`.repeat(TEXT_LENGTH / (literal.length + filler.length));
  }
}

const expressions = rawBuiltins()
  .map(compileSignature)
  .flatMap(({ id, match }) =>
    match.flatMap((one) =>
      one.on === 'record'
        ? [one.regex, ...one.not].flatMap((regex) =>
            regex === undefined ? [] : [{ id, regex, literal: one.literals[0] ?? '' }],
          )
        : [],
    ),
  );

describe('the expressions of the built-in patterns', () => {
  it('are not led astray by long hostile lines', () => {
    const slow: string[] = [];
    for (const { id, regex, literal } of expressions) {
      for (const text of hostileTexts(literal)) {
        const start = performance.now();
        regex.test(text);
        const ms = performance.now() - start;
        if (ms > MAX_MS) slow.push(`${id}: ${ms.toFixed(0)} ms: ${regex.source}`);
      }
    }
    expect(slow).toEqual([]);
  }, 120_000);
});
