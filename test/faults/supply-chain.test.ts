import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

describe('what an installed docklog brings along', () => {
  it('has permissive licences, no install scripts and checksums, and the lockfile fits', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/licences.mjs'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // Few enough to look at each: beyond this, argue for it.
    expect(stdout.trim().split('\n').length).toBeLessThanOrEqual(45);
  });
});
