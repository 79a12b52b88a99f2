import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../src/index.js';
import { DEFAULT_LIMITS } from '../src/core/limits.js';
import { rawBuiltins } from '../src/compiled-builtins.js';
import { compileSignature } from '../src/patterns/compile.js';
import { isBareDump } from '../src/reports/goroutines/index.js';
import { scanSource, type NovelScan } from '../src/scan-source.js';
import { createScanTables } from '../src/scan-tables.js';
import { openInput } from '../src/sources/open-input.js';
import { CONVOY } from './reports/goroutines/support.js';
import { headLines } from '../src/sources/source-head.js';

/** Dumps of real programs and labelled incidents; they lie beside the checkout and are not part of it. */
const SHARED = path.resolve(import.meta.dirname, '../../shared');
const hasShared = existsSync(path.join(SHARED, 'incidents'));
if (!hasShared) console.warn(`dumps not found at ${SHARED}: their tests are skipped`);

const MAX_BYTES = 3_000_000;

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(file);
    else if (entry.isFile() && statSync(file).size < MAX_BYTES) yield file;
  }
}

/** The dumps among the incidents, and a part of the many that test programs wrote: all of those with ALL_DUMPS. */
function bareDumps(): { file: string; bytes: Uint8Array }[] {
  if (!hasShared) return [];
  const samples = [...filesIn(path.join(SHARED, 'formats/samples/goroutines'))];
  const picked = samples.filter((_, index) => process.env['ALL_DUMPS'] !== undefined || index % 16 === 0);
  return [
    ...filesIn(path.join(SHARED, 'incidents')),
    ...filesIn(path.join(SHARED, 'formats/samples/docker')),
    ...picked,
  ]
    .map((file) => ({ file, bytes: readFileSync(file) }))
    .filter(({ bytes }) => bytes.includes('goroutine ') && isBareDump(headLines(bytes)));
}

const tables = createScanTables(rawBuiltins().map(compileSignature), DEFAULT_LIMITS, true);

async function scan(
  name: string,
  data: Uint8Array | string,
  prefilter = true,
  maxLineBytes = DEFAULT_LIMITS.maxLineBytes,
): Promise<NovelScan> {
  const limits = { ...DEFAULT_LIMITS, maxLineBytes };
  return scanSource(0, await openInput({ name, data }), { ...tables, limits, prefilter });
}

/** What a scan tells but for statistics. */
function told({ name, format, bytes, lines, isDump, host, signals, dumps, diagnostics, versions }: NovelScan): unknown {
  const sorted = (list: readonly unknown[]): readonly string[] => list.map((each) => JSON.stringify(each)).sort();
  return {
    name,
    format,
    bytes,
    lines,
    isDump,
    host,
    signals: sorted(signals),
    dumps,
    diagnostics: sorted(diagnostics),
    versions,
  };
}

describe('a file that is a goroutine dump', () => {
  it('keeps the positions of all dumps, and the words around them', async () => {
    const text = `kernel: words\nSIGQUIT: quit\nPC=0x4 m=0\n\n${CONVOY}\nexit status 2\n${CONVOY}\ntime="2024-05-02T07:06:05Z" level=error msg="=== BEGIN goroutine stack dump ===\\ngoroutine 9 [select]:\\nmain.main()\\n\\t/a.go:1\\n=== END goroutine stack dump ==="\nfatal error: concurrent map writes\n\n${CONVOY}`;
    const fast = await scan('goroutine-stacks.log', text);
    expect(told(fast)).toEqual(told(await scan('goroutine-stacks.log', text, false)));
    expect(fast.dumps.map(({ dump, head }) => [dump.total, head.position.line])).toEqual([
      [6, 5],
      [6, 70],
      [1, 134],
      [6, 137],
    ]);
    const lines = text.split('\n');
    for (const { head } of fast.dumps) {
      expect(text.slice(head.position.offset).startsWith(lines[head.position.line - 1] ?? '-')).toBe(true);
    }
  });

  it.skipIf(!hasShared)(
    'is told as its records tell it',
    async () => {
      const files = bareDumps();
      expect(files.length).toBeGreaterThan(40);
      const different: string[] = [];
      for (const { file, bytes } of files) {
        const fast = told(await scan(path.basename(file), bytes));
        const slow = told(await scan(path.basename(file), bytes, false));
        if (JSON.stringify(fast) !== JSON.stringify(slow)) different.push(path.relative(SHARED, file));
      }
      expect(different).toEqual([]);
    },
    60_000,
  );
});

const LINES = CONVOY.trimEnd().split('\n');
const MESSAGE = `=== BEGIN goroutine stack dump ===\n${CONVOY}\n=== END goroutine stack dump ===`;
const LOGFMT = `time="2024-05-02T07:06:05.000000000Z" level=info msg=${JSON.stringify(MESSAGE)}`;
const SYSLOG = 'May  2 07:06:05 node1 dockerd[812]: ';
const BEFORE = `May  2 07:06:04 node1 dockerd[812]: time="2024-05-02T07:06:04.000000000Z" level=info msg="API listen on /run/docker.sock"`;
const AFTER = `May  2 07:06:09 node1 dockerd[812]: time="2024-05-02T07:06:09.000000000Z" level=info msg="Processing signal 'terminated'"`;

describe('a goroutine dump on one line that is longer than lines may be', () => {
  it.each([
    ['logfmt', `${LOGFMT}\n`],
    ['logfmt in a journal', `${BEFORE}\n${SYSLOG}${LOGFMT}\n${AFTER}\n`],
    ['JSON', `${JSON.stringify({ time: '2024-05-02T07:06:05Z', level: 'info', msg: MESSAGE, pid: 3 })}\n`],
    [
      'JSON that escapes angle brackets',
      `${JSON.stringify({ level: 'info', msg: MESSAGE.replace('start.go', '<autogenerated>'), time: '2024-05-02T07:06:05Z' }).replace(/[<>]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}\n`,
    ],
    [
      'the JSON of a journal',
      `${JSON.stringify({ _HOSTNAME: 'node1', MESSAGE: LOGFMT, SYSLOG_IDENTIFIER: 'dockerd', __REALTIME_TIMESTAMP: '1714633565000000' })}\n`,
    ],
    [
      'the log of a container',
      `${JSON.stringify({ log: `${LOGFMT}\n`, stream: 'stderr', time: '2024-05-02T07:06:05.1Z' })}\n`,
    ],
  ])('is read as a whole: %s', async (_, text) => {
    for (const prefilter of [true, false]) {
      const { dumps, signals, diagnostics, lines } = await scan('dockerd.log', text, prefilter, 1024);
      expect(dumps).toMatchObject([
        { dump: { total: 6, longestWaitMinutes: 31, truncated: false, locks: [{ waiters: 3 }] }, truncated: false },
      ]);
      const [dump] = dumps;
      expect(dump?.head.time).toMatchObject({ us: 1714633565000000 });
      const start = dump?.head.position.offset ?? -1;
      const [line = ''] = text.slice(start).split('\n');
      expect(line).toContain('BEGIN goroutine');
      expect(new Set(dump?.dump.groups.map(({ example }) => example.line))).toEqual(
        new Set([dump?.head.position.line]),
      );
      expect(signals.map(({ id }) => id)).toContain('engine.lock-convoy');
      expect(diagnostics).toEqual([]);
      expect(lines).toBe(text.split('\n').length - 1);
    }
  });

  it('keeps the stacks of all its groups, however many there are', async () => {
    const stacks = Array.from(
      { length: 300 },
      (_, at) => `goroutine ${at + 2} [select]:\nmain.f${at}(0x${at})\n\t/a.go:${at}\n`,
    );
    const text = `${LOGFMT.replace('=== END', `${JSON.stringify(stacks.join('\n')).slice(1, -1)}\\n=== END`)}\n`;
    const { dumps } = await scan('dockerd.log', text, true, 1024);
    const groups = dumps.flatMap(({ dump }) => dump.groups);
    expect(groups.length).toBeGreaterThan(300);
    expect(groups.filter(({ frames, ids }) => frames.length === 0 || ids.length === 0)).toEqual([]);
    expect(new Set(groups.map(({ example }) => example.line))).toEqual(new Set([1]));
  });

  it('is still said to be cut where it holds no dump', async () => {
    const { diagnostics } = await scan('dockerd.log', `${BEFORE} ${'x'.repeat(5000)}\n${AFTER}\n`, true, 1024);
    expect(diagnostics.map(({ code }) => code)).toEqual(['line-cut']);
  });
});

/** A line of another program behind every third one. */
function interleaved(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) =>
    index % 3 === 0
      ? [line, `May  2 07:06:05 node1 kubelet[99]: I0502 07:06:05.1 99 kubelet.go:1] SyncLoop (PLEG) ${index}`]
      : [line],
  );
}

const QUOTED = JSON.stringify(MESSAGE).slice(1, -1);
const cutAt = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
const entities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('a goroutine dump within a log', () => {
  const json = (line: string): string =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2024-05-02T07:06:05.123456789Z' });
  const journal = (line: string): string => `${SYSLOG}${line}`;
  const spaces = (line: string): string => line.replace(/^\t/, '        ');

  it.each([
    ['one journal entry a line', LINES.map(journal)],
    ['one journal entry a line, tabs lost', LINES.map((line) => journal(line.trimStart()))],
    ['one journal entry a line, tabs as spaces', LINES.map((line) => journal(spaces(line)))],
    ['tabs as rsyslog writes them', LINES.map((line) => journal(line.replace(/^\t/, '#011')))],
    ['between the lines of other programs', interleaved(LINES.map(journal))],
    [
      'a message that journald cut',
      cutAt(`time="2024-05-02T07:06:05.000000000Z" level=info msg="${QUOTED}"`, 2048).map(journal),
    ],
    [
      'a cut message between the lines of other programs',
      interleaved(cutAt(`time="2024-05-02T07:06:05.000000000Z" level=info msg="${QUOTED}"`, 700).map(journal)),
    ],
    ['a container log of the json-file driver', LINES.map(json)],
    [
      'a container log of the json-file driver, cut into pieces',
      cutAt(LOGFMT, 1600).map((piece, index, all) =>
        JSON.stringify({
          log: index === all.length - 1 ? `${piece}\n` : piece,
          stream: 'stderr',
          time: '2024-05-02T07:06:05Z',
        }),
      ),
    ],
    ['a container log of CRI', LINES.map((line) => `2024-05-02T07:06:05.123456789Z stderr F ${line}`)],
    [
      'a container log of CRI, cut into pieces',
      cutAt(LOGFMT, 1600).map(
        (piece, index, all) => `2024-05-02T07:06:05.123456789Z stderr ${index === all.length - 1 ? 'F' : 'P'} ${piece}`,
      ),
    ],
    [
      'a pasted ticket',
      ['```', 'May  2 07:06:04 node1 dockerd[812]: words', ...LINES.map((line) => spaces(line)), '```'],
    ],
    ['a pasted ticket that is indented', ['here it is:', '', ...LINES.map((line) => `    ${spaces(line)}`)]],
    ['a quoted ticket', LINES.map((line) => `> ${line}`)],
    ['a ticket in HTML', ['words &amp; words', ...LINES.map(entities)]],
    ['Windows line ends', LINES.map((line) => `${line}\r`)],
    ['compose output', LINES.map((line) => `api-1  | ${line}`)],
  ])('is read: %s', async (_, lines) => {
    const text = `${lines.join('\n')}\n`;
    for (const prefilter of [true, false]) {
      const { dumps, signals } = await scan('dockerd.log', text, prefilter);
      expect(dumps.map(({ dump }) => [dump.total, dump.longestWaitMinutes, dump.frameCount])).toEqual([[6, 31, 21]]);
      expect(dumps[0]?.dump.locks[0]).toMatchObject({
        address: '0xc000f4e300',
        waiters: 3,
        holder: { goroutine: 311 },
      });
      expect(signals.map(({ id }) => id)).toContain('engine.lock-convoy');
    }
  });

  it('tells the dumps of several processes apart that wrote at once', async () => {
    const own = LINES.map(journal);
    const other = LINES.map((line) => `May  2 07:06:05 node1 containerd[700]: ${line}`);
    const text = `${own.flatMap((line, index) => [line, other[index] ?? '']).join('\n')}\n`;
    const { dumps } = await scan('messages', text);
    expect(dumps.map(({ dump, head }) => [head.pid, dump.total]).sort()).toEqual([
      [700, 6],
      [812, 6],
    ]);
  });
});

describe('a goroutine profile of pprof', () => {
  it('is a dump, packed or not, with the time that it tells', async () => {
    const type = [0x5a, 4, 8, 1, 0x10, 2, 0x0a, 4, 8, 1, 0x10, 2];
    const text = (value: string): number[] => [0x32, value.length, ...Buffer.from(value)];
    const bytes = Buffer.from([
      ...type,
      // 1200 goroutines at location 1: line 7 of function 1.
      ...[0x12, 7, 0x0a, 1, 1, 0x12, 2, 0xb0, 0x09],
      ...[0x22, 8, 8, 1, 0x22, 4, 8, 1, 0x10, 7],
      ...[0x2a, 6, 8, 1, 0x10, 3, 0x20, 4],
      ...['', 'goroutine', 'count', 'main.wait', 'main.go'].flatMap(text),
      // 1,000,000,000,000,000,000 ns
      ...[0x48, 0x80, 0x80, 0x90, 0xbb, 0xba, 0xd6, 0xad, 0xf0, 0x0d],
    ]);
    for (const data of [bytes, gzipSync(bytes)]) {
      const { dumps, signals, diagnostics, format } = await scan('goroutine.pb.gz', data);
      expect(format).toBe('pprof-profile');
      expect(diagnostics).toEqual([]);
      expect(dumps).toMatchObject([
        {
          facts: { total: 1200, profile: true },
          head: { time: { us: 1e15 } },
          dump: { groups: [{ count: 1200, frames: [{ function: 'main.wait', file: 'main.go', line: 7 }] }] },
        },
      ]);
      expect(signals.map(({ id }) => id)).toEqual(['go.goroutine-leak']);
    }
  });
});

describe('a damaged dump, from bytes to document', () => {
  const HEADER = /^goroutine (\d+) \[/gm;
  const starts = [...CONVOY.matchAll(HEADER)].map((match) => ({ id: Number(match[1]), at: match.index }));
  const end = CONVOY.length;

  async function idsIn(data: Uint8Array): Promise<number[]> {
    const { dumps } = await scan('goroutine-stacks.log', data);
    return dumps.flatMap(({ dump }) => dump.groups.flatMap(({ ids }) => ids));
  }

  it('that is cut at any byte keeps the goroutines before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: end }), async (cut) => {
        const ids = await idsIn(Buffer.from(CONVOY).subarray(0, cut));
        for (const [index, { id }] of starts.entries()) {
          const next = starts[index + 1]?.at ?? end;
          if (next <= cut) expect(ids).toContain(id);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('of which 200 bytes are noise keeps all other goroutines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: end - 200 }),
        fc.uint8Array({ minLength: 200, maxLength: 200 }),
        async (at, noise) => {
          const bytes = Buffer.from(CONVOY);
          bytes.set(noise, at);
          const ids = await idsIn(bytes);
          for (const [index, { id, at: from }] of starts.entries()) {
            const next = starts[index + 1]?.at ?? end;
            if (next <= at || from >= at + 200) expect(ids).toContain(id);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('labels of goroutines', () => {
  const quoted = JSON.stringify('a ]: "s3cret" } x');
  const header126 = `goroutine 7 [semacquire, 90 minutes labels:{"token": ${quoted}}]:`;
  const header127 = `goroutine 7 [semacquire, 90 minutes] {token: ${quoted}}:`;
  const dump = (header: string): string => `${header}\n${CONVOY.slice(CONVOY.indexOf('\n') + 1)}`;
  const crash = (header: string): string =>
    `panic: boom\n\n${header.replace('semacquire, 90 minutes', 'running')}\nmain.main()\n\t/src/main.go:4 +0x1d\n`;

  it.each([
    ['a bare dump of Go 1.26', dump(header126)],
    ['a bare dump of Go 1.27', dump(header127)],
    ['a crash of Go 1.26', crash(header126)],
    ['a crash of Go 1.27', crash(header127)],
    ['a journal', `${dump(header127)}${crash(header127)}`.trimEnd().replace(/^/gm, SYSLOG)],
    ['an escaped message', `${SYSLOG}time="2024-05-02T07:06:05Z" level=info msg=${JSON.stringify(dump(header127))}\n`],
    [
      'an overlong escaped message',
      `${SYSLOG}time="2024-05-02T07:06:05Z" level=info msg=${JSON.stringify(dump(header127).padEnd(1_100_000))}\n`,
    ],
    [
      'a profile',
      `goroutine profile: total 2000\n2000 @ 0x1\n# labels: {"token":${quoted}}\n#\t0x1\tmain.main+0x1\t/a.go:1\n`,
    ],
  ])('are told nowhere: %s', async (_, text) => {
    for (const prefilter of [true, false]) {
      const document = await analyze({ name: 'x.log', data: text }, { nowUs: 1.8e15, prefilter });
      expect(document.dumps).toHaveLength(text.includes('panic') && text.includes('minutes') ? 2 : 1);
      expect(JSON.stringify(document)).not.toContain('s3cret');
    }
  });
});
