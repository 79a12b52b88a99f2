import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Directories beside PATH in which distributions keep systemd's own programs. */
const SYSTEMD = ['/usr/lib/systemd', '/lib/systemd'];

/** Where a program is; undefined if it is not installed. */
export function findProgram(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEMD];
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

/** Whether the programs are there. Without one the tests are skipped and say why; where CI is set that is a failure. */
export function hasPrograms(...names: readonly string[]): boolean {
  const missing = names.filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return true;
  const text = `not installed: ${missing.join(', ')} (Debian: systemd, systemd-journal-remote, util-linux)`;
  if (process.env['CI'] !== undefined) throw new Error(`${text}; tests against the real programs cannot run`);
  console.warn(`${text}: tests against them are skipped`);
  return false;
}

type Variables = Readonly<Record<string, string>>;

/** Standard output of a program; throws if it fails. */
export function run(name: string, options: readonly string[], env: Variables = {}, input?: Uint8Array): Buffer {
  return execFileSync(findProgram(name) ?? name, options, {
    env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC', ...env },
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

/** Major version as `--version` tells it: systemd 252, util-linux 2.38. */
export function versionOf(name: string): number {
  const text = spawnSync(findProgram(name) ?? name, ['--version'], { encoding: 'utf8' }).stdout;
  return Number(/\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0);
}
