import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The ids as the files say them, without a YAML parser. */
function idsOfFiles(): string[] {
  return readdirSync(join(root, 'patterns'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) =>
      [...readFileSync(join(root, 'patterns', name), 'utf8').matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? ''),
    );
}

describe('the documentation of signatures', () => {
  let text = '';
  beforeAll(async () => {
    const script = (await import(join(root, 'scripts/signature-docs.mjs'))) as { signatureDocs: () => string };
    text = script.signatureDocs();
  });

  it('has a section for each signature', () => {
    const headings = [...text.matchAll(/^### (\S+)$/gm)].map(([, id]) => id ?? '');
    expect([...headings].sort()).toEqual(idsOfFiles().sort());
  });

  it('has a row for each signature in the table of its area', () => {
    const rows = [...text.matchAll(/^\| \[([a-z]+\.[a-z0-9-]+)\]\(#/gm)].map(([, id]) => id ?? '');
    expect([...rows].sort()).toEqual(idsOfFiles().sort());
  });

  it('links only to headings that are there', () => {
    const anchors = new Set(
      [...text.matchAll(/^#{2,3} (\S+)$/gm)].map(([, heading]) => (heading ?? '').replaceAll('.', '')),
    );
    const links = [...text.matchAll(/\]\(#([^)]{1,100})\)/g)].map(([, anchor]) => anchor ?? '');
    expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });

  it('leaves no placeholder of a pattern file unfilled', () => {
    expect(
      [...text.matchAll(/\{\{([a-z][A-Za-z]*)(?:\|[^{}]*)?\}\}/g)]
        .map(([, name]) => name)
        .filter((name) => name !== 'end' && name !== 'else'),
    ).toEqual([]);
  });
});
