import { describe, expect, it } from 'vitest';
import { alignClocks, type SourceClock } from '../../src/clocks/align-clocks.js';
import type { ClockInput } from '../../src/clocks/clock-input.js';
import { createClockObserver } from '../../src/clocks/clock-observer.js';
import type { LogRecord } from '../../src/core/log-record.js';
import type { MultiLineReport } from '../../src/core/multi-line-report.js';
import type { Stamp } from '../../src/core/stamp.js';

const utc = (text: string): number => Date.parse(text) * 1000;
const wall = (text: string, offsetMinutes?: number): Stamp => ({
  kind: 'wall',
  us: utc(text),
  resolutionUs: 1,
  ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
});
const civil = (text: string): Stamp => ({ kind: 'civil', us: utc(`${text}Z`), hasYear: true, resolutionUs: 1_000_000 });
const yearless = (monthToTime: string): Stamp => ({
  kind: 'civil',
  us: utc(`2000-${monthToTime}Z`),
  hasYear: false,
  resolutionUs: 1_000_000,
});
const monotonic = (seconds: number): Stamp => ({ kind: 'monotonic', us: Math.round(seconds * 1e6), resolutionUs: 1 });

const ID = 'eb83fb320c3d610c3cf209fb80aad4277f3ec0991be4500a49829368f2e2ac20';

type Shown = Partial<LogRecord> & { readonly time: Stamp };

function source(
  name: string,
  records: readonly Shown[],
  more: Partial<ClockInput> = {},
  reports: readonly MultiLineReport[] = [],
): ClockInput {
  const observer = createClockObserver();
  for (const [index, record] of records.entries()) {
    const position = { source: 0, line: index + 1, offset: index * 100 };
    observer.record({ position, origin: 'other', message: '', format: 'test', raw: '', ...record });
  }
  for (const report of reports) observer.report(report);
  return { name, observations: observer.observations(), isDump: false, ...more };
}

function align(inputs: readonly ClockInput[], options: Partial<Parameters<typeof alignClocks>[1]> = {}): SourceClock[] {
  return alignClocks(inputs, { nowUs: utc('2019-06-01T00:00:00Z'), ...options });
}

const at = (clock: SourceClock | undefined, stamp: Stamp, line = 1): string | undefined => {
  const time = clock?.place(stamp, line);
  return time === undefined ? undefined : new Date(time.us / 1000).toISOString();
};

describe('zones', () => {
  it('are taken from the exact stamps inside the messages of the same source', () => {
    const journal = source('journal', [
      { outerTime: civil('2018-12-14T20:04:45'), time: wall('2018-12-14T12:04:45.788Z', 480) },
    ]);
    const [clock] = align([journal]);
    expect(at(clock, civil('2018-12-14T20:05:00'))).toBe('2018-12-14T12:05:00.000Z');
    expect(clock?.summary).toMatchObject({ basis: 'zone-assumed', offset: 480 });
  });

  it('are what the user says', () => {
    const [clock] = align([source('messages', [{ time: civil('2018-07-14T20:04:45') }])], { zone: 'Europe/Berlin' });
    expect(at(clock, civil('2018-07-14T20:04:45'))).toBe('2018-07-14T18:04:45.000Z');
    expect(at(clock, civil('2018-12-14T20:04:45'))).toBe('2018-12-14T19:04:45.000Z');
    expect(clock?.summary.basis).toBe('exact');
  });

  it('are found by a moment that another source shows with its zone', () => {
    const oom = {
      kind: 'oom',
      head: { time: civil('2018-12-14T20:05:00'), position: { source: 0, line: 1, offset: 0 } },
      entities: [{ kind: 'container', value: ID }],
    };
    const dmesg = source('dmesg -T', [{ time: civil('2018-12-14T20:05:00') }], {}, [oom as unknown as MultiLineReport]);
    const docker = source('docker', [
      {
        time: wall('2018-12-14T12:05:01Z', 0),
        origin: 'dockerd',
        message: 'containerd: container oom',
        fields: { id: ID },
      },
    ]);
    expect(at(align([dmesg, docker])[0], civil('2018-12-14T20:05:00'))).toBe('2018-12-14T12:05:00.000Z');
  });

  it('are assumed to be UTC if nothing tells, and the method says so', () => {
    const [clock] = align([source('messages', [{ time: civil('2018-12-14T20:04:45') }])]);
    expect(at(clock, civil('2018-12-14T20:04:45'))).toBe('2018-12-14T20:04:45.000Z');
    expect(clock?.summary.method).toContain('assumed');
  });

  it('that nobody knows widen the uncertainty beside a source with a zone', () => {
    const messages = source('messages', [{ time: civil('2018-12-14T20:04:45') }]);
    const docker = source('docker', [{ time: wall('2018-12-14T12:05:01Z') }]);
    const time = align([messages, docker])[0]?.place(civil('2018-12-14T20:04:45'), 1);
    expect(time?.uncertaintyUs).toBeGreaterThan(12 * 3600e6);
  });

  it('refuses a zone that does not exist', () => {
    expect(() =>
      align([source('messages', [{ time: civil('2018-12-14T20:04:45') }])], { zone: 'Mars/Olympus' }),
    ).toThrow(/unknown time zone/);
  });
});

describe('years', () => {
  it('are taken from exact stamps inside the messages', () => {
    const journal = source('journal', [
      { outerTime: yearless('12-14T20:04:45'), time: wall('2018-12-14T12:04:45Z', 480) },
    ]);
    expect(at(align([journal])[0], yearless('12-14T20:05:00'))).toBe('2018-12-14T12:05:00.000Z');
  });

  it('go on over New Year within a source', () => {
    const journal = source('journal', [
      { time: yearless('12-31T23:59:00') },
      { time: yearless('01-01T00:01:00') },
      { outerTime: yearless('01-02T10:00:00'), time: wall('2019-01-02T10:00:00Z', 0) },
    ]);
    const [clock] = align([journal]);
    expect(at(clock, yearless('12-31T23:59:00'), 1)).toBe('2018-12-31T23:59:00.000Z');
    expect(at(clock, yearless('01-01T00:01:00'), 2)).toBe('2019-01-01T00:01:00.000Z');
  });

  it('do not change where the clock was only set back a little', () => {
    const journal = source('journal', [
      { outerTime: yearless('12-20T03:00:00'), time: wall('2018-12-20T03:00:00Z', 0) },
      { time: yearless('12-20T02:58:31') },
    ]);
    expect(at(align([journal])[0], yearless('12-20T02:58:31'), 2)).toBe('2018-12-20T02:58:31.000Z');
  });

  it('are the latest possible ones if nothing tells', () => {
    const [clock] = align([source('messages', [{ time: yearless('12-14T20:04:45') }])]);
    expect(at(clock, yearless('12-14T20:04:45'))).toBe('2018-12-14T20:04:45.000Z');
    expect(clock?.summary.basis).toBe('year-inferred');
  });

  it('keep 29 February', () => {
    const [clock] = align([source('messages', [{ time: yearless('02-29T12:00:00') }])], { year: 2020 });
    expect(at(clock, yearless('02-29T12:00:00'))).toBe('2020-02-29T12:00:00.000Z');
  });
});

describe('boot times', () => {
  const kernelLine = 'Killed process 20357 (runc:[2:INIT]) total-vm:212588kB, anon-rss:4464kB, file-rss:5188kB';

  it('come from the same kernel line in a journal', () => {
    const dmesg = source('dmesg', [{ time: monotonic(100), origin: 'kernel', message: kernelLine }]);
    const journal = source('journal', [{ time: wall('2018-12-14T12:05:00Z'), origin: 'kernel', message: kernelLine }]);
    const [clock] = align([dmesg, journal]);
    expect(at(clock, monotonic(160))).toBe('2018-12-14T12:06:00.000Z');
    expect(clock?.summary).toMatchObject({ basis: 'aligned', bootTime: utc('2018-12-14T12:03:20Z') });
  });

  it('come from lines that show both clocks, in this or another source', () => {
    const both = { outerTime: civil('2018-12-14T12:05:00'), time: civil('2018-12-14T12:05:00'), monotonicUs: 100e6 };
    expect(at(align([source('kern.log', [both])])[0], monotonic(160))).toBe('2018-12-14T12:06:00.000Z');
    const dmesg = source('dmesg', [{ time: monotonic(130) }]);
    expect(at(align([dmesg, source('kern.log', [both])])[0], monotonic(160))).toBe('2018-12-14T12:06:00.000Z');
  });

  it("come from the OOM event that the daemon logged for the kernel's victim", () => {
    const oom = {
      kind: 'oom',
      head: { time: monotonic(7032.55), position: { source: 0, line: 1, offset: 0 } },
      entities: [{ kind: 'container', value: ID }],
    };
    const dmesg = source('dmesg', [{ time: monotonic(7032.55) }], {}, [oom as unknown as MultiLineReport]);
    const docker = source('docker', [
      {
        time: wall('2026-11-21T04:30:01.45Z', 480),
        origin: 'dockerd',
        message: 'containerd: container oom',
        fields: { id: ID },
      },
    ]);
    const [clock] = align([dmesg, docker]);
    const time = clock?.place(monotonic(7032.55), 1);
    expect(time?.us).toBe(utc('2026-11-21T04:30:01.45Z'));
    expect(time?.uncertaintyUs).toBeGreaterThanOrEqual(1e6);
    expect(clock?.summary.method).toContain('OOM event of container eb83fb320c3d');
  });

  it('are what the user says', () => {
    const [clock] = align([source('dmesg', [{ time: monotonic(10) }])], { bootTimeUs: utc('2018-12-14T12:00:00Z') });
    expect(at(clock, monotonic(60))).toBe('2018-12-14T12:01:00.000Z');
  });

  it('stay unknown if nothing tells, and nothing is made up', () => {
    const [clock] = align([source('dmesg', [{ time: monotonic(10) }])]);
    expect(clock?.place(monotonic(10), 1)).toBeUndefined();
    expect(clock?.summary).toMatchObject({ basis: 'none' });
  });
});

describe('dumps', () => {
  const NONE: Stamp = { kind: 'none' };

  it('have the time of their name', () => {
    const dump = source('x/goroutine-stacks-2018-12-14T201541+0800.log', [{ time: NONE }], { isDump: true });
    expect(at(align([dump])[0], NONE)).toBe('2018-12-14T12:15:41.000Z');
  });

  it('have the time of the line that announces them', () => {
    const dump = source('/tmp/containerd.1292.stacks.log', [{ time: NONE }], { isDump: true });
    const log = source('containerd.log', [
      {
        time: wall('2018-12-14T12:15:41Z'),
        origin: 'containerd',
        message: 'goroutine stack dump written to /tmp/containerd.1292.stacks.log',
      },
    ]);
    expect(at(align([dump, log])[0], NONE)).toBe('2018-12-14T12:15:41.000Z');
  });

  it("have the file's own time only if the logs are of that time", () => {
    const log = source('docker.log', [{ time: wall('2018-12-14T12:00:00Z') }, { time: wall('2018-12-14T12:20:00Z') }]);
    const near = source('stacks.txt', [{ time: NONE }], { isDump: true, modifiedUs: utc('2018-12-14T12:15:00Z') });
    const far = source('stacks.txt', [{ time: NONE }], { isDump: true, modifiedUs: utc('2019-02-14T12:15:00Z') });
    expect(at(align([log, near])[1], NONE)).toBe('2018-12-14T12:15:00.000Z');
    expect(at(align([log, far])[1], NONE)).toBeUndefined();
  });
});
