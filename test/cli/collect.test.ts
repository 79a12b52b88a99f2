import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDocklog } from '../run-docklog.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-collect-'));
const programs = join(directory, 'programs');

/** A program of the host in miniature. */
function program(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

interface Manifest {
  readonly steps: readonly { readonly file: string; readonly status: string; readonly seconds: number }[];
}

async function unpack(path: string): Promise<Map<string, string>> {
  const entries = await unpackTar(gunzipSync(readFileSync(path)));
  return new Map(
    entries.map(({ header, data }) => [header.name.replace(/^[^/]*\//, ''), Buffer.from(data ?? []).toString('utf8')]),
  );
}

describe('docklog collect', () => {
  const path = join(directory, 'host.tar.gz');
  let files = new Map<string, string>();
  let stdout = '';
  let code: number | null = null;

  beforeAll(async () => {
    mkdirSync(programs);
    const line = (stamp: string): string =>
      `[${stamp}] Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child`;
    program(
      'dmesg',
      `if [ "$1" = --ctime ]; then echo '${line('Fri Dec 14 12:04:44 2018')}'; else echo '${line('7993043.926831')}'; fi`,
    );
    program('journalctl', 'echo "-- No entries --"');
    program('hostname', 'echo node-7');
    // A daemon that does not answer: its client ignores being asked to stop, and has a child of its own.
    program('docker', "trap '' TERM INT\nsleep 600 &\nwait\nsleep 600");
    program('df', 'echo "df: trouble" >&2; exit 1');
    ({ stdout, code } = runDocklog(['collect', '--no-dumps', '--timeout', '1', '-o', path], {
      cwd: directory,
      env: { PATH: `${programs}:/usr/bin:/bin` },
    }));
    files = await unpack(path);
  }, 30_000);
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('writes one file, names it on standard output and leaves no other', () => {
    expect(stdout).toBe(`${path}\n`);
    expect(readdirSync(directory).sort()).toEqual(['host.tar.gz', 'programs']);
  });

  it('gives up what hangs, goes on, and says so with code 3', () => {
    const { steps } = JSON.parse(files.get('manifest.json') ?? '') as Manifest;
    const docker = steps.filter(({ file }) => file.startsWith('docker-'));
    expect(docker.map(({ status }) => status)).toEqual(['timed-out', 'timed-out', 'timed-out']);
    for (const { seconds } of docker) expect(seconds).toBeLessThan(5);
    expect(code).toBe(3);
  });

  it('keeps what a program printed, and what it said when it failed', () => {
    expect(files.get('hostname.txt')).toBe('node-7\n');
    expect(files.get('df.txt')).toBe('df: trouble\n');
    expect(files.get('dmesg-ctime.txt')).toContain('runc:[2:INIT]');
  });

  it('makes what docklog analyses', () => {
    const report = runDocklog(['-q', '-f', 'json', path]);
    const { findings } = JSON.parse(report.stdout) as { findings: { id: string }[] };
    expect(findings.map(({ id }) => id)).toContain('runc.init-oom-kill');
  });
});
