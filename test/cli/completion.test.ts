import { describe, expect, it } from 'vitest';
import { runDocklog, type Ended } from '../run-docklog.js';

const run = (shell: string, ...args: string[]): Ended => runDocklog(args, { env: { SHELL: shell } });

describe('completion', () => {
  it.each([
    ['/bin/bash', '_docklog_yargs_completions'],
    ['/bin/zsh', '#compdef docklog'],
  ])('prints a script for %s, and nothing else', (shell, sign) => {
    const { code, stdout, stderr } = run(shell, 'completion');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(sign);
    expect(stdout.trimEnd()).toMatch(/###-end-docklog-completions-###$/);
  });

  it('offers the commands', () => {
    const { stdout } = run('/bin/bash', '--get-yargs-completions', 'docklog', '');
    for (const command of ['analyze', 'timeline', 'collect', 'explain']) expect(stdout.split('\n')).toContain(command);
  });
});
