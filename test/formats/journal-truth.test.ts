import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../src/core/log-record.js';
import type { Stamp } from '../../src/core/stamp.js';
import { daysFromEpoch } from '../../src/formats/calendar.js';
import { stripTerminalSequences } from '../../src/formats/ansi.js';
import { openPayload } from '../../src/formats/payloads.js';
import { messageOf, readTruths, type Truth } from './journal-truths.js';
import { hasSamples, parseSample } from './support.js';

const DAY_US = 86_400_000_000;

const isUnprintable = (text: string): boolean => /[\0-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\ufffd]|\r(?!$)/.test(text);

/** The wall stamp as a line without year shows it: in the leap year 2000, in the reader's zone. */
function yearless(us: number, offsetMinutes: number, resolutionUs: number): number {
  const local = us + offsetMinutes * 60_000_000;
  const year = new Date(local / 1000).getUTCFullYear();
  const inYear = local - daysFromEpoch(year, 1, 1) * DAY_US;
  const isLeap = year % 4 === 0;
  const dayOfYear = Math.floor(inYear / DAY_US);
  const leapDay = !isLeap && dayOfYear >= 59 ? DAY_US : 0;
  return Math.floor((daysFromEpoch(2000, 1, 1) * DAY_US + inYear + leapDay) / resolutionUs) * resolutionUs;
}

const wallOf = (truth: Truth): number => truth.source_realtime_us ?? truth.realtime_us;
const envelopeStamp = (record: LogRecord): Stamp => record.outerTime ?? record.time;

interface Mode {
  readonly stamp: 'syslog' | 'wall' | 'civil' | 'monotonic' | 'receipt-monotonic';
  readonly resolutionUs: number;
  readonly offsetMinutes?: number;
  readonly noHost?: boolean;
  readonly withUnit?: boolean;
  /** Tabs stay and unprintable bytes are printed (`-a`). */
  readonly all?: boolean;
}

const SECOND = 1_000_000;
const SYSLOG: Mode = { stamp: 'syslog', resolutionUs: SECOND };
const WALL: Mode = { stamp: 'wall', resolutionUs: SECOND };

const MODES: Readonly<Record<string, Mode>> = {
  'v247/short.txt': SYSLOG,
  'v247/short-full.txt': WALL,
  'v247/short-iso.txt': WALL,
  'v247/short-unix.txt': { ...WALL, resolutionUs: 1 },
  'v247/short-monotonic.txt': { stamp: 'monotonic', resolutionUs: 1 },
  'v247/with-unit.txt': { ...WALL, withUnit: true },
  'v252/short.txt': SYSLOG,
  'v252/short-precise.txt': { ...SYSLOG, resolutionUs: 1 },
  'v252/short-iso.txt': WALL,
  'v252/short-iso-precise.txt': { ...WALL, resolutionUs: 1 },
  'v252/short-full.txt': WALL,
  'v252/short-unix.txt': { ...WALL, resolutionUs: 1 },
  'v252/short-monotonic.txt': { stamp: 'monotonic', resolutionUs: 1 },
  'v252/short-delta.txt': { stamp: 'monotonic', resolutionUs: 1 },
  'v252/with-unit.txt': { ...WALL, withUnit: true },
  'v257/short.txt': SYSLOG,
  'v257/short-iso.txt': WALL,
  'v257/short-iso-precise.txt': { ...WALL, resolutionUs: 1 },
  'v257/short-monotonic.txt': { stamp: 'receipt-monotonic', resolutionUs: 1 },
  'v257/short-delta.txt': { stamp: 'receipt-monotonic', resolutionUs: 1 },
  'v262/short.txt': SYSLOG,
  'v262/short-iso.txt': WALL,
  'v262/short-iso-precise.txt': { ...WALL, resolutionUs: 1 },
  'v262/short-monotonic.txt': { stamp: 'receipt-monotonic', resolutionUs: 1 },
  'v262/short-delta.txt': { stamp: 'receipt-monotonic', resolutionUs: 1 },
  'v252-options/short.all.txt': { ...SYSLOG, all: true },
  'v252-options/short.colors.txt': SYSLOG,
  'v252-options/short.quiet.txt': SYSLOG,
  'v252-options/short.utc.txt': SYSLOG,
  'v252-options/short-full.utc.txt': WALL,
  'v252-options/short-full.locale-zh_CN.txt': { stamp: 'civil', resolutionUs: SECOND, offsetMinutes: 480 },
  'v252-options/short-iso-precise.utc.txt': { ...WALL, resolutionUs: 1 },
  'v252-options/short-iso-precise.tz-Asia_Shanghai.txt': { ...WALL, resolutionUs: 1 },
  'v252-options/short.tz-Asia_Shanghai.txt': { ...SYSLOG, offsetMinutes: 480 },
  'v252-options/short.locale-de_DE.txt': { ...SYSLOG, offsetMinutes: 480 },
  'v252-options/short.locale-fr_FR.txt': { ...SYSLOG, offsetMinutes: 480 },
  'v252-options/short.locale-ja_JP.txt': { ...SYSLOG, offsetMinutes: 480 },
  'v252-options/short.locale-zh_CN.txt': { ...SYSLOG, offsetMinutes: 480 },
  'v252-options/short-precise.locale-zh_CN.txt': { ...SYSLOG, offsetMinutes: 480, resolutionUs: 1 },
  'v252-options/short.no-hostname.txt': { ...SYSLOG, noHost: true },
  'v252-options/short-precise.no-hostname.txt': { ...SYSLOG, noHost: true, resolutionUs: 1 },
  'v252-options/short-iso.no-hostname.txt': { ...WALL, noHost: true },
  'v252-options/short-full.no-hostname.txt': { ...WALL, noHost: true },
  'v252-options/short-unix.no-hostname.txt': { ...WALL, noHost: true, resolutionUs: 1 },
  'v252-options/short-monotonic.no-hostname.txt': { stamp: 'monotonic', noHost: true, resolutionUs: 1 },
  'v252-options/with-unit.no-hostname.txt': { ...WALL, withUnit: true, noHost: true },
  'v252-options/short-iso.tz-America_St_Johns.txt': WALL,
  'v252-options/short-iso.tz-Asia_Kolkata.txt': WALL,
  'v252-options/short-iso.tz-Asia_Shanghai.txt': WALL,
  'v252-options/short-iso.tz-Europe_Berlin.txt': WALL,
  'v252-options/short-full.tz-America_St_Johns.txt': WALL,
  'v252-options/short-full.tz-Europe_Berlin.txt': WALL,
  'v252-options/short-full.tz-Asia_Kolkata.txt': { stamp: 'civil', resolutionUs: SECOND, offsetMinutes: 330 },
  'v252-options/short-full.tz-Asia_Shanghai.txt': { stamp: 'civil', resolutionUs: SECOND, offsetMinutes: 480 },
  'v252-options/with-unit.tz-Asia_Shanghai.txt': {
    stamp: 'civil',
    resolutionUs: SECOND,
    offsetMinutes: 480,
    withUnit: true,
  },
};

/** Samples of some entries, with how many: cursors, links and catalog texts stand between them. */
const PARTS: Readonly<Record<string, readonly [mode: Mode, entries: number]>> = {
  'v252-options/short.show-cursor.txt': [SYSLOG, 3],
  'v252-options/short.colors-urlify.txt': [SYSLOG, 20],
  'v252-options/short.catalog.txt': [SYSLOG, 8],
  'v252-options/short.catalog.lang-C.txt': [SYSLOG, 8],
  'v252-options/short-full.catalog.txt': [WALL, 8],
};

/** What a short mode prints for a message, as the record should show it: opened, terminal sequences gone. */
function shownMessage(truth: Truth, mode: Mode): string {
  const stored = messageOf(truth) ?? '';
  const shown = stripTerminalSequences(stored).replace(/\r$/, '').replace(/\n$/, '');
  const tabs = mode.all ? shown : shown.replaceAll('\t', '        ');
  return truth.transport === 'kernel' ? tabs : (openPayload(tabs)?.payload.message ?? tabs);
}

function expectedTime(truth: Truth, mode: Mode): number {
  const { resolutionUs, offsetMinutes = 0 } = mode;
  switch (mode.stamp) {
    case 'syslog':
      return yearless(wallOf(truth), offsetMinutes, resolutionUs);
    case 'wall':
      return Math.floor(wallOf(truth) / resolutionUs) * resolutionUs;
    case 'civil':
      return Math.floor(wallOf(truth) / resolutionUs) * resolutionUs + offsetMinutes * 60 * SECOND;
    case 'monotonic':
      return truth.source_monotonic_us ?? truth.monotonic_us;
    case 'receipt-monotonic':
      // From 257 on the program's own wall time shifts the receipt, where the entry has one.
      return (
        truth.monotonic_us - (truth.source_realtime_us === null ? 0 : truth.realtime_us - truth.source_realtime_us)
      );
  }
}

function entriesOf(records: readonly LogRecord[]): LogRecord[] {
  return records.filter((record) => record.fields?.['marker'] === undefined);
}

describe.skipIf(!hasSamples)('the short family of journalctl agrees with the journal', () => {
  const truths = readTruths('truth.ndjson').filter((truth) => messageOf(truth) !== null);

  it.each(Object.entries(MODES))('%s', (name, mode) => {
    const { records, unknown } = parseSample(`journalctl/${name}`);
    expect(unknown).toEqual([]);
    const entries = entriesOf(records);
    expect(entries.length).toBe(truths.length);
    truths.forEach((truth, index) => {
      const record = entries[index];
      if (record === undefined) throw new Error('missing record');
      const where = `entry ${truth.n}`;
      const stamp = envelopeStamp(record);
      expect(stamp.kind === 'none' ? undefined : stamp.us, where).toBe(expectedTime(truth, mode));
      expect(record.host, where).toBe(mode.noHost ? undefined : (truth.host ?? undefined));
      expect(record.pid, where).toBe(truth.pid ?? truth.syslog_pid ?? undefined);
      if (!mode.withUnit) expect(record.identifier, where).toBe(truth.identifier ?? truth.comm ?? undefined);
      else if (truth.unit !== null) expect(record.unit, where).toBe(truth.unit);
      const stored = messageOf(truth) ?? '';
      if (isUnprintable(stored) && !mode.all) expect(record.message, where).toMatch(/^\[\d+B blob data\]$/);
      else if (!isUnprintable(stored)) expect(record.message, where).toBe(shownMessage(truth, mode));
    });
  });

  it.each(Object.entries(PARTS))('%s, some entries with other lines between', (name, [mode, count]) => {
    const { records, unknown } = parseSample(`journalctl/${name}`);
    expect(unknown).toEqual([]);
    const entries = entriesOf(records);
    expect(entries.length).toBe(count);
    let next = 0;
    for (const record of entries) {
      const stamp = envelopeStamp(record);
      const us = stamp.kind === 'none' ? undefined : stamp.us;
      const found = truths.findIndex(
        (truth, index) =>
          index >= next &&
          expectedTime(truth, mode) === us &&
          (truth.host ?? undefined) === record.host &&
          (truth.identifier ?? truth.comm ?? undefined) === record.identifier &&
          shownMessage(truth, mode) === record.message,
      );
      expect(found, record.raw).toBeGreaterThanOrEqual(next);
      next = found + 1;
    }
  });

  it('reads a reversed journal the same', () => {
    const forward = parseSample('journalctl/v252-options/short.utc.txt');
    const reverse = parseSample('journalctl/v252-options/short.reverse.txt');
    const messages = (records: readonly LogRecord[]): string[] => entriesOf(records).map((record) => record.message);
    expect(messages(reverse.records).reverse()).toEqual(messages(forward.records));
  });
});

const STRUCTURED = [
  'v247/json.txt',
  'v252/json.txt',
  'v252/json-seq.txt',
  'v252/json-sse.txt',
  'v252/json-pretty.txt',
  'v252/export.txt',
  'v252/verbose.txt',
  'v257/json.txt',
  'v262/json.txt',
  'v262/export.txt',
  'v262/verbose.txt',
  'v247/verbose.txt',
  'v252-options/json.all.txt',
  'v252-options/json.utc.txt',
  'v252-options/verbose.all.txt',
  'v252-options/verbose.utc.txt',
  'v252-options/verbose.tz-Asia_Shanghai.txt',
  'sample.export',
];

describe.skipIf(!hasSamples)('the structured modes of journalctl agree with the journal', () => {
  const truths = readTruths('truth.ndjson');

  it.each(STRUCTURED)('%s', (name) => {
    const { records, unknown } = parseSample(`journalctl/${name}`);
    expect(unknown).toEqual([]);
    const entries = entriesOf(records);
    expect(entries.length).toBe(truths.length);
    truths.forEach((truth, index) => {
      const record = entries[index];
      if (record === undefined) throw new Error('missing record');
      const where = `entry ${truth.n}`;
      const stamp = envelopeStamp(record);
      // verbose shows the receipt time only in the cursor of its head line.
      const isVerbose = name.includes('verbose');
      if (stamp.kind === 'civil') expect(stamp.us, where).toBe(wallOf(truth) + 480 * 60 * SECOND);
      else expect(stamp.kind === 'none' ? undefined : stamp.us, where).toBe(wallOf(truth));
      expect(record.monotonicUs, where).toBe(truth.source_monotonic_us ?? truth.monotonic_us);
      expect(record.bootId, where).toBe(truth.boot_id);
      expect(record.host, where).toBe(truth.host ?? undefined);
      expect(record.identifier, where).toBe(truth.identifier ?? truth.comm ?? undefined);
      expect(record.pid, where).toBe(truth.pid ?? truth.syslog_pid ?? undefined);
      expect(record.unit, where).toBe(truth.unit ?? undefined);
      expect(record.priority, where).toBe(truth.priority ?? undefined);
      const stored = messageOf(truth);
      if (stored === null) expect(record.message, where).toBe('');
      else if (record.fields?.['messageLost'] === true) expect(record.truncated, where).toBe(true);
      else if (/^\[\d+B blob data\]$/.test(record.message))
        expect(isUnprintable(stored) || /[\x1b\r]/.test(stored), where).toBe(true);
      else {
        const plain = stripTerminalSequences(isVerbose ? stored.replace(/\n$|\r$|\0.*$/s, '') : stored);
        const opened = truth.transport === 'kernel' ? plain : (openPayload(plain)?.payload.message ?? plain);
        expect(record.message, where).toBe(opened);
      }
    });
  });
});

describe.skipIf(!hasSamples)('a message of 60 KB', () => {
  const truths = readTruths('truth-big.ndjson');

  it.each([
    'big.export',
    'v252-big/export.txt',
    'v252-big/short.txt',
    'v252-big/short-iso.txt',
    'v252-big/json.all.txt',
    'v252-big/verbose.txt',
  ])('is whole in %s', (name) => {
    const { records } = parseSample(`journalctl/${name}`);
    expect(records.length).toBe(truths.length);
    truths.forEach((truth, index) => {
      const stored = messageOf(truth) ?? '';
      const shown = name.includes('short')
        ? stored.replaceAll('\t', '        ').replace(/\n$/, '')
        : stored.replace(/\n$/, '');
      const expected = openPayload(shown)?.payload.message ?? shown;
      expect(records[index]?.message.replace(/\n$/, '').length, `entry ${index}`).toBe(expected.length);
      expect(records[index]?.message.replace(/\n$/, '') === expected, `entry ${index}`).toBe(true);
    });
  });
});
