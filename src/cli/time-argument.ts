import { addDays } from 'date-fns/addDays';
import { getDay } from 'date-fns/getDay';
import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { startOfDay } from 'date-fns/startOfDay';
import { civilToUtc, createZoneOffset, DocklogError } from '../index.js';
import { CivilDate } from './civil-date.js';

export interface TimeArgumentOptions {
  /** The present, µs since the Unix epoch. */
  readonly nowUs: number;
  /** Zone of times without one: an IANA name, `UTC` or `+08:00`. Default: UTC, as in the report. */
  readonly zone?: string | undefined;
}

const US_PER_SECOND = 1_000_000;
const SECONDS_PER_DAY = 86_400;

/** Units of time spans and their length in µs; months and years are those of systemd.time(7), not of the calendar. */
const UNITS: readonly { readonly names: readonly string[]; readonly us: number }[] = [
  { names: ['us', 'usec', 'µs', 'μs'], us: 1 },
  { names: ['ms', 'msec'], us: 1_000 },
  { names: ['', 's', 'sec', 'second', 'seconds'], us: US_PER_SECOND },
  { names: ['m', 'min', 'minute', 'minutes'], us: 60 * US_PER_SECOND },
  { names: ['h', 'hr', 'hour', 'hours'], us: 3_600 * US_PER_SECOND },
  { names: ['d', 'day', 'days'], us: SECONDS_PER_DAY * US_PER_SECOND },
  { names: ['w', 'week', 'weeks'], us: 7 * SECONDS_PER_DAY * US_PER_SECOND },
  { names: ['M', 'month', 'months'], us: 30.44 * SECONDS_PER_DAY * US_PER_SECOND },
  { names: ['y', 'year', 'years'], us: 365.25 * SECONDS_PER_DAY * US_PER_SECOND },
];
const UNIT_US = new Map(UNITS.flatMap(({ names, us }) => names.map((name) => [name, us] as const)));

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_WORDS: ReadonlyMap<string, number> = new Map([
  ['yesterday', -1],
  ['today', 0],
  ['tomorrow', 1],
]);

/** `@1544788683`, `@1544788683.5`, and nine digits or more without the sign. */
const EPOCH = /^(?:@(-?\d{1,13})|(\d{9,13}))(\.\d{1,9})?$/;
/** `-2h`, `+3h 30min`, `2 hours ago`, `5min left`. */
const SPAN = /^([+-]?)((?:\d|\.\d)[\d. a-zA-Zµμ]{0,80})$/;
/** A piece of a span: `30min`, `2 hours`, `1.5h`, `90`. */
const SPAN_PIECE = /\s{0,8}(\d{1,15}(?:\.\d{1,9})?)\s{0,8}([a-zA-Zµμ]{0,8})\s{0,8}/y;
/** `Fri `, `Friday `. */
const WEEKDAY = /^(sun|mon|tue|wed|thu|fri|sat)[a-z]{0,6},? {1,4}/i;
/** `2018-12-14`, `18-12-14`, `yesterday`, with the `T` or spaces before a time. */
const DAY = /^(?:(\d{4}|\d{2})-(\d{1,2})-(\d{1,2})|(yesterday|today|tomorrow))(?:T| {1,4}|(?=[Z+-])|$)/i;
/** `20:04`, `20:04:45`, `20:04:45.788669544`. */
const TIME = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?/;
/** `Z`, ` UTC`, `+08:00`, ` Europe/Berlin`. */
const ZONE = /^ {0,4}(?:([Zz]|UTC|GMT)|([+-]\d{2}:?\d{2})|([A-Z][A-Za-z_]{1,30}(?:\/[A-Za-z0-9_+-]{1,30}){1,2}))$/;

/**
 * Reads a time as journalctl's `--since` takes it (systemd.time(7)), in µs since the Unix epoch: `2018-12-14 20:04:45`, `2018-12-14`, `20:04`,
 * `yesterday`, `today`, `tomorrow`, `now`, `-2h`, `2 hours ago`, `@1544788683`; also RFC 3339. What has no zone is in `zone`.
 * Throws DocklogError `bad-option` for anything else.
 */
export function readTimeArgument(text: string, options: TimeArgumentOptions): number {
  const trimmed = text.trim();
  const us = readEpoch(trimmed) ?? readSpan(trimmed, options.nowUs) ?? readCalendarTime(trimmed, options);
  if (us === undefined || !Number.isSafeInteger(us)) {
    const forms = '"2018-12-14 20:04:45", 20:04, yesterday, -2h, "2 hours ago", @1544788683';
    throw new DocklogError('bad-option', `not a time: ${JSON.stringify(text)} (such are: ${forms})`);
  }
  return us;
}

/**
 * The same for a time that lies in logs: one without a date is of their last day that has it, or else the one nearest to them, not of today.
 * `span`: first and last moment of the logs, µs since the Unix epoch; undefined where they show none.
 */
export function readTimeInLogs(
  text: string,
  span: { readonly fromUs: number; readonly toUs: number } | undefined,
  options: TimeArgumentOptions,
): number {
  if (span === undefined || !TIME.test(text.trim())) return readTimeArgument(text, options);
  const { fromUs, toUs } = span;
  const dayUs = SECONDS_PER_DAY * US_PER_SECOND;
  const times = [-dayUs, 0, dayUs].map((us) => readTimeArgument(text, { ...options, nowUs: toUs + us }));
  const before = Math.max(...times.filter((us) => us <= toUs));
  const after = Math.min(...times.filter((us) => us > toUs));
  return before >= fromUs || fromUs - before <= after - toUs ? before : after;
}

function readEpoch(text: string): number | undefined {
  const match = EPOCH.exec(text);
  if (match === null) return undefined;
  return Math.round((Number(match[1] ?? match[2]) + Number(match[3] ?? 0)) * US_PER_SECOND);
}

function readSpan(text: string, nowUs: number): number | undefined {
  if (text.toLowerCase() === 'now') return nowUs;
  const relation = / {0,8}\b(ago|left)$/.exec(text);
  const body = relation === null ? text : text.slice(0, relation.index);
  const match = SPAN.exec(body);
  // A span tells its direction in one way; `2h` alone could mean either.
  if (match === null || (match[1] === '') === (relation === null)) return undefined;
  const spanUs = sumSpan(match[2] ?? '');
  if (spanUs === undefined) return undefined;
  return nowUs + (match[1] === '-' || relation?.[1] === 'ago' ? -spanUs : spanUs);
}

function sumSpan(text: string): number | undefined {
  let us = 0;
  SPAN_PIECE.lastIndex = 0;
  while (SPAN_PIECE.lastIndex < text.length) {
    const piece = SPAN_PIECE.exec(text);
    const unit =
      piece === null ? undefined : (UNIT_US.get(piece[2] ?? '') ?? UNIT_US.get((piece[2] ?? '').toLowerCase()));
    if (piece === null || unit === undefined) return undefined;
    us += Math.round(Number(piece[1]) * unit);
  }
  return us;
}

function readCalendarTime(text: string, { nowUs, zone = 'UTC' }: TimeArgumentOptions): number | undefined {
  const offset = createZoneOffset(zone);
  const weekday = WEEKDAY.exec(text);
  let rest = weekday === null ? text : text.slice(weekday[0].length);
  const day = DAY.exec(rest);
  if (day !== null) rest = rest.slice(day[0].length);
  const time = TIME.exec(rest);
  if (time !== null) rest = rest.slice(time[0].length);
  const given = rest === '' ? undefined : ZONE.exec(rest);
  if (given === null || (day === null && time === null)) return undefined;

  const own = given?.[1] !== undefined ? 'UTC' : (given?.[2] ?? given?.[3]);
  const ownOffset = own === undefined ? offset : createZoneOffset(own);
  const now = new CivilDate(Math.floor((nowUs + ownOffset(nowUs) * 60 * US_PER_SECOND) / 1_000));
  const date = dayOf(day, now);
  if (date === undefined || (weekday !== null && WEEKDAYS[getDay(date)] !== weekday[1]?.toLowerCase()))
    return undefined;
  const secondUs = secondOfDay(time);
  if (secondUs === undefined) return undefined;
  return civilToUtc(date.getTime() * 1_000 + secondUs, ownOffset);
}

/** Midnight of the day named; today's if none is. */
function dayOf(day: RegExpExecArray | null, now: CivilDate): Date | undefined {
  const today = startOfDay(now);
  if (day === null) return today;
  const [, year, month = '', dayOfMonth = '', word] = day;
  if (year === undefined) return addDays(today, DAY_WORDS.get((word ?? '').toLowerCase()) ?? 0);
  const two = (digits: string): string => digits.padStart(2, '0');
  // Two digits are read as strptime's %y does.
  const whole = year.length === 4 ? year : `${Number(year) < 69 ? '20' : '19'}${year}`;
  const date = parseISO(`${whole}-${two(month)}-${two(dayOfMonth)}`, { in: (value) => new CivilDate(value) });
  return isValid(date) ? date : undefined;
}

/** µs since midnight. */
function secondOfDay(time: RegExpExecArray | null): number | undefined {
  if (time === null) return 0;
  const [hour = 0, minute = 0, second = 0] = [time[1], time[2], time[3]].map((digits) => Number(digits ?? 0));
  // 60 is a leap second.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const micros = Number((time[4] ?? '').padEnd(6, '0').slice(0, 6));
  return (hour * 3_600 + minute * 60 + second) * US_PER_SECOND + micros;
}
