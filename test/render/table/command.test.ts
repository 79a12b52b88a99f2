import { execFileSync } from 'node:child_process';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { breakCommand } from '../../../src/render/table/command.js';

/** The words that a POSIX shell makes of `printf '<%s>' …`. */
function words(command: string): string {
  return execFileSync('sh', ['-c', `printf '<%s>' ${command}`], { encoding: 'utf8' });
}

describe('a long command', () => {
  test('is left alone where it fits', () => {
    expect(breakCommand('docker ps -a', 40)).toEqual(['docker ps -a']);
  });

  test('is broken at spaces outside quotes', () => {
    expect(breakCommand(`docker ps --filter 'name=a b' --format json`, 30)).toEqual([
      `docker ps --filter \\`,
      `  'name=a b' --format json`,
    ]);
  });

  test('stays the same command for a shell, whatever its quoting', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z0-9=/.-]{1,40}$/),
      fc.stringMatching(/^[a-z |;\\]{0,60}$/).map((text) => `'${text}'`),
      fc.stringMatching(/^[a-z |;]{0,60}$/).map((text) => `"${text}"`),
      fc.stringMatching(/^[a-z]{1,20}$/).map((text) => `${text}\\ \\'${text}`),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.integer({ min: 20, max: 60 }), (parts, width) => {
        const command = parts.join(' ');
        const lines = breakCommand(command, width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        expect(words(lines.join('\n'))).toBe(words(command));
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
