import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';

/** A length of time for a sentence: `40 s`, `25 min`, `3 h`, `2 days`. */
export function spanWords(us: number): string {
  const length = Math.abs(us);
  if (length < 2 * US_PER_MINUTE) return `${Math.round((length / US_PER_SECOND) * 10) / 10} s`;
  if (length < 2 * US_PER_HOUR) return `${Math.round(length / US_PER_MINUTE)} min`;
  if (length < 2 * US_PER_DAY) return `${Math.round(length / US_PER_HOUR)} h`;
  return `${Math.round(length / US_PER_DAY)} days`;
}
