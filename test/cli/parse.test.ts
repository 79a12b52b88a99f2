import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, runDocklog } from '../run-docklog.js';

const LINE = '2018-12-14 20:04:45 node-17 dockerd[7926]: text\n';

const directory = mkdtempSync(join(tmpdir(), 'docklog-parse-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(directory, name), content);
  return name;
}

function docklog(args: readonly string[], input: string | Uint8Array = '') {
  const ended = runDocklog(args, { input, cwd: directory, env: { TZ: 'America/New_York' } });
  return { ...ended, lines: ended.stdout.split('\n').slice(0, -1) };
}

const records = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('docklog parse', () => {
  it('prints a JSON object a record, for a pipe, a dash, a file and gzip alike', () => {
    const plain = file('plain.log', LINE + LINE);
    const packed = file('packed.gz', gzipSync(LINE + LINE));
    for (const [name, result] of [
      ['<stdin>', docklog(['parse'], LINE + LINE)],
      ['<stdin>', docklog(['parse', '-'], LINE + LINE)],
      ['plain.log', docklog(['parse', plain])],
      ['packed.gz', docklog(['parse', packed])],
    ] as const) {
      expect(result.code).toBe(0);
      expect(result.stderr).toBe('');
      expect(result.lines[1]).toBe(
        JSON.stringify({
          source: name,
          line: 2,
          offset: LINE.length,
          time: Date.UTC(2018, 11, 14, 20, 4, 45) * 1000,
          timeBasis: 'zone-assumed',
          host: 'node-17',
          identifier: 'dockerd',
          pid: 7926,
          origin: 'dockerd',
          message: 'text',
        }),
      );
    }
  });

  it('takes zone, year, boot time and format from its options', () => {
    expect(records(docklog(['parse', '--tz', 'Asia/Shanghai'], LINE).lines)).toMatchObject([
      { time: Date.UTC(2018, 11, 14, 12, 4, 45) * 1000, timeBasis: 'exact' },
    ]);
    const yearless = 'Dec 31 23:59:59 node a[1]: x\nJan  1 00:00:01 node a[1]: x\n';
    expect(
      records(docklog(['parse', '--year', '2017'], yearless).lines).map(({ time }) =>
        new Date(Number(time) / 1000).toISOString().slice(0, 10),
      ),
    ).toEqual(['2017-12-31', '2018-01-01']);
    expect(records(docklog(['parse', '--boot-time', '@1000'], '[    1.500000] text\n').lines)).toMatchObject([
      { time: 1_001_500_000, timeBasis: 'aligned', monotonic: 1_500_000 },
    ]);
    expect(docklog(['parse', '--verbose', '--input-format', 'syslog'], LINE).stderr).toContain('read as syslog');
  });

  it.each([
    ['an unknown format', ['--input-format', 'nonsense']],
    ['an unknown zone', ['--tz', 'Nowhere/City']],
    ['no time', ['--boot-time', 'soon']],
    ['an unknown option', ['--nonsense']],
  ])('refuses %s with code 2 and one line', (_, options) => {
    const { code, stdout, stderr } = docklog(['parse', ...options], LINE);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('tells by its exit code what could not be read', () => {
    const good = file('good.log', LINE);
    const binary = file('binary.bin', Buffer.alloc(5000, 1));
    expect(docklog(['parse', good]).code).toBe(0);
    expect(docklog(['parse', good, 'missing.log'])).toMatchObject({ code: 3, lines: { length: 1 } });
    expect(docklog(['parse', good, binary]).code).toBe(3);
    expect(docklog(['parse', 'missing.log']).code).toBe(2);
    expect(docklog(['parse', binary]).code).toBe(2);
    expect(docklog(['parse', good, file('long.log', `${'x'.repeat(2_000_000)}\n`)]).code).toBe(3);
  });

  it('ends quietly when its reader goes away', async () => {
    const name = file('many.log', LINE.repeat(200_000));
    const child = spawn(process.execPath, [BIN, 'parse', name], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.once('close', done));
    expect([code, stderr]).toEqual([0, '']);
  });

  it('prints everything to a slow reader', async () => {
    const name = file('slow.log', LINE.repeat(20_000));
    const child = spawn(process.execPath, [BIN, 'parse', name], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let newlines = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      newlines += chunk.filter((byte) => byte === 0x0a).length;
      await new Promise((resume) => setImmediate(resume));
    }
    expect(newlines).toBe(20_000);
  });
});

describe('docklog formats', () => {
  it('lists names, kinds and titles', () => {
    const { code, lines } = docklog(['formats']);
    expect(code).toBe(0);
    expect(lines.find((line) => line.startsWith('journal-short '))).toMatch(/^journal-short +envelope +\S/);
    expect(lines.find((line) => line.startsWith('logfmt '))).toMatch(/^logfmt +payload +\S/);
  });
});

describe('docklog analyze --since --until', () => {
  const kill = (time: string): string =>
    `${time}+0000 node kernel: Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child\n`;
  const log = kill('2018-12-14T20:04:45') + kill('2018-12-15T20:04:45');
  const counts = (...options: readonly string[]): number[] => {
    const { stdout } = docklog(['analyze', '-f', 'json', ...options], log);
    const report = JSON.parse(stdout) as { findings: { id: string; count: number }[] };
    return report.findings.filter(({ id }) => id === 'runc.init-oom-kill').map(({ count }) => count);
  };

  it('leaves out what lies outside', () => {
    const all = counts().reduce((sum, count) => sum + count, 0);
    expect(all).toBe(2);
    expect(counts('--since', '2018-12-15')).toEqual([1]);
    expect(counts('--until', '2018-12-15')).toEqual([1]);
    expect(counts('--since', '@1544832001', '--until', '2018-12-15 20:04')).toEqual([]);
    expect(counts('--since', '2018-12-15', '--tz', '-05:00')).toEqual([1]);
    expect(counts('--since', '-2h')).toEqual([]);
    expect(counts('--until=-2h')).toEqual([2]);
    expect(counts('--since', '2018-12-15 16:00', '--tz', '-05:00')).toEqual([]);
  });

  it('refuses what is no time, and an end before the beginning', () => {
    expect(docklog(['analyze', '--since', 'soon'], log).code).toBe(2);
    expect(docklog(['analyze', '--since', 'today', '--until', 'yesterday'], log).code).toBe(2);
  });
});
