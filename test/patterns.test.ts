import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATTERN_SCHEMA } from '../src/generated/pattern-schema.js';
import { checkExamples } from '../src/pattern-files.js';
import { loadPatternFile } from '../src/patterns/load.js';
import { usableLiteral } from '../src/patterns/literals.js';
import { referredByRule } from '../src/patterns/rule-ids.js';
import { createSchemaCheck } from '../src/patterns/validate.js';

interface BenchGenerator {
  readonly benchBlocks: (input: { kind: string; mb: number; rate: number; seed: string }) => Iterable<string>;
}
const { benchBlocks } = (await import(new URL('../bench/generate.mjs', import.meta.url).href)) as BenchGenerator;

/** Share of lines of a healthy node's journal that one literal may stand in. */
const MAX_LITERAL_SHARE = 1 / 2000;

const DIRECTORY = join(import.meta.dirname, '../patterns');
const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort();
const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);
const loaded = files.map((file) => ({
  file,
  ...loadPatternFile(readFileSync(join(DIRECTORY, file), 'utf8'), file, checkSchema),
}));
const signatures = loaded.flatMap((result) => result.signatures);
const ids = new Set(signatures.map(({ id }) => id));

describe('the pattern files', () => {
  it.each(loaded)('$file is sound', ({ problems }) => {
    expect(problems).toEqual([]);
  });

  it.each(loaded.filter((result) => result.signatures.length > 0))(
    '$file is named for its first signature',
    ({ file, signatures: [first] }) => {
      expect(`${first?.id.replace('.', '/')}.yaml`).toBe(file);
    },
  );

  it('define each id once', () => {
    expect(signatures.length).toBe(ids.size);
  });

  it('refer only to signatures that exist', () => {
    const unknown = signatures.flatMap(({ id, leadsTo = [], refines = [], onlyAfter = [], rule }) => {
      const parts = rule === undefined ? [] : referredByRule(rule);
      return [...leadsTo, ...refines, ...onlyAfter, ...parts]
        .filter((other) => !ids.has(other))
        .map((other) => `${id} -> ${other}`);
    });
    expect(unknown).toEqual([]);
  });

  it('show at least three lines that match and three look-alikes that do not', () => {
    const few = signatures
      .filter(({ finding, hint, match }) => finding !== false && hint !== true && match !== undefined)
      .filter(({ examples }) => (examples?.match?.length ?? 0) < 3 || (examples?.noMatch?.length ?? 0) < 3);
    expect(few.map(({ id }) => id)).toEqual([]);
  });

  it('put steps that carry a risk of losing data last', () => {
    const early = signatures.filter(({ remedy }) => {
      const first = remedy.findIndex(({ risk }) => /\bdelet|\bdestroy|\bremoves all|\blose/.test(risk ?? ''));
      return first >= 0 && remedy.slice(first + 1).some(({ risk }) => risk === undefined);
    });
    expect(early.map(({ id }) => id)).toEqual([]);
  });
});

describe('the literals', () => {
  it('are rare in what healthy hosts log, so that few lines need a look', () => {
    const text = [...benchBlocks({ kind: 'journal-short', mb: 12, rate: 1e9, seed: '7' })].join('');
    const lines = text.split('\n').length;
    const common = signatures
      .filter(({ tailOnly, onlyAfter = [] }) => tailOnly !== true && onlyAfter.length === 0)
      .flatMap(({ id, match = [] }) =>
        match.flatMap((alternative) => ('record' in alternative ? [{ id, record: alternative.record }] : [])),
      )
      .flatMap(({ id, record }) =>
        (typeof record === 'string' ? [record] : record).map((literal) => ({
          id,
          literal: usableLiteral(literal) ?? literal,
        })),
      )
      .map(({ id, literal }) => ({ id, literal, share: (text.split(literal).length - 1) / lines }))
      .filter(({ share }) => share > MAX_LITERAL_SHARE);
    expect(common).toEqual([]);
  });
});

describe('the examples of', () => {
  it.each(signatures.map((signature) => ({ id: signature.id, signature })))('$id behave', async ({ signature }) => {
    expect(await checkExamples(signature, signatures)).toEqual([]);
  });
});
