import { describe, expect, it } from 'vitest';
import { createRecordParser, detectEnvelope } from '../../src/formats/index.js';
import type { LogRecord } from '../../src/core/log-record.js';
import { linesOf, parseLines, recordOf, recordsOf } from './support.js';

const ENTRY = 'time="2018-12-14T12:04:45Z" level=error msg="it\'s <x>"';
const OPENED = { format: 'logfmt', level: 'error', message: "it's <x>" };

describe('a line pasted into a ticket', () => {
  it.each([
    ['quoted', `> ${ENTRY}`],
    ['quoted in a reply', `> > ${ENTRY}`],
    ['quoted without spaces', `>>${ENTRY}`],
    ['indented by four', `    ${ENTRY}`],
    ['indented by two', `  ${ENTRY}`],
    ['behind a tab', `\t${ENTRY}`],
    ['quoted as code', `>     ${ENTRY}`],
    ['in backticks', `\`${ENTRY}\``],
    ['behind a fence', `\`\`\`${ENTRY}`],
    ['before a fence', `${ENTRY}\`\`\``],
    ['in a list', `- ${ENTRY}`],
    ['with named entities', ENTRY.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
    ['with numeric entities', ENTRY.replaceAll(/[<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)],
    ['with padded entities', ENTRY.replaceAll('"', '&#034;').replaceAll("'", '&#039;').replaceAll(/[<>]/g, '')],
    ['with hexadecimal entities', ENTRY.replaceAll(/[<>"']/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`)],
    ['quoted and escaped', `&gt; ${ENTRY.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}`],
  ])('%s is read', (name, text) => {
    const message = name === 'with padded entities' ? "it's x" : OPENED.message;
    expect(recordOf(text)).toMatchObject({ ...OPENED, message, raw: text });
  });

  it.each(['> panic: boom', '> > panic: boom', '`panic: boom`', '&gt; panic: boom'])(
    'without stamp loses its marks, not its text: %s',
    (text) => {
      expect(recordOf(text)).toMatchObject({ format: 'bare', message: 'panic: boom', raw: text });
    },
  );

  it('keeps entities that are its own words', () => {
    const html = '{"log":"<a href=\\"?a=1&amp;b=2\\">&quot;\\n","stream":"stdout","time":"2026-11-21T03:21:17Z"}';
    expect(recordOf(html).message).toBe('<a href="?a=1&amp;b=2">&quot;');
    const url = 'Dec 14 12:04:59 node dockerd[7926]: GET /json?all=1&amp;limit=0';
    expect(recordOf(url).message).toBe('GET /json?all=1&amp;limit=0');
  });

  it('that is quoted stands alone: the prefilter does not see what continues it', () => {
    const records = recordsOf(
      '> Dec 14 12:04:59 node dockerd[7926]: goroutine 248 [running]:',
      '>                                     main.main()',
    );
    expect(records.map((record) => record.message.trim())).toEqual(['goroutine 248 [running]:', 'main.main()']);
  });
});

function parseDetected(lines: readonly string[]): { records: LogRecord[]; format: ReturnType<typeof detectEnvelope> } {
  const format = detectEnvelope(lines);
  return { records: parseLines(linesOf(...lines), format.format).records, format };
}

function wrap(texts: readonly string[], width: number): string[] {
  return texts.flatMap((text) => text.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']);
}

describe('lines that a terminal broke', () => {
  const long = (word: string): string =>
    `Dec 14 12:04:59 node dockerd[7926]: time="2018-12-14T12:04:59.123456789Z" level=error msg="${`${word} `.repeat(30)}"`;
  const texts = [long('one'), long('two'), 'Dec 14 12:05:00 node kernel: short', long('three'), long('four')];

  it.each([80, 120])('at %d columns are put together again', (width) => {
    const { records, format } = parseDetected(wrap(texts, width));
    expect(format.format).toMatchObject({ name: 'journal-short', everyLine: true, wrapWidth: width });
    expect(records.map((record) => record.raw)).toEqual(texts);
    expect(records[0]?.message).toBe('one '.repeat(30));
  });

  it('are put together if the space at a break is gone', () => {
    const { records } = parseDetected(wrap(texts, 80).map((row) => row.trimEnd()));
    expect(records.map((record) => record.message.replaceAll(' ', ''))).toEqual(
      parseLines(linesOf(...texts)).records.map((record) => record.message.replaceAll(' ', '')),
    );
  });

  it('without envelope are found by their payload', () => {
    const bare = texts.filter((text) => text.includes('time=')).map((text) => text.slice(36));
    const { records, format } = parseDetected(wrap(bare, 100));
    expect(format.format?.name).toBe('logfmt');
    expect(records.map((record) => record.level)).toEqual(['error', 'error', 'error', 'error']);
  });

  it('are not seen in whole lines, nor in tables', () => {
    const whole = detectEnvelope([...texts, ...texts]).format;
    expect(whole).not.toHaveProperty('wrapWidth');
    const table = Array.from({ length: 20 }, (_, row) => `${row} `.padEnd(90, 'x'));
    expect(detectEnvelope(table).format).toBeUndefined();
    const stack = texts.flatMap((text) => [text, '\tat java.lang.Thread.run(Thread.java:1)']);
    expect(detectEnvelope(stack).format?.everyLine).toBe(false);
  });

  it('stay within bounds', () => {
    const row = 'x'.repeat(80);
    const { records } = parseDetected([
      `Dec 14 12:04:59 node a[1]: `.padEnd(80, 'x'),
      ...Array.from({ length: 1_000 }, () => row),
    ]);
    expect(Math.max(...records.map((record) => record.raw.length))).toBeLessThanOrEqual(80 * 200);
  });
});

describe('dmesg --color', () => {
  it('is read line by line: its colour codes stand inside messages', () => {
    const { records, format } = parseDetected([
      '\x1b[32m[2002000.000028] \x1b[0m\x1b[33mcrash[3999]: \x1b[0m\x1b[31msegfault at 0 ip 0 sp 0 error 6\x1b[0m',
      '[2002000.000029] plain',
    ]);
    expect(format.format).toMatchObject({ name: 'dmesg', everyLine: true });
    expect(records.map((record) => record.message)).toEqual(['crash[3999]: segfault at 0 ip 0 sp 0 error 6', 'plain']);
  });
});

describe('kernel lines that look like a program’s', () => {
  const fault = 'segfault at 0 ip 0000558d08625139 sp 00007ffd7a0768a0 error 6 in nginx[558d08625000+1000]';
  it.each([
    [`[12345.678901] nginx[1234]: ${fault}`, `nginx[1234]: ${fault}`],
    [`[12345.678901] Web Content[1234]: ${fault}`, `Web Content[1234]: ${fault}`],
    [`[12345.678901] runc:[2:INIT][1234]: ${fault}`, `runc:[2:INIT][1234]: ${fault}`],
    [`Dec 14 03:21:03 nginx[1234]: ${fault}`, `nginx[1234]: ${fault}`],
    [`Dec 14 03:21:03 node nginx[1234]: ${fault}`, `nginx[1234]: ${fault}`],
    [
      '[12345.678901] traps: x[1] general protection ip:1 sp:2 error:0',
      'traps: x[1] general protection ip:1 sp:2 error:0',
    ],
    [
      '[12345.678901] audit: type=1400 audit(1.1:1): apparmor="DENIED"',
      'audit: type=1400 audit(1.1:1): apparmor="DENIED"',
    ],
    [
      '[12345.678901] docker0: port 1(veth3f2a1b0) entered blocking state',
      'docker0: port 1(veth3f2a1b0) entered blocking state',
    ],
    ['[12345.678901] EXT4-fs (sda1): mounted filesystem', 'EXT4-fs (sda1): mounted filesystem'],
    [
      '[12345.678901] device-mapper: thin: 253:4: reached low water mark',
      'device-mapper: thin: 253:4: reached low water mark',
    ],
  ])('are the kernel’s: %s', (text, message) => {
    for (const primary of [
      undefined,
      detectEnvelope([text]).format,
      detectEnvelope(['[1.000000] node kernel: x']).format,
    ]) {
      const { records } = parseLines(linesOf(text), primary);
      const first = records[0];
      if (primary?.name === 'journal-short-monotonic' && first?.host === 'EXT4-fs') continue;
      expect(first).toMatchObject({ origin: 'kernel', message });
      expect(first).not.toHaveProperty('pid');
      expect(first).not.toHaveProperty('identifier');
    }
  });

  it('are told from journal entries in the same ticket', () => {
    const lines = ['[ 4.100000] a', '[ 4.200000] b', '[ 4.300000] node dockerd[7926]: c', '[ 4.400000] systemd[1]: d'];
    expect(parseDetected(lines).records.map(({ origin, message }) => [origin, message])).toEqual([
      ['kernel', 'a'],
      ['kernel', 'b'],
      ['dockerd', 'c'],
      ['systemd', 'd'],
    ]);
  });

  it('do not include what programs say', () => {
    expect(recordOf('Dec 14 03:21:03 node app[7]: segfault at startup')).toMatchObject({ pid: 7, origin: 'other' });
    expect(recordOf('Dec 14 03:21:03 node app[7]: unhandled exception: x')).toMatchObject({ pid: 7, origin: 'other' });
  });
});

describe('messages in pieces', () => {
  const part = 'x'.repeat(16_384);
  const json = (log: string, stream: string): string =>
    JSON.stringify({ log, stream, time: '2026-11-21T03:21:17.550357676Z' });
  const cri = (tag: string, text: string, stream = 'stdout'): string =>
    `2018-12-14T12:07:00.123456789Z ${stream} ${tag} ${text}`;

  it('of the json-file driver are one record, whatever the other stream writes in between', () => {
    const records = recordsOf(
      json(part, 'stdout'),
      json('err\n', 'stderr'),
      json(part, 'stdout'),
      json('end\n', 'stdout'),
      json('next\n', 'stdout'),
    );
    expect(records.map((record) => [record.position.line, record.stream, record.message.length])).toEqual([
      [1, 'stdout', 2 * 16_384 + 3],
      [2, 'stderr', 3],
      [5, 'stdout', 4],
    ]);
    expect(records[0]?.fields).not.toHaveProperty('partial');
  });

  it('are opened when they are whole', () => {
    const text = `time="2018-12-14T12:04:45Z" level=error msg="${part}"\n`;
    const [record] = recordsOf(json(text.slice(0, 16_384), 'stderr'), json(text.slice(16_384), 'stderr'));
    expect(record).toMatchObject({ format: 'json-file+logfmt', level: 'error', message: part });
  });

  it('of CRI are one record', () => {
    const records = recordsOf(cri('P', 'a'), cri('F', 'e', 'stderr'), cri('P', 'b'), cri('F', 'c'), cri('F', 'd'));
    expect(records.map((record) => record.message)).toEqual(['abc', 'e', 'd']);
  });

  it('that never end stay marked, at a gap as at the end', () => {
    const parser = createRecordParser({ source: 1, primary: undefined });
    const records: LogRecord[] = [];
    const sink = { record: (record: LogRecord) => void records.push(record) };
    const [first, second] = linesOf(cri('P', 'a'), cri('F', 'b'));
    if (first === undefined || second === undefined) throw new Error('no lines');
    parser.push(first, sink);
    expect([parser.isWaiting, records.length]).toEqual([true, 0]);
    parser.flush(sink);
    parser.push(second, sink);
    expect(records.map(({ message, fields }) => [message, fields?.['partial']])).toEqual([
      ['a', true],
      ['b', undefined],
    ]);
  });

  it('are not awaited behind a short line without newline', () => {
    const records = recordsOf(json('Password: ', 'stdout'), json('next\n', 'stdout'));
    expect(records.map(({ message, fields }) => [message, fields?.['partial']])).toEqual([
      ['Password: ', true],
      ['next', undefined],
    ]);
  });

  it('are bounded in length, and in what waits behind them', () => {
    const long = recordsOf(...Array.from({ length: 200 }, () => json(part, 'stdout')));
    expect(Math.max(...long.map((record) => record.message.length))).toBeLessThan(1.1 * 1024 * 1024);
    expect(long.reduce((sum, record) => sum + record.message.length, 0)).toBe(200 * 16_384);
    const others = Array.from({ length: 1_000 }, (_, index) => json(`${index}\n`, 'stderr'));
    const behind = recordsOf(json(part, 'stdout'), ...others, json('end\n', 'stdout'));
    expect(behind.map((record) => record.position.line)).toEqual(
      Array.from({ length: 1_002 }, (_, index) => index + 1),
    );
  });
});

describe('the raw stream of Docker’s API', () => {
  it('is read without its headers', () => {
    const frame = (stream: string, text: string): string =>
      `${stream}\0\0\0\0\0\0${String.fromCharCode(text.length)}${text}`;
    const { records, format } = parseDetected([
      frame('\x01', 'hello'),
      frame('\x02', 'panic: boom'),
      frame('\x02', '2026-11-21T03:21:17.550357676Z stamped'),
    ]);
    expect(format.format?.name).toBe('docker-stream');
    expect(records.map(({ message, stream, time }) => [message, stream, time.kind])).toEqual([
      ['hello', 'stdout', 'none'],
      ['panic: boom', 'stderr', 'none'],
      ['stamped', 'stderr', 'wall'],
    ]);
  });
});
