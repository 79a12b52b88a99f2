import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import { parseRecords, type ParsedRecord, type ParseSummary } from '../../src/index.js';
import { bufferJournal } from '../../src/sources/journal/buffer-journal.js';
import type { RandomAccess } from '../../src/sources/journal/paged-file.js';
import { readJournal } from '../../src/sources/journal/read-journal.js';
import type { Input } from '../../src/sources/open-input.js';
import { BOOT_ID, writeJournal, type Compression, type WrittenEntry } from './journal-writer.js';
import { PACKED, PACKED_TEXT } from './packed-fields.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-journal-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const START_US = 1_544_788_683_415_007;

function entry(index: number, ...payloads: readonly (string | Uint8Array)[]): WrittenEntry {
  return {
    realtimeUs: START_US + index * 1000,
    monotonicUs: 7_993_043_928_631 + index * 1000,
    fields: ['_HOSTNAME=node-1', 'PRIORITY=4', ...payloads].map((payload) => ({ payload })),
  };
}

function entries(count: number): WrittenEntry[] {
  return Array.from({ length: count }, (_, index) => entry(index, `_PID=${index % 5}`, `MESSAGE=text ${index}`));
}

/** A Zstandard frame of `MESSAGE=` and zeros: one byte stands for 128 KiB of them. */
function zstdOfZeros(size: number): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(size + 8, 5);
  const raw = Buffer.concat([Buffer.from([8 << 3, 0, 0]), Buffer.from('MESSAGE=')]);
  const blocks = size / 0x20000;
  const zeros = Array.from({ length: blocks }, (_, index) => {
    const block = Buffer.alloc(4, 0x30);
    block.writeUIntLE((0x20000 << 3) | 2 | (index === blocks - 1 ? 1 : 0), 0, 3);
    return block;
  });
  return Buffer.concat([head, raw, ...zeros]);
}

interface Read {
  readonly objects: Record<string, unknown>[];
  readonly diagnostics: Omit<Diagnostic, 'source'>[];
}

function access(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    readAt: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
  };
}

async function count(bytes: Uint8Array): Promise<{ lines: number } & Pick<Read, 'diagnostics'>> {
  const diagnostics: Omit<Diagnostic, 'source'>[] = [];
  let lines = 0;
  for await (const block of readJournal(access(bytes), diagnostics))
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) lines++;
  return { lines, diagnostics };
}

async function read(bytes: Uint8Array): Promise<Read> {
  const diagnostics: Omit<Diagnostic, 'source'>[] = [];
  const chunks: Uint8Array[] = [];
  for await (const block of readJournal(access(bytes), diagnostics)) chunks.push(block);
  const lines = Buffer.concat(chunks).toString('utf8').split('\n');
  expect(lines.pop()).toBe('');
  return { objects: lines.map((line) => JSON.parse(line) as Record<string, unknown>), diagnostics };
}

async function parse(input: Input): Promise<{ records: ParsedRecord[]; summary: ParseSummary | undefined }> {
  const records: ParsedRecord[] = [];
  let summary: ParseSummary | undefined;
  for await (const record of parseRecords(input, { onEnd: (end) => (summary = end) })) records.push(record);
  return { records, summary };
}

const messages = ({ objects }: Read): unknown[] => objects.map((object) => object['MESSAGE']);

describe('a journal file', () => {
  it.each([
    ['with 64-bit offsets', {}],
    ['in the compact form', { compact: true }],
    ['with the header of the first versions', { headerBytes: 208 }],
    ['that is archived', { state: 2 }],
    ['that is open, with room for more', { state: 1, spareBytes: 4096 }],
  ])('%s gives its entries in order', async (_, shape) => {
    const { objects, diagnostics } = await read(writeJournal(entries(20), shape));
    expect(diagnostics).toEqual([]);
    expect(objects).toHaveLength(20);
    expect(objects[10]).toEqual({
      __CURSOR: `s=78a373c36e254685a2e23305d038cf16;i=b;b=${BOOT_ID};m=745068b6d47;t=57cfa24ba84ef;x=6d`,
      __REALTIME_TIMESTAMP: '1544788683425007',
      __MONOTONIC_TIMESTAMP: '7993043938631',
      _BOOT_ID: BOOT_ID,
      _HOSTNAME: 'node-1',
      PRIORITY: '4',
      _PID: '0',
      MESSAGE: 'text 10',
    });
  });

  it.each<Compression>(['xz', 'lz4', 'zstd'])('gives fields that are packed with %s', async (compression) => {
    const packed = { payload: PACKED[compression], compression };
    for (const compact of [false, true]) {
      const { objects, diagnostics } = await read(writeJournal([{ ...entry(0), fields: [packed] }], { compact }));
      expect(diagnostics).toEqual([]);
      expect(`MESSAGE=${String(objects[0]?.['MESSAGE'])}`).toBe(PACKED_TEXT);
    }
  });

  it('keeps repeated fields, and text of all kinds', async () => {
    const text = 'MESSAGE=two\nlines, "quotes" and \\ and \x1b[31m中文';
    const { objects } = await read(writeJournal([entry(0, 'A=1', 'A=2', text, 'A=', '_BOOT_ID=other')]));
    expect(objects[0]).toMatchObject({ A: ['1', '2', ''], MESSAGE: text.slice(8), _BOOT_ID: BOOT_ID });
  });

  it('replaces bytes that are not UTF-8 and says so', async () => {
    const { objects, diagnostics } = await read(writeJournal([entry(0, Buffer.from('MESSAGE=caf\xe9', 'latin1'))]));
    expect(objects[0]).toMatchObject({ MESSAGE: 'caf\ufffd' });
    expect(diagnostics.map(({ code }) => code)).toEqual(['invalid-utf8']);
  });

  it('leaves long values beside the message out and says so', async () => {
    const long = 'x'.repeat(70_000);
    const { objects, diagnostics } = await read(writeJournal([entry(0, `COREDUMP=${long}`, `MESSAGE=${long}`)]));
    expect(objects[0]).toMatchObject({ COREDUMP: null, MESSAGE: long });
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit-reached']);
  });

  it('with features that are not known is refused', async () => {
    const { objects, diagnostics } = await read(writeJournal(entries(3), { incompatible: 64 }));
    expect(objects).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'unsupported-input', text: expect.stringContaining('0x40') as string }]);
  });
});

describe('a damaged journal file', () => {
  const whole = writeJournal(entries(200), { compact: true });

  it('loses an entry whose object is overwritten, and says so once', async () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0xff, bytes.indexOf('MESSAGE=text 100') - 72, bytes.indexOf('MESSAGE=text 100') + 16);
    const result = await read(bytes);
    expect(result.objects).toHaveLength(200);
    expect(messages(result).filter((message) => message === undefined)).toHaveLength(1);
    expect(result.diagnostics).toMatchObject([{ code: 'archive-damaged', severity: 'warning' }]);
  });

  it('goes on behind a stretch of zeros', async () => {
    const bytes = Buffer.from(whole);
    bytes.fill(0, bytes.indexOf('MESSAGE=text 50'), bytes.indexOf('MESSAGE=text 60'));
    const result = await read(bytes);
    expect(messages(result)).toEqual(expect.arrayContaining(['text 49', 'text 61', 'text 199']));
    expect(result.objects.length).toBeGreaterThanOrEqual(188);
    expect(result.diagnostics[0]?.text).toMatch(/^the journal file is damaged in .* of 200 entries were read$/);
  });

  it('that is cut gives what came before', async () => {
    const result = await read(whole.subarray(0, whole.indexOf('MESSAGE=text 120')));
    expect(messages(result)).toEqual(Array.from({ length: 120 }, (_, index) => `text ${index}`));
    expect(result.diagnostics).toMatchObject([{ code: 'archive-damaged' }]);
    expect(result.diagnostics[0]?.text).toMatch(/ends early, at byte \d+; 120 of 200 entries were read$/);
  });

  it('that ends in its header gives nothing', async () => {
    for (const length of [8, 100, 207])
      expect(await read(whole.subarray(0, length))).toMatchObject({
        objects: [],
        diagnostics: [{ severity: 'error' }],
      });
  });

  it('cut anywhere gives the first entries of the whole', async () => {
    const all = messages(await read(whole));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 208, max: whole.length }), async (length) => {
        const some = messages(await read(whole.subarray(0, length)));
        expect(some).toEqual(all.slice(0, some.length));
      }),
      { numRuns: 60 },
    );
  });

  it('with bytes changed anywhere ends, without an error, and most entries stay', async () => {
    const small = writeJournal([
      ...entries(30),
      {
        ...entry(30),
        fields: (['xz', 'lz4', 'zstd'] as const).map((compression) => ({ payload: PACKED[compression], compression })),
      },
      ...entries(5),
    ]);
    const change = fc.tuple(fc.nat(small.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const bytes = Buffer.from(small);
        for (const [at, value] of changes) if (at >= 16) bytes[at] = value;
        const { objects } = await read(bytes);
        // The header may be hit too; else a change hits one object, or a few that are found again behind it.
        if (changes.every(([at]) => at >= 272 + 352))
          expect(objects.length).toBeGreaterThanOrEqual(36 - 6 * changes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('that makes far more text than it has bytes is left at a bound', async () => {
    const payload = zstdOfZeros(10 * 1024 * 1024);
    const fields = [{ payload, compression: 'zstd' as const }];
    const bytes = writeJournal(Array.from({ length: 50 }, (_, index) => ({ ...entry(index), fields })));
    const { lines, diagnostics } = await count(bytes);
    expect(lines).toBeLessThan(10);
    expect(diagnostics.map(({ code }) => code)).toContain('limit-reached');
  });
});

describe('a journal as input', () => {
  const bytes = writeJournal(entries(5));
  const path = join(directory, 'system.journal');
  writeFileSync(path, bytes);
  const packed = join(directory, 'system.journal.gz');
  writeFileSync(packed, gzipSync(bytes));

  it.each<[string, Input]>([
    ['a file', path],
    ['a compressed file', packed],
    ['bytes', { name: 'x', data: bytes }],
  ])('from %s gives records whose lines are entries', async (_, input) => {
    const { records, summary } = await parse(input);
    expect(summary).toMatchObject({ format: 'journal-json', lines: 5, records: 5, notUnderstood: 0, diagnostics: [] });
    expect(records[3]).toMatchObject({
      line: 4,
      time: START_US + 3000,
      timeBasis: 'exact',
      monotonic: 7_993_043_931_631,
      bootId: BOOT_ID,
      host: 'node-1',
      pid: 3,
      priority: 4,
      message: 'text 3',
    });
  });

  it('is held in memory up to a bound where it cannot be read at any place', async () => {
    const diagnostics: Omit<Diagnostic, 'source'>[] = [];
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    }
    const whole = await bufferJournal(chunks(), diagnostics);
    expect([whole.size, diagnostics]).toEqual([bytes.length, []]);
    expect(Buffer.from(await whole.readAt(50, 333))).toEqual(bytes.subarray(50, 383));
    const cut = await bufferJournal(chunks(), diagnostics, 1000);
    expect(cut.size).toBe(1000);
    expect(diagnostics.map(({ code }) => code)).toEqual(['limit-reached']);
  });
});
