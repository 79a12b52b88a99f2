import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BIN } from '../run-docklog.js';

const LINE =
  'Dec 14 20:04:45 host1 dockerd[812]: time="2018-12-14T20:04:45Z" level=error msg="Handler for POST /v1.41/containers/create returned error: devmapper: Thin Pool has 132 free data blocks which is less than minimum required 163840 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior"\n';

let folder: string;
let log: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docklog-follow-cli-'));
  log = join(folder, 'docker.log');
  writeFileSync(log, '');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs docklog; `onOutput` sees all output so far each time that there is more. */
function docklog(
  args: readonly string[],
  onOutput: (out: string, child: ReturnType<typeof spawn>) => void,
  input?: string,
): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: 'pipe' });
  if (input !== undefined) child.stdin.end(input);
  let out = '';
  let error = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    onOutput(out, child);
  });
  child.stderr.on('data', (data: Buffer) => {
    error += data.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, error });
    });
  });
}

describe('docklog --follow', () => {
  it('tells a finding when its line is written, and the report when it is interrupted', async () => {
    writeFileSync(log, 'Dec 14 20:04:40 host1 app[1]: hello\n');
    const waiting = setTimeout(() => {
      appendFileSync(log, LINE);
    }, 300);
    let wasStopped = false;
    const { code, out, error } = await docklog(['--follow', log], (text, child) => {
      if (wasStopped || !text.includes('storage.devicemapper-pool-full#1')) return;
      wasStopped = true;
      child.kill('SIGINT');
    });
    clearTimeout(waiting);
    expect(code).toBe(0);
    expect(out).toContain(`${log}:2: Dec 14 20:04:45`);
    expect(out).toContain('PARTIAL');
    expect(error).toContain('interrupted');
  });

  it('reads a pipe to its end and writes one JSON object a line', async () => {
    const { code, out } = await docklog(['--follow', '-f', 'ndjson'], () => undefined, LINE.repeat(3));
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(events.map(({ type, event, id, key }) => [type, event, id, key])).toEqual([
      ['finding', 'new', 'storage.devicemapper-pool-full', 'storage.devicemapper-pool-full#1'],
      ['end', undefined, undefined, undefined],
    ]);
  });

  it('refuses what needs one report', async () => {
    for (const args of [['-f', 'html'], ['--output', 'x.txt'], ['--redact']]) {
      const { code, error } = await docklog(['--follow', ...args, log], () => undefined);
      expect(code).toBe(2);
      expect(error).toContain('--follow');
    }
  });

  it('refuses a directory', async () => {
    const { code, error } = await docklog(['--follow', folder], () => undefined);
    expect(code).toBe(2);
    expect(error).toContain('is a directory');
  });

  it('ends quietly when nobody reads it any more', async () => {
    writeFileSync(log, LINE);
    const { error } = await docklog(['--follow', '-f', 'ndjson', log], (_, child) => {
      child.stdout?.destroy();
      appendFileSync(log, LINE.repeat(20));
      setTimeout(() => {
        appendFileSync(log, LINE.repeat(200));
      }, 700);
    });
    expect(error).toBe('');
  });
});
