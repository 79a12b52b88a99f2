import { describe, expect, it } from 'vitest';
import { CivilDate } from '../../src/cli/civil-date.js';
import { readTimeArgument, readTimeInLogs } from '../../src/cli/time-argument.js';

/** Friday, 14 December 2018, 12:07:30.25 UTC; 20:07:30.25 in Shanghai. */
const NOW_US = Date.UTC(2018, 11, 14, 12, 7, 30, 250) * 1000;
const iso = (us: number): string =>
  new Date(Math.floor(us / 1000)).toISOString().replace('Z', `${String(us % 1000).padStart(3, '0')}Z`);
const read = (text: string, zone?: string): string => iso(readTimeArgument(text, { nowUs: NOW_US, zone }));

describe('a time argument', () => {
  it.each([
    ['now', undefined, '2018-12-14T12:07:30.250000Z'],
    ['today', undefined, '2018-12-14T00:00:00.000000Z'],
    ['today', 'Asia/Shanghai', '2018-12-13T16:00:00.000000Z'],
    ['today', 'Pacific/Auckland', '2018-12-14T11:00:00.000000Z'],
    ['yesterday', undefined, '2018-12-13T00:00:00.000000Z'],
    ['Yesterday', '-05:00', '2018-12-13T05:00:00.000000Z'],
    ['tomorrow', undefined, '2018-12-15T00:00:00.000000Z'],
    ['yesterday 20:04', undefined, '2018-12-13T20:04:00.000000Z'],
    ['2018-12-14 20:04:45', undefined, '2018-12-14T20:04:45.000000Z'],
    ['2018-12-14 20:04:45', '+08:00', '2018-12-14T12:04:45.000000Z'],
    ['2018-12-14 20:04:45', 'Asia/Shanghai', '2018-12-14T12:04:45.000000Z'],
    ['2018-12-14T20:04:45', 'Asia/Shanghai', '2018-12-14T12:04:45.000000Z'],
    ['2018-12-14 20:04', undefined, '2018-12-14T20:04:00.000000Z'],
    ['2018-12-14', 'Asia/Shanghai', '2018-12-13T16:00:00.000000Z'],
    ['18-12-14', undefined, '2018-12-14T00:00:00.000000Z'],
    ['2016-2-29 1:02', undefined, '2016-02-29T01:02:00.000000Z'],
    ['Fri 2018-12-14 20:04:45', undefined, '2018-12-14T20:04:45.000000Z'],
    ['friday 2018-12-14', undefined, '2018-12-14T00:00:00.000000Z'],
    ['20:04', undefined, '2018-12-14T20:04:00.000000Z'],
    ['02:04:45.5', 'Asia/Shanghai', '2018-12-13T18:04:45.500000Z'],
    ['2018-12-14 20:04:45.788669544', undefined, '2018-12-14T20:04:45.788669Z'],
    ['2018-12-14 20:04:45 UTC', 'Asia/Shanghai', '2018-12-14T20:04:45.000000Z'],
    ['2018-12-14 20:04:45 Asia/Shanghai', undefined, '2018-12-14T12:04:45.000000Z'],
    ['2018-12-14T20:04:45.788669544+08:00', undefined, '2018-12-14T12:04:45.788669Z'],
    ['2018-12-14T12:04:45Z', 'Asia/Shanghai', '2018-12-14T12:04:45.000000Z'],
    ['2018-12-14t12:04:45z', undefined, '2018-12-14T12:04:45.000000Z'],
    ['@1544788683', 'Asia/Shanghai', '2018-12-14T11:58:03.000000Z'],
    ['@1544788683.25', undefined, '2018-12-14T11:58:03.250000Z'],
    ['1544788683', undefined, '2018-12-14T11:58:03.000000Z'],
    ['-2h', undefined, '2018-12-14T10:07:30.250000Z'],
    ['+30min', undefined, '2018-12-14T12:37:30.250000Z'],
    ['-90', undefined, '2018-12-14T12:06:00.250000Z'],
    ['2 hours ago', undefined, '2018-12-14T10:07:30.250000Z'],
    ['1h30min ago', undefined, '2018-12-14T10:37:30.250000Z'],
    ['1h 30min ago', undefined, '2018-12-14T10:37:30.250000Z'],
    ['1 day 2 hours 3 seconds 4ms 5us ago', undefined, '2018-12-13T10:07:27.245995Z'],
    ['1.5h ago', undefined, '2018-12-14T10:37:30.250000Z'],
    ['5min left', undefined, '2018-12-14T12:12:30.250000Z'],
    ['1M ago', undefined, '2018-11-14T01:33:54.250000Z'],
    ['1 year ago', undefined, '2017-12-14T06:07:30.250000Z'],
    ['  2 weeks ago ', undefined, '2018-11-30T12:07:30.250000Z'],
  ])('%s in zone %s is %s', (text, zone, expected) => {
    expect(read(text, zone)).toBe(expected);
  });

  it.each([
    ['2018-03-25 01:59:59', '2018-03-25T00:59:59.000000Z'],
    ['2018-03-25 03:00', '2018-03-25T01:00:00.000000Z'],
    ['2018-07-01', '2018-06-30T22:00:00.000000Z'],
  ])('%s follows the clock changes of its zone', (text, expected) => {
    expect(read(text, 'Europe/Berlin')).toBe(expected);
  });

  it.each([
    '',
    'soon',
    '2h',
    '2 hours',
    '-2h ago',
    '-2 fortnights',
    'ago',
    '2018-02-30',
    '2018-13-01',
    '25:00',
    '20:61',
    'Mon 2018-12-14',
    '2018-12-14 20:04:45 CST',
    '2018-12-14 20:04:45 Nowhere/City',
    '@',
    '@12x',
    '12:04 and more',
    `-${'9'.repeat(15)}y`,
    `-${'1h'.repeat(60)}`,
  ])('is refused if it is "%s"', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'bad-option' }) as Error);
  });

  it('refuses a zone that nobody knows', () => {
    expect(() => read('today', 'Nowhere/City')).toThrow(expect.objectContaining({ code: 'bad-option' }) as Error);
  });
});

describe('a civil date', () => {
  it("has the calendar fields of UTC whatever the machine's zone is", () => {
    const date = new CivilDate(Date.UTC(2018, 2, 25, 1, 30));
    date.setHours(2, 30);
    expect([date.getHours(), date.getDate(), date.getTimezoneOffset()]).toEqual([2, 25, 0]);
    expect(date.getTime()).toBe(Date.UTC(2018, 2, 25, 2, 30));
  });
});

describe('a time in logs of another day', () => {
  const us = (text: string): number => Date.parse(text) * 1000;
  const inLogs = (text: string, from: string, to: string, zone?: string): string =>
    iso(readTimeInLogs(text, { fromUs: us(from), toUs: us(to) }, { nowUs: NOW_US, zone })).replace('.000000', '');

  it.each([
    ['the last day that has it', '20:05', '2018-11-01T06:00Z', '2018-11-04T21:00Z', '2018-11-04T20:05:00Z'],
    [
      'the day before where they end earlier',
      '20:05',
      '2018-11-01T06:00Z',
      '2018-11-04T20:03Z',
      '2018-11-03T20:05:00Z',
    ],
    ['the moment before they begin', '20:05', '2018-11-04T20:07Z', '2018-11-04T20:30Z', '2018-11-04T20:05:00Z'],
    ['the moment after they end', '00:01', '2018-11-04T20:07Z', '2018-11-04T23:59Z', '2018-11-05T00:01:00Z'],
    [
      'its own date if it has one',
      '2018-10-01 20:05',
      '2018-11-01T06:00Z',
      '2018-11-04T21:00Z',
      '2018-10-01T20:05:00Z',
    ],
    [
      'the present if it counts from that',
      '-1h',
      '2018-11-01T06:00Z',
      '2018-11-04T21:00Z',
      '2018-12-14T11:07:30.250000Z',
    ],
  ])('is that of %s', (_, text, from, to, expected) => {
    expect(inLogs(text, from, to)).toBe(expected);
  });

  it('is in the zone that is shown, over a change of its clock too', () => {
    expect(inLogs('04:05', '2018-10-27T06:00Z', '2018-10-28T12:00Z', 'Europe/Berlin')).toBe('2018-10-28T03:05:00Z');
    expect(inLogs('04:05', '2018-10-26T06:00Z', '2018-10-28T02:00Z', 'Europe/Berlin')).toBe('2018-10-27T02:05:00Z');
  });

  it('is of today where the logs show no time', () => {
    expect(iso(readTimeInLogs('20:05', undefined, { nowUs: NOW_US }))).toBe('2018-12-14T20:05:00.000000Z');
  });
});
