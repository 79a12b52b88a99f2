import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { samples } from '../laws/samples.js';

/** Threads run compiled code only. */
const DIST = new URL('../../dist/index.js', import.meta.url);
const isBuilt = existsSync(new URL('../../dist/workers/scan-worker.js', import.meta.url));

interface Library {
  readonly analyze: (input: unknown, options: Readonly<Record<string, unknown>>) => Promise<{ stats: object }>;
}

async function* blocksOf(bytes: Uint8Array, blockBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += blockBytes) {
    yield bytes.subarray(at, at + blockBytes);
    // As when a file is read: others may run meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function documentOf(jobs: number, bytes: Uint8Array, blockBytes: number): Promise<unknown> {
  const { analyze } = (await import(DIST.href)) as Library;
  const input = { name: 'all.log', data: blocksOf(bytes, blockBytes) };
  const document = await analyze(input, { jobs, nowUs: 1_800_000_000_000_000 });
  return { ...document, stats: { ...document.stats, seconds: 0 } };
}

if (!isBuilt && process.env['CI'] !== undefined) throw new Error('dist/ is missing: npm run build');

describe.skipIf(!isBuilt)(`threads of ${fileURLToPath(DIST)} (skipped where it is not built)`, () => {
  const logs = samples(300_000).map(({ bytes }) => bytes);
  const half = logs.length >> 1;
  const joined = [logs.slice(0, half), logs.slice(half)].map((some) => Buffer.concat(some).subarray(0, 6_000_000));

  it.each([
    [0, 1024 * 1024],
    [0, 100_000],
    [1, 1024 * 1024],
    [1, 70_001],
  ])(
    'give the same document of half %i of all samples in blocks of %i bytes',
    { timeout: 180_000 },
    async (index, blockBytes) => {
      const bytes = joined[index] ?? Buffer.alloc(0);
      const alone = await documentOf(1, bytes, blockBytes);
      expect(await documentOf(2, bytes, blockBytes)).toEqual(alone);
      expect(await documentOf(3, bytes, blockBytes)).toEqual(alone);
    },
  );

  it('are a whole number of 1 or more', async () => {
    await expect(documentOf(0, Buffer.from('x'), 10)).rejects.toThrow('number of threads');
  });
});
