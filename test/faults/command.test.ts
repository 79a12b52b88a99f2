import { spawn, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RENDER_FORMATS } from '../../src/index.js';
import { BIN, type Ended } from '../run-docklog.js';

const FULL = 'Dec 14 20:04:45 host dockerd[812]: write /var/lib/docker/x: no space left on device\n';
const DUMP = Array.from(
  { length: 300 },
  (_, at) => `goroutine ${at + 1} [semacquire, 12 minutes]:\nmain.f${at}(0xc42)\n\t/x.go:${at + 1} +0x39\n\n`,
).join('');

const directory = mkdtempSync(join(tmpdir(), 'docklog-command-'));
const log = join(directory, 'docker.log');
const dump = join(directory, 'goroutine-stacks-2018-12-14T200445Z.log');
const later = join(directory, 'goroutine-stacks-2018-12-14T210445Z.log');

beforeAll(() => {
  writeFileSync(log, FULL.repeat(2_000));
  writeFileSync(dump, DUMP);
  writeFileSync(later, DUMP.replaceAll('12 minutes', '72 minutes'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs a line of sh in the directory; `docklog` in it is the command. */
function sh(line: string): Ended {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--norc', '-c', `set -o pipefail; docklog() { exec "${process.execPath}" "${BIN}" "$@"; }; ${line}`],
    {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TMPDIR: directory },
    },
  );
  return { code: status, stdout, stderr };
}

const files = (): string[] => readdirSync(directory).sort();
const noTrace = /^\s+at .*:\d+|Error:|node:/m;

describe('a full disk', () => {
  // The limit on the size of files makes writes fail half-way, as a full disk does.
  it.each([
    ['analyze', 'docklog -f json -o report.out docker.log'],
    ['bundle', 'docklog bundle -o report.out docker.log'],
  ])('under the result of %s keeps the old file, leaves nothing else, and is told', (_, line) => {
    writeFileSync(join(directory, 'report.out'), 'the old report');
    const before = files();
    // dd: text that cannot be packed, so that a bundle is long too.
    const { code, stderr } = sh(`head -c 300000 /dev/urandom | base64 >> docker.log; (ulimit -f 8; ${line})`);
    expect(code).toBe(2);
    expect(stderr).toContain('report.out');
    expect(stderr).not.toMatch(noTrace);
    expect(readFileSync(join(directory, 'report.out'), 'utf8')).toBe('the old report');
    expect(files()).toEqual(before);
    writeFileSync(log, FULL.repeat(2_000));
  });

  it('under standard output is told, with a code that is no success', () => {
    const { code, stderr } = sh('docklog -f json docker.log > /dev/full');
    expect(code).not.toBe(0);
    expect(stderr).not.toMatch(noTrace);
  });
});

describe('the file for the result', () => {
  it('may be a device, which is written to and stays one', () => {
    const { code } = sh('docklog -f json -o /dev/null docker.log');
    expect(code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(sh('docklog -f json -o /dev/full docker.log').code).toBe(2);
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  it('may be a pipe', () => {
    // Node makes a pipe that it writes to non-blocking, for all that share it: cat gets one of its own.
    const { code, stdout } = sh(
      'mkfifo pipe; docklog -f json -o pipe docker.log > /dev/null & cat pipe; wait $!; rm pipe',
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { schemaVersion: string }).schemaVersion).toBe('1.0');
  });

  it('may be a link, which stays one', () => {
    writeFileSync(join(directory, 'target.json'), 'old');
    symlinkSync('target.json', join(directory, 'link.json'));
    expect(sh('docklog -o link.json docker.log').code).toBe(0);
    expect(readlinkSync(join(directory, 'link.json'))).toBe('target.json');
    expect(readFileSync(join(directory, 'target.json'), 'utf8')).toContain('schemaVersion');
  });

  it('that is a directory, or in none, is told', () => {
    for (const path of ['.', 'nowhere/report.json', 'docker.log/report.json']) {
      const { code, stderr } = sh(`docklog -o ${path} docker.log`);
      expect(code).toBe(2);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});

describe('a closed pipe', () => {
  const commands = [
    ...RENDER_FORMATS.map((format) => `docklog -f ${format} docker.log goroutine-stacks-*.log`),
    'docklog timeline docker.log',
    'docklog goroutines goroutine-stacks-*.log',
    'docklog parse docker.log',
    'docklog diff goroutine-stacks-*.log',
    'docklog clocks docker.log',
    'docklog formats',
    'docklog patterns list',
    'docklog patterns schema',
    'docklog --help',
  ];
  it.each(commands)('behind `%s` ends it without a word', (command) => {
    // The status of the command alone: head ends well.
    const { stderr, code } = sh(`${command} | head -c 1 > /dev/null`);
    expect(stderr).not.toMatch(noTrace);
    expect([0, 3, 141]).toContain(code);
  });

  it('as standard error does not stop the result', () => {
    const { stdout, code } = sh('docklog -f json --verbose docker.log missing.log 2>&-');
    expect(code).toBe(3);
    expect(stdout).toContain('storage.no-space-left');
  });

  it('as standard input is told', () => {
    const { code, stderr } = sh('docklog - <&-');
    expect(code).toBe(2);
    expect(stderr).not.toMatch(noTrace);
  });
});

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s ends a live pipe with the partial report', async (name) => {
    const child = spawn(process.execPath, [BIN, '-f', 'json', '-'], { cwd: directory });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    // More than the beginning from which the format is told, so that something was looked at.
    child.stdin.write(FULL.repeat(20_000), () => setTimeout(() => child.kill(name), 1_500));
    await new Promise((ended) => child.on('close', ended));
    const document = JSON.parse(stdout) as { partial?: boolean; findings: { id: string }[] };
    expect(document.partial).toBe(true);
    expect(document.findings[0]?.id).toBe('storage.no-space-left');
    expect(stderr).toContain('interrupted');
    expect(stderr).not.toMatch(noTrace);
  });
});

describe('--max-memory', () => {
  it('ends the reading, reports what was found and gives code 3', () => {
    const { code, stdout, stderr } = sh('docklog -f json --max-memory 1M docker.log');
    expect(code).toBe(3);
    expect(stdout).toContain('storage.no-space-left');
    expect(stderr).toContain('the process held');
    expect(sh('docklog -f json --max-memory 4G docker.log').code).toBe(0);
  });

  it('ends --follow in the same way', () => {
    const { code, stdout, stderr } = sh('docklog --follow -f ndjson --max-memory 1M docker.log');
    expect(code).toBe(3);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; partial?: boolean; id?: string });
    expect(events[0]?.id).toBe('storage.no-space-left');
    expect(events.at(-1)).toMatchObject({ type: 'end', partial: true });
    expect(stderr).toContain('docker.log: reading stopped at byte');
    expect(stderr).toContain('the process held');
  });

  it.each(['', 'lots', '-1', '0', '1X', '1e9'])('refuses %j', (size) => {
    const { code, stderr } = sh(`docklog --max-memory='${size}' docker.log`);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a zone that is none', () => {
  it('is refused on the command line, and a broken TZ in the environment does no harm', () => {
    const { code, stderr } = sh('docklog --tz Nowhere/Land docker.log');
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(sh('TZ=Nowhere/Land docklog -f json docker.log').code).toBe(0);
  });
});

it('nothing is left behind', () => {
  expect(files().filter((name) => /part|tmp/.test(name))).toEqual([]);
});

describe('a defect of docklog itself', () => {
  it('is told with its stack, in lines that fit, and not by the code of a finding', () => {
    writeFileSync(
      join(directory, 'broken.cjs'),
      `Date.prototype.toISOString = () => { throw new TypeError('broken on purpose'); };`,
    );
    const { code, stdout, stderr } = sh('NODE_OPTIONS="--require ./broken.cjs" docklog -f json docker.log');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^docklog: a defect of docklog \S+ itself, please report it:\ndocklog: TypeError: broken on purpose\n/,
    );
    expect(Math.max(...stderr.split('\n').map(({ length }) => length))).toBeLessThan(600);
  });
});
