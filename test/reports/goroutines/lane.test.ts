import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBareDumpLane, isBareDump } from '../../../src/reports/goroutines/lane.js';
import { createLongLineWatch } from '../../../src/reports/goroutines/long-line.js';
import { buildReport } from '../../../src/reports/goroutines/report.js';
import { quotedDump, unescapeOnce } from '../../../src/reports/goroutines/unescape.js';
import { CONVOY, readDumps, record } from './support.js';

const encoder = new TextEncoder();

describe('createBareDumpLane', () => {
  it('reads blocks to the dump that records would give', () => {
    const bytes = encoder.encode(CONVOY);
    const lane = createBareDumpLane({ maxGoroutines: 100 });
    lane.push(bytes, 0, 700);
    lane.push(bytes, 700, bytes.length);
    const reads = lane.end();
    expect(reads).toEqual(readDumps(CONVOY));
    const [read] = reads;
    if (read === undefined) throw new Error('no dump');
    expect(buildReport(record('goroutine 248 [running]:', 1), read)).toMatchObject({
      kind: 'goroutine-dump',
      facts: { total: 6, waiting: 4 },
      entities: [],
    });
  });

  it('tells the line in which each dump begins, and where', () => {
    const words = 'some words\n';
    const bytes = encoder.encode(`${words}${CONVOY}\n${words}${CONVOY}`);
    const lane = createBareDumpLane({ maxGoroutines: 100 });
    for (let at = 0; at < bytes.length; at += 100) lane.push(bytes, at, Math.min(at + 100, bytes.length));
    const lines = CONVOY.split('\n').length;
    expect(lane.end().map(({ start }) => start)).toEqual([
      { text: 'goroutine 248 [running]:', number: 2, offset: words.length },
      { text: 'goroutine 248 [running]:', number: lines + 3, offset: 2 * words.length + CONVOY.length + 1 },
    ]);
  });

  it('ends a dump at its end marker and behind 20 lines of something else', () => {
    for (const between of ['=== END goroutine stack dump ===\n', 'words\n'.repeat(20)]) {
      const lane = createBareDumpLane({ maxGoroutines: 100 });
      lane.push(encoder.encode(`${CONVOY}${between}main.f(0x1)\n\t/a.go:1 +0x1\n\ngoroutine 5 [select]:\nmain.g()\n`));
      expect(lane.end().map(({ dump }) => dump.total)).toEqual([6, 1]);
    }
  });

  it('hands back lines that may quote another dump', () => {
    const quoted: string[] = [];
    const lane = createBareDumpLane({ maxGoroutines: 100, quoted: ({ text }) => void quoted.push(text) });
    const logged = 'level=info msg="=== BEGIN goroutine stack dump ===\\ngoroutine 1 [running]:\\n"';
    lane.push(encoder.encode(`${CONVOY}${logged}\nmore words\n`));
    expect(lane.end().map(({ dump }) => dump.truncated)).toEqual([false]);
    expect(quoted).toEqual([logged]);
  });
});

describe('createLongLineWatch', () => {
  /** The line quoted `levels` times over, and what follows the closing quotes. */
  function line(levels: number): { text: string; offset: number } {
    let text = JSON.stringify(`=== BEGIN goroutine stack dump ===\n${CONVOY}\n=== END goroutine stack dump ===`);
    for (let level = 1; level < levels; level++) text = JSON.stringify(`level=info msg=${text} pid=7`);
    const before = 'first line\n';
    return { text: `${before}{"MESSAGE":${text},"_PID":"12"}\nlast line "\n`, offset: before.length };
  }

  it.each([1, 2, 3])('reads a dump that was quoted %i times over, in pieces of any size', (levels) => {
    const { text, offset } = line(levels);
    const bytes = encoder.encode(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (size) => {
        const watch = createLongLineWatch(1500, 100);
        for (let at = 0; at < bytes.length; at += size) watch.push(bytes.subarray(at, at + size));
        watch.end();
        const long = watch.take(offset);
        expect(long?.reads.map(({ dump }) => [dump.total, dump.longestWaitMinutes, dump.truncated])).toEqual([
          [6, 31, false],
        ]);
        const entry = JSON.parse(long?.text ?? '') as { MESSAGE: string; _PID: string };
        expect(entry.MESSAGE).toContain('goroutine 248 [running]:');
        expect(entry.MESSAGE).not.toContain('DumpStacks');
        expect(entry._PID).toBe('12');
        expect(watch.take(offset)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('takes no notice of long lines without a dump, and of dumps on lines of allowed length', () => {
    const { text, offset } = line(1);
    const watch = createLongLineWatch(100_000, 100);
    watch.push(encoder.encode(text));
    watch.push(encoder.encode('x'.repeat(99_000)));
    watch.push(encoder.encode(`${'goroutine '.repeat(9_900)}\n${text}`));
    watch.end();
    for (const at of [0, offset, text.length]) expect(watch.take(at)).toBeUndefined();
  });
});

describe('isBareDump', () => {
  it.each([
    ['a dump', CONVOY, true],
    ['a dump behind what the signal prints', `SIGQUIT: quit\nPC=0x483041 m=0 sigcode=0\n\n${CONVOY}`, true],
    ['a profile', 'goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.main+0x1\t/a.go:1\n', true],
    ['a log that holds one', `${'Nov 21 dockerd[1]: words\n'.repeat(30)}${CONVOY}`, false],
    ['a log', 'time="x" level=info msg="goroutine stacks written to x"\n'.repeat(5), false],
    ['nothing', '', false],
  ])('%s', (_, text, bare) => {
    expect(isBareDump(text.split('\n'))).toBe(bare);
  });
});

describe('quotedDump', () => {
  const dump = 'SIGQUIT: quit\n\ngoroutine 1 [syscall]:\nmain.f("x")\n\t/a.go:1\n';

  it.each([1, 2, 3])('undoes %i levels of quoting', (levels) => {
    let text = dump;
    for (let level = 0; level < levels; level++) text = JSON.stringify(level === 0 ? text : `exit status 2: ${text}`);
    expect(quotedDump(`failed: ${text} and more`)).toContain('\ngoroutine 1 [syscall]:\nmain.f(');
  });

  it('leaves text alone that quotes none', () => {
    expect(quotedDump('goroutine 1 [syscall]:\nmain.f()')).toBeUndefined();
    expect(quotedDump('no dump \\n here')).toBeUndefined();
  });

  it('finds a header with labels', () => {
    const text = JSON.stringify('goroutine 7 [chan receive] {op: "a]: b", x: 5}:\nmain.main()\n\t/a.go:1\n');
    expect(quotedDump(`error=${text}`)).toContain('\nmain.main()\n');
  });

  it('undoes only the escapes that Go writes', () => {
    expect(unescapeOnce('a\\tb\\nc\\"d\\\\e\\x41\\')).toBe('a\tb\nc"d\\e\\x41\\');
  });
});
