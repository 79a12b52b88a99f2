import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { LogRecord } from '../../src/core/log-record.js';
import { createRecordParser, detectEnvelope, FORMATS } from '../../src/formats/index.js';
import { linesOf, parseLines, recordOf, recordsOf } from './support.js';

describe('the short family', () => {
  it.each([
    ['Dec 14 12:07:00 node dockerd[7926]: x', 'node', 'dockerd', 7926, 'dockerd'],
    ['Dec 14 12:07:00 dockerd[7926]: x', undefined, 'dockerd', 7926, 'dockerd'],
    ['Dec 14 12:07:00 node runc:[2:INIT] y[20357]: x', 'node', 'runc:[2:INIT] y', 20357, 'runc'],
    ['Dec 14 12:07:00 runc:[2:INIT] y[20357]: x', undefined, 'runc:[2:INIT] y', 20357, 'runc'],
    ['Dec 14 12:07:00 node (dockerd)[7926]: x', 'node', '(dockerd)', 7926, 'systemd'],
    ['Dec 14 12:07:00 node web/1[7926]: x', 'node', 'web/1', 7926, 'container'],
    ['Dec 14 12:07:00 node docker/0e7dc1a5d2f9[7926]: x', 'node', 'docker/0e7dc1a5d2f9', 7926, 'container'],
    ['Dec 14 12:07:00 node systemd: x', 'node', 'systemd', undefined, 'systemd'],
    ['Dec 14 12:07:00 node unknown: x', 'node', undefined, undefined, 'other'],
    ['Dec 14 12:07:00 node dockerd-current: x', 'node', 'dockerd-current', undefined, 'dockerd'],
    ['Dec 14 12:07:00 node postfix/smtpd[12]: x', 'node', 'postfix/smtpd', 12, 'other'],
    ['Fri 2018-12-14 12:07:00 UTC node docker.service[7926]: x', 'node', undefined, 7926, 'dockerd'],
  ])('%s', (text, host, identifier, pid, origin) => {
    const record = recordOf(text);
    expect([record.host, record.identifier, record.pid, record.origin, record.message]).toEqual([
      host,
      identifier,
      pid,
      origin,
      'x',
    ]);
  });

  it('accepts an empty message and one without program', () => {
    expect(recordOf('Dec 14 12:07:00 node dockerd[7926]: ').message).toBe('');
    expect(recordOf('Dec 14 12:07:00 node dockerd[7926]:').message).toBe('');
    expect(recordOf('Dec 14 12:07:00 node last message repeated 3 times')).toMatchObject({
      host: 'node',
      message: 'last message repeated 3 times',
    });
  });

  it('opens the kernel stamp that imklog keeps', () => {
    expect(
      recordOf('Dec 14 03:21:03 host kernel: [7993043.926831] docker0: port 1(veth3f2a1b0) entered blocking state'),
    ).toMatchObject({
      origin: 'kernel',
      monotonicUs: 7_993_043_926_831,
      message: 'docker0: port 1(veth3f2a1b0) entered blocking state',
    });
  });

  it('removes the width of the prefix from further lines, no more', () => {
    const indent = ' '.repeat('Dec 14 12:07:00 nödé dockerd[7926]: '.length + 2);
    const record = recordOf(
      'Dec 14 12:07:00 nödé dockerd[7926]: goroutine 1:',
      `${indent}main()`,
      `${indent}        /a.go:1`,
      indent,
    );
    expect(record.message).toBe('goroutine 1:\nmain()\n        /a.go:1\n');
  });

  it('lets an indented line be an entry unless it has the full indentation', () => {
    const head = 'Dec 14 12:07:00 node dockerd[7926]: two lines';
    expect(recordsOf(head, '    Dec 14 12:07:01 node dockerd[7926]: another')).toHaveLength(2);
    expect(recordsOf(head, `${' '.repeat(36)}Dec 14 12:07:01 node dockerd[7926]: fake`)).toHaveLength(1);
  });
});

describe('markers', () => {
  it.each([
    ['-- Reboot --', 'reboot'],
    ['-- No entries --', 'no-entries'],
    ['-- Boot a9f2c4d81b7e4c55b0e37d6f24c81e9a --', 'boot'],
    ['-- Subject: Unit docker.service has failed', 'catalog'],
    ['░░ Subject: Unit docker.service has failed', 'catalog'],
    ['-- cursor: s=78a;i=78;b=a9f2c4d81b7e4c55b0e37d6f24c81e9a;m=21658a32d280;t=59fbfc0657dc0;x=23', 'cursor'],
  ])('%s', (text, marker) => {
    expect(recordOf(text)).toMatchObject({ origin: 'other', fields: { marker } });
  });

  it('give the range of the journal where the zone is known', () => {
    expect(
      recordOf('-- Logs begin at Fri 2018-12-14 11:58:03 UTC, end at Sat 2020-02-29 23:59:59 UTC. --').fields,
    ).toEqual({
      marker: 'logs-begin',
      begin: String(Date.UTC(2018, 11, 14, 11, 58, 3) * 1000),
      end: String(Date.UTC(2020, 1, 29, 23, 59, 59) * 1000),
      zone: 'UTC',
    });
    expect(
      recordOf('-- Journal begins at Fri 2018-12-14 19:58:03 CST, ends at Sat 2020-02-29 23:59:59 CST. --').fields,
    ).not.toHaveProperty('begin');
  });

  it('are not found inside messages', () => {
    expect(recordOf('Dec 14 12:06:01 node dockerd[7926]: -- Reboot --').fields).toBeUndefined();
  });

  it('of a cursor carry both clocks', () => {
    expect(
      recordOf('-- cursor: s=78a;i=78;b=a9f2c4d81b7e4c55b0e37d6f24c81e9a;m=21658a32d280;t=59fbfc0657dc0;x=23'),
    ).toMatchObject({
      bootId: 'a9f2c4d81b7e4c55b0e37d6f24c81e9a',
      monotonicUs: 0x21658a32d280,
      time: { kind: 'wall', us: 0x59fbfc0657dc0 },
    });
  });
});

describe('container lines', () => {
  it('of CRI', () => {
    expect(recordOf('2018-12-14T12:07:00.123456789Z stderr P part')).toMatchObject({
      format: 'cri',
      stream: 'stderr',
      message: 'part',
      fields: { partial: true, timeNanos: 123_456_789 },
      origin: 'container',
    });
    expect(recordOf('2018-12-14T12:07:00.1Z stdout F ').message).toBe('');
  });

  it('of docker logs -t and compose', () => {
    expect(recordOf('2026-11-21T03:21:17.550357676Z err line')).toMatchObject({
      format: 'docker-logs',
      message: 'err line',
    });
    expect(recordOf('web-1  | hello')).toMatchObject({ format: 'compose', identifier: 'web-1', message: 'hello' });
    expect(recordOf('grep x file | wc').format).toBe('bare');
  });

  it('that hold logfmt stay the container’s', () => {
    expect(
      recordOf('2018-12-14T12:07:00.123456789Z stdout F time="2018-12-14T12:07:00Z" level=info msg=hi'),
    ).toMatchObject({
      format: 'cri+logfmt',
      origin: 'container',
      message: 'hi',
    });
  });

  it('of the journald driver carry the id', () => {
    expect(
      recordOf(
        '{"__REALTIME_TIMESTAMP":"1544789086794633","MESSAGE":"hi","CONTAINER_ID":"0e7dc1a5d2f9","CONTAINER_NAME":"web","SYSLOG_IDENTIFIER":"0e7dc1a5d2f9"}',
      ),
    ).toMatchObject({ origin: 'container', container: '0e7dc1a5d2f9', fields: { CONTAINER_NAME: 'web' } });
  });
});

describe('the journal in JSON', () => {
  it('says that a long message was left out', () => {
    expect(recordOf('{"__REALTIME_TIMESTAMP":"1544789086794633","MESSAGE":null}')).toMatchObject({
      message: '',
      truncated: true,
      fields: { messageLost: true },
    });
  });

  it('reads bytes, and fields given twice', () => {
    expect(
      recordOf('{"__REALTIME_TIMESTAMP":"1","MESSAGE":[27,91,51,54,109,228,184,173],"A":["x","y"]}'),
    ).toMatchObject({
      message: '中',
      fields: { A: ['x', 'y'] },
    });
  });
});

describe('a pasted ticket', () => {
  const ticket = [
    '```',
    '[root@node ~]# journalctl -u docker',
    '-- Logs begin at Fri 2018-12-14 11:58:03 UTC. --',
    'Dec 14 12:04:59 node dockerd[7926]: goroutine 248 [running]:',
    '                                    main.main()',
    '> Dec 14 12:05:00 node dockerd[7926]: quoted',
    '    [ 4450.732037] docker0: port 1 entered blocking state',
    '\ttime="2018-12-14T12:04:45Z" level=info msg=indented',
    'time=&quot;2018-12-14T12:04:45Z&quot; level=info msg=&quot;a -&gt; b&quot;',
    '2018-12-14T11:58:03+0000 node systemd[1]: iso',
    '1544788683.415067 node systemd[1]: unix',
    '{"log":"x\\n","stream":"stdout","time":"2026-11-21T03:21:17Z"}',
    'dockerd[7926]: no stamp',
    'goroutine 1 [running]:',
    '\t/usr/local/go/src/a.go:1 +0x1',
    'plain words',
  ];

  it('is read line by line, each in its own format', () => {
    const { records, unknown } = parseLines(linesOf(...ticket));
    expect(records.map((record) => record.format)).toEqual([
      'bare',
      'bare',
      'journal-marker',
      'journal-short',
      'journal-short',
      'dmesg',
      'logfmt',
      'logfmt',
      'journal-short-iso',
      'journal-short-unix',
      'json-file',
      'unstamped',
      'bare',
      'bare',
      'bare',
    ]);
    expect(unknown.map((line) => line.number)).toEqual([1, 2, 14, 15, 16]);
    expect(records[3]?.message).toBe('goroutine 248 [running]:\nmain.main()');
    expect(records[7]?.message).toBe('a -> b');
  });

  it('gives the same records whatever other lines are skipped', () => {
    const lines = linesOf(...ticket, ...ticket.map((line) => line.replace('12:0', '12:1')));
    for (const primary of [undefined, ...FORMATS.filter((format) => format.kind === 'envelope' && !format.everyLine)]) {
      if (primary?.kind === 'payload') continue;
      const whole = new Map(parseLines(lines, primary).records.map((record) => [record.position.line, record]));
      fc.assert(
        fc.property(fc.subarray(lines), (kept) => {
          const parser = createRecordParser({ source: 7, primary });
          const records: LogRecord[] = [];
          const sink = { record: (record: LogRecord) => void records.push(record) };
          let last = 0;
          for (const line of kept) {
            if (line.number !== last + 1) parser.flush(sink);
            parser.push(line, sink);
            last = line.number;
          }
          parser.flush(sink);
          for (const record of records) {
            const reference = whole.get(record.position.line);
            // A continuation whose entry was skipped stands alone, an entry whose continuation was skipped is shorter.
            if (reference === undefined || reference.raw !== record.raw) continue;
            expect(record).toEqual(reference);
          }
        }),
        { numRuns: 30 },
      );
    }
  });
});

describe('bounds', () => {
  it('starts a record anew after 1,000 lines', () => {
    const indent = ' '.repeat(36);
    const more = Array.from({ length: 2_500 }, (_, index) => `${indent}line ${index}`);
    const records = recordsOf('Dec 14 12:07:00 node dockerd[7926]: first', ...more);
    expect(records.map((record) => record.message.split('\n').length)).toEqual([1_000, 1_000, 501]);
    expect(records.every((record) => record.identifier === 'dockerd' && record.time.kind === 'civil')).toBe(true);
    expect(records[1]?.position.line).toBe(1_001);
    expect(records.flatMap((record) => record.message.split('\n')).at(-1)).toBe('line 2499');
  });

  it('reads a line behind the hole that an unclean shutdown left', () => {
    expect(recordOf(`${'\0'.repeat(4000)}Dec 14 12:05:00 node dockerd[7]: x`)).toMatchObject({ pid: 7, message: 'x' });
  });

  it('marks a line that was cut', () => {
    const { records } = parseLines([
      { text: 'Dec 14 12:07:00 node dockerd[7926]: x', number: 1, offset: 0, cut: true },
    ]);
    expect(records[0]?.truncated).toBe(true);
  });

  it.each([
    ['quotes', `time="2018-12-14T12:04:45Z" level=info msg="${'a" '.repeat(100_000)}`],
    ['backslashes', `time="2018-12-14T12:04:45Z" level=info msg="${'\\'.repeat(400_000)}`],
    ['pairs', `time="2018-12-14T12:04:45Z" level=info ${'a=b '.repeat(100_000)}`],
    ['brackets', `Dec 14 12:07:00 node ${'['.repeat(400_000)}`],
    ['colons', `Dec 14 12:07:00 node ${':'.repeat(400_000)}`],
    ['spaces', ' '.repeat(400_000)],
    ['digits', '1'.repeat(400_000)],
    ['escapes', '\x1b]'.repeat(200_000)],
    ['braces', `{"level":"x","msg":"${'{'.repeat(400_000)}`],
    ['JSON quotes', `{"__CURSOR":"${'\\"'.repeat(200_000)}`],
    ['event attributes', `2026-11-21T03:21:18.023158790Z container oom ${'a'.repeat(64)} (${'a=b, '.repeat(80_000)}`],
    ['klog values', `I1121 11:59:25.576268   17908 main.go:23] "x" ${'e={ '.repeat(100_000)}`],
    ['lower-case word', 'a'.repeat(400_000)],
    ['terminal pairs', `INFO[0003] ${'  a'.repeat(130_000)}`],
  ])('stays linear on a line of %s', (_, text) => {
    const begin = performance.now();
    parseLines([{ text, number: 1, offset: 0, cut: false }]);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('never throws, keeps order, and loses no line', () => {
    const pieces = fc.constantFrom(
      'Dec 14 12:07:00 ',
      'node ',
      'dockerd[7926]: ',
      'time="2018-12-14T12:04:45Z" ',
      'level=info ',
      'msg="',
      '"',
      '[ 12.345678] ',
      '<6>',
      '{',
      '}',
      '"MESSAGE":',
      '__CURSOR=s=1',
      'MESSAGE',
      '\0\0\0\0\0\0\0\0',
      '=',
      ' ',
      '    ',
      '\t',
      '-- ',
      '> ',
      'Fri 2018-12-14 11:58:03.415007 UTC [s=1;i=1]',
      '6,1,2,-;',
      '\\x0',
      '\x1b[0m',
      '\u{1F433}',
      'INFO[0003] ',
      '[  +0.000007] ',
      '2018-12-14T12:07:00.123456789Z ',
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 7 })
      .map((parts) => parts.join('').replaceAll('\n', ''));
    const envelopes = FORMATS.filter((format) => format.kind === 'envelope');
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(undefined, ...envelopes),
        (texts, primary) => {
          detectEnvelope(texts);
          const lines = linesOf(...texts);
          const { records } = parseLines(lines, primary);
          const positions = records.map((record) => record.position.line);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
          if (primary?.everyLine === true || primary?.name === 'journal-json') return;
          expect(records.flatMap((record) => record.raw.split('\n'))).toEqual(lines.map((line) => line.text));
        },
      ),
      { numRuns: 600 },
    );
  });
});
