import { rawBuiltins } from './compiled-builtins.js';
import { DocklogError } from './core/docklog-error.js';
import { analyze } from './analyze.js';
import type { PatternProblem } from './patterns/load.js';
import { expandPlaceholders } from './patterns/placeholders.js';
import { referredByRule } from './patterns/rule-ids.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { backtracks } from './regex-budget.js';
import { readPatternFiles } from './sources/pattern-files.js';

/**
 * Reads pattern files (YAML) from files or directories and checks them: schema, literals, regular expressions, and each example through the
 * whole analysis. Rejects with DocklogError `bad-option` if a path cannot be read.
 */
export async function checkPatterns(
  paths: readonly string[],
): Promise<{ readonly signatures: readonly RawSignature[]; readonly problems: readonly PatternProblem[] }> {
  // Loaded here only: an analysis without patterns of the user's own needs neither YAML nor the schema.
  const { PATTERN_SCHEMA } = await import('./generated/pattern-schema.js');
  const { loadPatternFile } = await import('./patterns/load.js');
  const { createSchemaCheck } = await import('./patterns/validate.js');
  const checkSchema = await createSchemaCheck(PATTERN_SCHEMA);
  const files = (await readPatternFiles(paths)).map(({ file, text }) => ({
    file,
    ...loadPatternFile(text, file, checkSchema),
  }));
  const signatures = files.flatMap((loaded) => loaded.signatures);
  const problems = files.flatMap((loaded) => loaded.problems);
  const { checkReferences } = await import('./patterns/check-references.js');
  const { expressionsOf } = await import('./patterns/expressions.js');
  const known = new Set([...rawBuiltins(), ...signatures].map(({ id }) => id));
  for (const { file, signatures: own, place } of files) {
    for (const signature of own) {
      for (const { pointer, text } of checkReferences(signature, known))
        problems.push({ file, ...place(signature, pointer), text });
      for (const { pointer, source } of expressionsOf(signature)) {
        const fault = backtracks(expandPlaceholders(source).regex);
        if (fault !== undefined) problems.push({ file, ...place(signature, pointer), text: fault });
      }
      for (const fault of await checkExamples(signature, signatures)) {
        const [, list = '', at = ''] = /^examples\.(\w+)\[(\d+)\]/.exec(fault) ?? [];
        const { line } = place(signature, list === '' ? '/examples' : `/examples/${list}/${at}`);
        problems.push({ file, line, key: signature.id, text: fault });
      }
    }
  }
  return { signatures, problems };
}

/** Signatures of pattern files for `analyze`. Rejects with DocklogError `bad-pattern` that names the first faults. */
export async function loadPatterns(paths: readonly string[]): Promise<readonly RawSignature[]> {
  const { signatures, problems } = await checkPatterns(paths);
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).map(({ file, line, key, text }) => `${file}:${line}: ${key}: ${text}`);
    throw new DocklogError('bad-pattern', shown.join('\n'));
  }
  return signatures;
}

/**
 * Runs a signature's examples through the whole analysis, with the signatures that its rule refers to, found among `others` and the
 * built-in ones: those that must match make a finding of its id, the look-alikes none.
 */
export async function checkExamples(signature: RawSignature, others: readonly RawSignature[] = []): Promise<string[]> {
  const faults: string[] = [];
  const signatures = withReferred({ ...signature, finding: true, onlyAfter: [] }, [...others, ...rawBuiltins()]);
  const ids = async (text: string): Promise<Map<string, Readonly<Record<string, readonly string[]>>>> => {
    const input = { name: 'example', data: text };
    const { findings } = await analyze(input, { signatures, nowUs: EXAMPLE_NOW_US, builtin: false });
    return new Map(findings.map(({ id, entities }) => [id, entities]));
  };
  for (const [index, example] of (signature.examples?.match ?? []).entries()) {
    const entities = (await ids(example.text)).get(signature.id);
    if (entities === undefined) faults.push(`examples.match[${index}] (${example.source}) does not match`);
    for (const [kind, values] of Object.entries(example.entities ?? {})) {
      for (const value of values) {
        if (entities !== undefined && !(entities[kind] ?? []).includes(value)) {
          faults.push(
            `examples.match[${index}]: ${kind} should be ${value}, is ${(entities[kind] ?? []).join(', ') || 'absent'}`,
          );
        }
      }
    }
  }
  for (const [index, example] of (signature.examples?.noMatch ?? []).entries()) {
    if ((await ids(example.text)).has(signature.id)) faults.push(`examples.noMatch[${index}] (${example.why}) matches`);
  }
  return faults;
}

/** A fixed present for examples, so that years of stamps without one are the same in every run: 2027-01-01. */
const EXAMPLE_NOW_US = Date.UTC(2027, 0, 1) * 1000;

/** A signature and those that its rule refers to, also through other rules. */
function withReferred(signature: RawSignature, others: readonly RawSignature[]): RawSignature[] {
  const chosen = new Map([[signature.id, signature]]);
  for (const { rule } of chosen.values()) {
    if (rule === undefined) continue;
    for (const id of referredByRule(rule)) {
      const other = chosen.has(id) ? undefined : others.find((candidate) => candidate.id === id);
      if (other !== undefined) chosen.set(id, other);
    }
  }
  return [...chosen.values()];
}
