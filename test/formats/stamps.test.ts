import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { daysFromEpoch } from '../../src/formats/calendar.js';
import {
  readBracketStamp,
  readCtimeStamp,
  readFullStamp,
  readIsoStamp,
  readSyslogStamp,
  readUnixStamp,
} from '../../src/formats/stamps.js';

const utc = (...parts: [number, number, number, number, number, number]): number => Date.UTC(...parts) * 1000;

describe('stamps', () => {
  it('count days as the calendar does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1600, max: 9998 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (y, m, d) => {
          expect(daysFromEpoch(y, m, d)).toBe(Date.UTC(y, m - 1, d) / 86_400_000);
        },
      ),
    );
  });

  it('of syslog lie in the leap year 2000', () => {
    expect(readSyslogStamp('Feb 29 23:59:59 host', 0)).toEqual({
      stamp: { kind: 'civil', us: utc(2000, 1, 29, 23, 59, 59), hasYear: false, resolutionUs: 1_000_000 },
      end: 15,
    });
  });

  it.each([
    ['Jan  1 00:00:06 x', 0, 1],
    ['Jan 01 00:00:06 x', 0, 1],
    ['déc. 31 00:00:06 x', 11, 31],
    ['févr. 02 00:00:06 x', 1, 2],
    ['Mär 03 00:00:06 x', 2, 3],
    [' 1月 02 00:00:06 x', 0, 2],
    ['12月 14 00:00:06 x', 11, 14],
    [' 9월 14 00:00:06 x', 8, 14],
    ['abr 26 00:00:06 x', 3, 26],
    ['янв 26 00:00:06 x', 0, 26],
  ])('of syslog: %s', (text, month, day) => {
    expect(readSyslogStamp(text, 0)?.stamp).toMatchObject({ us: utc(2000, month, day, 0, 0, 6) });
  });

  it('of syslog may have microseconds', () => {
    const read = readSyslogStamp('Dec 14 11:58:03.415067 host', 0);
    expect(read?.stamp).toMatchObject({ us: utc(2000, 11, 14, 11, 58, 3) + 415_067, resolutionUs: 1 });
    expect(read?.end).toBe(22);
  });

  it.each([
    'Dec 32 11:58:03 x',
    'Dec 14 24:58:03 x',
    'Dec 14 11:60:03 x',
    'Dec 00 11:58:03 x',
    'Dez14 11:58:03',
    'Foo 14 11:58:03 x',
    '',
  ])('of syslog are not %j', (text) => {
    expect(readSyslogStamp(text, 0)).toBeUndefined();
  });

  it.each([
    ['2018-12-14T20:04:45.788669544+08:00', utc(2018, 11, 14, 12, 4, 45) + 788_669, 1, 480],
    ['2018-12-14T11:58:03+0000', utc(2018, 11, 14, 11, 58, 3), 1_000_000, 0],
    ['2018-12-14T08:28:03-0330', utc(2018, 11, 14, 11, 58, 3), 1_000_000, -210],
    ['2026-11-21T03:47:56,535405+00:00', utc(2026, 10, 21, 3, 47, 56) + 535_405, 1, 0],
    ['2026-11-21T03:47:56.5Z', utc(2026, 10, 21, 3, 47, 56) + 500_000, 100_000, 0],
  ])('of RFC 3339: %s', (text, us, resolutionUs, offsetMinutes) => {
    const read = readIsoStamp(text, 0);
    expect(read?.stamp).toEqual({ kind: 'wall', us, resolutionUs, offsetMinutes });
    expect(read?.end).toBe(text.length);
  });

  it('keep nanoseconds only where more than six digits are printed', () => {
    expect(readIsoStamp('2018-12-14T20:04:45.788669544Z', 0)?.nanos).toBe(788_669_544);
    expect(readIsoStamp('2018-12-14T20:04:45.7886695Z', 0)?.nanos).toBe(788_669_500);
    expect(readIsoStamp('2018-12-14T20:04:45.788669Z', 0)?.nanos).toBeUndefined();
  });

  it('of ISO without a zone are civil', () => {
    expect(readIsoStamp('2017-09-16 00:29:55.672 info', 0)?.stamp).toMatchObject({
      kind: 'civil',
      hasYear: true,
      resolutionUs: 1000,
    });
  });

  it.each([
    ['Fri 2018-12-14 11:58:03 UTC host', 'wall', 27],
    ['Fri 2018-12-14 11:58:03.415007 CET host', 'wall', 34],
    ['Fri 2018-12-14 11:58:03 +0330 host', 'wall', 29],
    ['Fri 2018-12-14 11:58:03 CST host', 'civil', 27],
    ['星期五 2018-12-14 11:58:03 CST, end', 'civil', 27],
    ['Fri 2018-12-14 11:58:03 UTC.', 'wall', 27],
  ])('of short-full: %s', (text, kind, end) => {
    expect(readFullStamp(text, 0)?.stamp.kind).toBe(kind);
    expect(readFullStamp(text, 0)?.end).toBe(end);
  });

  it.each([
    'Sat Nov 21 03:46:58 2026',
    'Sa Nov 21 03:46:58 2026',
    '六 11月 21 03:46:58 2026',
    'sam. nov. 21 03:46:58 2026',
  ])('of dmesg -T: %s', (text) => {
    expect(readCtimeStamp(`[${text}] x`, 1)).toMatchObject({
      stamp: { us: utc(2026, 10, 21, 3, 46, 58) },
      end: text.length + 1,
    });
  });

  it('of short-unix and of the ring buffer have six digits of fraction', () => {
    expect(readUnixStamp('1544788683.415067 x', 0)?.stamp).toMatchObject({ kind: 'wall', us: 1_544_788_683_415_067 });
    expect(readUnixStamp('1544788683.4150 x', 0)).toBeUndefined();
    expect(readBracketStamp('[ 4450.732037] x', 0)).toEqual({
      stamp: { kind: 'monotonic', us: 4_450_732_037, resolutionUs: 1 },
      end: 14,
    });
    expect(readBracketStamp('[20357]     0 20357', 0)).toBeUndefined();
    expect(readBracketStamp('[    0.42406] x', 0)).toBeUndefined();
  });

  it('never throw', () => {
    const readers = [readBracketStamp, readCtimeStamp, readFullStamp, readIsoStamp, readSyslogStamp, readUnixStamp];
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(70), (text, at) => {
        for (const read of readers) read(text, at);
      }),
    );
  });
});
