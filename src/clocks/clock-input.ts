import type { ClockObservations } from '../core/clock-observations.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';

/** What is known of one source when all have been read. */
export interface ClockInput {
  readonly name: string;
  readonly observations: ClockObservations;
  /** Host that most of its lines name. */
  readonly host?: string;
  /** Last change of the file, µs since the Unix epoch, if it is a file. */
  readonly modifiedUs?: number;
  /** The source is a dump: lines without a stamp happened when it was written. */
  readonly isDump: boolean;
}

export interface ClockOptions {
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Wall time of boot for monotonic sources, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** Year of the last line of sources without years. */
  readonly year?: number;
  /** The present, µs since the Unix epoch: nothing is dated later, the last resort for a missing year. */
  readonly nowUs: number;
}

/** Places a stamp of a source (by its index) as far as its zone and year are known. */
export type Place = (index: number, stamp: Stamp, line: number) => PlacedTime | undefined;
