import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_LIMITS } from '../../../src/core/limits.js';
import type { LogRecord, Origin } from '../../../src/core/log-record.js';
import type { MultiLineReport, ReportFormat } from '../../../src/core/multi-line-report.js';
import type { Stamp } from '../../../src/core/stamp.js';

/** The shared facts and samples beside the checkout; tests that need them skip with a message where they are absent. */
export const SHARED = resolve(import.meta.dirname, '../../../../shared');
export const hasShared = existsSync(SHARED);
export const noShared = 'the shared samples (../shared) are not here';

// Jan 08 20:07:05 dc kernel: text; 2019-03-16T15:08:35.849212+08:00 host containerd[16535]: text; 5月 26 18:42:25 xxxx dockerd[19053]: text
const JOURNAL =
  /^(?:[^\s\d]{3}\.? {1,2}\d{1,2} [\d:]{8}(?:\.\d+)?|\d{1,2}月 \d{1,2} [\d:]{8}|\d{4}-\d\d-\d\d[T ][\d:.,]{8,15}(?: ?\+\d{4}(?: UTC)?|[+-]\d\d:?\d\d|Z)?)(?: info| kern\.\w+)?(?: (?!kernel:)[\w.:-]+)?? ([\w.@-]+?)(?:\[(\d+)\])?: ?(.*)$/s;
const DMESG = /^(?:(?:\w+ *: *\w+ *: )?|<\d+>)\[ *(\d+)\.(\d{6})\] ?(?:\[ *([TC]\d+)\] )?(.*)$/s;
const DMESG_T = /^\[\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}\] ?(.*)$/s;
const KMSG = /^(\d+),\d+,(\d+),[-c](?:,caller=([TC]\d+))?;(.*)$/s;
const LOGFMT = /^time="[^"]+" level=\w+ msg="((?:[^"\\]|\\.)*)"/;

export interface RecordOptions {
  readonly origin?: Origin;
  readonly identifier?: string;
  readonly pid?: number;
  readonly unit?: string;
  readonly container?: string;
  readonly time?: Stamp;
  readonly fields?: Readonly<Record<string, string>>;
}

export function recordOf(message: string, line: number, options: RecordOptions = {}): LogRecord {
  return {
    position: { source: 0, line, offset: 0 },
    time: { kind: 'none' },
    origin: 'kernel',
    format: 'test',
    raw: message,
    message,
    ...options,
  };
}

/** A stand-in for the formats stage: strips the few envelopes of the samples used here. */
export function readRecord(raw: string, line: number): LogRecord {
  const kmsg = KMSG.exec(raw);
  if (kmsg !== null) {
    const fields = kmsg[3] === undefined ? {} : { fields: { caller: kmsg[3] } };
    return recordOf(kmsg[4] ?? '', line, {
      time: { kind: 'monotonic', us: Number(kmsg[2]), resolutionUs: 1 },
      ...fields,
    });
  }
  const dmesg = DMESG.exec(raw);
  if (dmesg !== null) {
    const us = Number(dmesg[1]) * 1_000_000 + Number(dmesg[2]);
    const fields = dmesg[3] === undefined ? {} : { fields: { caller: dmesg[3] } };
    return recordOf(dmesg[4] ?? '', line, { time: { kind: 'monotonic', us, resolutionUs: 1 }, ...fields });
  }
  const wall = DMESG_T.exec(raw);
  if (wall !== null) return recordOf(wall[1] ?? '', line);
  const journal = JOURNAL.exec(raw);
  if (journal !== null) {
    const [, identifier = '', pid, text = ''] = journal;
    const kernel = identifier === 'kernel';
    const inner = LOGFMT.exec(text);
    return recordOf(kernel ? text.replace(/^\[ *\d+\.\d{6}\] ?/, '') : (inner?.[1] ?? text), line, {
      origin: kernel ? 'kernel' : 'other',
      identifier,
      ...(pid === undefined ? {} : { pid: Number(pid) }),
    });
  }
  const logfmt = LOGFMT.exec(raw);
  return recordOf(logfmt?.[1] ?? raw, line, { origin: logfmt === null ? 'other' : 'dockerd' });
}

export function readRecords(text: string): LogRecord[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines.map((line, index) => readRecord(line.replace(/\r$/, ''), index + 1));
}

export function readShared(path: string): LogRecord[] {
  return readRecords(readFileSync(resolve(SHARED, path), 'utf8'));
}

/** Feeds records to a fresh assembler and returns its reports. */
export function assemble(format: ReportFormat, records: readonly LogRecord[]): MultiLineReport[] {
  const reports: MultiLineReport[] = [];
  const sink = { report: (report: MultiLineReport) => void reports.push(report), diagnostic: () => undefined };
  const assembler = format.createAssembler({ limits: DEFAULT_LIMITS });
  for (const record of records) assembler.push(record, sink);
  assembler.end(sink);
  return reports;
}

/** The same, but records that the prefilter would skip are not given while nothing is open. */
export function assembleCandidates(format: ReportFormat, records: readonly LogRecord[]): MultiLineReport[] {
  const reports: MultiLineReport[] = [];
  const sink = { report: (report: MultiLineReport) => void reports.push(report), diagnostic: () => undefined };
  const assembler = format.createAssembler({ limits: DEFAULT_LIMITS });
  for (const record of records) {
    // A literal may begin with the newline before its line.
    const raw = `\n${record.raw}`;
    if (assembler.open || format.literals.some((literal) => raw.includes(literal))) assembler.push(record, sink);
  }
  assembler.end(sink);
  return reports;
}

export function entitiesOf(report: MultiLineReport, kind: string): string[] {
  return report.entities.filter((entity) => entity.kind === kind).map((entity) => entity.value);
}
