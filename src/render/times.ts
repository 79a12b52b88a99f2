import { DocklogError } from '../core/docklog-error.js';
import type { TimeBasis } from '../core/stamp.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../core/units.js';

/** Largest distance from the epoch that a JS Date can hold, in µs. */
const MAX_US = 8.64e15 * US_PER_MS;
const OFFSET_ZONE = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/;
/** Offsets are asked of Intl once an hour of log time; the table starts anew when this many hours are known. */
const MAX_CACHED_HOURS = 10_000;

/** Shows µs since the Unix epoch in one zone. Times that no calendar holds are shown as `?`. */
export interface TimeFormat {
  readonly isUtc: boolean;
  /** `UTC` or the offset at that time, `+08:00`. */
  zone(us: number): string;
  /** `2018-12-14`. */
  date(us: number): string;
  /** `20:04:45`, with `digits` (0, 3 or 6) digits behind the seconds. */
  time(us: number, digits: 0 | 3 | 6): string;
  /** `20:04`. */
  minute(us: number): string;
}

/** Minutes east of UTC at a time, for a zone. */
type OffsetAt = (us: number) => number;

function offsetsOf(zone: string): OffsetAt {
  if (/^(?:UTC|Etc\/UTC|Z)$/i.test(zone)) return () => 0;
  const fixed = OFFSET_ZONE.exec(zone);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return () => (fixed[1] === '-' ? -minutes : minutes);
  }
  let intl: Intl.DateTimeFormat;
  try {
    intl = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch (cause) {
    throw new DocklogError('bad-option', `unknown time zone ${JSON.stringify(zone)}`, { cause });
  }
  const cache = new Map<number, number>();
  return (us) => {
    const hour = Math.floor(us / US_PER_HOUR);
    const known = cache.get(hour);
    if (known !== undefined) return known;
    const start = (hour * US_PER_HOUR) / US_PER_MS;
    const parts: Record<string, number> = {};
    for (const part of intl.formatToParts(start)) parts[part.type] = Number(part.value);
    const local = Date.UTC(
      parts['year'] ?? 0,
      (parts['month'] ?? 1) - 1,
      parts['day'] ?? 1,
      parts['hour'] ?? 0,
      parts['minute'] ?? 0,
    );
    const minutes = Math.round((local - start) / 60_000);
    if (cache.size >= MAX_CACHED_HOURS) cache.clear();
    cache.set(hour, minutes);
    return minutes;
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Whether a calendar can show this time. */
export function isShowable(us: number): boolean {
  return Number.isFinite(us) && Math.abs(us) < MAX_US - US_PER_DAY;
}

/** Throws `bad-option` for a zone that is not known. */
export function createTimeFormat(zone: string): TimeFormat {
  const offsetAt = offsetsOf(zone);
  const isUtc = /^(?:UTC|Etc\/UTC|Z)$/i.test(zone);
  const local = (us: number): Date => new Date(Math.floor(us / US_PER_MS) + offsetAt(us) * 60_000);
  return {
    isUtc,
    zone(us) {
      if (isUtc || !isShowable(us)) return 'UTC';
      const minutes = offsetAt(us);
      const size = Math.abs(minutes);
      return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    },
    date(us) {
      return isShowable(us) ? local(us).toISOString().replace(/T.*$/, '') : '?';
    },
    time(us, digits) {
      if (!isShowable(us)) return '?';
      const at = local(us);
      const seconds = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
      if (digits === 0) return seconds;
      const micros = String(((Math.floor(us) % US_PER_SECOND) + US_PER_SECOND) % US_PER_SECOND).padStart(6, '0');
      return `${seconds}.${micros.slice(0, digits)}`;
    },
    minute(us) {
      if (!isShowable(us)) return '?';
      const at = local(us);
      return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    },
  };
}

/** RFC 3339 in UTC with µs, `2018-12-14T12:04:45.788669Z`; empty if no calendar holds the time. */
export function rfc3339(us: number): string {
  if (!isShowable(us)) return '';
  const micros = String(((Math.floor(us) % US_PER_SECOND) + US_PER_SECOND) % US_PER_SECOND).padStart(6, '0');
  return new Date(Math.floor(us / US_PER_MS)).toISOString().replace(/\.\d{3}Z$/, `.${micros}Z`);
}

/** A length of time in words, two units at most: `45 s`, `14 min`, `3 h 10 min`, `63 d 9 h`. */
export function durationWords(us: number): string {
  const size = Math.abs(us);
  if (!Number.isFinite(size)) return '?';
  if (size < US_PER_MS) return `${Math.round(size)} us`;
  if (size < US_PER_SECOND) return `${Math.round(size / US_PER_MS)} ms`;
  if (size < 10 * US_PER_SECOND) return `${Number((size / US_PER_SECOND).toFixed(1))} s`;
  if (size < 2 * US_PER_MINUTE) return `${Math.round(size / US_PER_SECOND)} s`;
  if (size < 2 * US_PER_HOUR) return `${Math.round(size / US_PER_MINUTE)} min`;
  const [unit, name, part, partName]: readonly [number, string, number, string] =
    size < 2 * US_PER_DAY ? [US_PER_HOUR, 'h', US_PER_MINUTE, 'min'] : [US_PER_DAY, 'd', US_PER_HOUR, 'h'];
  const parts = Math.round(size / part);
  const rest = parts % (unit / part);
  return `${Math.floor(parts / (unit / part))} ${name}${rest > 0 ? ` ${rest} ${partName}` : ''}`;
}

/** A wait in whole minutes in words: `4 min`, `14 h 2 min`, `63 d 9 h`. */
export function minutesWords(minutes: number): string {
  return minutes < 1 ? 'below 1 min' : durationWords(minutes * US_PER_MINUTE);
}

/** How a time was obtained, in words for the reader. */
export const BASIS_WORDS: Readonly<Record<TimeBasis, string>> = {
  exact: 'as logged',
  'zone-assumed': 'time zone assumed',
  'year-inferred': 'year inferred',
  aligned: 'aligned to another source',
  none: 'order in the file only',
};

/** The words of moments and lengths of time, by language. */
export const ENGLISH_MOMENT = {
  duration: (us: number): string => durationWords(us),
  about: (moment: string, uncertainty: string): string => `about ${moment}, ± ${uncertainty}`,
  timeUnknown: 'time unknown',
};

/** Above this error bound (µs) a time is called `about`. */
const ABOUT_FROM_US = US_PER_SECOND;

/**
 * A moment with its error bound in words: `2018-12-14 12:04:45 UTC`, `about 2018-12-14 12:04 UTC, ± 2 min`.
 * In another zone than UTC the UTC time follows in brackets.
 */
export function momentWords(
  format: TimeFormat,
  utc: TimeFormat,
  us: number,
  uncertainty: number,
  words = ENGLISH_MOMENT,
): string {
  if (!isShowable(us)) return words.timeUnknown;
  const about = uncertainty >= ABOUT_FROM_US;
  const clock = (by: TimeFormat): string => (uncertainty >= US_PER_MINUTE ? by.minute(us) : by.time(us, 0));
  const other = format.isUtc ? '' : ` (${utc.date(us) === format.date(us) ? '' : `${utc.date(us)} `}${clock(utc)} UTC)`;
  const moment = `${format.date(us)} ${clock(format)} ${format.zone(us)}${other}`;
  return about ? words.about(moment, words.duration(uncertainty)) : moment;
}
