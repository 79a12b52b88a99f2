import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze, checkPatterns, type ReportDocument } from '../../src/index.js';
import { runDocklog } from '../run-docklog.js';
import { makeTar } from '../sources/make-tar.js';
import { grownBy, LONG, zstdBomb } from './support.js';

const MINUTES = 60_000;
const FULL = 'level=error msg="write /var/lib/docker/x: no space left on device"';
const directory = mkdtempSync(join(tmpdir(), 'docklog-limits-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function codes(document: ReportDocument): string[] {
  return document.sources.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code));
}

describe('a line', () => {
  const mebibytes = LONG ? 10_000 : 200;

  it(
    `of ${mebibytes} MiB is cut and marked, what follows it is found, and memory stays`,
    async () => {
      const block = Buffer.alloc(2 ** 20, 'x y="\\"{[ ');
      async function* data(): AsyncGenerator<Uint8Array | string> {
        yield 'time="2018-12-14T20:04:45Z" level=error msg="';
        for (let at = 0; at < mebibytes; at++) yield block;
        yield `\ntime="2018-12-14T20:04:46Z" ${FULL}\n`;
      }
      const { result, grownMiB } = await grownBy(() => analyze({ name: 'long.log', data: data() }));
      expect(codes(result)).toContain('line-cut');
      expect(result.findings.map(({ id }) => id)).toContain('storage.no-space-left');
      expect(result.stats.lines).toBe(2);
      expect(grownMiB).toBeLessThan(200);
    },
    LONG ? 60 * MINUTES : MINUTES,
  );

  const lines = LONG ? 10_000_000 : 200_000;
  it(
    `of one character, ${lines} times, is counted exactly, and memory stays`,
    async () => {
      const perBlock = 10_000;
      const block = Buffer.from('x\n'.repeat(perBlock));
      async function* data(): AsyncGenerator<Uint8Array | string> {
        for (let at = 0; at < lines / perBlock; at++) yield block;
        yield `${FULL}\n`;
      }
      const { result, grownMiB } = await grownBy(() => analyze({ name: 'tiny.log', data: data() }));
      expect(result.stats.lines).toBe(lines + 1);
      expect(result.findings[0]?.evidence[0]?.line).toBe(lines + 1);
      expect(grownMiB).toBeLessThan(200);
    },
    LONG ? 60 * MINUTES : MINUTES,
  );
});

describe('an archive that expands a million times', () => {
  it.each([
    ['packed twice', (): Uint8Array => gzipSync(zstdBomb(2_000, 0x0a))],
    ['in a tar archive', (): Uint8Array => gzipSync(makeTar([{ name: 'bomb.zst', data: zstdBomb(2_000, 0x78) }]))],
    ['in a zip archive', (): Uint8Array => zipSync({ 'bomb.gz': gzipSync(zstdBomb(2_000, 0x78)) })],
  ])(
    'is left early: %s',
    async (_, make) => {
      const data = make();
      expect((2_000 * 2 ** 20) / data.length).toBeGreaterThan(1_000_000);
      const { result, grownMiB } = await grownBy(() => analyze({ name: 'bomb', data }));
      expect(codes(result)).toContain('limit-reached');
      expect(result.stats.bytes).toBeLessThan(20 * 2 ** 20);
      expect(grownMiB).toBeLessThan(250);
    },
    MINUTES,
  );
});

describe('archives in archives', () => {
  it('are opened to a depth of 8, and what lies deeper is said to be left out', async () => {
    let nested = makeTar([{ name: 'deep.log', data: `${FULL}\n` }]);
    for (let depth = 0; depth < 12; depth++) nested = makeTar([{ name: `level${depth}.tar`, data: nested }]);
    const document = await analyze({ name: 'nested.tar', data: nested });
    expect(codes(document)).toContain('limit-reached');
    expect(document.findings).toEqual([]);
  });

  it(
    'do not multiply: forty in forty in forty end at the limit of members',
    async () => {
      let level: Uint8Array = gzipSync(`${FULL}\n`);
      for (let depth = 0; depth < 3; depth++)
        level = zipSync(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`m${at}.zip`, level])));
      const document = await analyze({ name: 'many.zip', data: level }, { limits: { maxMembers: 200 } });
      expect(codes(document)).toContain('limit-reached');
      expect(document.sources.length).toBeLessThan(300);
    },
    MINUTES,
  );
});

describe('members of a tar archive with names that lead out of it', () => {
  it('are read, links and devices are not followed, and nothing is written to the disk', () => {
    writeFileSync(join(directory, 'secret.log'), 'kernel: secret words\n');
    const tar = makeTar([
      { name: '/etc/docklog-was-here', data: `${FULL}\n` },
      { name: '../../docklog-was-here', data: `${FULL}\n` },
      { name: 'a/../../../docklog-was-here', data: `${FULL}\n` },
      { name: 'link.log', type: '2', link: join(directory, 'secret.log') },
      { name: 'hard.log', type: '1', link: '../secret.log' },
      { name: 'dev', type: '3' },
      { name: 'block', type: '4' },
      { name: 'pipe', type: '6' },
      { name: 'after.log', data: `${FULL}\n` },
    ]);
    writeFileSync(join(directory, 'evil.tar'), tar);
    const before = readdirSync(directory, { recursive: true }).sort();
    const { stdout, code } = runDocklog(['-f', 'json', 'evil.tar'], {
      cwd: directory,
      env: { TMPDIR: directory, HOME: directory },
    });
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as ReportDocument;
    expect(document.sources.map(({ name }) => name)).toContain('evil.tar!../../docklog-was-here');
    expect(document.sources.map(({ name }) => name)).toContain('evil.tar!after.log');
    expect(stdout).not.toContain('secret words');
    expect(readdirSync(directory, { recursive: true }).sort()).toEqual(before);
    for (const path of ['/etc/docklog-was-here', resolve(directory, '../../docklog-was-here')])
      expect(() => readdirSync(path)).toThrow(/ENOENT/);
  });
});

describe('entities without end', () => {
  const lines = LONG ? 5_000_000 : 30_000;

  it(
    `are held in bounded memory: ${lines} lines, each with a container, process and path of its own`,
    async () => {
      async function* data(): AsyncGenerator<string> {
        for (let at = 0; at < lines; at += 1_000)
          yield Array.from({ length: 1_000 }, (_, index) => {
            const id = (at + index).toString(16).padStart(64, '0');
            return `time="2018-12-14T20:04:45.${String((at + index) % 1e6).padStart(6, '0')}Z" level=error msg="Handler for POST /containers/${id}/start returned error: write /data/${id}: no space left on device"\n`;
          }).join('');
      }
      const { result, grownMiB } = await grownBy(() => analyze({ name: 'entities.log', data: data() }));
      const finding = result.findings.find(({ id }) => id === 'storage.no-space-left');
      const total = result.findings
        .filter(({ id }) => id === 'storage.no-space-left')
        .reduce((sum, { count }) => sum + count, 0);
      expect(total).toBe(lines);
      expect(finding?.evidence.length).toBeLessThanOrEqual(20);
      expect(JSON.stringify(result).length).toBeLessThan(20 * 2 ** 20);
      expect(grownMiB).toBeLessThan(400);
    },
    LONG ? 60 * MINUTES : MINUTES,
  );
});

describe('nested structures', () => {
  const depth = 200_000;
  const cases: [string, string][] = [
    ['a JSON line of brackets', `{"MESSAGE":${'['.repeat(depth)}${']'.repeat(depth)}}`],
    ['a JSON line of objects', '{"a":'.repeat(depth)],
    [
      'a JSON line of objects in log',
      `{"log":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)},"stream":"stdout","time":"2018-12-14T20:04:45Z"}`,
    ],
    ['JSON over many lines', '{\n"a":'.repeat(5_000)],
    ['a quoted text in a quoted text', `level=error msg="${'\\"'.repeat(depth)}"`],
    ['braces of Go maps', `level=error msg="map[${'map['.repeat(depth)}"`],
    ['brackets of a thread dump', `goroutine 1 [running]:\nmain.f(${'('.repeat(depth)})\n\t/x.go:1 +0x1\n`],
    ['entities of HTML', `Dec 14 20:04:45 host x: ${'&amp;'.repeat(depth)}`],
  ];
  it.each(cases)(
    '%s end in time',
    async (_, text) => {
      const started = process.cpuUsage();
      const document = await analyze({ name: 'deep.log', data: `${text}\n${FULL}\n` });
      expect(document.stats.lines).toBeGreaterThan(1);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1e6).toBeLessThan(4);
    },
    MINUTES,
  );
});

describe('a pattern file', () => {
  const laughs = ['a: &a ["lol","lol","lol","lol","lol","lol","lol","lol","lol"]'];
  for (let at = 1; at < 9; at++) {
    const name = String.fromCharCode(97 + at);
    const before = `*${String.fromCharCode(96 + at)}`;
    laughs.push(`${name}: &${name} [${Array(9).fill(before).join(',')}]`);
  }
  const cases: [string, string][] = [
    ['of a billion laughs', laughs.join('\n')],
    ['that merges itself', 'a: &a\n  <<: *a\nid: x.y\n'],
    ['of brackets without end', '['.repeat(100_000)],
    ['of maps without end', Array.from({ length: 3_000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['of dashes without end', '- '.repeat(50_000)],
    ['of 5 MiB', `id: x.y\ntitle: ${'x'.repeat(5 * 2 ** 20)}\n`],
    ['of 10,000 documents', '---\nid: x.y\n'.repeat(10_000)],
    ['with keys of prototypes', '__proto__:\n  polluted: true\nconstructor:\n  prototype:\n    polluted: true\n'],
    [
      'with a tag for code',
      'id: !!js/function "function () { return 1 }"\ntitle: !!python/object/apply:os.system ["id"]\n',
    ],
  ];
  it.each(cases)('%s is refused with a line and a reason', async (name, text) => {
    const file = join(directory, 'patterns.yaml');
    writeFileSync(file, text);
    const { result, grownMiB } = await grownBy(() => checkPatterns([file]));
    expect(result.signatures, name).toEqual([]);
    expect(result.problems.length).toBeGreaterThan(0);
    expect(result.problems[0]).toMatchObject({ file });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(grownMiB).toBeLessThan(500);
  });
});

describe('what the report holds', () => {
  const many = Array.from(
    { length: 3_000 },
    (_, at) =>
      `Dec 14 20:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')} host dockerd[812]: ${FULL}\n`,
  ).join('');

  it('stays within the limits of evidence, signals and timeline, and says so', async () => {
    const limits = { maxTimeline: 50, maxSignals: 100, maxEvidence: 3 };
    const document = await analyze({ name: 'many.log', data: many }, { limits });
    expect(document.timeline.length).toBeLessThanOrEqual(50);
    expect(document.findings.every(({ evidence }) => evidence.length <= 3)).toBe(true);
    expect(document.findings.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(3_000);
  });

  const goroutines = LONG ? 6_000_000 : 3_000;
  it(
    `stays within the limit of goroutines: ${goroutines} of them`,
    async () => {
      const limits = LONG ? {} : { maxGoroutines: 1_000 };
      const most = LONG ? 5_000_000 : 1_000;
      async function* data(): AsyncGenerator<string> {
        for (let at = 1; at <= goroutines; at += 1_000)
          yield Array.from(
            { length: 1_000 },
            (_, index) =>
              `goroutine ${at + index} [semacquire, 12 minutes]:\nsync.runtime_Semacquire(0xc42${(at + index).toString(16)})\n\t/usr/local/go/src/runtime/sema.go:56 +0x39\n\n`,
          ).join('');
      }
      const { result, grownMiB } = await grownBy(() =>
        analyze({ name: 'goroutine-stacks.log', data: data() }, { limits }),
      );
      expect(codes(result)).toContain('limit-reached');
      expect(result.dumps[0]?.total).toBeLessThanOrEqual(goroutines);
      expect(result.dumps[0]?.groups.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(most);
      expect(grownMiB).toBeLessThan(LONG ? 2_000 : 300);
    },
    LONG ? 60 * MINUTES : MINUTES,
  );
});

describe('a text without a bottom', () => {
  it('of one record with endless continuation lines is cut off at the limit of lines', async () => {
    const data = `Dec 14 20:04:45 host dockerd[812]: panic: x\n${'    continuation of it\n'.repeat(100_000)}Dec 14 20:04:46 host dockerd[812]: ${FULL}\n`;
    const { result, grownMiB } = await grownBy(() => analyze({ name: 'endless.log', data }));
    expect(result.stats.lines).toBe(100_002);
    expect(result.findings.map(({ id }) => id)).toContain('storage.no-space-left');
    expect(grownMiB).toBeLessThan(300);
  });

  it('of zeros, as a crash leaves it, is passed over', async () => {
    const data = Buffer.concat([
      Buffer.from(`Dec 14 20:04:45 host dockerd[812]: ${FULL}\n`.repeat(1_000)),
      Buffer.alloc(20 * 2 ** 20),
      strToU8(`\nDec 14 20:04:46 host dockerd[812]: ${FULL}\n`),
    ]);
    const { findings, stats } = await analyze({ name: 'zeros.log', data });
    expect(stats.bytes).toBe(data.length);
    expect(findings.find(({ id }) => id === 'storage.no-space-left')?.count).toBe(1_001);
  });
});
