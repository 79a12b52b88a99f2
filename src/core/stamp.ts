/**
 * The time that one line shows, before any clock is known: a union by what the stamp tells.
 * `resolutionUs` is the width of the last digit printed, in µs.
 * `lateUs`: the stamp is that of the line's receipt, and what it tells of happened up to so much earlier, µs.
 */
export type Stamp =
  /** Zone or epoch known: µs since the Unix epoch, UTC. `offsetMinutes`: the zone the stamp was printed in. */
  | {
      readonly kind: 'wall';
      readonly us: number;
      readonly resolutionUs: number;
      readonly offsetMinutes?: number;
      readonly lateUs?: number;
    }
  /**
   * A calendar time without a zone: `us` is computed as if it were UTC.
   * Without a year (`hasYear` false) it lies in the leap year 2000.
   */
  | {
      readonly kind: 'civil';
      readonly us: number;
      readonly hasYear: boolean;
      readonly resolutionUs: number;
      readonly lateUs?: number;
    }
  /** µs since boot (CLOCK_MONOTONIC or printk's local clock). */
  | { readonly kind: 'monotonic'; readonly us: number; readonly resolutionUs: number }
  /** µs since the logging process started (logrus on a terminal, `INFO[0003]`). */
  | { readonly kind: 'uptime'; readonly us: number; readonly resolutionUs: number }
  /** The line shows no time; only its order in the source is known. */
  | { readonly kind: 'none' };

export const NO_STAMP: Stamp = { kind: 'none' };

/** Year in which stamps without a year are placed; a leap year, so that 29 February is valid. */
export const YEARLESS_BASE_YEAR = 2000;

/** How a record's time in the report was obtained. `none`: only its order in the source is known. */
export type TimeBasis = 'exact' | 'zone-assumed' | 'year-inferred' | 'aligned' | 'none';

/**
 * A time on the common clock: µs since the Unix epoch, UTC, with its error bound (µs, either way).
 * The truth lies within `us - uncertaintyUs` and `us + uncertaintyUs`.
 */
export interface PlacedTime {
  readonly us: number;
  readonly uncertaintyUs: number;
  readonly basis: Exclude<TimeBasis, 'none'>;
}
