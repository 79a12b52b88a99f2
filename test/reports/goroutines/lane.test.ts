import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBareDumpLane, isBareDump } from '../../../src/reports/goroutines/lane.js';
import { buildReport } from '../../../src/reports/goroutines/report.js';
import { quotedDump, unescapeOnce } from '../../../src/reports/goroutines/unescape.js';
import { CONVOY, readDumps, record } from './support.js';

const encoder = new TextEncoder();

describe('createBareDumpLane', () => {
  it('reads blocks to the dump that records would give', () => {
    const bytes = encoder.encode(CONVOY);
    const lane = createBareDumpLane({ maxGoroutines: 100 });
    lane.push(bytes, 0, 700, 1);
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

  it('counts lines from that of its first block', () => {
    const bytes = encoder.encode(CONVOY);
    const lane = createBareDumpLane({ maxGoroutines: 100 });
    lane.push(bytes, 0, bytes.length, 501);
    expect(lane.end().map(({ dump }) => dump.line)).toEqual([501]);
  });

  it('undoes the quoting of a dump logged as one line, cut anywhere, and stops at the closing quote', () => {
    const escaped = encoder.encode(`${JSON.stringify(CONVOY).slice(1)} pid=7 goroutine 9 [select]:`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: escaped.length }), (cut) => {
        const lane = createBareDumpLane({ maxGoroutines: 100, escaped: true });
        lane.push(escaped, 0, cut);
        lane.push(escaped, cut, escaped.length);
        expect(lane.ended).toBe(true);
        const [read] = lane.end();
        expect(read?.dump).toMatchObject({ total: 6, longestWaitMinutes: 31 });
      }),
    );
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

  it('undoes only the escapes that Go writes', () => {
    expect(unescapeOnce('a\\tb\\nc\\"d\\\\e\\x41\\')).toBe('a\tb\nc"d\\e\\x41\\');
  });
});
