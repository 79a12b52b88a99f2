import type { Stamp } from './stamp.js';

/** A moment that two sources may both show: the same kernel line, or the OOM event of one container. */
export interface ClockAnchor {
  /** Equal keys in two sources are the same moment. */
  readonly key: string;
  readonly stamp: Stamp;
  /** How far apart the two sources may be although it is the same moment, µs. */
  readonly slackUs: number;
  readonly line: number;
}

/** One record that shows two clocks. */
export interface ClockPair {
  /** Civil or wall. */
  readonly wall: Stamp;
  readonly monotonicUs: number;
  readonly bootId?: string;
  readonly line: number;
}

/** A stamp and where it stood. */
export interface StampAt {
  readonly stamp: Stamp;
  readonly line: number;
}

/** What one source shows of clocks; bounded, gathered while it is read. */
export interface ClockObservations {
  /** Stamps with a known zone. */
  readonly wall?: { readonly fromUs: number; readonly toUs: number; readonly offsetMinutes?: number };
  /** Stamps without a zone; yearless ones lie in the base year. `first` and `last` in file order. */
  readonly civil?: {
    readonly first: StampAt;
    readonly last: StampAt;
    readonly minUs: number;
    readonly maxUs: number;
    readonly hasYear: boolean;
  };
  readonly monotonic?: { readonly fromUs: number; readonly toUs: number };
  /** Minutes east of UTC by which envelope stamps differ from the exact stamps inside their messages, with their counts. */
  readonly zoneVotes: readonly { readonly offsetMinutes: number; readonly count: number }[];
  /** Exact time inside a message beside the yearless stamp of its envelope: gives the year. */
  readonly yearVotes: readonly { readonly year: number; readonly line: number }[];
  /** Lines at which yearless stamps go back by more than half a year: a new year begins. */
  readonly newYears: readonly number[];
  /** Lines at which a monotonic clock starts again: another boot. */
  readonly boots: readonly number[];
  readonly pairs: readonly ClockPair[];
  readonly anchors: readonly ClockAnchor[];
  /** First and last entry as a journal's header tells them (µs since the Unix epoch if `exact`, else civil). */
  readonly journalHeader?: { readonly begin: Stamp; readonly end?: Stamp };
  /** Dump files that the log says were written, by base name. */
  readonly dumpsWritten: readonly { readonly fileName: string; readonly stamp: Stamp; readonly line: number }[];
}
