import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecords, type InputData, type ParsedRecord, type ParseOptions, type ParseSummary } from '../src/index.js';

const GOLDEN = resolve(import.meta.dirname, 'golden/parse');
/** Sunday, 2 June 2019. */
const NOW_US = Date.UTC(2019, 5, 2) * 1000;

async function parse(data: InputData, options: ParseOptions = {}): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = [];
  for await (const record of parseRecords({ name: 'x', data }, { nowUs: NOW_US, ...options })) records.push(record);
  return records;
}

async function summarize(data: InputData, options: ParseOptions = {}): Promise<ParseSummary | undefined> {
  let found: ParseSummary | undefined;
  await parse(data, {
    ...options,
    onEnd: (summary) => {
      found = summary;
    },
  });
  return found;
}

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

const samples = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => ({ name, bytes: readFileSync(join(GOLDEN, name)) }));

describe.each(samples)('the records of $name', ({ name, bytes }) => {
  it('are the golden ones', async () => {
    const records = await parse(bytes);
    await expect(`${records.map((record) => JSON.stringify(record)).join('\n')}\n`).toMatchFileSnapshot(
      join(GOLDEN, name.replace(/\.txt$/, '.ndjson')),
    );
  });

  it('begin at the byte and line that they name', async () => {
    for (const { offset, line } of await parse(bytes)) {
      if (offset > 0) expect(bytes[offset - 1]).toBe(0x0a);
      expect(bytes.subarray(0, offset).filter((byte) => byte === 0x0a)).toHaveLength(line - 1);
    }
  });

  it('are the same wherever the bytes are cut', async () => {
    const whole = await parse(bytes);
    expect(await parse(pieces(bytes, [...bytes.keys()]))).toEqual(whole);
    for (let cut = 0; cut < bytes.length; cut += 7) expect(await parse(pieces(bytes, [cut]))).toEqual(whole);
  });

  it('but for offsets are the same with other line ends', async () => {
    const lf = bytes.toString('latin1').replaceAll('\r\n', '\n');
    const [a, b] = await Promise.all(
      [lf, lf.replaceAll('\n', '\r\n')].map((text) => parse(Buffer.from(text, 'latin1'))),
    );
    expect(a?.map((record) => ({ ...record, offset: 0 }))).toEqual(b?.map((record) => ({ ...record, offset: 0 })));
  });
});

describe('parseRecords', () => {
  it('gives the same for any input, however it is cut', async () => {
    const text = fc.array(
      fc.constantFrom('Dec 14 20:04:45 n dockerd[1]: ', '\n', '\r\n', '  x', 'é🐳', '{', '\x00', '[ 1.5] a', '\n\n'),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 5 }), async (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const inside = cuts.filter((cut) => cut < bytes.length);
        expect(await parse(pieces(bytes, inside))).toEqual(await parse(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it('cuts overlong lines, marks them, and keeps the offsets of what follows', async () => {
    const head = 'Dec 14 20:04:45 node dockerd[1]: ';
    const long = Buffer.from(`${head}${'x'.repeat(3_000_000)}\n${head}short\n`);
    const cuts = Array.from({ length: 40 }, (_, index) => index * 70_001);
    const records = await parse(pieces(long, cuts), { maxLineBytes: 1000 });
    expect(records.map(({ offset, message, fields }) => [offset, message.length, fields?.['truncated']])).toEqual([
      [0, 1000 - head.length, true],
      [3_000_000 + head.length + 1, 5, undefined],
    ]);
    expect((await summarize(long, { maxLineBytes: 1000 }))?.diagnostics.map(({ code }) => code)).toEqual(['line-cut']);
  });

  it('takes a line of exactly the limit whole', async () => {
    const line = 'a'.repeat(100);
    const records = await parse(`${line}\n${line}b\n`, { maxLineBytes: 100 });
    expect(records.map(({ message, fields }) => [message, fields?.['truncated']])).toEqual([
      [line, undefined],
      [line, true],
    ]);
  });

  it('reads line after line of a stream without gathering it', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given++;
        yield Buffer.from('Dec 14 20:04:45 node dockerd[1]: again and again\n'.repeat(1500));
      }
    }
    let closed = false;
    const data: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        const iterator = endless();
        return {
          next: () => iterator.next(),
          return: async () => {
            closed = true;
            return iterator.return(undefined);
          },
        };
      },
    };
    let seen = 0;
    for await (const record of parseRecords({ name: 'x', data }, { nowUs: NOW_US })) {
      seen += record.message === 'again and again' ? 1 : 0;
      if (seen === 10_000) break;
    }
    expect(seen).toBe(10_000);
    expect(given).toBeLessThan(60);
    await expect.poll(() => closed).toBe(true);
  });

  it.each([
    ['a given zone', { zone: 'Asia/Shanghai' }, 'exact', '2018-12-14T12:04:45.000Z'],
    ['no zone at all', {}, 'zone-assumed', '2018-12-14T20:04:45.000Z'],
  ])('places stamps with a year by %s', async (_, options, timeBasis, iso) => {
    const [record] = await parse('2018-12-14 20:04:45 node dockerd[1]: text\n', options);
    expect(record?.timeBasis).toBe(timeBasis);
    expect(new Date((record?.time ?? 0) / 1000).toISOString()).toBe(iso);
  });

  it('takes the zone from the first stamps inside of messages, also for lines before them', async () => {
    const lines = [
      'Dec 14 20:04:40 node systemd[1]: before',
      'Dec 14 20:04:45 node dockerd[1]: time="2018-12-14T20:04:45.788669544+08:00" level=info msg="inside"',
    ];
    const records = await parse(lines.join('\n'));
    expect(records.map(({ time }) => new Date((time ?? 0) / 1000).toISOString())).toEqual([
      '2018-12-14T12:04:40.000Z',
      '2018-12-14T12:04:45.788Z',
    ]);
    expect(records.map(({ timeBasis }) => timeBasis)).toEqual(['year-inferred', 'exact']);
  });

  it('makes up no year where nothing tells it', async () => {
    const records: ParsedRecord[] = [];
    for await (const record of parseRecords({ name: 'x', data: 'Dec 14 20:04:40 node systemd[1]: text\n' }))
      records.push(record);
    expect(records).toEqual([
      {
        source: 'x',
        line: 1,
        offset: 0,
        host: 'node',
        identifier: 'systemd',
        pid: 1,
        origin: 'systemd',
        message: 'text',
      },
    ]);
  });

  it('shows time since boot, and the wall time only if the boot time is given', async () => {
    const line = '[   12.500000] docker0: port 1(veth3f2a1b0) entered disabled state\n';
    expect(await parse(line)).toMatchObject([{ monotonic: 12_500_000 }]);
    expect(Object.keys((await parse(line))[0] ?? {})).not.toContain('time');
    expect(await parse(line, { bootTimeUs: 1_000_000 })).toMatchObject([{ time: 13_500_000, timeBasis: 'aligned' }]);
  });

  it('reads an input as the format that is named', async () => {
    const line = 'Dec 14 20:04:40 node systemd[1]: text\n';
    expect((await summarize(line, { format: 'syslog' }))?.format).toBe('syslog');
    await expect(parse(line, { format: 'nonsense' })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(parse(line, { zone: 'Nowhere/City' })).rejects.toMatchObject({ code: 'bad-option' });
  });

  it.each([
    ['binary', Buffer.alloc(5000, 1), 'binary-input'],
    ['empty', '', 'file-empty'],
    ['text', Buffer.from('plain\nbad \xff\n', 'latin1'), 'invalid-utf8'],
  ])('says that an input is %s', async (format, data, code) => {
    const summary = await summarize(data);
    expect(summary?.format).toBe(format);
    expect(summary?.diagnostics.map((one) => one.code)).toEqual([code]);
  });

  it('names the first line that is not UTF-8', async () => {
    const bytes = Buffer.from(`${'é ok\n'.repeat(30_000)}bad \xff\n`.replaceAll('é', 'Ã©'), 'latin1');
    expect((await summarize(bytes))?.diagnostics).toMatchObject([{ code: 'invalid-utf8', line: 30_001 }]);
  });

  it('counts what no format understood', async () => {
    const summary = await summarize('Dec 14 20:04:40 node systemd[1]: text\nwhat is this\n\n');
    expect(summary).toMatchObject({ lines: 3, records: 2, notUnderstood: 1, bytes: 52 });
  });
});
