import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Line } from '../../src/core/line.js';
import type { LogRecord } from '../../src/core/log-record.js';
import type { EnvelopeFormat } from '../../src/core/log-format.js';
import { createRecordParser, detectEnvelope } from '../../src/formats/index.js';

/** Samples written by the real programs; they lie beside the checkout and are not part of it. */
export const SAMPLES = path.resolve(import.meta.dirname, '../../../shared/formats/samples');

/** Says so where the samples are absent, so that a skipped test is not taken for a passed one. */
export const hasSamples = existsSync(SAMPLES);
if (!hasSamples) console.warn(`format samples not found at ${SAMPLES}: their tests are skipped`);

export function sampleBytes(name: string): Buffer {
  return readFileSync(path.join(SAMPLES, name));
}

/** Splits at line feeds only, with byte offsets, as the reader of sources does. */
export function toLines(bytes: Uint8Array): Line[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const lines: Line[] = [];
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    lines.push({
      text: decoder.decode(bytes.subarray(start, end)),
      number: lines.length + 1,
      offset: start,
      cut: false,
    });
    start = end + 1;
  }
  return lines;
}

export function linesOf(...texts: readonly string[]): Line[] {
  return toLines(Buffer.from(texts.join('\n')));
}

export interface Parsed {
  readonly records: LogRecord[];
  /** Lines that only the bare fallback took. */
  readonly unknown: Line[];
}

export function parseLines(lines: readonly Line[], primary?: EnvelopeFormat): Parsed {
  const parser = createRecordParser({ source: 7, primary });
  const records: LogRecord[] = [];
  const unknown: Line[] = [];
  const sink = { record: (record: LogRecord) => void records.push(record) };
  for (const line of lines) if (!parser.push(line, sink)) unknown.push(line);
  parser.flush(sink);
  return { records, unknown };
}

/** Detects the format of a sample and parses it. */
export function parseSample(name: string): Parsed & { readonly format: string } {
  const lines = toLines(sampleBytes(name));
  const { format } = detectEnvelope(lines.slice(0, 200).map((line) => line.text));
  return { ...parseLines(lines, format), format: format?.name ?? 'bare' };
}

/** The records of some lines, formats mixed. */
export function recordsOf(...texts: readonly string[]): LogRecord[] {
  return parseLines(linesOf(...texts)).records;
}

/** The only record of some lines. */
export function recordOf(...texts: readonly string[]): LogRecord {
  const [record, ...others] = recordsOf(...texts);
  if (record === undefined || others.length > 0) throw new Error(`${1 + others.length} records instead of one`);
  return record;
}
