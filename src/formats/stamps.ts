import type { Stamp } from '../core/stamp.js';
import { YEARLESS_BASE_YEAR } from '../core/stamp.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { epochUs } from './calendar.js';
import { monthOfName } from './month-names.js';
import { zoneOffsetMinutes } from './zone-names.js';

/** A stamp and the index behind its last character. */
export interface StampAt {
  readonly stamp: Stamp;
  readonly end: number;
}

/** An ISO stamp; `nanos` (0 to 999,999,999, of the second) only if the fraction has more than 6 digits. */
interface IsoStampAt extends StampAt {
  readonly nanos?: number;
  /** Digits of the fraction. */
  readonly digits: number;
  /** The zone is printed as `Z`. */
  readonly isZulu: boolean;
}

const SPACE = 0x20;
const ZERO = 0x30;
const COLON = 0x3a;
const DASH = 0x2d;
const DOT = 0x2e;
const COMMA = 0x2c;
const PLUS = 0x2b;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;

export function isDigitAt(text: string, at: number): boolean {
  const digit = text.charCodeAt(at) - ZERO;
  return digit >= 0 && digit <= 9;
}

/** The value of two digits, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Whole seconds of the day of `hh:mm:ss` at `at`, or -1. A leap second counts into the next minute. */
function timeOfDay(text: string, at: number): number {
  if (text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  const hours = twoDigits(text, at);
  const minutes = twoDigits(text, at + 3);
  const seconds = twoDigits(text, at + 6);
  if (hours < 0 || minutes < 0 || seconds < 0 || hours > 23 || minutes > 59 || seconds > 60) return -1;
  return hours * 3600 + minutes * 60 + seconds;
}

/** Index behind the digits that start at `at`, at most `limit` of them. */
function digitsEnd(text: string, at: number, limit: number): number {
  let end = at;
  while (end - at < limit && isDigitAt(text, end)) end++;
  return end;
}

/** The fraction's digits as µs, rounded down. */
function fractionUs(text: string, at: number, end: number): number {
  let us = 0;
  const last = Math.min(end, at + 6);
  for (let i = at; i < last; i++) us = us * 10 + text.charCodeAt(i) - ZERO;
  for (let i = last - at; i < 6; i++) us *= 10;
  return us;
}

/** Width in µs of the last of `digits` fraction digits, 1 at least. */
function resolutionOf(digits: number): number {
  let width = US_PER_SECOND;
  for (let i = 0; i < digits && width > 1; i++) width /= 10;
  return width;
}

/** The month of an English abbreviation at `at`, 0 if there is none: `Jan`. */
function englishMonth(text: string, at: number): number {
  const b = text.charCodeAt(at + 1);
  const c = text.charCodeAt(at + 2);
  switch (text.charCodeAt(at)) {
    case 0x4a: // J
      if (b === 0x61) return c === 0x6e ? 1 : 0;
      if (b !== 0x75) return 0;
      return c === 0x6e ? 6 : c === 0x6c ? 7 : 0;
    case 0x46: // F
      return b === 0x65 && c === 0x62 ? 2 : 0;
    case 0x4d: // M
      if (b !== 0x61) return 0;
      return c === 0x72 ? 3 : c === 0x79 ? 5 : 0;
    case 0x41: // A
      if (b === 0x70) return c === 0x72 ? 4 : 0;
      return b === 0x75 && c === 0x67 ? 8 : 0;
    case 0x53: // S
      return b === 0x65 && c === 0x70 ? 9 : 0;
    case 0x4f: // O
      return b === 0x63 && c === 0x74 ? 10 : 0;
    case 0x4e: // N
      return b === 0x6f && c === 0x76 ? 11 : 0;
    case 0x44: // D
      return b === 0x65 && c === 0x63 ? 12 : 0;
    default:
      return 0;
  }
}

/**
 * `Dec 14 11:58:03`, `Dec 14 11:58:03.415067`, `Jan  1 00:00:06`, with localized months (`12月 14 …`, ` 1月 02 …`, `déc. 14 …`).
 * The year is not printed.
 */
export function readSyslogStamp(text: string, at: number): StampAt | undefined {
  let month = englishMonth(text, at);
  let dayAt = at + 4;
  if (month === 0 || text.charCodeAt(at + 3) !== SPACE) {
    // ja_JP and ko_KR pad the month of one digit with a leading space.
    const start = text.charCodeAt(at) === SPACE ? at + 1 : at;
    const space = text.indexOf(' ', start);
    // Longest: `févr.`, `avril`; a look at the time's colon first keeps the rejection cheap.
    if (space < 0 || space - start < 2 || space - start > 6) return undefined;
    if (text.charCodeAt(space + 6) !== COLON) return undefined;
    month = monthOfName(text.slice(start, space));
    dayAt = space + 1;
    if (month === 0) return undefined;
  }
  let day = text.charCodeAt(dayAt + 1) - ZERO;
  if (day < 0 || day > 9) return undefined;
  const tens = text.charCodeAt(dayAt);
  if (tens !== SPACE) {
    if (tens < ZERO || tens > ZERO + 3) return undefined;
    day += (tens - ZERO) * 10;
  }
  if (day < 1 || day > 31 || text.charCodeAt(dayAt + 2) !== SPACE) return undefined;
  const seconds = timeOfDay(text, dayAt + 3);
  if (seconds < 0) return undefined;
  let end = dayAt + 11;
  let us = 0;
  let digits = 0;
  if (text.charCodeAt(end) === DOT && isDigitAt(text, end + 1)) {
    const fractionEnd = digitsEnd(text, end + 1, 9);
    digits = fractionEnd - end - 1;
    us = fractionUs(text, end + 1, fractionEnd);
    end = fractionEnd;
  }
  return {
    stamp: {
      kind: 'civil',
      us: epochUs(YEARLESS_BASE_YEAR, month, day, seconds, us),
      hasYear: false,
      resolutionUs: resolutionOf(digits),
    },
    end,
  };
}

/**
 * `2018-12-14T11:58:03+0000`, `2018-12-14T20:04:45.788669544+08:00`, `2026-11-21T03:47:56,535405+00:00`,
 * `2018-12-14 11:58:03Z`; without a zone the stamp is civil.
 */
export function readIsoStamp(text: string, at: number): IsoStampAt | undefined {
  if (text.charCodeAt(at + 4) !== DASH || text.charCodeAt(at + 7) !== DASH) return undefined;
  const separator = text.charCodeAt(at + 10);
  if (separator !== UPPER_T && separator !== SPACE) return undefined;
  const century = twoDigits(text, at);
  const years = twoDigits(text, at + 2);
  const month = twoDigits(text, at + 5);
  const day = twoDigits(text, at + 8);
  if (century < 0 || years < 0 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const seconds = timeOfDay(text, at + 11);
  if (seconds < 0) return undefined;
  let end = at + 19;
  let us = 0;
  let digits = 0;
  let nanos: number | undefined;
  const mark = text.charCodeAt(end);
  if ((mark === DOT || mark === COMMA) && isDigitAt(text, end + 1)) {
    const fractionAt = end + 1;
    end = digitsEnd(text, fractionAt, 9);
    digits = end - fractionAt;
    us = fractionUs(text, fractionAt, end);
    if (digits > 6) nanos = us * 1000 + fractionUs(text, fractionAt + 6, end) / 1000;
  }
  const local = epochUs(century * 100 + years, month, day, seconds, us);
  const resolutionUs = resolutionOf(digits);
  let offset: number | undefined;
  const sign = text.charCodeAt(end);
  if (sign === UPPER_Z) {
    offset = 0;
    end++;
  } else if (sign === PLUS || sign === DASH) {
    const hours = twoDigits(text, end + 1);
    if (hours >= 0) {
      const colon = text.charCodeAt(end + 3) === COLON ? 1 : 0;
      const minutes = twoDigits(text, end + 3 + colon);
      offset = hours * 60 + (minutes < 0 ? 0 : minutes);
      if (sign === DASH) offset = -offset;
      end += minutes < 0 ? 3 : 5 + colon;
    }
  }
  const stamp: Stamp =
    offset === undefined
      ? { kind: 'civil', us: local, hasYear: true, resolutionUs }
      : { kind: 'wall', us: local - offset * US_PER_MINUTE, resolutionUs, offsetMinutes: offset };
  const isZulu = sign === UPPER_Z;
  return nanos === undefined ? { stamp, end, digits, isZulu } : { stamp, end, digits, isZulu, nanos };
}

/**
 * `Fri 2018-12-14 11:58:03 UTC`, `Fri 2018-12-14 11:58:03.415007 CST`: journalctl's short-full, with-unit and verbose.
 * A zone abbreviation with several meanings (CST, IST) leaves the stamp civil.
 */
export function readFullStamp(text: string, at: number): StampAt | undefined {
  const space = text.indexOf(' ', at);
  // The weekday is English from systemd 232 on, of the locale before: up to 8 characters.
  if (space < 0 || space === at || space - at > 8 || text.charCodeAt(space + 5) !== DASH) return undefined;
  const iso = readIsoStamp(text, space + 1);
  if (iso?.stamp.kind !== 'civil' || text.charCodeAt(iso.end) !== SPACE) return undefined;
  let end = iso.end + 1;
  while (end < text.length && end - iso.end < 8 && text.charCodeAt(end) > SPACE) end++;
  // A dot or comma ends the stamps of a `-- Logs begin at` line.
  const zone = text.slice(iso.end + 1, end).replace(/[.,]$/, '');
  if (zone === '' || !/^[A-Z+-]/.test(zone)) return undefined;
  const offset = zoneOffsetMinutes(zone);
  const zoneEnd = iso.end + 1 + zone.length;
  if (offset === undefined) return { stamp: iso.stamp, end: zoneEnd };
  const { us, resolutionUs } = iso.stamp;
  return {
    stamp: { kind: 'wall', us: us - offset * US_PER_MINUTE, resolutionUs, offsetMinutes: offset },
    end: zoneEnd,
  };
}

const CTIME = /^(?:\S{1,12} +)?(\S{1,8}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: [A-Z]{3,5})? (\d{4})/;

/** `Sat Nov 21 03:46:58 2026`, with localized names; no zone, one second. */
export function readCtimeStamp(text: string, at: number): StampAt | undefined {
  const match = CTIME.exec(text.slice(at, at + 64));
  if (!match) return undefined;
  const [all, name = '', day = '', time = '', year = ''] = match;
  const month = monthOfName(name);
  const seconds = timeOfDay(time, 0);
  const dayNumber = Number(day);
  if (month === 0 || seconds < 0 || dayNumber < 1 || dayNumber > 31) return undefined;
  return {
    stamp: {
      kind: 'civil',
      us: epochUs(Number(year), month, dayNumber, seconds, 0),
      hasYear: true,
      resolutionUs: US_PER_SECOND,
    },
    end: at + all.length,
  };
}

/** `1544788683.415067`: seconds since the epoch with six digits of fraction. */
export function readUnixStamp(text: string, at: number): StampAt | undefined {
  const dot = digitsEnd(text, at, 11);
  if (dot - at < 9 || text.charCodeAt(dot) !== DOT) return undefined;
  const end = digitsEnd(text, dot + 1, 7);
  if (end - dot !== 7) return undefined;
  const us = Number(text.slice(at, dot)) * US_PER_SECOND + fractionUs(text, dot + 1, end);
  return { stamp: { kind: 'wall', us, resolutionUs: 1 }, end };
}

/**
 * The µs of `12345.678901` behind any spaces, as printk and `journalctl -o short-monotonic` write it;
 * undefined without exactly six digits of fraction. `end` is behind the last digit.
 */
export function readSeconds(text: string, at: number): { readonly us: number; readonly end: number } | undefined {
  let start = at;
  while (text.charCodeAt(start) === SPACE) start++;
  let dot = start;
  let seconds = 0;
  for (; dot - start < 12; dot++) {
    const digit = text.charCodeAt(dot) - ZERO;
    if (digit < 0 || digit > 9 || digit !== digit) break;
    seconds = seconds * 10 + digit;
  }
  if (dot === start) return undefined;
  // `dmesg` prints the decimal sign of the locale in some forms.
  const mark = text.charCodeAt(dot);
  if (mark !== DOT && mark !== COMMA) return undefined;
  let us = 0;
  for (let i = dot + 1; i < dot + 7; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    us = us * 10 + digit;
  }
  if (isDigitAt(text, dot + 7)) return undefined;
  return { us: seconds * US_PER_SECOND + us, end: dot + 7 };
}

/** `[ 4450.732037]`: the stamp of the kernel's ring buffer; `end` is behind the bracket. */
export function readBracketStamp(text: string, at: number): StampAt | undefined {
  if (text.charCodeAt(at) !== 0x5b) return undefined;
  const seconds = readSeconds(text, at + 1);
  if (seconds === undefined || text.charCodeAt(seconds.end) !== 0x5d) return undefined;
  return { stamp: { kind: 'monotonic', us: seconds.us, resolutionUs: 1 }, end: seconds.end + 1 };
}
