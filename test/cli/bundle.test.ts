import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runDocklog } from '../run-docklog.js';

const SAMPLE = join(ROOT, 'samples/runc-init-oom-hang');
const directory = mkdtempSync(join(tmpdir(), 'docklog-bundle-'));

describe('docklog bundle', () => {
  const inputs = readdirSync(SAMPLE).map((name) => join(SAMPLE, name));
  const path = join(directory, 'ticket.tar.gz');
  const ledger = join(directory, 'ledger.json');
  const files = new Map<string, string>();
  let host = '';

  beforeAll(async () => {
    const plain = runDocklog(['-q', '-f', 'json', ...inputs]);
    const { sources } = JSON.parse(plain.stdout) as { sources: { host?: string }[] };
    host = sources.find((source) => source.host !== undefined)?.host ?? '';
    runDocklog(['bundle', '-q', '-o', path, '--ledger', ledger, ...inputs], { cwd: directory });
    for (const { header, data } of await unpackTar(gunzipSync(readFileSync(path))))
      files.set(header.name.replace(/^[^/]*\//, ''), Buffer.from(data ?? []).toString('utf8'));
  }, 60_000);
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('holds the report in four forms, and what stands around its evidence', () => {
    const names = [...files.keys()];
    expect(names.slice(0, 4)).toEqual(['report.txt', 'report.md', 'report.html', 'report.json']);
    expect(names.slice(4).every((name) => /^evidence\/\d+\.txt$/.test(name))).toBe(true);
    expect(files.get('evidence/1.txt')).toMatch(/^> \d+ {2}\S/m);
    expect(files.get('evidence/1.txt')).toMatch(/^ {2}\d+ {2}\S/m);
  });

  it('names no host of the site; the ledger that stays behind does', () => {
    expect(host).not.toBe('');
    for (const text of files.values()) expect(text).not.toMatch(new RegExp(`\\b${host}\\b`));
    const entries = JSON.parse(readFileSync(ledger, 'utf8')) as { original: string; pseudonym: string }[];
    expect(entries.map(({ original }) => original)).toContain(host);
  });

  it('leaves no file beside what was asked for', () => {
    expect(readdirSync(directory).sort()).toEqual(['ledger.json', 'ticket.tar.gz']);
  });
});
