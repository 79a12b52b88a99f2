import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createGoroutineReader, type ReadDump } from '../../../src/reports/goroutines/reader.js';
import { CONVOY, hasShared, readDumps, sharedBytes } from './support.js';

const encoder = new TextEncoder();

/** Lines of the usual form and others that differ from it in a little. */
const NAMES = [
  'main.main',
  'sync.(*Mutex).Lock',
  'github.com/docker/docker/daemon.(*Daemon).Containers',
  'a.(*router).(github.com/docker/docker/api.getContainersJSON)-fm',
  'main.(*struct { sync.Mutex }).Lock',
  'created by x',
  '(x)',
  '#011main.f',
  'panic',
  'main.f[...]',
  'c',
];
const ARGUMENTS = [
  '()',
  '(...)',
  '(0xc42074f570, 0x1f, {0x1, 0x2}, _, 0x3?)',
  '(0x1, "x")',
  '(0x1) ',
  '(0x1',
  '(x)',
  '',
];
const INDENTS = ['\t', '\t', '\t', '    ', '#011', ''];
const PLACES = [
  '/usr/local/go/src/sync/mutex.go:85 +0x3d0',
  '/a b/x.go:12',
  '/x.go:1 +0x',
  '/x.go:1234567890 +0x1f',
  '/x.go:123456789',
  'C:/go/x.go:5 +0x1f fp=0x1 sp=0x2 pc=0x3',
  '_cgo_gotypes.go:4 +0x1f\r',
  '/x.go:12:13',
  '/x.go',
  ':5',
  `/${'long/'.repeat(500)}x.go:5`,
];
const HEADERS = [
  'goroutine 1 [running]:',
  'goroutine 22 [chan receive (nil chan), 4 minutes, locked to thread]:',
  'goroutine 22 [select, 1 minute]:',
  'goroutine 33 [semacquire, 91275 minutes]:',
  'goroutine 33 [semacquire, 1234567890 minutes]:',
  'goroutine 4 [syscall, locked to thread, 4 minutes]:',
  'goroutine 5 [runnable (scan), locked to thread]:',
  'goroutine 5 [chan receive (durable) (leaked)]:',
  'goroutine 6 [chan receive labels:{"op": "x"}]:',
  'goroutine 6 [chan receive] {op: "a"}:',
  'goroutine 7 gp=0xc000002380 m=0 mp=0x1 [idle]:',
  'goroutine 8 [ ]:',
  'goroutine 8 []:',
  'goroutine 1234567890123456 [select]:',
  'goroutine 123456789012345 [select]:',
  'goroutine 9 [select]: ',
  'goroutine 9 [select]:: redacted',
  'goroutine 9 [select',
  'goroutine x [select]:',
  `goroutine 9 [${'long '.repeat(40)}]:`,
];
const CREATORS = [
  'created by net/http.(*Server).Serve',
  'created by net/http.(*Server).Serve in goroutine 12',
  'created by main.f in goroutine 1234567890123456',
  'created by main.f in goroutine',
  'created by  x',
  'created by main.(*struct { a }).f',
  'created',
];
const OTHERS = [
  '',
  '',
  '...additional frames elided...',
  'goroutine running on other thread; stack unavailable',
  '[originating from goroutine 5]:',
  'level=info msg="something else"',
  'fatal error: all goroutines are asleep - deadlock!',
  'rax    0x0',
  'goroutine profile: total 3',
  '2 @ 0x1 0x2',
  '#\t0x1\tmain.f+0x1\t/x.go:1',
];

const frame = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)).map(
  ([name, args, indent, place]) =>
    // Most are usual, so that long runs are.
    `${usual(NAMES, name)}${usual(ARGUMENTS, args, 3)}\n${usual(INDENTS, indent, 3)}${usual(PLACES, place)}\n`,
);
const header = fc.nat(99).map((index) => `${usual(HEADERS, index, 4)}\n`);
const creator = fc
  .tuple(fc.nat(99), fc.nat(99))
  .map(([name, place]) => `${usual(CREATORS, name, 2)}\n\t${usual(PLACES, place)}\n`);
const other = fc.constantFrom(...OTHERS).map((line) => `${line}\n`);
const goroutine = fc
  .tuple(header, fc.array(frame, { maxLength: 8 }), fc.option(creator), fc.option(other, { freq: 4 }), fc.nat(3))
  .map(([head, frames, by, more, blank]) => `${head}${frames.join('')}${by ?? ''}${more ?? ''}${'\n'.repeat(blank)}`);
const dump = fc
  .array(fc.oneof({ arbitrary: goroutine, weight: 8 }, other, frame, creator), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

/** One of the first `count` of four times in five. */
function usual(choices: readonly string[], index: number, count = 1): string {
  return choices[index < 80 ? index % count : index % choices.length] ?? '';
}

/** The dumps of blocks that end at these places. */
function readBlocks(bytes: Uint8Array, cuts: readonly number[]): readonly ReadDump[] {
  const reader = createGoroutineReader({ maxGoroutines: 1000, inBulk: true });
  let from = 0;
  for (const cut of [...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    reader.push(bytes, from, cut);
    from = cut;
  }
  return reader.end();
}

describe('goroutines in their usual form', () => {
  it('are read where there is no WebAssembly, or no room for its memory', async () => {
    const bytes = encoder.encode(CONVOY.repeat(40));
    const lines = readDumps(bytes, false);
    const full = function () {
      throw new RangeError('could not allocate memory');
    };
    // Each in a module of its own: the second is remembered.
    for (const missing of [undefined, { Module: full, Instance: full }]) {
      vi.resetModules();
      vi.stubGlobal('WebAssembly', missing);
      const { parseGoroutineDumps } = await import('../../../src/reports/goroutines/index.js');
      expect(parseGoroutineDumps(bytes)).toEqual(lines);
      expect(parseGoroutineDumps(bytes)).toEqual(lines);
      vi.unstubAllGlobals();
    }
  });

  it('are read as line by line, whatever stands between them and wherever blocks end', () => {
    fc.assert(
      fc.property(dump, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => {
        const bytes = encoder.encode(text);
        expect(readBlocks(bytes, cuts)).toEqual(readDumps(bytes, false));
      }),
      { numRuns: 600 },
    );
  });

  it('are read as line by line with any bytes changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'\n\t :([)],.0x9ag#\r\0\xff'.split(''))), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(dump, changes, (text, places) => {
        const bytes = encoder.encode(text);
        for (const [place, char] of places) if (bytes.length > 0) bytes[place % bytes.length] = char.charCodeAt(0);
        expect(readBlocks(bytes, [])).toEqual(readDumps(bytes, false));
      }),
      { numRuns: 600 },
    );
  });

  it('are read on when more of them was seen than is remembered', () => {
    // Past 32,768 texts and 65,536 frames what was seen is forgotten; the numbers of frames stay.
    let text = '';
    for (let id = 1; id <= 9000; id++) {
      text += `goroutine ${id} [select]:\nmain.f()\n\t/x.go:1 +0x1\n`;
      for (let depth = 0; depth < 10; depth++)
        text += `p${id % 50}.f${(id * 10 + depth) % 40_000}(0x1)\n\t/f${id % 7}.go:${(id * 10 + depth) % 80_000}\n`;
      text += '\n';
    }
    for (let id = 9001; id <= 9100; id++) text += `goroutine ${id} [select]:\nmain.f()\n\t/x.go:1 +0x1\n\n`;
    const bytes = encoder.encode(text);
    expect(readDumps(bytes)).toEqual(readDumps(bytes, false));
  });

  it('are read on behind one that is longer than the buffer', () => {
    const long = `goroutine 5 [select]:\n${'main.f(0x1)\n\t/x.go:1 +0x1\n'.repeat(60_000)}\n`;
    const bytes = encoder.encode(
      `goroutine 4 [select]:\nmain.g()\n\t/x.go:2\n\n${long}goroutine 6 [select]:\nmain.g()\n\t/x.go:2\n`,
    );
    const [read] = readDumps(bytes);
    expect(readDumps(bytes)).toEqual(readDumps(bytes, false));
    expect(read?.dump.total).toBe(3);
  });

  it.skipIf(!hasShared)('are read as line by line in dumps of real programs', () => {
    for (const name of [
      'formats/samples/docker/17.03.2-init-oom-hang/goroutine-stacks-2026-11-21T123409+0800.log',
      'formats/samples/docker/28.5.2/dockerd.sigquit.log',
      'formats/samples/goroutines/go1.27/blocked.sigquit.txt',
    ]) {
      const bytes = sharedBytes(name);
      expect(readDumps(bytes)).toEqual(readDumps(bytes, false));
    }
  });
});
