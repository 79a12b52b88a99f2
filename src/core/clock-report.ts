import type { ClockSummary } from './report-document.js';

/** A pair that a clock rests on: one moment on two clocks. Times are µs since the Unix epoch, UTC. */
export interface ClockPairSummary {
  /** Line of this source; absent if only `other` shows the moment. */
  readonly line?: number;
  /** µs since boot; for stamps of `dmesg -T` the time as printed. */
  readonly monotonic: number;
  readonly time: number;
  /** The other source that shows the moment, if it was one. */
  readonly other?: { readonly source: string; readonly line: number };
}

/** A place at which the wall clock went ahead of the source's own, or fell behind. */
export interface ClockJumpSummary {
  /** On the source's own clock, µs since boot; for `dmesg -T` the time as printed. */
  readonly at: number;
  /** By how much, µs; negative: the wall clock was set back. */
  readonly by: number;
  readonly kind: 'suspend' | 'step' | 'unknown';
  /** A line of a log tells of it; else the pairs show it. */
  readonly told: boolean;
}

/** The clock of one boot of a source with stamps since boot. */
export interface BootSummary {
  /** Number of the boot in the source, from 1. */
  readonly number: number;
  readonly fromLine: number;
  readonly bootId?: string;
  /** Wall time of boot; absent if unknown. With suspends: as if the time asleep had been before it, for its last lines. */
  readonly bootTime?: number;
  /** Widest error bound at the pairs, µs. It grows by drift away from them, 8.6 s a day. */
  readonly uncertainty?: number;
  readonly method: string;
  /** First and last ones of `pairCount`. */
  readonly pairs: readonly ClockPairSummary[];
  readonly pairCount: number;
  readonly jumps: readonly ClockJumpSummary[];
  /** Pairs left out because the wall time was written late. */
  readonly latePairs: number;
}

/** How stamps that dmesg made from the time since boot were set right by another source. */
export interface CorrectionSummary {
  readonly method: string;
  readonly pairs: readonly ClockPairSummary[];
  readonly pairCount: number;
  readonly jumps: readonly ClockJumpSummary[];
  /** Least and greatest correction at the pairs, µs. */
  readonly from: number;
  readonly to: number;
}

/** All that is known of a source's clock. */
export interface ClockDetails extends ClockSummary {
  readonly zone?: { readonly offset: number; readonly method: string; readonly uncertainty: number };
  readonly year?: { readonly year: number; readonly line: number; readonly method: string; readonly newYears: number };
  readonly boots: readonly BootSummary[];
  readonly correction?: CorrectionSummary;
  /** What was assumed, a sentence each. */
  readonly assumed: readonly string[];
  /** Facts that contradict each other, and which one was used. */
  readonly conflicts: readonly string[];
}

/** The clock of one input, as `docklog clocks` shows it. */
export interface ClockReport {
  readonly name: string;
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  readonly host?: string;
  readonly clock: ClockDetails;
}
