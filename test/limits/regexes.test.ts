import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('every regular expression of the product is linear or bounded, as test/regexes.json has it or as is found out now', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/check-regexes.mjs', '--check'], {
    cwd: resolve(import.meta.dirname, '../..'),
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const counts = JSON.parse(stdout) as Record<string, number>;
  expect(counts['linear']).toBeGreaterThan(500);
}, 300_000);
