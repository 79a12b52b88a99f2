import { DocklogError } from '../core/docklog-error.js';
import { US_PER_HOUR, US_PER_MINUTE } from '../core/units.js';

/** Minutes east of UTC of a zone at a UTC time (µs since the Unix epoch). */
export type ZoneOffset = (us: number) => number;

/**
 * Reads `UTC`, `+08:00`, `-0530` or an IANA name. Throws DocklogError `bad-option` for a name that the runtime does not know.
 * Named zones ask Intl once per hour of log time.
 */
export function createZoneOffset(zone: string): ZoneOffset {
  const fixed = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  // No zone lies further from UTC than 14 hours; some clocks were set as if.
  if (fixed !== null && Number(fixed[2]) < 24 && Number(fixed[3]) < 60) {
    const minutes = (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3]));
    return () => minutes;
  }
  if (/^(?:utc|gmt|z)$/i.test(zone)) return () => 0;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new DocklogError('bad-option', `unknown time zone: ${zone}`, { cause });
  }
  const byHour = new Map<number, number>();
  return (us) => {
    const hour = Math.floor(us / US_PER_HOUR);
    let minutes = byHour.get(hour);
    if (minutes === undefined) {
      const atUs = hour * US_PER_HOUR;
      const parts = Object.fromEntries(
        format.formatToParts(atUs / 1000).map(({ type, value }) => [type, Number(value)]),
      );
      const { year = 1970, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = parts;
      minutes = Math.round((Date.UTC(year, month - 1, day, h, minute, second) * 1000 - atUs) / US_PER_MINUTE);
      if (byHour.size > 10_000) byHour.clear();
      byHour.set(hour, minutes);
    }
    return minutes;
  };
}

/** UTC of a civil time (µs, as if UTC) in a zone; a time that a clock change skips or doubles takes the later offset. */
export function civilToUtc(civilUs: number, offset: ZoneOffset): number {
  const guess = civilUs - offset(civilUs) * US_PER_MINUTE;
  return civilUs - offset(guess) * US_PER_MINUTE;
}
