import type { PlacedSignal } from '../core/signal.js';
import type { AbsenceJudge } from './absence-judge.js';
import type { SourceCoverage } from './coverage.js';
import type { Joiner } from './entities.js';

/** What all rules of one correlation share. */
export interface RuleContext {
  /** Kept signals of a signature, in time order; findings of rules evaluated before stand as signals too. */
  readonly signalsOf: (id: string) => readonly PlacedSignal[];
  /** All kept signals, in time order. */
  readonly signals: readonly PlacedSignal[];
  readonly joiner: Joiner;
  readonly absence: AbsenceJudge;
  readonly coverage: readonly SourceCoverage[];
  /** Says that a rule could not be judged, in a clause without final stop. */
  readonly cannotTell: (id: string, because: string) => void;
}
