import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze, checkPatterns, type RawSignature } from '../../src/index.js';
import { compiledBuiltins } from '../../src/compiled-builtins.js';
import { attackTexts, stepsBound } from '../../src/patterns/regex-cost.js';
import { backtracks } from '../../src/regex-budget.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-expressions-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function signature(regex: string): RawSignature {
  return {
    id: 'local.lunch-break',
    title: 'The service takes a break',
    severity: 'error',
    match: [{ record: 'lunch break of', regex }],
    summary: 'A break of {{name|somebody}} was seen',
    cause: 'It is noon.',
    remedy: [{ text: 'Wait for an hour.' }],
  };
}

const CATASTROPHES = ['(a+)+$', '(?:a|a)*$', '^(?:\\w+\\s?)*$', '(?:.*)*=', 'lunch break of (?<name>(?:[a-z]+)*)!'];

describe('an expression that backtracks catastrophically', () => {
  it.each(CATASTROPHES)('%s is told from its source and by trying it', (source) => {
    expect(stepsBound(source, 100)).toBe(Infinity);
    expect(backtracks(source)).toMatch(/^backtracks badly/);
  });

  it('of the user is refused with the place where it stands', async () => {
    mkdirSync(join(directory, 'local'));
    const file = join(directory, 'local/lunch-break.yaml');
    const { match, ...rest } = signature('(?:[a-z]+)+!');
    const examples = {
      match: [{ text: 'lunch break of ada!', source: 'made' }],
      noMatch: [{ text: 'lunch break of 7', why: 'no name' }],
    };
    // JSON is YAML too; one key a line, so that the line tells something.
    writeFileSync(file, JSON.stringify({ ...rest, examples, match }, null, 1));
    const { problems } = await checkPatterns([file]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file, key: 'match[0].regex' });
    expect(problems[0]?.line).toBeGreaterThan(20);
  });

  it('does not hold an analysis up, and the report names its signature', async () => {
    const line = `lunch break of ${'a'.repeat(60)}?\n`;
    const started = performance.now();
    const { sources, findings } = await analyze(
      { name: 'noon.log', data: line.repeat(20) + 'lunch break of ada!\n' },
      { signatures: [signature('lunch break of (?:[a-z]+)+!')], builtin: false },
    );
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(sources[0]?.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'limit-reached', text: expect.stringContaining('local.lunch-break') as unknown }),
    );
    // The last line would match, but the expression is not asked any more.
    expect(findings).toHaveLength(0);
  });

  it('costs nothing to those that do not', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => `lunch break of user${at}: ${'x'.repeat(200)}\n`).join('');
    const { sources, findings } = await analyze(
      { name: 'noon.log', data: lines },
      { signatures: [signature('lunch break of (?<name>[a-z0-9]{1,40}):')], builtin: false },
    );
    expect(sources[0]?.diagnostics.filter(({ code }) => code === 'limit-reached')).toEqual([]);
    expect(findings[0]?.count).toBe(5_000);
  });
});

describe('the bound of an expression', () => {
  it.each([
    ['no space left', 200, 201],
    ['error (?<path>[^ ]{1,50}) of', 1_000, 50_050],
    ['a{64}b?', 100, 202],
    ['x.*y', 100, 101 * 101],
  ])('%s on %i characters is %i', (source, length, steps) => {
    expect(stepsBound(source, length)).toBe(steps);
  });

  it('is unknown for one nested too deeply to look into', () => {
    expect(stepsBound(`${'('.repeat(500)}a${')'.repeat(500)}`, 10)).toBe(Infinity);
  });
});

describe('the expressions of the built-in signatures', () => {
  it('are not led astray by texts made from their own parts', () => {
    const expressions = compiledBuiltins().signatures.flatMap(({ id, match }) =>
      match.flatMap((one) =>
        one.on === 'record'
          ? [one.regex, ...one.not].flatMap((regex) => (regex === undefined ? [] : [{ id, regex }]))
          : [],
      ),
    );
    const faults = expressions.flatMap(({ id, regex }) => {
      const fault = backtracks(regex.source);
      return fault === undefined ? [] : [`${id}: ${fault}: ${regex.source}`];
    });
    expect(faults).toEqual([]);
    expect(expressions.length).toBeGreaterThan(500);
    expect(attackTexts('a{2}').length).toBe(0);
  }, 120_000);
});
