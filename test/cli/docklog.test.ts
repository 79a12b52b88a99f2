import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, ROOT, runDocklog, type Ended } from '../run-docklog.js';

const OOM =
  '[7993043.926831] Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child\n';
const BENIGN = Array.from(
  { length: 50 },
  (_, index) => `[${(7993000 + index).toFixed(6)}] docker0: port ${index}(veth3f2a1b0) entered forwarding state\n`,
).join('');

const directory = mkdtempSync(join(tmpdir(), 'docklog-cli-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

const docklog = (args: readonly string[], input = '', env: Record<string, string> = {}): Ended =>
  runDocklog(args, { input, cwd: directory, env });

const oneLine = (text: string): void => {
  expect(text.trimEnd().split('\n')).toHaveLength(1);
};

describe('docklog', () => {
  it('analyses a pipe, a dash and a file alike', () => {
    const name = file('dmesg.txt', BENIGN + OOM);
    for (const { code, stdout, stderr } of [
      docklog([], BENIGN + OOM),
      docklog(['-'], BENIGN + OOM),
      docklog(['analyze', name]),
      docklog([name]),
    ]) {
      expect(stdout).toContain('runc.init-oom-kill');
      expect(stderr).toBe('');
      expect(code).toBe(0);
    }
  });

  it('prints the document as JSON', () => {
    const { stdout, code } = docklog(['--format', 'json'], BENIGN + OOM);
    const document = JSON.parse(stdout) as { schemaVersion: string; findings: { id: string }[] };
    expect(document.schemaVersion).toBe('1.0');
    expect(document.findings.map(({ id }) => id)).toContain('runc.init-oom-kill');
    expect(code).toBe(0);
  });

  it('takes a dash between options and files for standard input', () => {
    const { stdout } = docklog(['--format', 'json', '-', file('benign.txt', BENIGN)], BENIGN + OOM);
    const { sources } = JSON.parse(stdout) as { sources: { name: string; lines: number }[] };
    expect(sources.map(({ name, lines }) => [name, lines])).toContainEqual(['<stdin>', 51]);
    expect(sources).toHaveLength(2);
  });

  it('explains a line from standard input', () => {
    const { stdout, code } = docklog(['patterns', 'explain', '-'], OOM);
    expect(stdout).toContain('runc.init-oom-kill');
    expect(code).toBe(0);
  });

  it('says that nothing was found, with exit code 0', () => {
    const { code, stderr } = docklog([], BENIGN);
    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  it('fails on a severity if asked to', () => {
    expect(docklog(['--fail-on', 'error'], BENIGN + OOM).code).toBe(1);
    expect(docklog(['--fail-on', 'critical'], BENIGN + OOM).code).toBe(0);
  });

  it('shows only, or leaves out, some signatures', () => {
    const ids = (args: readonly string[]): string[] =>
      (JSON.parse(docklog(['--format', 'json', ...args], OOM).stdout) as { findings: { id: string }[] }).findings.map(
        ({ id }) => id,
      );
    expect(ids(['--only', 'runc.*'])).toEqual(['runc.init-oom-kill']);
    expect(ids(['--ignore', 'runc.*'])).not.toContain('runc.init-oom-kill');
  });

  it('writes to a file in the format of its ending', () => {
    const output = join(directory, 'report.json');
    expect(docklog(['-o', output], OOM)).toMatchObject({ code: 0, stdout: '' });
    expect((JSON.parse(readFileSync(output, 'utf8')) as { findings: unknown[] }).findings.length).toBeGreaterThan(0);
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('colours only when told to', () => {
    expect(docklog([], OOM).stdout).not.toContain('\u001b[');
    expect(docklog(['--color'], OOM).stdout).toContain('\u001b[');
    expect(docklog([], OOM, { FORCE_COLOR: '1' }).stdout).toContain('\u001b[');
    expect(docklog([], OOM, { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain('\u001b[');
  });

  it('answers --version and --help', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(docklog(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = docklog(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('analyze');
  });

  it('explains a signature and lists all', () => {
    expect(docklog(['explain', 'runc.init-oom-hang']).stdout).toContain('exec fifo');
    expect(docklog(['patterns', 'list']).stdout).toContain('storage.thinpool-nonexisting-device');
    expect(docklog(['explain', 'no.such']).code).toBe(2);
  });

  it('checks pattern files and names file, line and key of a fault', () => {
    const name = file(
      'bad.yaml',
      'id: test.bad\ntitle: A bad pattern\nseverity: error\nsummary: something bad\ncause: something else\nremedy: [{ text: none }]\nmatch:\n  - record: short\n',
    );
    const { code, stderr } = docklog(['patterns', 'test', name]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${name}:8: match[0].record`);
  });

  it('ends quietly when its output is closed', async () => {
    const child = spawn(process.execPath, [BIN, '--format', 'json', file('many.txt', OOM.repeat(2000))], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.on('close', done));
    expect(errors).toBe('');
    expect(code).toBe(0);
  });
});

describe('a live pipe', () => {
  it('is read as it comes, and Ctrl-C prints what was found so far', async () => {
    const child = spawn(process.execPath, [BIN], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdin.write(BENIGN + OOM);
    // Nothing outside shows that the pipe was read: the report comes at the end.
    await new Promise((done) => setTimeout(done, 1500));
    child.kill('SIGINT');
    const code = await new Promise((done) => child.on('close', done));
    expect(output).toContain('runc.init-oom-kill');
    expect(errors).toContain('interrupted');
    expect(code).toBe(0);
  });
});

describe('an input', () => {
  it.each([
    ['missing', () => join(directory, 'nowhere.log'), 'no such file'],
    ['a directory without files', () => mkdtempSync(join(directory, 'none-')), 'holds no files'],
    ['empty', () => file('empty.log', ''), 'empty'],
    [
      'binary',
      () =>
        file(
          'core.bin',
          Uint8Array.from({ length: 5000 }, (_, index) => (index * 7) % 32),
        ),
      'not text',
    ],
    ['of a form that is not read', () => file('packed.xz', Buffer.from('fd377a585a0000000000', 'hex')), 'xz'],
  ])('that is %s gives a clear line and loses nothing of the others', (_, make, words) => {
    const name = make();
    const alone = docklog([name]);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain(words);
    const beside = docklog([name, file('dmesg.txt', OOM)]);
    expect(beside.stderr).toContain(words);
    oneLine(beside.stderr);
    expect(beside.stdout).toContain('runc.init-oom-kill');
    expect(beside.code).toBe(words === 'empty' || words === 'holds no files' ? 0 : 3);
  });

  it('that is a cut gzip file is analysed up to the cut', () => {
    const packed = gzipSync(
      OOM +
        Array.from({ length: 30_000 }, (_, index) => `[${8000000 + index}.000000] benign ${index * 7919}\n`).join(''),
    );
    const { code, stderr, stdout } = docklog([file('cut.gz', packed.subarray(0, packed.length - 1000))]);
    expect(code).toBe(3);
    oneLine(stderr);
    expect(stderr).toContain('gzip');
    expect(stdout).toContain('runc.init-oom-kill');
  });

  it('that is a dump cut in the middle of a line is used up to the cut', () => {
    const dump = readFileSync(join(ROOT, 'samples/runc-init-oom-hang/goroutine-stacks-2018-12-14T201541+0800.log'));
    const { code, stderr, stdout } = docklog([
      file('goroutine-stacks-2018-12-14T201541+0800.log', dump.subarray(0, 300_000)),
    ]);
    expect(code).toBe(3);
    oneLine(stderr);
    expect(stderr).toContain('at byte 300000');
    expect(stdout).toContain('engine.lock-convoy');
  });

  it('in UTF-16 or with CRLF is read', () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(OOM.replace('\n', '\r\n'), 'utf16le')]);
    expect(docklog([file('utf16.txt', utf16)]).stdout).toContain('runc.init-oom-kill');
  });
});

describe('misuse', () => {
  it.each([
    [['--format', 'nonsense']],
    [['--no-such-option']],
    [['--tz', 'Mars/Olympus']],
    [['--fail-on', 'doom']],
    [['--boot-time', 'yesterday-ish']],
  ])('%j gives one line and exit code 2', (args) => {
    const { code, stderr, stdout } = docklog(args, 'Dec 14 20:04:45 host kernel: x\n');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    oneLine(stderr);
  });
});
