import type { Signature } from '../core/pattern.js';
import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { findAny } from './any.js';
import { compareSignals } from './order.js';
import { findParts } from './parts.js';
import { findRepetition } from './repetition.js';
import { suppressRefined } from './refine.js';
import { findThreshold } from './threshold.js';

export interface CorrelationInput {
  readonly signatures: readonly Signature[];
  readonly signals: readonly PlacedSignal[];
  /** Observations of a signature of which no signal was kept. */
  readonly dropped: ReadonlyMap<string, number>;
}

/**
 * Makes findings of signals. A rule sees the signals of other signatures and, as signals, the findings of rules that it refers to;
 * rules are evaluated in that order. The order of the signals given changes nothing.
 */
export function correlate({ signatures, signals, dropped }: CorrelationInput): RawFinding[] {
  const byId = new Map<string, PlacedSignal[]>();
  for (const signal of suppressRefined([...signals].sort(compareSignals), signatures)) {
    const list = byId.get(signal.id);
    if (list === undefined) byId.set(signal.id, [signal]);
    else list.push(signal);
  }
  const signalsOf = (id: string): readonly PlacedSignal[] => byId.get(id) ?? [];
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
        found.push(...findThreshold(signature, rule, rule.ids.flatMap(signalsOf).sort(compareSignals)));
        break;
      case 'sequence':
      case 'all':
        found.push(...findParts(signature, rule, signalsOf));
        break;
      case 'repetition':
        addInferred(found, findRepetition(signature, rule, signalsOf));
        break;
    }
    if (rule.kind !== 'any') addDerivedSignals(signature, found, byId);
    if (signature.finding) findings.push(...found);
  }
  return findings;
}

/** Own signals make findings, unless the rule counts them or starts from them. */
function provesByItself({ id, rule }: Signature): boolean {
  if (rule.kind === 'threshold') return false;
  return rule.kind === 'any' || rule.kind === 'repetition' || rule.parts[0]?.ids.includes(id) !== true;
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
    for (const id of referredIds(signature)) {
      const other = byId.get(id);
      if (other !== undefined) visit(other);
    }
    open.delete(signature);
    ordered.add(signature);
  };
  for (const signature of signatures) visit(signature);
  return [...ordered];
}

function referredIds({ rule }: Signature): readonly string[] {
  switch (rule.kind) {
    case 'any':
      return [];
    case 'threshold':
      return rule.ids;
    case 'repetition':
      return [...rule.ids, ...rule.progress];
    case 'sequence':
    case 'all':
      return rule.parts.flatMap(({ ids }) => ids);
  }
}
