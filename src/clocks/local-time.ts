import { US_PER_DAY, US_PER_MINUTE } from '../core/units.js';
import type { ZoneOffset } from './zone-offset.js';

/** What a civil time is in a zone: one moment; two, where clocks were set back over it; none, where they were set forward over it. */
export interface LocalTime {
  /** UTC, earlier one first, µs. For a time that was skipped: as if the clock had not been set forward yet. */
  readonly moments: readonly [number] | readonly [number, number];
  readonly isSkipped: boolean;
  /** By how much the clock was set (µs, positive) where there is not just one moment. */
  readonly shiftUs: number;
}

/** Reads a civil time (µs as if UTC) in a zone, over changes of its offset. */
export function readLocalTime(civilUs: number, offset: ZoneOffset): LocalTime {
  const before = offset(civilUs - US_PER_DAY) * US_PER_MINUTE;
  const after = offset(civilUs + US_PER_DAY) * US_PER_MINUTE;
  const at = (offsetUs: number): number => civilUs - offsetUs;
  const isTrue = (offsetUs: number): boolean => offset(at(offsetUs)) * US_PER_MINUTE === offsetUs;
  if (before === after) return { moments: [at(before)], isSkipped: false, shiftUs: 0 };
  const shiftUs = Math.abs(after - before);
  if (isTrue(before) && isTrue(after)) return { moments: [at(before), at(after)], isSkipped: false, shiftUs };
  if (isTrue(before)) return { moments: [at(before)], isSkipped: false, shiftUs: 0 };
  if (isTrue(after)) return { moments: [at(after)], isSkipped: false, shiftUs: 0 };
  return { moments: [at(before)], isSkipped: true, shiftUs };
}
