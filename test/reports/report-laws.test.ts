import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import type { MultiLineReport, ReportFormat } from '../../src/core/multi-line-report.js';
import { goCrashFormat } from '../../src/reports/go-crash.js';
import { kernelTraceFormat } from '../../src/reports/kernel-trace.js';
import { oomReportFormat } from '../../src/reports/oom.js';
import {
  SHARED,
  assemble,
  assembleCandidates,
  hasShared,
  noShared,
  readRecords,
  readShared,
  recordOf,
} from './support/records.js';

const FORMATS: readonly ReportFormat[] = [oomReportFormat, kernelTraceFormat, goCrashFormat];

describe('the opening literals', () => {
  it.each(FORMATS)('of $name are long: the shortest decides how fast a source is searched', (format) => {
    for (const literal of format.literals) {
      expect(literal.length, literal).toBeGreaterThanOrEqual(format === goCrashFormat ? 8 : 10);
      // What stands around `panic: ` is part of its literals, see there.
      if (!literal.endsWith('panic: ')) expect(literal).not.toMatch(/["'\\\x00-\x1f]/);
    }
  });

  it('stand before or behind the place where dmesg --color changes colour, for the reports of every day', () => {
    const lines = [
      'INFO: task runc:[2:INIT]:31337 blocked for more than 241 seconds.',
      'INFO: task exe:31337 blocked in I/O wait for more than 241 seconds.',
      'watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [kworker/1:0:9012]',
      'NMI watchdog: Watchdog detected hard LOCKUP on cpu 3',
      'rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:',
      'BUG: kernel NULL pointer dereference, address: 0000000000000078',
      'BUG: unable to handle page fault for address: ffffdead00000078',
      'BUG: scheduling while atomic: runc/1/0x00000002',
      'BUG: Bad page state in process runc  pfn:1a2b3',
      'crash[3999]: segfault at 0 ip 0000558d08625139 sp 00007ffd7a0768a0 error 6 in crash[558d08625000+1000]',
      'traps: crash[27700] trap invalid opcode ip:401764 sp:7ffe4d83b800 error:0 in crash[1764,401000+79000]',
      'UBSAN: shift-out-of-bounds in fs/foo.c:12:3',
    ];
    for (const line of lines) {
      expect(assemble(kernelTraceFormat, [recordOf(line, 1)]), line).toHaveLength(1);
      for (const cut of [': ', ':']) {
        const coloured = line.replace(cut, `${cut}\x1b[0m\x1b[1m`);
        expect(
          kernelTraceFormat.literals.some((literal) => coloured.includes(literal)),
          coloured,
        ).toBe(true);
      }
    }
  });
});

describe('hostile lines', () => {
  it('open reports or not, but take no long time and throw nothing', () => {
    const pieces = [
      'a',
      '(',
      ') ',
      '[',
      '0 ',
      '\\n',
      '#011',
      ': ',
      '/ab',
      ',pid=',
      'kernel: ',
      '[ 1.000000] ',
      '\n',
      '\u0000',
      '\ud800',
    ];
    for (const format of FORMATS) {
      const heads = ['', ...format.literals];
      const records = heads.flatMap((head) =>
        pieces.map((piece, index) => recordOf(head + piece.repeat(20_000), index, { origin: 'other' })),
      );
      expect(() => assemble(format, records)).not.toThrow();
    }
  });

  it('keep no report open for ever', () => {
    for (const format of FORMATS) {
      const reports: MultiLineReport[] = [];
      const sink = { report: (report: MultiLineReport) => void reports.push(report), diagnostic: () => undefined };
      for (const literal of format.literals) {
        const assembler = format.createAssembler({ limits: { ...LIMITS } });
        assembler.push(recordOf(literal, 1, { origin: 'other' }), sink);
        for (let line = 2; line < 5_000 && assembler.open; line += 1) {
          assembler.push(recordOf('GET /_ping', line, { origin: 'dockerd', identifier: 'dockerd', pid: 7 }), sink);
        }
        expect(assembler.open, literal).toBe(false);
      }
    }
  });
});

const LIMITS = {
  ...DEFAULT_LIMITS,
  maxLineBytes: 1,
  maxRecordLines: 1,
  maxEvidence: 1,
  maxSignals: 1,
  maxTimeline: 1,
  maxGoroutines: 1,
};

const factsOf = (reports: readonly MultiLineReport[]) =>
  reports.map((report) => [report.head.position.line, report.facts]);

describe.skipIf(!hasShared)(`reports of the samples${hasShared ? '' : `: ${noShared}`}`, () => {
  const raw = hasShared ? readFileSync(resolve(SHARED, 'formats/samples/dmesg/reports.raw'), 'utf8') : '';

  it.each(FORMATS)('of $name before a cut stay as they are, wherever it is', (format) => {
    const panic = hasShared
      ? readFileSync(resolve(SHARED, 'formats/samples/goroutines/go1.19/fatal/oom.txt'), 'utf8')
      : '';
    const text = format === goCrashFormat ? `${panic}\n${panic}` : raw;
    const whole = assemble(format, readRecords(text));
    for (let end = 0; end < text.length; end += 97) {
      const reports = assemble(format, readRecords(text.slice(0, end)));
      // All but the last two are as in the whole: the last is cut, and where a panic follows an oops so may be that.
      const kept = reports.slice(0, -2);
      expect(factsOf(kept)).toEqual(factsOf(whole.slice(0, kept.length)));
      expect(reports.length).toBeLessThanOrEqual(whole.length);
    }
  });

  const incidents = hasShared ? readdirSync(resolve(SHARED, 'incidents')) : [];
  const inputs = (name: string) =>
    (
      JSON.parse(readFileSync(resolve(SHARED, 'incidents', name, 'case.json'), 'utf8')) as {
        inputs: { file: string }[];
      }
    ).inputs;

  it('are the same if only candidate lines are given while nothing is open', () => {
    for (const name of incidents) {
      for (const { file } of inputs(name)) {
        const records = readShared(`incidents/${name}/${file}`);
        for (const format of FORMATS) {
          expect(factsOf(assembleCandidates(format, records)), `${name}/${file}`).toEqual(
            factsOf(assemble(format, records)),
          );
        }
      }
    }
  });

  it('are none in healthy cases', () => {
    const healthy = incidents.filter(
      (name) => /^benign-|-benign-|^lab-j-healthy|^lab-b-/.test(name) && !name.startsWith('benign-kernel-warning'),
    );
    expect(healthy.length).toBeGreaterThan(15);
    for (const name of healthy) {
      for (const { file } of inputs(name)) {
        const records = readShared(`incidents/${name}/${file}`);
        for (const format of FORMATS) expect(factsOf(assemble(format, records)), `${name}/${file}`).toEqual([]);
      }
    }
  });
});
