import { afterAll, describe, expect, it } from 'vitest';
import { parseRecords, type ParsedRecord } from '../../src/index.js';
import { makeJournal, removeJournals, type Entry } from './journal-entries.js';
import { hasPrograms, run, versionOf } from './programs.js';
import { SAMPLE_ENTRIES } from './sample-entries.js';

const hasJournal = hasPrograms('journalctl', 'systemd-journal-remote');
const version = hasJournal ? versionOf('journalctl') : 0;
const journal = hasJournal ? makeJournal(SAMPLE_ENTRIES) : '';
afterAll(removeJournals);

type FieldName = 'time' | 'monotonic' | 'bootId' | 'host' | 'identifier' | 'pid' | 'unit' | 'priority' | 'message';

interface Mode {
  /** What an entry's line or lines show. */
  readonly fields: readonly FieldName[];
  /** µs, of the time shown. */
  readonly resolutionUs?: number;
  /** The stamp has no year. */
  readonly isYearless?: boolean;
  /** The unit stands in the identifier's place. */
  readonly withUnit?: boolean;
  /** Messages are stored ones: tabs, colours and control characters are not changed. */
  readonly isStored?: boolean;
}

const SHORT: readonly FieldName[] = ['time', 'host', 'identifier', 'pid', 'message'];
const MONOTONIC: readonly FieldName[] = ['monotonic', 'host', 'identifier', 'pid', 'message'];
const STORED: readonly FieldName[] = [...SHORT, 'monotonic', 'bootId', 'unit', 'priority'];
const SECOND = 1_000_000;

/** Every output mode and the fields that it prints; `cat` is below. */
const MODES: Readonly<Record<string, Mode>> = {
  short: { fields: SHORT, resolutionUs: SECOND, isYearless: true },
  'short-precise': { fields: SHORT, isYearless: true },
  'short-iso': { fields: SHORT, resolutionUs: SECOND },
  'short-iso-precise': { fields: SHORT },
  'short-full': { fields: SHORT, resolutionUs: SECOND },
  'short-unix': { fields: SHORT },
  'short-monotonic': { fields: MONOTONIC },
  'short-delta': { fields: MONOTONIC },
  'with-unit': { fields: SHORT, resolutionUs: SECOND, withUnit: true },
  verbose: { fields: STORED },
  export: { fields: STORED, isStored: true },
  json: { fields: STORED, isStored: true },
  'json-pretty': { fields: STORED, isStored: true },
  'json-sse': { fields: STORED, isStored: true },
  'json-seq': { fields: STORED, isStored: true },
};

/** Records of what a program printed in a zone. */
async function parse(data: Uint8Array, zone = 'UTC'): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = [];
  const lastMs = (SAMPLE_ENTRIES.at(-1)?.realtimeUs ?? 0) / 1000;
  const year = Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(lastMs));
  for await (const record of parseRecords({ name: 'journal', data }, { zone, year })) records.push(record);
  return records.filter(({ fields }) => fields?.['marker'] === undefined);
}

function textOf({ message }: Entry): string {
  return Buffer.isBuffer(message) ? message.toString('utf8') : (message ?? '');
}

/** What programs write to terminals. */
const COLOURS = /\x1b\[[\d;]*m/g;
const isUnprintable = (text: string, name: string): boolean =>
  (name === 'verbose' ? /[\0\x1b\r\ufffd]/ : /[\0\ufffd]/).test(text);

/** The message as a mode shows it; undefined if it shows only that there is one. */
function shownMessage(entry: Entry, name: string, isAll: boolean): string | undefined {
  const text = textOf(entry);
  // Export has the return too, but it ends a line there.
  if (MODES[name]?.isStored === true) return text.replace(COLOURS, '').replace(/\r$/, name === 'export' ? '' : '\r');
  if (isUnprintable(text, name) && !isAll) return undefined;
  const lines = text.replace(COLOURS, '').replace(/[\r\n]$/, '');
  return isAll || name === 'verbose' ? lines : lines.replaceAll('\t', '        ');
}

interface Shown {
  readonly isHostless?: boolean;
  readonly isAll?: boolean;
  readonly isBackwards?: boolean;
}

function expectEntry(record: ParsedRecord | undefined, entry: Entry, name: string, shown: Shown = {}): void {
  const mode = MODES[name];
  if (mode === undefined) throw new Error(`no mode ${name}`);
  if (record === undefined) throw new Error('a record is missing');
  const isHostless = shown.isHostless === true && mode.isStored !== true && name !== 'verbose';
  // `[ 4.1] cron: text` without a host is what dmesg prints.
  if (isHostless && name === 'short-monotonic' && (entry.pid ?? entry.syslogPid) === undefined) return;
  const resolutionUs = mode.resolutionUs ?? 1;
  const shownUs = entry.sourceRealtimeUs ?? entry.realtimeUs;
  const isReceipt = version >= 257 && name.startsWith('short-');
  const expected: Record<FieldName, unknown> = {
    time: Math.floor(shownUs / resolutionUs) * resolutionUs,
    // From 257 on these two show the receipt, shifted by what the program says of its own wall time.
    monotonic: isReceipt
      ? entry.monotonicUs - (entry.realtimeUs - shownUs)
      : (entry.sourceMonotonicUs ?? entry.monotonicUs),
    bootId: entry.bootId,
    host: isHostless ? undefined : entry.host,
    identifier: entry.identifier ?? entry.comm,
    pid: entry.pid ?? entry.syslogPid,
    unit: entry.unit,
    priority: entry.priority,
    message: undefined,
  };
  for (const field of mode.fields) {
    if (field === 'message' || (field === 'time' && shown.isBackwards === true && mode.isYearless === true)) continue;
    if (field === 'identifier' && mode.withUnit === true && entry.unit !== undefined)
      expect(record.unit, 'unit').toBe(entry.unit);
    else expect(record[field], field).toBe(expected[field]);
  }
  // With -a control characters are printed as they are, lines are cut at some of them.
  if (shown.isAll === true && /[\0\r\ufffd]/.test(textOf(entry))) return;
  const message = shownMessage(entry, name, shown.isAll === true);
  if (record.fields?.['messageLost'] === true) expect(textOf(entry).length).toBeGreaterThan(4000);
  else if (message === undefined) expect(record.message).toMatch(/^\[\d+B blob data\]$/);
  else expect(record.message).toBe(message);
}

const MODE_NAMES = Object.keys(MODES);
const show = (mode: string, options: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Buffer =>
  run('journalctl', ['--file', journal, '-o', mode, '--no-pager', ...options], env);

describe.skipIf(!hasJournal).each([
  ['', [], 'UTC'],
  ['--no-hostname', ['--no-hostname'], 'UTC'],
  ['-a', ['-a'], 'UTC'],
  ['-q', ['-q'], 'UTC'],
  ['--show-cursor', ['--show-cursor'], 'UTC'],
  ['in Shanghai', [], 'Asia/Shanghai'],
  ['in St. John’s', [], 'America/St_Johns'],
  ['in Berlin with --utc', ['--utc'], 'Europe/Berlin'],
])('journalctl %s', (_, options, zone) => {
  it.each(MODE_NAMES)('-o %s shows what the entries hold', async (name) => {
    const records = await parse(show(name, options, { TZ: zone }), options.includes('--utc') ? 'UTC' : zone);
    const shown = { isHostless: options.includes('--no-hostname'), isAll: options.includes('-a') };
    expect(records.length).toBe(SAMPLE_ENTRIES.length);
    SAMPLE_ENTRIES.forEach((entry, index) => {
      expectEntry(records[index], entry, name, shown);
    });
  });
});

describe.skipIf(!hasJournal)('journalctl', () => {
  it.each(MODE_NAMES)('-r -o %s shows the same backwards', async (name) => {
    const records = await parse(show(name, ['-r']));
    expect(records.length).toBe(SAMPLE_ENTRIES.length);
    [...SAMPLE_ENTRIES].reverse().forEach((entry, index) => {
      expectEntry(records[index], entry, name, { isBackwards: true });
    });
  });

  it.each(MODE_NAMES)('-x -o %s keeps the catalog out of the messages', async (name) => {
    const records = await parse(show(name, ['-x']));
    expect(records.length).toBe(SAMPLE_ENTRIES.length);
    SAMPLE_ENTRIES.forEach((entry, index) => {
      expectEntry(records[index], entry, name);
    });
  });

  it('-o cat shows the messages, a line each', async () => {
    const records = await parse(show('cat'));
    const lines = records.flatMap(({ message }) => message.split('\n'));
    for (const entry of SAMPLE_ENTRIES) {
      const text = textOf(entry).replace(COLOURS, '');
      // A message that is one of journalctl's own lines cannot be told from it.
      if (/[\0\r\ufffd]|^-- /.test(text)) continue;
      expect(lines).toEqual(expect.arrayContaining(text.split('\n').filter((line) => line.trim() !== '')));
    }
  });

  it('without entries says so', async () => {
    const records = await parse(show('short', ['--identifier=nobody']));
    expect(records).toEqual([]);
  });
});
