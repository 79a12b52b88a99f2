import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/index.js';
import { samples } from '../laws/samples.js';

const ROOT = resolve(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'docklog-threads-'));
const log = join(directory, 'all.log');

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('build first: npm run build');
  const all = Buffer.concat(samples(100_000).map(({ bytes }) => bytes));
  // Many blocks of which each thread gets some, most of them without a word that is looked for.
  const dull = Buffer.from('Dec 14 20:04:45 host app[1]: request 17 took 3 ms\n'.repeat(150_000));
  writeFileSync(
    log,
    Buffer.concat(Array.from({ length: 8 }, (_, at) => [all.subarray(at * 200_000, (at + 1) * 200_000), dull]).flat()),
  );
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The document of the log, read by so many threads that break in a way. */
function documentOf(jobs: number, way = ''): { document: ReportDocument; code: number | null; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--require', join(import.meta.dirname, 'break-threads.cjs'), join(ROOT, 'bin/docklog')],
      ...['--format', 'json', '--no-novelty', '--jobs', String(jobs), log],
    ],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], BREAK: way }, maxBuffer: 2 ** 28 },
  );
  return { document: JSON.parse(stdout) as ReportDocument, code: status, stderr };
}

/** Without what differs from run to run. */
function told(document: ReportDocument): unknown {
  const sources = document.sources.map(({ diagnostics, ...source }) => ({
    ...source,
    diagnostics: diagnostics.filter(({ code }) => code !== 'thread-failed'),
  }));
  return { ...document, generatedAt: '', stats: { ...document.stats, seconds: 0 }, sources };
}

describe('a thread that searches ahead', () => {
  let alone: ReturnType<typeof documentOf>;
  beforeAll(() => {
    alone = documentOf(1);
  });

  it('changes nothing and is not spoken of while it is well', () => {
    const { document, code, stderr } = documentOf(3);
    expect(told(document)).toEqual(told(alone.document));
    expect({ code, stderr }).toEqual({ code: alone.code, stderr: alone.stderr });
  });

  it.each(['throws', 'throws in a block', 'exits', 'is killed', 'runs out of memory', 'cannot be started'])(
    'that %s costs a line on standard error and nothing of the report',
    { timeout: 180_000 },
    (way) => {
      const { document, code, stderr } = documentOf(3, way);
      expect(told(document)).toEqual(told(alone.document));
      expect(code).toBe(alone.code);
      const lines = stderr.split('\n').filter((line) => !alone.stderr.includes(line));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/a thread that searched ahead failed \(.+\); its part was searched again/);
    },
  );
});
