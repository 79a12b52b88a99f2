import type { Signature } from '../core/pattern.js';
import type { RawEvaluation, RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { createAbsenceJudge } from './absence-judge.js';
import { findAbsence } from './absence.js';
import { findAny } from './any.js';
import type { SourceCoverage } from './coverage.js';
import { createJoiner } from './entities.js';
import { findGap } from './gap.js';
import { compareSignals } from './order.js';
import { findParts } from './parts.js';
import { referredIds } from './referred-ids.js';
import { suppressRefined } from './refine.js';
import { findRepetition } from './repetition.js';
import type { RuleContext } from './rule-context.js';
import { findState } from './state.js';
import { findThreshold } from './threshold.js';

export interface CorrelationInput {
  readonly signatures: readonly Signature[];
  readonly signals: readonly PlacedSignal[];
  /** Observations of a signature of which no signal was kept. */
  readonly dropped: ReadonlyMap<string, number>;
  /** What each source could have shown; without it nothing counts as absent. */
  readonly coverage?: readonly SourceCoverage[];
  /** Takes the rules that could not be judged, one reason each. */
  readonly onEvaluation?: (evaluation: RawEvaluation) => void;
}

/**
 * Makes findings of signals. A rule sees the signals of other signatures and, as signals, the findings of rules that it refers to;
 * rules are evaluated in that order. The order of the signals given changes nothing.
 */
export function correlate({
  signatures,
  signals: given,
  dropped,
  coverage = [],
  onEvaluation,
}: CorrelationInput): RawFinding[] {
  const byId = new Map<string, PlacedSignal[]>();
  const signals = suppressRefined([...given].sort(compareSignals), signatures);
  for (const signal of signals) {
    const list = byId.get(signal.id);
    if (list === undefined) byId.set(signal.id, [signal]);
    else list.push(signal);
  }
  const signalsOf = (id: string): readonly PlacedSignal[] => byId.get(id) ?? [];
  const joiner = createJoiner(signals);
  const unjudged = new Map<string, string>();
  const context: RuleContext = {
    signalsOf,
    signals,
    joiner,
    coverage,
    absence: createAbsenceJudge({ signatures, coverage, joiner, signalsOf }),
    cannotTell: (id, because) => {
      if (!unjudged.has(id)) unjudged.set(id, because);
    },
  };
  const findings: RawFinding[] = [];
  for (const signature of inRuleOrder(signatures)) {
    const { rule } = signature;
    const found: RawFinding[] = [];
    if (provesByItself(signature) && signalsOf(signature.id).length > 0) {
      found.push(...findAny(signature, signalsOf(signature.id), dropped.get(signature.id) ?? 0));
    }
    switch (rule.kind) {
      case 'any':
        break;
      case 'threshold':
        found.push(...findThreshold(signature, rule, rule.ids.flatMap(signalsOf).sort(compareSignals), context));
        break;
      case 'absence':
        found.push(...findAbsence(signature, rule, context));
        break;
      case 'gap':
        found.push(...findGap(signature, rule, context));
        break;
      case 'state':
        found.push(...findState(signature, rule, context));
        break;
      case 'sequence':
      case 'all':
        found.push(...findParts(signature, rule, context));
        break;
      case 'repetition':
        addInferred(found, findRepetition(signature, rule, signalsOf));
        break;
    }
    if (rule.kind !== 'any') addDerivedSignals(signature, found, byId);
    if (signature.finding) findings.push(...found);
    const because = unjudged.get(signature.id);
    if (because !== undefined && signature.finding && found.length === 0) onEvaluation?.({ id: signature.id, because });
  }
  return findings;
}

/** Own signals make findings, unless the rule counts them or starts from them. */
function provesByItself({ id, rule }: Signature): boolean {
  switch (rule.kind) {
    case 'any':
    case 'repetition':
      return true;
    case 'threshold':
      return false;
    case 'absence':
    case 'gap':
      return !rule.ids.includes(id);
    case 'state':
      return !Object.values(rule.states).some((ids) => ids.includes(id));
    case 'sequence':
    case 'all':
      return rule.parts[0]?.ids.includes(id) !== true;
  }
}

/** What own signals prove need not be inferred, but the inference shows how it looked from outside. */
function addInferred(found: RawFinding[], inferred: readonly RawFinding[]): void {
  const [proved] = found;
  if (proved === undefined) found.push(...inferred);
  else {
    const signals = [...proved.signals, ...inferred.flatMap((finding) => finding.signals)].sort(compareSignals);
    const reasons = [...proved.reasons, ...inferred.flatMap((finding) => finding.reasons.slice(0, 1))];
    found[0] = { ...proved, signals, reasons };
  }
}

/** A finding of a rule stands as one signal for the rules that refer to it. */
function addDerivedSignals(
  signature: Signature,
  found: readonly RawFinding[],
  byId: Map<string, PlacedSignal[]>,
): void {
  const own = byId.get(signature.id) ?? [];
  const derived = found.flatMap(({ signals }) => {
    const others = signals.filter((signal) => !own.includes(signal));
    const [first] = others;
    const last = others[others.length - 1];
    if (first === undefined || last === undefined) return [];
    const entities = others.flatMap((signal) => signal.entities).slice(0, 50);
    const evidence = first === last ? first.evidence : [...first.evidence, ...last.evidence];
    return [
      { ...first, id: signature.id, entities, evidence, weight: others.reduce((sum, { weight }) => sum + weight, 0) },
    ];
  });
  if (derived.length > 0) byId.set(signature.id, [...own, ...derived].sort(compareSignals));
}

/** Signatures so that a rule comes after those that it refers to; a cycle is cut where it closes. */
function inRuleOrder(signatures: readonly Signature[]): Signature[] {
  const byId = new Map(signatures.map((signature) => [signature.id, signature]));
  const ordered = new Set<Signature>();
  const open = new Set<Signature>();
  const visit = (signature: Signature): void => {
    if (ordered.has(signature) || open.has(signature)) return;
    open.add(signature);
    for (const id of referredIds(signature.rule)) {
      const other = byId.get(id);
      if (other !== undefined) visit(other);
    }
    open.delete(signature);
    ordered.add(signature);
  };
  for (const signature of signatures) visit(signature);
  return [...ordered];
}
