import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/log-record.js';
import { goroutineDumpFormat } from '../../src/reports/goroutine-dump.js';
import { CONVOY, assemble, hasShared, record, sharedBytes } from './goroutines/support.js';

const LINES = CONVOY.split('\n').slice(0, -1);
const dockerd = { identifier: 'dockerd', pid: 812, host: 'node1' };

/** One record a line, as a journal holds what a program writes to stderr. */
function lineRecords(lines: readonly string[], first: number, more: Partial<LogRecord>): LogRecord[] {
  return lines.map((line, index) => record(line, first + index, more));
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

describe('goroutineDumpFormat', () => {
  it('opens at literals that the prefilter can search for', () => {
    for (const literal of goroutineDumpFormat.literals) expect(literal.length).toBeGreaterThanOrEqual(8);
  });

  it('builds a dump from one record a line, with other programs in between', () => {
    const own = lineRecords(LINES, 100, dockerd);
    const mixed = own.flatMap((each, index) =>
      index % 3 === 0 ? [each, record('goroutine, some words', 0, { identifier: 'app', pid: 9 })] : [each],
    );
    const { reports, diagnostics } = assemble(mixed);
    expect(diagnostics).toEqual([]);
    expect(reports).toHaveLength(1);
    const [report] = reports;
    expect(report?.dump).toMatchObject({ program: 'dockerd', total: 6, line: 100, truncated: false });
    expect(report?.head).toBe(own[0]);
    expect(report?.facts).toMatchObject({
      program: 'dockerd',
      total: 6,
      longestWaitMinutes: 31,
      waiting: 4,
      crash: false,
      convoyWaiters: 3,
      convoyCallSite: 'github.com/docker/docker/daemon.(*Daemon).ContainerInspectCurrent',
      holderWaitsFor: 'in a containerd call (tasks.Start)',
    });
    expect(report?.lines.map((line) => [line.role, line.text, line.record.position.line])).toEqual([
      ['header', 'goroutine 248 [running]:', 100],
      ['longest wait', 'goroutine 311 [select, 27 minutes]:', 112],
    ]);
  });

  it('tells the dumps of two writers apart', () => {
    const one = lineRecords(LINES, 1, dockerd);
    const two = lineRecords(LINES, 1000, { ...dockerd, identifier: 'containerd', pid: 700 });
    const { reports } = assemble(one.flatMap((each, index) => [each, ...two.slice(index, index + 1)]));
    expect(reports.map((report) => [report.head.pid, report.dump.total]).sort()).toEqual([
      [700, 6],
      [812, 6],
    ]);
  });

  it('builds a dump from one record of many lines', () => {
    const message = `=== BEGIN goroutine stack dump ===\n${CONVOY}\n=== END goroutine stack dump ===`;
    const { reports, diagnostics } = assemble([record(message, 7, { ...dockerd, raw: quoted(message) })]);
    expect(reports).toMatchObject([{ truncated: false, head: { position: { line: 7 } }, dump: { total: 6, line: 7 } }]);
    expect(diagnostics).toEqual([]);
  });

  it('numbers the lines of a record that has several in its source', () => {
    const { reports } = assemble([record(`x\n${CONVOY}`, 7)]);
    expect(reports).toMatchObject([{ head: { position: { line: 7 } }, dump: { line: 8 } }]);
  });

  it('joins the pieces of a message that journald cut anywhere', () => {
    const whole = quoted(`=== BEGIN goroutine stack dump ===\n${CONVOY}\n=== END goroutine stack dump ===`);
    fc.assert(
      fc.property(fc.integer({ min: 80, max: whole.length - 1 }), fc.integer({ min: 1, max: 3000 }), (cut, more) => {
        const pieces = [whole.slice(0, cut), whole.slice(cut, cut + more), whole.slice(cut + more)];
        const [first = '', ...rest] = pieces.filter((piece) => piece !== '');
        const opened = first.replace(/\\([nt"])/g, (_, code: string) => ({ n: '\n', t: '\t' })[code] ?? code);
        const { reports } = assemble([
          record(opened, 1, { ...dockerd, truncated: true, raw: first }),
          ...rest.map((piece, index) => record(piece, 2 + index, dockerd)),
        ]);
        expect(reports.map((report) => [report.dump.total, report.truncated])).toEqual([[6, false]]);
        expect(reports[0]?.dump.locks[0]?.waiters).toBe(3);
      }),
      { numRuns: 60 },
    );
  });

  it('is truncated if a message that announces its end does not come to it', () => {
    const message = `=== BEGIN goroutine stack dump ===\n${CONVOY.slice(0, 700)}`;
    const { reports, diagnostics } = assemble([
      record(message, 1, { ...dockerd, truncated: true, raw: quoted(message) }),
    ]);
    expect(reports).toMatchObject([{ truncated: true }]);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain('report-truncated');
  });

  it('finds the dump that runc wrote in the quoted error of another program, once', () => {
    const dump =
      'SIGQUIT: quit\nPC=0x5574618ce718 m=0\n\ngoroutine 1 [syscall]:\nsyscall.openat(0x1)\n\t/s.go:44 +0x5\ngithub.com/opencontainers/runc/libcontainer.(*linuxContainer).exec(0xc42)\n\t/c.go:7 +0x1\n';
    const error = `exit status 2: "${quoted(dump)}"`;
    const { reports } = assemble([
      record('containerd: start init process', 5, { ...dockerd, fields: { error }, raw: error }),
      record(`Create container failed with error: ${error}`, 6, { ...dockerd, raw: error }),
    ]);
    expect(reports).toMatchObject([
      { head: { position: { line: 5 } }, facts: { program: 'runc', crash: true }, dump: { total: 1, line: 5 } },
    ]);
    expect(reports[0]?.dump.groups[0]?.activity).toBe('opening the exec fifo that the init must open too');
  });

  it('says that a panic began the dump', () => {
    const crash = ['goroutine 7 [running]:', 'main.main()', '\t/go/main.go:4 +0x1', 'exit status 2'];
    expect(assemble(lineRecords(crash, 1, {})).reports).toMatchObject([{ facts: { crash: true, total: 1 } }]);
    const printed = [
      'goroutine 7 [running]:',
      'runtime/debug.Stack()',
      '\t/d.go:4 +0x1',
      'main.main()',
      '\t/go/main.go:4 +0x1',
    ];
    expect(assemble(lineRecords(printed, 1, {})).reports).toMatchObject([{ facts: { crash: false } }]);
  });

  it('closes after 20 foreign lines of its writer, at its end marker and at a gap of a minute', () => {
    const open: boolean[] = [];
    const filler = Array.from({ length: 25 }, (_, index) => record(`words ${index}`, 200 + index, dockerd));
    assemble([...lineRecords(LINES, 1, dockerd), ...filler], open);
    expect(open.indexOf(false)).toBe(LINES.length + 19);

    open.length = 0;
    assemble(
      lineRecords(
        ['goroutine 1 [running]:', 'main.main()', '\t/a.go:1', '=== END goroutine stack dump ==='],
        1,
        dockerd,
      ),
      open,
    );
    expect(open).toEqual([true, true, true, false]);

    open.length = 0;
    const at = (seconds: number) => ({
      ...dockerd,
      time: { kind: 'wall', us: seconds * 1e6, resolutionUs: 1 } as const,
    });
    assemble(
      [record('goroutine 1 [running]:', 1, at(0)), record('words', 2, at(59)), record('words', 3, at(70))],
      open,
    );
    expect(open).toEqual([true, true, false]);
  });

  it('closes after 200 records of others', () => {
    const open: boolean[] = [];
    const others = Array.from({ length: 210 }, (_, index) => record('words', 100 + index, { identifier: 'cron' }));
    const { reports } = assemble([...lineRecords(LINES, 1, dockerd), ...others], open);
    expect(open.indexOf(false)).toBe(LINES.length + 199);
    expect(reports).toHaveLength(1);
  });

  it('takes no notice of records without a header while it is closed', () => {
    const records = [
      record('panic: boom', 1),
      record('goroutine stacks written to /var/run/docker/goroutine-stacks.log', 2),
      record('main.main()', 3),
      record('\t/go/main.go:4 +0x1', 4),
      record('a goroutine 7 [running]: inside words', 5),
      record('goroutine 7 [running]:', 6, { origin: 'kernel' }),
    ];
    const open: boolean[] = [];
    expect(assemble(records, open)).toEqual({ reports: [], diagnostics: [] });
    expect(open).not.toContain(true);
  });

  it('reports each of several dumps with the record in which it begins', () => {
    const records = [...lineRecords(LINES, 1, dockerd), record('', 90, dockerd), ...lineRecords(LINES, 101, dockerd)];
    expect(assemble(records).reports.map((report) => [report.head.position.line, report.dump.line])).toEqual([
      [1, 1],
      [101, 101],
    ]);
  });

  it('never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        ...LINES,
        '=== BEGIN goroutine stack dump ===',
        quoted(CONVOY),
        'goroutine profile: total 3',
        '1 @ 0x1',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 40 }), (messages) => {
        assemble(
          messages.map(([message, truncated], index) =>
            record(message, index + 1, { truncated, fields: { error: message } }),
          ),
        );
      }),
    );
  });

  it.skipIf(!hasShared)('finds the dumps of containerd and runc in the log of a hung daemon', async () => {
    const { parseLines, toLines } = await import('../formats/support.js');
    const bytes = sharedBytes('formats/samples/docker/17.03.2-init-oom-hang/dockerd.log');
    const { reports } = assemble(parseLines(toLines(bytes)).records);
    expect(reports.map(({ dump, head }) => [dump.program, dump.total, head.position.line])).toEqual([
      ['containerd', 28, 250],
      ['runc', 3, 255],
    ]);
  });
});
