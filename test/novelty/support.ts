import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alignClocks } from '../../src/clocks/align-clocks.js';
import { createClockObserver } from '../../src/clocks/clock-observer.js';
import type { LogRecord } from '../../src/core/log-record.js';
import { US_PER_SECOND } from '../../src/core/units.js';
import { createRecordParser, detectEnvelope } from '../../src/formats/index.js';
import type { NoveltySource } from '../../src/novelty/find-novelties.js';
import { createNoveltyObserver } from '../../src/novelty/novelty.js';

/** Start of the made-up logs: 2020-01-01T00:00:00Z. */
export const START_US = Date.UTC(2020, 0, 1) * 1000;

export function recordAt(seconds: number, message: string, more: Partial<LogRecord> = {}): LogRecord {
  return {
    position: { source: 0, line: Math.round(seconds * 10) + 1, offset: Math.round(seconds * 10) * 100 },
    time: { kind: 'wall', us: START_US + Math.round(seconds * US_PER_SECOND), resolutionUs: 1 },
    identifier: 'dockerd',
    origin: 'dockerd',
    message,
    format: 'test',
    raw: message,
    ...more,
  };
}

/** A source of records on the common clock, in the order of their times. */
export function sourceOf(records: readonly LogRecord[], maxTemplates?: number): NoveltySource {
  const observer = createNoveltyObserver(maxTemplates === undefined ? {} : { maxTemplates });
  const us = ({ time }: LogRecord): number => (time.kind === 'none' ? 0 : time.us);
  for (const record of [...records].sort((a, b) => us(a) - us(b))) observer.record(record);
  return { scan: observer.result(), place: (stamp) => (stamp.kind === 'none' ? undefined : { us: stamp.us }) };
}

/** A calm source: one line every two seconds, of three kinds, `minutes` long. */
export function calm(minutes: number): LogRecord[] {
  const kinds = ['health check of web passed', 'connection from 10.0.0.1:5000 accepted', 'cache holds 12 entries'];
  return Array.from({ length: minutes * 30 }, (_, index) => recordAt(index * 2, kinds[index % 3] ?? ''));
}

/** Records of a file among the samples, all of them, with its clock. */
export function sampleSource(path: string, zone?: string): NoveltySource {
  const lines = readFileSync(join(import.meta.dirname, '../../samples', path), 'utf8').split('\n');
  const parser = createRecordParser({ source: 0, primary: detectEnvelope(lines.slice(0, 200)).format });
  const clock = createClockObserver();
  const observer = createNoveltyObserver();
  const sink = {
    record(record: LogRecord): void {
      clock.record(record);
      observer.record(record);
    },
  };
  let offset = 0;
  for (const [index, text] of lines.entries()) {
    parser.push({ text, number: index + 1, offset, cut: false }, sink);
    offset += Buffer.byteLength(text) + 1;
  }
  parser.flush(sink);
  const inputs = [{ name: path, observations: clock.observations(), isDump: false }];
  const own = alignClocks(inputs, { nowUs: Date.UTC(2019, 0, 1) * 1000, ...(zone === undefined ? {} : { zone }) })[0];
  return { scan: observer.result(), place: (stamp, line) => own?.place(stamp, line) };
}
