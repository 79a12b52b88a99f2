import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_SECOND } from '../core/units.js';

const UNITS = { ms: US_PER_MS, s: US_PER_SECOND, m: US_PER_MINUTE, h: US_PER_HOUR, d: US_PER_DAY } as const;

/** Reads `90s`, `-2m`, `1.5h` as µs. Throws a RangeError for anything else; the schema has checked pattern files before. */
export function parseDuration(text: string): number {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match?.[1] || !match[2]) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** Reads `10/s`, `600/m`, `2.5/h` as a number a µs. Throws a RangeError for anything else; the schema has checked pattern files before. */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/(ms|s|m|h|d)$/.exec(text);
  if (!match?.[1] || !match[2]) throw new RangeError(`not a rate: ${text}`);
  return Number(match[1]) / UNITS[match[2] as keyof typeof UNITS];
}
