import type { Rule, Signature } from '../core/pattern.js';
import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { compareSignals } from './order.js';
import type { RuleContext } from './rule-context.js';
import { spanWords } from './span-words.js';
import { isWithin, type Answer } from './time-relation.js';

type StateRule = Extract<Rule, { kind: 'state' }>;

/** An entity that entered the state and did not leave it in time. */
interface Stay {
  readonly value: string;
  /** With which it entered, and those that said so again. */
  readonly entered: readonly PlacedSignal[];
  readonly left?: PlacedSignal;
  readonly reason: string;
}

/**
 * `state`: an entity (a unit, a container, …) enters a state and does not leave it within a time, or is in it when the logs end.
 *
 * ```
 * unit X   --start---fail-------------start--     within 5m: a finding if the start comes later than 5 min after the failure
 * unit Y   --start---fail--start-------------     left in time: none
 * unit Z   --start---fail--| the log ends         within 5m: cannot tell; without `within`: a finding, failed is its last state
 * ```
 * Each value of the entity on each host is followed by itself (container ids join by prefix). Signals that say the same state again belong to the stay. States
 * that are neither entered nor in `leaves` (default: all others) change nothing. Lines of one source are in the order in which they stand, so
 * equal stamps do not matter there; between sources clocks decide, and where they cannot tell whether the entity left, nor can the rule. It
 * leaves in time also exactly at `within`. That it did not leave needs a source that covers the time, as for every absence.
 * Stays of a host are one finding unless `groupBy` splits them.
 */
export function findState(signature: Signature, rule: StateRule, context: RuleContext): RawFinding[] {
  const leaving = (rule.leaves.length > 0 ? rule.leaves : Object.keys(rule.states)).filter(
    (name) => name !== rule.enters,
  );
  const leaveIds = leaving.flatMap((name) => rule.states[name] ?? []);
  const enterIds = rule.states[rule.enters] ?? [];
  const entered = byEntity(enterIds.flatMap(context.signalsOf), rule, context);
  const left = byEntity(leaveIds.flatMap(context.signalsOf), rule, context);
  const stays = [...entered].flatMap(([key, { value, signals }]) =>
    staysOf(signature, rule, value, signals, left.get(key)?.signals ?? [], leaveIds, context),
  );
  return groupStays(signature, stays, context).map((group) => makeFinding(signature, rule, group));
}

function staysOf(
  signature: Signature,
  rule: StateRule,
  value: string,
  entered: readonly PlacedSignal[],
  left: readonly PlacedSignal[],
  leaveIds: readonly string[],
  context: RuleContext,
): Stay[] {
  const stays: Stay[] = [];
  const withinUs = rule.withinUs ?? Infinity;
  const expectation = {
    ids: leaveIds,
    afterUs: 0,
    withinUs,
    ...(rule.needs === undefined ? {} : { needs: rule.needs }),
  };
  for (let at = 0; at < entered.length;) {
    const first = entered[at];
    if (first === undefined) break;
    const end = left.find((signal) => follows(first, signal, Infinity) === 'yes');
    let next = at + 1;
    while (next < entered.length && !isBehind(entered[next], end)) next++;
    const same = entered.slice(at, next);
    at = next;
    const answers = left.map((signal) => follows(first, signal, withinUs));
    if (answers.includes('yes')) continue;
    if (answers.includes('unknown')) {
      context.cannotTell(signature.id, `the clocks cannot tell whether ${value} left the state ${rule.enters} in time`);
      continue;
    }
    if (rule.withinUs === undefined) {
      if (end !== undefined) continue;
      if (context.absence.hides(first, expectation)) {
        context.cannotTell(signature.id, `its states came too often to be kept all`);
        continue;
      }
      stays.push({ value, entered: same, reason: `${value}: ${rule.enters} is its last state in the log` });
      continue;
    }
    if (end !== undefined) {
      const reason = `${value}: ${rule.enters} for longer than ${spanWords(withinUs)}`;
      stays.push({ value, entered: same, left: end, reason });
      continue;
    }
    const proof = context.absence.prove(first, expectation);
    if (proof.answer === 'cannot-tell') context.cannotTell(signature.id, proof.because);
    else stays.push({ value, entered: same, reason: `${value}: still ${rule.enters} ${spanWords(withinUs)} later` });
  }
  return stays;
}

function isBehind(signal: PlacedSignal | undefined, end: PlacedSignal | undefined): boolean {
  return signal !== undefined && end !== undefined && follows(end, signal, Infinity) === 'yes';
}

/** Whether `later` came after `first`, at most `withinUs` later. In one source the lines tell which came first. */
function follows(first: PlacedSignal, later: PlacedSignal, withinUs: number): Answer {
  const [a, b] = [first.evidence[0]?.record.position, later.evidence[0]?.record.position];
  if (a === undefined || b === undefined || a.source !== b.source) return isWithin(first, later, 0, withinUs);
  if (b.line < a.line || (b.line === a.line && b.offset <= a.offset)) return 'no';
  return withinUs === Infinity ? 'yes' : isWithin(first, later, -Infinity, withinUs);
}

/** Signals by host and value of the entity, in time order. */
function byEntity(
  signals: readonly PlacedSignal[],
  { entity }: StateRule,
  { joiner }: RuleContext,
): Map<string, { readonly value: string; readonly signals: PlacedSignal[] }> {
  const found = new Map<string, { value: string; signals: PlacedSignal[] }>();
  for (const signal of [...signals].sort(compareSignals)) {
    for (const value of joiner.valuesOf(signal, entity)) {
      const short = entity === 'container' && /^[0-9a-f]{12,64}$/.test(value) ? value.slice(0, 12) : value;
      const key = `${joiner.hostKey(signal)}\u0000${short}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { value: short, signals: [signal] });
      else known.signals.push(signal);
    }
  }
  return found;
}

function groupStays(signature: Signature, stays: readonly Stay[], { joiner }: RuleContext): Stay[][] {
  const groups = new Map<string, Stay[]>();
  for (const stay of stays) {
    const [signal] = stay.entered;
    if (signal === undefined) continue;
    const values = signature.groupBy.map((kind) => (kind === 'host' ? '' : (joiner.valuesOf(signal, kind)[0] ?? '')));
    const key = [joiner.hostKey(signal), ...values].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stay]);
    else group.push(stay);
  }
  return [...groups.values()];
}

function makeFinding(signature: Signature, rule: StateRule, stays: readonly Stay[]): RawFinding {
  const signals = stays.flatMap(({ entered, left }) => [...entered, ...(left === undefined ? [] : [left])]);
  const ordered = [...new Set(signals)].sort(compareSignals);
  const anchor = [...stays.flatMap(({ entered }) => entered.slice(0, 1))].sort(compareSignals)[0];
  const certainty = Math.min(
    1,
    ...stays.flatMap(({ entered }) => entered.slice(0, 1)).map((signal) => signal.certainty),
  );
  return {
    signature,
    signals: ordered,
    ...(anchor === undefined ? {} : { anchor }),
    count: stays.length,
    confidence: signature.confidence * certainty,
    reasons: stays.slice(0, 3).map(({ reason }) => reason),
    missing: signature.confirm,
    partIds: (rule.states[rule.enters] ?? []).filter((id) => id !== signature.id),
  };
}
