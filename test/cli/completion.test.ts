import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const built = existsSync(join(ROOT, 'dist/cli/main.js'));
if (!built && process.env['CI'] !== undefined) throw new Error('these tests need a build: npm run build');

const run = (shell: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(ROOT, 'bin/docklog'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, SHELL: shell },
  });

describe.skipIf(!built)('completion', () => {
  it.each([
    ['/bin/bash', '_docklog_yargs_completions'],
    ['/bin/zsh', '#compdef docklog'],
  ])('prints a script for %s, and nothing else', (shell, sign) => {
    const { status, stdout, stderr } = run(shell, 'completion');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(sign);
    expect(stdout.trimEnd()).toMatch(/###-end-docklog-completions-###$/);
  });

  it('offers the commands', () => {
    const { stdout } = run('/bin/bash', '--get-yargs-completions', 'docklog', '');
    for (const command of ['analyze', 'timeline', 'collect', 'explain']) expect(stdout.split('\n')).toContain(command);
  });
});
