import type { Signature } from './pattern.js';
import type { PlacedSignal } from './signal.js';

/** A signature recognised, before causes and rank are known. */
export interface RawFinding {
  readonly signature: Signature;
  /** Signals that prove it, in time order; for a rule those of its parts. */
  readonly signals: readonly PlacedSignal[];
  /** The signal that a rule starts from: its time is that of the finding. Absent where the earliest signal is. */
  readonly anchor?: PlacedSignal;
  /** Observations in all, also those of which no signal was kept. */
  readonly count: number;
  readonly confidence: number;
  readonly reasons: readonly string[];
  readonly missing: readonly string[];
  /** What speaks against it: an expected part that is surely not there, or one that should not be there. A sentence each. */
  readonly against?: readonly string[];
  /** Findings with one of these signature ids and one of the signals are parts of this one. */
  readonly partIds: readonly string[];
}

/** The one command that would decide about a finding. */
export interface DecidingCommand {
  readonly command: string;
  /** `risky`: not known to change nothing. */
  readonly effect: 'read-only' | 'risky';
  /** What it shows: the sentence that names it. */
  readonly text: string;
}

/** A finding with its place in the tree of causes. */
export interface RankedFinding extends RawFinding {
  /** `F1`, `F2`, … in rank order. */
  readonly key: string;
  /** Key of the composite or cause above it, null for a root. */
  readonly causedBy: string | null;
  /** Keys of the findings that this composite is made of. */
  readonly parts: readonly string[];
  readonly decidedBy?: DecidingCommand;
}

/** A rule that could not be judged. */
export interface RawEvaluation {
  readonly id: string;
  readonly because: string;
}
