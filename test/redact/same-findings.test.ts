import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import { namesOf } from '../../src/redact/redact-document.js';
import { createRedactor, redactDocument } from '../../src/index.js';

const SAMPLES = join(import.meta.dirname, '../../samples');
const INCIDENTS = join(import.meta.dirname, '../../../shared/incidents');

interface Case {
  readonly name: string;
  readonly files: readonly { readonly name: string; readonly data: string }[];
}

function read(directory: string): Case[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      files: readdirSync(join(directory, name), { withFileTypes: true })
        .filter((file) => file.isFile() && !/\.(?:json|md|mjs|gz|xz|zst|bz2|journal)$/.test(file.name))
        .map((file) => ({ name: file.name, data: readFileSync(join(directory, name, file.name), 'utf8') })),
    }))
    .filter(({ files }) => files.length > 0 && files.every(({ data }) => data.length < 2_000_000));
}

const cases = [...read(SAMPLES), ...read(INCIDENTS)];
const OPTIONS = { nowUs: 1_795_000_000_000_000, novelty: false } as const;

describe('a redacted input', () => {
  // Where ../shared is absent only the samples are read.
  it.each(cases)('gives the same findings: $name', async ({ files }) => {
    const before = await analyze(files, OPTIONS);
    const redactor = createRedactor(namesOf(before));
    const after = await analyze(
      files.map(({ name, data }) => ({ name, data: redactor.text(data) })),
      OPTIONS,
    );
    expect(after.findings.map(({ id }) => id)).toEqual(before.findings.map(({ id }) => id));
  });

  it('is what a redacted report shows of it', async () => {
    const first = cases.find(({ name }) => name === 'thinpool-missing');
    const document = await analyze(first?.files ?? [], OPTIONS);
    const redactor = createRedactor(namesOf(document));
    const redacted = redactDocument(document, redactor);
    const ledger = redactor.ledger();
    const text = JSON.stringify({ ...redacted, sources: redacted.sources.map((source) => ({ ...source, name: '' })) });
    expect(ledger.length).toBeGreaterThan(0);
    for (const { original, kind } of ledger)
      if (kind === 'host') expect(text).not.toMatch(new RegExp(`\\b${original}\\b`));
    expect(redacted.findings.map(({ id }) => id)).toEqual(document.findings.map(({ id }) => id));
  });
});
