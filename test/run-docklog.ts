import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');
export const BIN = join(ROOT, 'bin/docklog');
if (!existsSync(join(ROOT, 'dist/index.js'))) throw new Error('build first: npm run build');

/** What a run of the command left behind. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** What standard input holds. */
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Beside PATH, all that the command sees of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command to its end. */
export function runDocklog(args: readonly string[], { input = '', cwd = ROOT, env = {} }: RunOptions = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    input,
    encoding: 'utf8',
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}
