import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  it.each(FORMATS.map((format) => [format.name, format.literals] as const))(
    'of %s are long enough and plain',
    (_, literals) => {
      for (const literal of literals) {
        // `panic: ` is the one exception, see its format.
        if (literal !== 'panic: ') expect(literal.length).toBeGreaterThanOrEqual(8);
        expect(literal).not.toMatch(/["'\\\x00-\x1f]/);
      }
    },
  );
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

const LIMITS = { maxLineBytes: 1, maxRecordLines: 1, maxEvidence: 1, maxSignals: 1, maxTimeline: 1, maxGoroutines: 1 };

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
