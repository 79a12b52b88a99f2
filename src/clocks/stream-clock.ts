import type { ClockObservations } from '../core/clock-observations.js';
import type { LogRecord } from '../core/log-record.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';
import { US_PER_DAY, US_PER_MINUTE } from '../core/units.js';
import { alignClocks, type SourceClock } from './align-clocks.js';
import type { ClockOptions } from './clock-input.js';
import { civilInYear, createClockObserver } from './clock-observer.js';

export interface StreamClockOptions {
  /** Name and last change of the source (µs since the Unix epoch), if it is a file. */
  readonly name: string;
  readonly modifiedUs?: number;
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Year of the first stamp without a year. */
  readonly year?: number;
  /** Wall time of boot, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** The present, µs since the Unix epoch: the last resort for a missing year. */
  readonly nowUs?: number;
}

/** Places the records of one source while it is read, by what its beginning shows; sees each record once and in order. */
export interface StreamClock {
  place(record: LogRecord): Pick<PlacedTime, 'us' | 'basis'> | undefined;
}

type Civil = Extract<Stamp, { kind: 'civil' }>;

const HALF_YEAR_US = 183 * US_PER_DAY;
/** A line logged before New Year may stand this much behind one logged after it. */
const STRAGGLER_US = 2 * US_PER_DAY;

/**
 * Makes the clock of a source that is read as a stream. Zone and year come from the options, else from `head`, the records of the source's
 * beginning, else UTC and the latest possible year are assumed. Stamps without a year go over New Year.
 * Without any hint at the year (option, inner stamp, journal header, file time, present) such stamps are not placed.
 */
export function createStreamClock(head: readonly LogRecord[], options: StreamClockOptions): StreamClock {
  const observer = createClockObserver();
  for (const record of head) observer.record(record);
  const observations = observer.observations();
  const yearless = head.flatMap(({ position, outerTime, time }) => {
    const stamp = yearlessOf(outerTime, time);
    return stamp === undefined ? [] : [{ stamp, line: position.line }];
  });
  /** Zone is asked once a minute of log time. */
  let zoneClock: SourceClock | undefined;
  let minute = NaN;
  let shiftUs = 0;
  let basis: PlacedTime['basis'] = 'zone-assumed';
  /** Year of the yearless line seen last, and that line's time as if in UTC. */
  let year: number | undefined;
  let lastUs: number | undefined;

  /** One day's shift from the base year is remembered: lines of a log are mostly of one day. */
  let dayShift = { day: NaN, year: NaN, us: 0 };

  function inYear(us: number, wanted: number): number {
    const day = Math.floor(us / US_PER_DAY);
    if (dayShift.day !== day || dayShift.year !== wanted) {
      const start = day * US_PER_DAY;
      dayShift = { day, year: wanted, us: civilInYear(start, wanted) - start };
    }
    return us + dayShift.us;
  }

  function clock(civil: Civil, zone: string | undefined, line: number): SourceClock | undefined {
    const at = { stamp: civil, line };
    const seen: ClockObservations = {
      ...observations,
      civil: { first: at, last: at, minUs: civil.us, maxUs: civil.us, hasYear: civil.hasYear },
    };
    const { name, modifiedUs, nowUs = modifiedUs ?? 0 } = options;
    const input = { name, observations: seen, isDump: false, ...(modifiedUs === undefined ? {} : { modifiedUs }) };
    const known: ClockOptions = { nowUs, ...(zone === undefined ? {} : { zone }) };
    return alignClocks([input], known)[0];
  }

  function firstYear(stamp: Civil, line: number): number | undefined {
    if (options.year !== undefined) return options.year;
    const hint = observations.yearVotes.length > 0 || observations.journalHeader !== undefined;
    if (!hint && options.modifiedUs === undefined && options.nowUs === undefined) return undefined;
    const last = yearless.at(-1) ?? { stamp, line };
    const placed = clock(last.stamp, 'UTC', last.line)?.place(last.stamp, last.line);
    if (placed === undefined) return undefined;
    return new Date(placed.us / 1000).getUTCFullYear() - observations.newYears.reduce((years, { by }) => years + by, 0);
  }

  /** Time of a yearless stamp in its year, as if in UTC. */
  function inOwnYear(stamp: Civil, line: number): number | undefined {
    year ??= firstYear(stamp, line);
    if (year === undefined) return undefined;
    let us = inYear(stamp.us, year);
    if (lastUs !== undefined && lastUs - us > HALF_YEAR_US) {
      year++;
      us = inYear(stamp.us, year);
    } else if (lastUs !== undefined && us - lastUs > HALF_YEAR_US) {
      const before = inYear(stamp.us, year - 1);
      if (lastUs - before < STRAGGLER_US) return before;
    }
    lastUs = us;
    return us;
  }

  return {
    place({ time, outerTime, position }) {
      const { line } = position;
      const shown = yearlessOf(outerTime, time);
      const datedUs = shown === undefined ? undefined : inOwnYear(shown, line);
      if (time.kind === 'wall') return { us: Math.round(time.us), basis: 'exact' };
      if (time.kind === 'monotonic') {
        if (options.bootTimeUs === undefined) return undefined;
        return { us: Math.round(options.bootTimeUs + time.us), basis: 'aligned' };
      }
      if (time.kind !== 'civil') return undefined;
      const us = time.hasYear ? time.us : datedUs;
      if (us === undefined) return undefined;
      const at = Math.floor(us / US_PER_MINUTE);
      if (at !== minute) {
        const stamp: Civil = { ...(time.hasYear ? time : (shown ?? time)), us, hasYear: true };
        zoneClock ??= clock(stamp, options.zone, line);
        const placed = zoneClock?.place(stamp, line);
        if (placed === undefined) return undefined;
        minute = at;
        shiftUs = placed.us - us;
        basis = placed.basis;
      }
      return { us: Math.round(us + shiftUs), basis: time.hasYear ? basis : 'year-inferred' };
    },
  };
}

function yearlessOf(outer: Stamp | undefined, own: Stamp): Civil | undefined {
  if (outer?.kind === 'civil' && !outer.hasYear) return outer;
  return own.kind === 'civil' && !own.hasYear ? own : undefined;
}
