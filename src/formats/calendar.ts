import { US_PER_SECOND } from '../core/units.js';

const SECONDS_PER_DAY = 86_400;

/** Days before each month of a common year. */
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar; `month` counts from 1. */
export function daysFromEpoch(year: number, month: number, day: number): number {
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const before = (DAYS_BEFORE_MONTH[month - 1] ?? 0) + (isLeap && month > 2 ? 1 : 0);
  return (year - 1970) * 365 + leapDays + before + day - 1;
}

/** µs since the epoch of a date and time taken as UTC; `seconds` are whole seconds of the day, `us` the fraction. */
export function epochUs(year: number, month: number, day: number, seconds: number, us: number): number {
  return (daysFromEpoch(year, month, day) * SECONDS_PER_DAY + seconds) * US_PER_SECOND + us;
}
