import { describe, expect, it } from 'vitest';
import { envelopeByName } from '../../src/formats/index.js';
import { linesOf, parseLines, type Parsed } from './support.js';

const ENTRIES = [
  { fac: 'kern', pri: 'warn', time: 1234.5001, msg: 'stress invoked oom-killer: gfp_mask=0xd0, order=0' },
  { fac: 'kern', pri: 'info', time: 1234.500107, msg: 'Task in /docker/0e7dc1a5d2f9 killed as a result of limit' },
  { fac: 'daemon', pri: 'notice', time: 2002000.000161, msg: 'Starting "docker" },{ \\x1b' },
];

/** As util-linux prints it. */
function dmesgLines(entries: readonly Record<string, unknown>[] = ENTRIES): string[] {
  const bodies = entries.map((entry) =>
    Object.entries(entry).map(([key, value], index, all) => {
      const comma = index < all.length - 1 ? ',' : '';
      return `         "${key}": ${JSON.stringify(value)}${comma}`;
    }),
  );
  const middle = bodies.flatMap((body, index) => (index === 0 ? body : ['      },{', ...body]));
  return ['{', '   "dmesg": [', '      {', ...middle, '      }', '   ]', '}'];
}

function parse(format: string, lines: readonly string[]): Parsed {
  return parseLines(linesOf(...lines), envelopeByName(format));
}

const messages = ({ records }: Parsed): string[] => records.map(({ message }) => message);

describe('dmesg JSON', () => {
  const expected = ENTRIES.map(({ msg }) => msg);

  it('is read entry by entry, as util-linux prints it, as jq indents it, and compact', () => {
    const document = { dmesg: ENTRIES };
    for (const lines of [
      dmesgLines(),
      JSON.stringify(document, null, 2).split('\n'),
      JSON.stringify(document, null, '\t').split('\n'),
      [JSON.stringify(document)],
    ]) {
      const parsed = parse('dmesg-json', lines);
      expect(messages(parsed)).toEqual(expected);
      expect(parsed.unknown).toEqual([]);
      expect(parsed.records.map(({ time }) => time)).toMatchObject([
        { kind: 'monotonic', us: 1_234_500_100 },
        { kind: 'monotonic', us: 1_234_500_107 },
        { kind: 'monotonic', us: 2_002_000_000_161 },
      ]);
    }
  });

  it('stands where the first pair of an entry stands', () => {
    const lines = dmesgLines();
    const { records } = parse('dmesg-json', lines);
    expect(records.map(({ position }) => lines[position.line - 1]?.trim())).toEqual([
      '"fac": "kern",',
      '"fac": "kern",',
      '"fac": "daemon",',
    ]);
    expect(records[0]?.raw).toBe(lines.slice(3, 7).join('\n'));
  });

  it('gives an entry out as soon as it ends, so that an array may be of any length', () => {
    const parser = envelopeByName('dmesg-json')?.createParser({ source: 1 });
    const seen: string[] = [];
    const sink = { record: ({ message }: { readonly message: string }) => void seen.push(message) };
    const lines = linesOf(...dmesgLines());
    for (const line of lines.slice(0, 8)) parser?.push(line, sink);
    expect(seen).toEqual(expected.slice(0, 1));
  });

  it('reads documents that follow each other', () => {
    expect(messages(parse('dmesg-json', [...dmesgLines(), ...dmesgLines()]))).toEqual([...expected, ...expected]);
  });

  it.each([
    ['a line of another program', 'Dec 14 20:04:45 node dockerd[7926]: interleaved', 'interleaved'],
    ['a line of no format', 'not JSON at all', 'not JSON at all'],
  ])('loses one entry to %s and goes on with the next', (_, garbage, text) => {
    const lines = dmesgLines();
    const parsed = parse('dmesg-json', [...lines.slice(0, 9), garbage, ...lines.slice(9)]);
    expect(messages(parsed)).toEqual([expected[0], '', text, expected[2]]);
    expect(parsed.records.map(({ truncated }) => truncated)).toEqual([undefined, true, undefined, undefined]);
    expect(parsed.unknown.length).toBeLessThanOrEqual(1);
  });

  it('goes on at the next entry where one was cut off', () => {
    const lines = dmesgLines();
    expect(messages(parse('dmesg-json', [...lines.slice(0, 5), ...lines.slice(7)]))).toEqual([
      '',
      ...expected.slice(1),
    ]);
  });

  it('goes on with a document that begins anew', () => {
    const lines = dmesgLines();
    expect(messages(parse('dmesg-json', [...lines.slice(0, 10), ...lines]))).toEqual([expected[0], '', ...expected]);
  });

  it('gives out what was read of the last entry when the input ends inside it', () => {
    const { records } = parse('dmesg-json', dmesgLines().slice(0, 6));
    expect(records).toMatchObject([{ truncated: true, priority: 4, message: '', time: { us: 1_234_500_100 } }]);
  });

  it('gives up an entry without end, and one that is nested without end', () => {
    const long = Array.from({ length: 60 }, () => `         "x": "${'a'.repeat(100_000)}",`);
    const deep = Array.from({ length: 100 }, () => '         "x": {');
    for (const body of [long, deep]) {
      const lines = dmesgLines();
      const parsed = parse('dmesg-json', [...lines.slice(0, 9), ...body, ...lines.slice(11)]);
      expect(messages(parsed)).toEqual([expected[0], '', expected[2]]);
    }
  });
});

describe('pretty journal JSON', () => {
  const entry = (message: unknown): Record<string, unknown> => ({
    __REALTIME_TIMESTAMP: '1544789103900000',
    SYSLOG_IDENTIFIER: 'web',
    MESSAGE: message,
    _PID: '7926',
  });
  /** As journalctl prints it. */
  const pretty = (message: unknown): string[] => {
    const pairs = Object.entries(entry(message)).map(([key, value]) => `\t"${key}" : ${JSON.stringify(value)}`);
    return ['{', ...pairs.map((pair, index) => (index < pairs.length - 1 ? `${pair},` : pair)), '}'];
  };

  it('is read as journalctl prints it and as jq does, with and without an array', () => {
    const all = ['one', 'two\nlines', [98, 121, 116, 101, 115]];
    const expected = ['one', 'two\nlines', 'bytes'];
    for (const lines of [
      all.flatMap(pretty),
      all.flatMap((message) => JSON.stringify(entry(message), null, 2).split('\n')),
      JSON.stringify(all.map(entry), null, 2).split('\n'),
    ]) {
      const parsed = parse('journal-json-pretty', lines);
      expect(messages(parsed)).toEqual(expected);
      expect(parsed.unknown).toEqual([]);
    }
  });

  it('begins with its brace', () => {
    const lines = [...pretty('one'), ...pretty('two')];
    const { records } = parse('journal-json-pretty', lines);
    expect(records.map(({ position }) => position.line)).toEqual([1, 7]);
    expect(records.map(({ raw }) => raw)).toEqual([lines.slice(0, 6).join('\n'), lines.slice(6).join('\n')]);
  });

  it('keeps byte order marks inside of texts', () => {
    const texts = ['é \ufeff mark', '\ufeff', 'none é', 'é\ufeff'];
    expect(messages(parse('journal-json-pretty', texts.flatMap(pretty)))).toEqual(texts);
  });

  it('loses one entry to a line that is none of its own, or to a cut', () => {
    const lines = pretty('damaged');
    for (const damaged of [
      [...lines.slice(0, 3), '-- Reboot --', ...lines.slice(3)],
      lines.slice(0, 3),
      [...lines.slice(0, 3), '\t"MESSAGE" : "cut'],
    ]) {
      const { records } = parse('journal-json-pretty', [...pretty('before'), ...damaged, ...pretty('behind')]);
      const own = records.filter(({ identifier }) => identifier === 'web');
      expect(own.map(({ message, truncated }) => [message, truncated])).toEqual([
        ['before', undefined],
        ['', true],
        ['behind', undefined],
      ]);
    }
  });
});
