import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.js';
import type { ReportDocument } from '../src/core/report-document.js';
import { makeTar } from './sources/make-tar.js';

const SAMPLE = resolve(import.meta.dirname, '../samples/runc-init-oom-hang');
const DUMP = 'goroutine-stacks-2018-12-14T201541+0800.log';
const TOP = 'sosreport-node-41-135-2018-12-14-abcdefg';
const NOW_US = Date.UTC(2026, 10, 21) * 1000;

/** Members of an archive like that of sos, the journal shortened. */
function members(): Record<string, Uint8Array> {
  const journal = readFileSync(join(SAMPLE, 'docker.journal.txt'));
  // The hang shows in its last part.
  const tail = journal.subarray(journal.indexOf(0x0a, Math.floor(journal.length * 0.75)) + 1);
  const text = (lines: string): Uint8Array => Buffer.from(`${lines}\n`);
  return {
    'sos_commands/docker/journalctl_--no-pager_--unit_docker': tail,
    'sos_commands/kernel/dmesg': readFileSync(join(SAMPLE, 'dmesg.txt')),
    [`var/run/docker/${DUMP}`]: readFileSync(join(SAMPLE, DUMP)),
    // Cut in the middle, as a full disk leaves it.
    'var/log/messages-20181209.gz': gzipSync(tail.subarray(0, 200_000)).subarray(0, 9_000),
    'var/log/wtmp': Uint8Array.from({ length: 4_000 }, (_, index) => index % 7),
    'etc/hosts': text('127.0.0.1 localhost'),
    hostname: text('node-41-135'),
    date: text('Fri Dec 14 20:17:00 CST 2018'),
    uptime: text(' 20:17:00 up 92 days, 12:30,  1 user,  load average: 1.00, 1.00, 1.00'),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'docklog-bundles-'));
const files = Object.entries(members());
let single: ReportDocument;

beforeAll(async () => {
  for (const [name, data] of files) {
    const path = join(folder, 'tree', TOP, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, data);
  }
  symlinkSync('/etc/passwd', join(folder, 'tree', TOP, 'etc/passwd'));
  const named = files.slice(0, 4).map(([name]) => join(folder, 'tree', TOP, name));
  single = await analyze(named, { nowUs: NOW_US });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const tar = makeTar(files.map(([name, data]) => ({ name: `${TOP}/${name}`, data })));

/** Packs with a program of the system; undefined where it is not installed. */
function pack(program: string, args: readonly string[]): Buffer | undefined {
  try {
    return execFileSync(program, args, { input: tar, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    return undefined;
  }
}

const ARCHIVES: readonly [name: string, make: () => Uint8Array | undefined][] = [
  ['tar', () => tar],
  ['tar.gz', () => gzipSync(tar)],
  ['tar.bz2', () => pack('bzip2', ['-c'])],
  ['tar.xz', () => pack('xz', ['-c', '-1'])],
  ['tar.zst', () => pack('zstd', ['-c', '-q'])],
  ['zip', () => zipSync(Object.fromEntries(files.map(([name, data]) => [`${TOP}/${name}`, data])))],
];

function expectSameAsSingleFiles(document: ReportDocument, separator: string): void {
  expect(document.findings.map(({ id, confidence, from }) => ({ id, confidence, from }))).toEqual(
    single.findings.map(({ id, confidence, from }) => ({ id, confidence, from })),
  );
  const names = document.sources.map(({ name }) => name.slice(name.indexOf(`${separator}${TOP}/`) + 1));
  for (const [name] of files.slice(0, 4)) expect(names).toContain(`${TOP}/${name}`);
  const damaged = document.sources.find(({ name }) => name.endsWith('messages-20181209.gz'));
  expect(damaged?.diagnostics.map(({ code }) => code)).toContain('archive-damaged');
  expect(damaged?.lines).toBeGreaterThan(100);
  expect(document.sources.some(({ name }) => /wtmp|hosts|passwd/.test(name))).toBe(false);
}

describe('a directory tree like a sos report', () => {
  it('gives what its files give when they are named, names each, and survives a damaged one', async () => {
    expect(single.findings[0]?.id).toBe('runc.init-oom-hang');
    const document = await analyze(join(folder, 'tree'), { nowUs: NOW_US });
    expectSameAsSingleFiles(document, '/');
    const root = document.sources.find(({ format }) => format === 'directory');
    expect(root?.role).toBe('sos report');
    expect(root?.diagnostics.map(({ code }) => code)).toEqual(['members-skipped', 'members-skipped']);
    expect(document.sources.find(({ name }) => name.endsWith('kernel/dmesg'))).toMatchObject({
      role: 'kernel ring buffer',
      host: 'node-41-135',
    });
  });

  it.each(ARCHIVES)('gives the same as a %s', async (name, make) => {
    const data = make();
    if (data === undefined) {
      process.stderr.write(`skipped: no program for ${name}\n`);
      return;
    }
    const path = join(folder, `report.${name}`);
    writeFileSync(path, data);
    expectSameAsSingleFiles(await analyze(path, { nowUs: NOW_US }), '!');
  });

  it('says what evidence there is and what is missing', async () => {
    const document = await analyze(join(folder, 'tree'), { nowUs: NOW_US });
    const states = Object.fromEntries((document.coverage ?? []).map(({ what, status }) => [what, status]));
    expect(states).toMatchObject({
      'kernel log': 'present',
      'log of dockerd': 'present',
      'goroutines of dockerd': 'present',
      'goroutines of containerd': 'missing',
    });
    const missing = document.coverage?.find(({ what }) => what === 'goroutines of containerd');
    expect(missing?.command).toMatch(/^kill -USR1/);
  });
});

describe('a kernel log without wall time in a bundle', () => {
  const place = async (date: string): Promise<ReportDocument> => {
    const data = makeTar([
      { name: 'eks_i-1/kernel/dmesg.current', data: readFileSync(join(SAMPLE, 'dmesg.txt')) },
      { name: 'eks_i-1/kernel/uname.txt', data: 'Linux ip-10-0-0-1 4.14.0 #1 SMP x86_64\n' },
      { name: 'eks_i-1/var_log/messages', data: 'Dec 14 12:00:00 ip-10-0-0-1 systemd: Started Session 1.\n' },
      { name: 'eks_i-1/date.txt', data: `${date}\n` },
      { name: 'eks_i-1/uptime', data: ' 12:17:00 up 92 days, 12:30,  1 user,  load average: 1.0, 1.0, 1.0\n' },
    ]);
    return analyze({ name: 'eks.tar', data }, { nowUs: NOW_US });
  };

  it('is placed by uptime and date, with their error', async () => {
    const document = await place('Fri Dec 14 12:17:00 UTC 2018');
    const dmesg = document.sources.find(({ name }) => name.endsWith('dmesg.current'));
    expect(dmesg).toMatchObject({ host: 'ip-10-0-0-1', clock: { basis: 'aligned', uncertainty: 120_000_000 } });
    const at = document.findings[0]?.from ?? 0;
    expect(Math.abs(at - Date.UTC(2018, 11, 14, 12, 4, 51) * 1000)).toBeLessThan(180_000_000);
    expect(document.sources.find(({ format }) => format === 'tar archive')?.role).toBe('EKS log collector');
  });

  it('stays unplaced if the zone of the date is not known', async () => {
    const document = await place('Fri Dec 14 20:17:00 CST 2018');
    expect(document.sources.find(({ name }) => name.endsWith('dmesg.current'))?.clock.basis).toBe('none');
  });
});

describe('a rotated set', () => {
  it('has its years from the dates in its names', async () => {
    const line = (day: string): string => `${day} 23:59:00 web kernel: e1000 0000:00:03.0 eth0: NIC Link is Down\n`;
    const root = join(folder, 'rotated');
    mkdirSync(root);
    writeFileSync(join(root, 'messages-20181231'), line('Dec 30'));
    writeFileSync(join(root, 'messages-20190106'), line('Jan  5'));
    const document = await analyze(root, { nowUs: NOW_US });
    expect(
      document.sources.map(({ name, from }) => [
        name.slice(root.length + 1),
        new Date((from ?? 0) / 1000).getUTCFullYear(),
      ]),
    ).toEqual([
      ['messages-20181231', 2018],
      ['messages-20190106', 2019],
    ]);
  });
});
