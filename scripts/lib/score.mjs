// How well an `analyze` does on folders with labelled cases: DIR/<case>/case.json with inputs, expect, primary, allow, variants.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One run a variant of a case, in the order of their names: which expected ids were missed, which ids are neither expected nor allowed. */
async function* runs(directory, analyze, filter) {
  for (const name of readdirSync(directory).sort()) {
    const file = join(directory, name, 'case.json');
    if (!existsSync(file) || !name.includes(filter)) continue;
    const labelled = JSON.parse(readFileSync(file, 'utf8'));
    for (const variant of [{ name: '', inputs: labelled.inputs }, ...(labelled.variants ?? [])]) {
      const expect = variant.expect ?? labelled.expect;
      const primary = variant.primary === undefined ? labelled.primary : variant.primary;
      const allow = new Set([...expect, ...(labelled.allow ?? []), ...(variant.allow ?? [])]);
      const { findings } = await analyze(variant.inputs.map((input) => join(directory, name, input.file)));
      const ids = [...new Set(findings.map(({ id }) => id))];
      yield {
        label: variant.name === '' ? name : `${name} (${variant.name})`,
        expected: expect.length,
        found: expect.filter((id) => ids.includes(id)).length,
        missed: expect.filter((id) => !ids.includes(id)),
        extra: ids.filter((id) => !allow.has(id)),
        primary,
        first: ids[0],
      };
    }
  }
}

const share = (part, whole) => (whole === 0 ? NaN : part / whole);

/**
 * The runs and what they come to. Recall: share of expected ids that were found. Precision: share of reported ids that were expected (ids
 * that are merely allowed count neither way). Primary first: share of runs with a primary id whose first finding it is. Benign: runs that expect
 * nothing and report nothing.
 */
export async function scoreCases(directory, analyze, filter = '') {
  const all = [];
  const total = { expected: 0, found: 0, wrong: 0, primary: 0, first: 0, benign: 0, clean: 0 };
  for await (const run of runs(directory, analyze, filter)) {
    all.push(run);
    total.expected += run.expected;
    total.found += run.found;
    total.wrong += run.extra.length;
    if (run.primary) {
      total.primary++;
      if (run.first === run.primary) total.first++;
    }
    if (run.expected === 0) {
      total.benign++;
      if (run.extra.length === 0) total.clean++;
    }
  }
  return {
    runs: all,
    total,
    recall: share(total.found, total.expected),
    precision: share(total.found, total.found + total.wrong),
    primaryFirst: share(total.first, total.primary),
    benignClean: share(total.clean, total.benign),
  };
}

/** What is wrong with a run, in a line; empty if nothing is. */
export function faultsOf({ missed, extra, primary, first }) {
  return [
    missed.length > 0 ? `missed ${missed.join(' ')}` : '',
    extra.length > 0 ? `extra ${extra.join(' ')}` : '',
    primary && first !== primary ? `first is ${first ?? 'nothing'}, not ${primary}` : '',
  ]
    .filter(Boolean)
    .join(' | ');
}
