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
  /**
   * Which of the two was read later, if one was: a kernel line's wall time is that of its receipt (`wall`), a message's own wall time
   * is older than the receipt on the monotonic clock (`monotonic`); `none`: both are of one moment.
   */
  readonly late: 'wall' | 'monotonic' | 'none';
  readonly bootId?: string;
  readonly host?: string;
  readonly line: number;
}

/** A line from which on another boot is told, or the monotonic clock of `host` starts again. */
export interface BootStart {
  readonly line: number;
  readonly bootId?: string;
  readonly host?: string;
}

/** A line that tells of a suspend or of a step of the wall clock: from there on both clocks lie otherwise. */
export interface ClockJump {
  readonly kind: 'suspend' | 'step';
  readonly line: number;
  readonly stamp: Stamp;
  readonly monotonicUs?: number;
  /** By how much the wall clock went ahead of the monotonic one (µs, may be negative), if the line says it. */
  readonly amountUs?: number;
  readonly host?: string;
}

/** A line whose stamp is earlier than that of the line before. */
export interface StepBack {
  readonly line: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Consecutive lines whose inner stamps tell one zone. */
export interface ZoneRun {
  readonly offsetMinutes: number;
  readonly fromLine: number;
  readonly toLine: number;
  readonly count: number;
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
  /** Minutes east of UTC by which envelope stamps differ from the exact stamps inside their messages, in order. */
  readonly zoneRuns: readonly ZoneRun[];
  /** Exact time inside a message beside the yearless stamp of its envelope: gives the year. */
  readonly yearVotes: readonly { readonly year: number; readonly line: number }[];
  /** Lines at which yearless stamps go over New Year: mostly forwards, back for a line that was written late. */
  readonly newYears: readonly { readonly line: number; readonly by: 1 | -1 }[];
  /** Where another boot begins. */
  readonly boots: readonly BootStart[];
  /** Kernels' first lines that show a wall time and no time since boot: booted not long before. */
  readonly bootLines: readonly StampAt[];
  readonly jumps: readonly ClockJump[];
  /** Lines at which stamps without a zone go back by a second or more. */
  readonly stepsBack: readonly StepBack[];
  /** Wall times are the kernel's, made from the time since boot when they were read (`dmesg -T`): suspends and drift shift them. */
  readonly isDerived: boolean;
  readonly pairs: readonly ClockPair[];
  readonly anchors: readonly ClockAnchor[];
  /** First and last entry as a journal's header tells them (µs since the Unix epoch if `exact`, else civil). */
  readonly journalHeader?: { readonly begin: Stamp; readonly end?: Stamp };
  /** Dump files that the log says were written, by base name. */
  readonly dumpsWritten: readonly { readonly fileName: string; readonly stamp: Stamp; readonly line: number }[];
}
