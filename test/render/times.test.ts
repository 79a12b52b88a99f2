import { describe, expect, test } from 'vitest';

import { DocklogError } from '../../src/core/docklog-error.js';
import { createTimeFormat, durationWords, minutesWords, momentWords, rfc3339 } from '../../src/render/times.js';

const AT = Date.UTC(2018, 11, 14, 12, 4, 45) * 1000 + 788_669;
const utc = createTimeFormat('UTC');

describe('a time', () => {
  test('is shown to the second, millisecond or microsecond without rounding up', () => {
    expect(utc.date(AT)).toBe('2018-12-14');
    expect(utc.time(AT, 0)).toBe('12:04:45');
    expect(utc.time(AT, 3)).toBe('12:04:45.788');
    expect(utc.time(AT, 6)).toBe('12:04:45.788669');
    expect(rfc3339(AT)).toBe('2018-12-14T12:04:45.788669Z');
    expect(rfc3339(-1)).toBe('1969-12-31T23:59:59.999999Z');
  });

  test('is shown in a named zone with that day’s offset', () => {
    const berlin = createTimeFormat('Europe/Berlin');
    expect(berlin.time(AT, 0)).toBe('13:04:45');
    expect(berlin.zone(AT)).toBe('+01:00');
    expect(berlin.zone(Date.UTC(2018, 6, 1) * 1000)).toBe('+02:00');
  });

  test('is shown at a fixed offset, half hours included', () => {
    expect(createTimeFormat('+05:30').time(AT, 0)).toBe('17:34:45');
    expect(createTimeFormat('UTC-0330').zone(AT)).toBe('-03:30');
    expect(createTimeFormat('Asia/Kathmandu').zone(AT)).toBe('+05:45');
  });

  test('that no calendar holds is a question mark, never an exception', () => {
    for (const us of [9e18, -9e18, NaN, Infinity]) {
      for (const zone of ['UTC', 'Europe/Berlin', '+14:00']) {
        const format = createTimeFormat(zone);
        expect([format.date(us), format.time(us, 3), format.minute(us)]).toEqual(['?', '?', '?']);
      }
      expect(rfc3339(us)).toBe('');
    }
  });

  test('in an unknown zone is the caller’s mistake', () => {
    expect(() => createTimeFormat('Mars/Olympus')).toThrow(DocklogError);
  });
});

describe('a moment in words', () => {
  test('is exact only as far as its error bound allows', () => {
    expect(momentWords(utc, utc, AT, 0)).toBe('2018-12-14 12:04:45 UTC');
    expect(momentWords(utc, utc, AT, 1_500_000)).toBe('about 2018-12-14 12:04:45 UTC, ± 1.5 s');
    expect(momentWords(utc, utc, AT, 120_000_000)).toBe('about 2018-12-14 12:04 UTC, ± 2 min');
  });

  test('in another zone names UTC too, with its date where that differs', () => {
    const tokyo = createTimeFormat('Asia/Tokyo');
    expect(momentWords(tokyo, utc, AT, 0)).toBe('2018-12-14 21:04:45 +09:00 (12:04:45 UTC)');
    const night = Date.UTC(2018, 11, 14, 20, 0, 0) * 1000;
    expect(momentWords(tokyo, utc, night, 0)).toBe('2018-12-15 05:00:00 +09:00 (2018-12-14 20:00:00 UTC)');
  });
});

test('lengths of time have two units at most', () => {
  expect(durationWords(300)).toBe('300 us');
  expect(durationWords(1_500_000)).toBe('1.5 s');
  expect(durationWords(92_000_000)).toBe('92 s');
  expect(durationWords(14 * 60_000_000)).toBe('14 min');
  expect(durationWords((3 * 60 + 10) * 60_000_000)).toBe('3 h 10 min');
  expect(durationWords(12 * 3_600_000_000)).toBe('12 h');
  expect(minutesWords(0)).toBe('below 1 min');
  expect(minutesWords(91_275)).toBe('63 d 9 h');
});
