import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PATTERN_SCHEMA } from '../src/generated/pattern-schema.js';
import { checkExamples } from '../src/pattern-files.js';
import { checkReferences } from '../src/patterns/check-references.js';
import { loadPatternFile } from '../src/patterns/load.js';
import { createSchemaCheck } from '../src/patterns/validate.js';

const text = readFileSync(new URL('../patterns/README.md', import.meta.url), 'utf8');
const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);

/** YAML blocks with as many empty lines before them as keep their line numbers. */
const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(({ 1: yaml = '', index }) => ({
  yaml,
  line: text.slice(0, index).split('\n').length,
}));
const loaded = blocks.map(({ yaml, line }) =>
  loadPatternFile(yaml, `patterns/README.md, block of line ${line}`, checkSchema),
);
const signatures = loaded.flatMap((block) => block.signatures);

describe('the examples of patterns/README.md', () => {
  it('are whole signatures without a mistake', () => {
    expect(loaded.flatMap(({ problems }) => problems)).toEqual([]);
    expect(signatures.length).toBeGreaterThan(15);
    const known = new Set(signatures.map(({ id }) => id));
    expect(known.size).toBe(signatures.length);
    expect(signatures.flatMap((signature) => checkReferences(signature, known))).toEqual([]);
  });

  it('show every kind of rule', () => {
    const schema = PATTERN_SCHEMA as { readonly $defs: { readonly rule: { readonly oneOf: readonly RuleSchema[] } } };
    const kinds = schema.$defs.rule.oneOf.flatMap(({ properties: { kind } }) => kind.enum ?? kind.const ?? []);
    expect(new Set(signatures.flatMap(({ rule }) => rule?.kind ?? []))).toEqual(new Set(kinds));
  });

  it.each(signatures.map((signature) => [signature.id, signature] as const))(
    '%s: its examples behave',
    async (_, signature) => {
      expect(signature.examples?.match?.length ?? 0).toBeGreaterThan(0);
      expect(signature.examples?.noMatch?.length ?? 0).toBeGreaterThan(0);
      expect(await checkExamples(signature, signatures)).toEqual([]);
    },
  );
});

interface RuleSchema {
  readonly properties: { readonly kind: { readonly const?: string; readonly enum?: readonly string[] } };
}
