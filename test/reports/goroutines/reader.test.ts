import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGoroutineReader } from '../../../src/reports/goroutines/reader.js';
import { CONVOY, readDump, readDumps } from './support.js';

const encoder = new TextEncoder();
const bytes = encoder.encode(CONVOY);

/** Runs of at most one frame are enough to tell goroutines apart here. */
function idsOf(input: string | Uint8Array): number[] {
  return readDumps(input)
    .flatMap(({ dump }) => dump.groups.flatMap((group) => group.ids))
    .sort((a, b) => a - b);
}

describe('createGoroutineReader', () => {
  it('reads frames, arguments, creators and waits', () => {
    const { dump } = readDump(CONVOY);
    expect(dump).toMatchObject({
      program: 'dockerd',
      line: 1,
      total: 6,
      longestWaitMinutes: 31,
      frameCount: 21,
      truncated: false,
    });
    expect(dump.states).toEqual({ running: 1, 'chan receive': 1, select: 1, semacquire: 3 });
    const waiters = dump.groups.find((group) => group.count === 2);
    expect(waiters).toMatchObject({
      state: 'semacquire',
      minWaitMinutes: 19,
      maxWaitMinutes: 26,
      ids: [402, 417],
      idle: false,
    });
    expect(waiters?.frames[3]).toEqual({
      function: 'github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent',
      file: '/go/src/github.com/docker/docker/daemon/inspect.go',
      line: 40,
    });
    expect(waiters?.createdBy?.function).toBe('net/http.(*Server).Serve');
    expect(waiters?.example).toMatchObject({ id: 402, waitMinutes: 26, line: 25 });
    expect(waiters?.example.args).toEqual([
      '0xc000f4e304, 0xc000a1c500, 0x1',
      '0xc000f4e300',
      '',
      '0xc0000b85a0, 0xc000c0f7e0, 0x40',
      '0xc0007d4200',
    ]);
  });

  it('groups by state, functions, files and lines, and by the creator', () => {
    const stack = (line: number, creator: string): string =>
      `[select]:\nmain.f(0x1)\n\t/a.go:${line} +0x1${line}\ncreated by main.${creator}\n\t/a.go:9 +0x1\n\n`;
    const text = `goroutine 1 ${stack(1, 'a')}goroutine 2 ${stack(1, 'a')}goroutine 3 ${stack(2, 'a')}goroutine 4 ${stack(1, 'b')}`;
    expect(readDump(text).dump.groups.map((group) => group.ids)).toEqual([[1, 2], [3], [4]]);
  });

  it.each([
    ['spaces for the tab', (text: string) => text.replaceAll('\t', '        ')],
    ['no indent, as in the journal of RHEL 7', (text: string) => text.replaceAll('\t', '')],
    ['rsyslog’s #011', (text: string) => text.replaceAll('\t', '#011')],
    ['carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
    ['no empty lines', (text: string) => text.replaceAll('\n\n', '\n')],
    ['empty lines that hold a space', (text: string) => text.replaceAll('\n\n', '\n \n')],
    ['no last line end', (text: string) => text.trimEnd()],
    ['four spaces before each line', (text: string) => text.replaceAll(/^(?=.)/gm, '    ')],
  ])('reads the same with %s', (_, change) => {
    const read = readDump(change(CONVOY));
    const wanted = readDump(CONVOY);
    const lines = (text: string): string => text.replaceAll(/"line":\d+/g, '');
    expect(lines(JSON.stringify(read.dump.groups))).toBe(lines(JSON.stringify(wanted.dump.groups)));
    expect(read.damaged).toBe(0);
  });

  it('reads stack positions, registers and traces of C as no harm', () => {
    const text = `SIGQUIT: quit
PC=0x4a1602 m=0 sigcode=0

goroutine 0 gp=0x57d8a0 m=0 mp=0x57e8a0 [idle]:
runtime.futex(0x57e9f8, 0x80, 0x0, 0x0, 0x0, 0x0)
	/usr/lib/go-1.27/src/runtime/sys_linux_amd64.s:575 +0x21 fp=0x7ffd79c1d990 sp=0x7ffd79c1d988 pc=0x483041
runtime: unexpected return pc for runtime.sigtramp called from 0x7f33
stack: frame={sp:0xc000050f00, fp:0xc000050f20} stack=[0xc000050000,0xc000051000)
0x000000c000050f00:  0x0000000000000001  0x0000000000000002 <runtime.futex+0x20>

goroutine 17 [syscall, 91275 minutes, locked to thread]:
runtime.goexit()
	/usr/lib/go-1.27/src/runtime/asm_amd64.s:1264 +0x1 fp=0x26159a6f67e8 sp=0x26159a6f67e0 pc=0x481501

goroutine 33 gp=0xc000102380 m=3 mp=0xc000080008 [running]:
	goroutine running on other thread; stack unavailable

goroutine 34 gp=0xc000102540 m=nil [chan receive]:
non-Go function
	pc=0x7f512b7365f7
main.deep(0x1?, {0xc000012345?, 0x0})
	C:/Users/x/go/src/a b/deep.go:7
...36 frames elided...
main.(*Stack[...]).Push(...)
	_cgo_gotypes.go:48
created by main.main.gowrap1 in goroutine 1
	/go/main.go:3 +0x1f
[originating from goroutine 1]:
main.main(...)
	/go/main.go:17 +0x65

rax    0x0
gs     0x0
exit status 2
`;
    const read = readDump(text);
    expect(read).toMatchObject({ crash: true, damaged: 0, goVersion: '1.27' });
    expect(read.dump.total).toBe(4);
    const last = read.dump.groups.find((group) => group.ids[0] === 34);
    expect(last?.frames.map((frame) => [frame.function, frame.file, frame.line])).toEqual([
      ['non-Go function', '', 0],
      ['main.deep', 'C:/Users/x/go/src/a b/deep.go', 7],
      ['main.(*Stack[...]).Push', '_cgo_gotypes.go', 48],
    ]);
    expect(last?.example).toMatchObject({ createdIn: 1, elided: true });
    expect(last?.createdBy?.function).toBe('main.main.gowrap1');
    const locked = read.dump.groups.find((group) => group.ids[0] === 17);
    expect(locked).toMatchObject({ idle: true, maxWaitMinutes: 91275, example: { lockedToThread: true } });
  });

  it('keeps a goroutine between whose lines another program wrote', () => {
    const text = CONVOY.replace(
      'main.main()\n',
      'time="2026-11-21T11:44:09Z" level=info msg="API listen (x)"\nmain.main()\n',
    );
    const read = readDump(text);
    expect(read.damaged).toBe(0);
    expect(read.dump.groups.find((group) => group.ids.includes(1))?.frames).toHaveLength(2);
  });

  it('keeps frames whose header is missing under a state of their own', () => {
    const read = readDump(CONVOY.replace(/goroutine 402 .*\n/, ''));
    expect(read.dump.total).toBe(6);
    expect(read.damaged).toBe(1);
    expect(read.dump.states['unknown']).toBe(1);
  });

  it('costs one goroutine and one note when a header breaks off', () => {
    const read = readDump(CONVOY.replace('[semacquire, 26 minutes]:', '[semacquire, 26 min'));
    expect(idsOf(CONVOY.replace('[semacquire, 26 minutes]:', '[semacquire, 26 min'))).toEqual([1, 248, 311, 417, 455]);
    expect(read).toMatchObject({ damaged: 1, damagedLines: [25] });
  });

  it('tells several dumps apart by their first goroutines and by what stands before them', () => {
    expect(readDumps(`${CONVOY}\n${CONVOY}`).map(({ dump }) => [dump.line, dump.total])).toEqual([
      [1, 6],
      [65, 6],
    ]);
    const crashes = `panic: one\n\ngoroutine 7 [running]:\nmain.a()\n\t/a.go:1 +0x1\n\npanic: two\n\ngoroutine 8 [running]:\nmain.b()\n\t/a.go:2 +0x1\n`;
    expect(readDumps(crashes).map(({ dump, crash }) => [dump.total, crash])).toEqual([
      [1, true],
      [1, true],
    ]);
  });

  it('stops at the bound of goroutines and says how many it left out', () => {
    const reader = createGoroutineReader({ maxGoroutines: 4 });
    reader.push(bytes, 0, bytes.length);
    expect(reader.end()).toMatchObject([{ skipped: 2, dump: { total: 4, truncated: true } }]);
  });

  it('reads the same however the bytes are cut', () => {
    const wanted = JSON.stringify(readDumps(CONVOY));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 12 }), (cuts) => {
        const reader = createGoroutineReader({ maxGoroutines: 100 });
        let start = 0;
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          reader.push(bytes, start, cut);
          start = cut;
        }
        expect(JSON.stringify(reader.end())).toBe(wanted);
      }),
    );
    const single = createGoroutineReader({ maxGoroutines: 100 });
    for (let at = 0; at < bytes.length; at++) single.push(bytes, at, at + 1);
    expect(JSON.stringify(single.end())).toBe(wanted);
  });

  it('reads lines as it reads bytes', () => {
    const reader = createGoroutineReader({ maxGoroutines: 100 });
    for (const line of CONVOY.split('\n').slice(0, -1)) reader.pushLine(line);
    expect(JSON.stringify(reader.end())).toBe(JSON.stringify(readDumps(CONVOY)));
  });

  it('cut off anywhere keeps the goroutines before', () => {
    const starts = [...CONVOY.matchAll(/^goroutine (\d+) /gm)].map((match) => ({
      at: match.index,
      id: Number(match[1]),
    }));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (cut) => {
        const ids = idsOf(bytes.subarray(0, cut));
        for (const [index, start] of starts.entries()) {
          const next = starts[index + 1]?.at ?? Infinity;
          if (next <= cut) expect(ids).toContain(start.id);
          if (start.at >= cut) expect(ids).not.toContain(start.id);
        }
      }),
    );
  });

  it('loses only the goroutines that 200 bytes of noise hit', () => {
    const starts = [...CONVOY.matchAll(/^goroutine (\d+) /gm)].map((match) => ({
      at: match.index,
      id: Number(match[1]),
    }));
    const noise = fc.uint8Array({ minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 200 }), noise, (at, junk) => {
        const damaged = bytes.slice();
        damaged.set(junk, at);
        const ids = idsOf(damaged);
        for (const [index, start] of starts.entries()) {
          const end = starts[index + 1]?.at ?? bytes.length;
          // A header stands at the start of a line: the newline before it counts too.
          if (end <= at || start.at > at + 200) expect(ids).toContain(start.id);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes any bytes without complaint', () => {
    const pieces = fc.constantFrom(
      'goroutine ',
      'goroutine 1 [',
      'select]:\n',
      '\n',
      '\n\n',
      '\t',
      'main.f(0x1)',
      '/a.go:1 +0x1',
      'created by ',
      'panic: ',
      '...',
      'goroutine profile: total 8\n',
      '1 @ 0x1\n#\t0x1\tf+0x1\t/a.go:1\n',
      '=== BEGIN goroutine stack dump ===',
      '[originating from goroutine 1]:',
      '\u0000',
      '(',
      ')',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }), (parts) => {
        const reader = createGoroutineReader({ maxGoroutines: 10 });
        for (const part of parts) reader.push(encoder.encode(part), 0, encoder.encode(part).length);
        for (const { dump } of reader.end())
          expect(dump.total).toBe(dump.groups.reduce((sum, group) => sum + group.count, 0));
      }),
    );
  });

  it('holds lines and goroutines longer than its buffer', () => {
    const frame = `main.f(${'0xc000123456, '.repeat(20)}...)\n\t/go/src/example.com/some/where/main.go:1 +0x1\n`;
    const long = `goroutine 1 [select]:\n${frame.repeat(5000)}\ngoroutine 2 [select]:\nmain.g(0x1)\n\t/a.go:2 +0x1\n`;
    expect(readDump(long).dump.total).toBe(2);
    const line = `${'x'.repeat(3_000_000)}\n`;
    expect(idsOf(`${line}${CONVOY}\n${line}`)).toEqual([1, 248, 311, 402, 417, 455]);
  });
});
