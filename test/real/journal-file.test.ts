import { readFileSync, truncateSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parseRecords, type ParsedRecord } from '../../src/index.js';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { readJournal } from '../../src/sources/journal/read-journal.js';
import { makeJournal, removeJournals, type Entry } from './journal-entries.js';
import { hasPrograms, run } from './programs.js';
import { SAMPLE_ENTRIES } from './sample-entries.js';

const hasJournal = hasPrograms('journalctl', 'systemd-journal-remote');
afterAll(removeJournals);

type Fields = Readonly<Record<string, string | readonly string[] | null>>;

/** Entries of many sizes: the entry arrays grow, fields are shared, some are long enough to be compressed. */
const MANY: readonly Entry[] = Array.from({ length: 3000 }, (_, index) => ({
  realtimeUs: 1_546_300_900_000_000 + index * 1_000,
  monotonicUs: 10_000_000_000 + index * 1_000,
  bootId: 'a9f2c4d81b7e4c55b0e37d6f24c81e9a',
  transport: 'stdout',
  host: 'node-1',
  identifier: `program-${index % 13}`,
  pid: 100 + (index % 37),
  unit: `unit-${index % 13}.service`,
  message: `${index} ${'goroutine 1 [chan receive]:\n\t'.repeat(index % 40)}`,
}));

/** Without what later versions of journalctl add. */
function comparable(fields: Readonly<Record<string, unknown>>): Fields {
  const names = Object.entries(fields).filter(([name]) => !name.startsWith('__SEQNUM'));
  return Object.fromEntries(names) as Fields;
}

async function readNative(path: string): Promise<{ entries: Fields[]; codes: string[] }> {
  const diagnostics: Omit<Diagnostic, 'source'>[] = [];
  const bytes = readFileSync(path);
  const file = {
    size: bytes.length,
    readAt: (at: number, length: number) => Promise.resolve(bytes.subarray(at, at + length)),
  };
  const blocks: Uint8Array[] = [];
  for await (const block of readJournal(file, diagnostics)) blocks.push(block);
  const lines = Buffer.concat(blocks).toString('utf8').split('\n').slice(0, -1);
  return {
    entries: lines.map((line) => comparable(JSON.parse(line) as Record<string, unknown>)),
    codes: diagnostics.map(({ code }) => code),
  };
}

/** journalctl prints bytes where a value is not printable. */
function textOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const items = value as unknown[];
  return items.every((item) => typeof item === 'number') ? Buffer.from(items).toString('utf8') : items.map(textOf);
}

function readJson(path: string): Fields[] {
  const lines = run('journalctl', ['--file', path, '-o', 'json', '-a']).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const object = Object.entries(JSON.parse(line) as Record<string, unknown>);
    return comparable(Object.fromEntries(object.map(([name, value]) => [name, textOf(value)])));
  });
}

function readExport(path: string): Fields[] {
  const bytes = run('journalctl', ['--file', path, '-o', 'export']);
  const entries: Fields[] = [];
  let fields: Record<string, string | string[]> = {};
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const line = bytes.toString('utf8', at, end);
    at = end + 1;
    if (line === '') {
      entries.push(comparable(fields));
      fields = {};
      continue;
    }
    const equals = line.indexOf('=');
    const name = equals < 0 ? line : line.slice(0, equals);
    let value = line.slice(equals + 1);
    if (equals < 0) {
      const length = Number(bytes.readBigUInt64LE(at));
      value = bytes.toString('utf8', at + 8, at + 8 + length);
      at += 8 + length + 1;
    }
    const present = fields[name];
    fields[name] = present === undefined ? value : [...(Array.isArray(present) ? present : [present]), value];
  }
  return entries;
}

const FORMS: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  ['as this version makes it', [], {}],
  ['without compression', ['--compress=no'], {}],
  ['with 64-bit offsets', [], { SYSTEMD_JOURNAL_COMPACT: '0' }],
  ['with hashes of old', [], { SYSTEMD_JOURNAL_KEYED_HASH: '0', SYSTEMD_JOURNAL_COMPACT: '0' }],
  // Versions from 253 on choose the compression by this.
  ['with xz', [], { SYSTEMD_JOURNAL_COMPRESS: 'XZ' }],
  ['with lz4', [], { SYSTEMD_JOURNAL_COMPRESS: 'LZ4' }],
  ['with zstd', [], { SYSTEMD_JOURNAL_COMPRESS: 'ZSTD' }],
];

describe.skipIf(!hasJournal)('a journal file of systemd-journal-remote', () => {
  it.each(FORMS)('%s is read as journalctl reads it', async (_, options, env) => {
    const path = makeJournal([...SAMPLE_ENTRIES, ...MANY], options, env);
    const { entries, codes } = await readNative(path);
    expect(codes).toEqual(['invalid-utf8']);
    expect(entries.length).toBe(SAMPLE_ENTRIES.length + MANY.length);
    expect(entries).toEqual(readJson(path));
    expect(entries).toEqual(readExport(path));
  });

  it('gives the records that its entries hold, an entry a line', async () => {
    const path = makeJournal(SAMPLE_ENTRIES);
    const records: ParsedRecord[] = [];
    for await (const record of parseRecords(path)) records.push(record);
    expect(records.length).toBe(SAMPLE_ENTRIES.length);
    SAMPLE_ENTRIES.forEach((entry, index) => {
      const record = records[index];
      expect(record).toMatchObject({
        line: index + 1,
        time: entry.sourceRealtimeUs ?? entry.realtimeUs,
        timeBasis: 'exact',
        monotonic: entry.sourceMonotonicUs ?? entry.monotonicUs,
        bootId: entry.bootId,
      });
      expect(record?.host).toBe(entry.host);
      expect(record?.identifier).toBe(entry.identifier ?? entry.comm);
      expect(record?.pid).toBe(entry.pid ?? entry.syslogPid);
      expect(record?.unit).toBe(entry.unit);
      expect(record?.priority).toBe(entry.priority);
    });
  });

  it('that is cut anywhere gives the entries before the cut', async () => {
    const path = makeJournal(MANY);
    const whole = await readNative(path);
    const bytes = readFileSync(path);
    // The header tells where the last object stands; before the first there are hash tables.
    const [first, last] = [bytes.indexOf('_HOSTNAME='), Number(bytes.readBigUInt64LE(136))];
    for (const share of [0.9, 0.6, 0.3]) {
      truncateSync(path, Math.floor(first + (last - first) * share));
      const { entries, codes } = await readNative(path);
      expect(entries.length).toBeGreaterThan(100);
      expect(entries).toEqual(whole.entries.slice(0, entries.length));
      expect(codes).toEqual(['archive-damaged']);
    }
  });
});
