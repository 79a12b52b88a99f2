import type { RawFinding } from '../core/raw-finding.js';
import type { Rule, RulePart, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import type { AbsenceAnswer } from './absence-judge.js';
import type { Joined } from './entities.js';
import { differentMembers, groupAnchors } from './group-anchors.js';
import { compareSignals } from './order.js';
import type { RuleContext } from './rule-context.js';
import { createTimeIndex, type TimeIndex } from './time-index.js';
import { isWithin, type Answer } from './time-relation.js';

type PartsRule = Extract<Rule, { kind: 'sequence' | 'all' }>;

/** What was seen of one part for one anchor. */
interface SeenPart {
  readonly part: RulePart;
  readonly signals: readonly PlacedSignal[];
  readonly time: Answer;
  readonly joined: Joined;
}

/** A part of which nothing was seen, and whether that is sure. */
interface UnseenPart {
  readonly part: RulePart;
  readonly absence: Exclude<AbsenceAnswer, { answer: 'seen' }>;
}

/** What one group of anchors has of the rule's parts. */
interface Judged {
  readonly seen: readonly SeenPart[];
  readonly unseen: readonly UnseenPart[];
}

/** A part that lies in its window for certain counts fully; one that may lie in it, less. */
const UNCERTAIN_TIME_FACTOR = 0.75;
/** Share of a part's weight that is taken away where it speaks against the finding. */
const AGAINST_FACTOR = 0.5;
/** An entity in common makes chance unlikely. */
const JOIN_BONUS = 0.1;
const MAX_CONFIDENCE = 0.99;
const MIN_CONFIDENCE = 0.05;

/**
 * `sequence` and `all`: parts around an anchor.
 *
 * ```
 * anchor A     --A-----------    T0 is A's onset; windows are closed on both ends
 * sequence     --A---b---c---    a window begins at T0 unless `after` says otherwise; equal times are in order
 * all          -b---A----c---    a window reaches as far to both sides
 * anchor: b    --A---b===c---    c's window is counted from b's signals
 * absent       --A--( x )----    holds if x surely is not there: a source that would show it covers the window
 * ```
 * The first part is the anchor; anchors that agree on the joined entities, or know none of them and are not far apart, are one. A part is
 * seen if enough of its signals may lie in its window, are of the same host (with `hosts: any` of another one, if a shared entity agrees) and
 * do not contradict the anchor on a joined entity. Where clocks cannot tell, the part counts less. An `absent` part holds if some anchor
 * surely misses it; if that cannot be told and it is required, the rule is not evaluated.
 * The finding needs all required parts and `minOptional` others. A second match of the same anchors belongs to the first. What speaks against it is
 * said: a part that should be there and surely is not, or should not be there and is.
 */
export function findParts(signature: Signature, rule: PartsRule, context: RuleContext): RawFinding[] {
  const [anchorPart, ...others] = rule.parts;
  if (anchorPart === undefined) return [];
  const indexes = new Map(others.map((part) => [part, createTimeIndex(part.ids.flatMap(context.signalsOf))]));
  const spanUs = Math.max(
    ...rule.parts.map(({ afterUs, withinUs }) => Math.max(Math.abs(afterUs), Math.abs(withinUs))),
  );
  const findings: RawFinding[] = [];
  const groups = groupAnchors(anchorPart.ids.flatMap(context.signalsOf), rule, spanUs, context.joiner);
  for (const anchors of groups) {
    const judged = judgeParts(rule, others, anchors, indexes, context);
    if (!holds(signature, rule, judged, context)) continue;
    findings.push(makeFinding(signature, rule, anchors, judged));
  }
  return findings;
}

function judgeParts(
  rule: PartsRule,
  parts: readonly RulePart[],
  anchors: readonly PlacedSignal[],
  indexes: ReadonlyMap<RulePart, TimeIndex>,
  context: RuleContext,
): Judged {
  const seen: SeenPart[] = [];
  const unseen: UnseenPart[] = [];
  for (const part of parts) {
    const from = anchorsOf(part, anchors, seen, rule);
    const found = part.absent === true ? undefined : findPart(part, from, rule, indexes.get(part), context);
    if (found !== undefined) {
      seen.push(found);
      continue;
    }
    const absence = judgeAbsence(part, from, rule, context);
    if (part.absent === true && absence.answer === 'seen')
      seen.push({ part, signals: [absence.signal], time: 'yes', joined: 'unknown' });
    else unseen.push({ part, absence: absence.answer === 'seen' ? TOO_FEW : absence });
  }
  return { seen, unseen };
}

/** Some of it was seen, but not enough. */
const TOO_FEW = { answer: 'cannot-tell', because: 'too few of it were seen' } as const;

/** The signals from which a part's window is counted. */
function anchorsOf(
  part: RulePart,
  anchors: readonly PlacedSignal[],
  seen: readonly SeenPart[],
  rule: PartsRule,
): readonly PlacedSignal[] {
  if (part.anchor === undefined || part.anchor === rule.parts[0]?.name) return anchors;
  return seen.find((other) => other.part.name === part.anchor)?.signals ?? [];
}

function holds(signature: Signature, rule: PartsRule, { seen, unseen }: Judged, context: RuleContext): boolean {
  if (seen.some(({ part }) => part.absent === true && part.required)) return false;
  if (unseen.some(({ part }) => part.absent !== true && part.required)) return false;
  const optional =
    seen.filter(({ part }) => part.absent !== true && !part.required).length +
    unseen.filter(({ part, absence }) => part.absent === true && !part.required && absence.answer === 'absent').length;
  if (optional < rule.minOptional) return false;
  for (const { part, absence } of unseen) {
    if (part.absent !== true || !part.required || absence.answer === 'absent') continue;
    context.cannotTell(signature.id, `${part.name}: ${absence.because}`);
    return false;
  }
  return true;
}

function findPart(
  part: RulePart,
  anchors: readonly PlacedSignal[],
  rule: PartsRule,
  index: TimeIndex | undefined,
  { joiner }: RuleContext,
): SeenPart | undefined {
  const signals = new Set<PlacedSignal>();
  let time: Answer = 'no';
  let joined: Joined = 'unknown';
  // What contradicts one anchor of the group is of another story, whatever the others know.
  const different = differentMembers(anchors);
  const others = new Set<PlacedSignal>();
  // Asked once for each signal, not for each pair of one and an anchor: a busy log has thousands of both.
  const fitting = new Set<PlacedSignal>();
  for (const anchor of anchors) {
    for (const signal of index?.near(anchor, part.afterUs, part.withinUs) ?? []) {
      if (signals.has(signal) || others.has(signal)) continue;
      if (!fitting.has(signal)) {
        if (different.some((other) => joiner.joins(other, signal, rule) === 'no')) {
          others.add(signal);
          continue;
        }
        fitting.add(signal);
      }
      const join = joiner.joins(anchor, signal, rule);
      if (join === 'no') {
        others.add(signal);
        continue;
      }
      const answer = isWithin(anchor, signal, part.afterUs, part.withinUs);
      if (answer === 'no') continue;
      signals.add(signal);
      if (time !== 'yes') time = answer;
      if (join === 'yes') joined = 'yes';
    }
  }
  const amount = [...signals].reduce((sum, signal) => sum + signal.weight, 0);
  return amount < part.minCount ? undefined : { part, signals: [...signals].sort(compareSignals), time, joined };
}

/** Surely absent for one of the anchors is enough; else what is not sure; else where it was seen. */
function judgeAbsence(
  part: RulePart,
  anchors: readonly PlacedSignal[],
  rule: PartsRule,
  { absence }: RuleContext,
): AbsenceAnswer {
  let seen: AbsenceAnswer | undefined;
  let unsure: AbsenceAnswer | undefined;
  for (const anchor of anchors) {
    const judged = absence.judge(anchor, part, rule);
    if (judged.answer === 'absent') return judged;
    if (judged.answer === 'seen') seen ??= judged;
    else unsure ??= judged;
  }
  return unsure ?? seen ?? { answer: 'cannot-tell', because: `nothing was seen of what it is counted from` };
}

function makeFinding(
  signature: Signature,
  rule: PartsRule,
  anchors: readonly PlacedSignal[],
  { seen, unseen }: Judged,
): RawFinding {
  let confidence = signature.confidence;
  const present = seen.filter(({ part }) => part.absent !== true);
  const held = unseen.filter(({ part, absence }) => part.absent === true && absence.answer === 'absent');
  const reasons = [
    `${present.length + held.length + 1} of its ${rule.parts.length} parts were seen`,
    `seen: ${rule.parts[0]?.name ?? ''}`,
  ];
  for (const { part, time } of present) {
    confidence += time === 'yes' ? part.weight : part.weight * UNCERTAIN_TIME_FACTOR;
    reasons.push(
      time === 'yes' ? `seen: ${part.name}` : `seen: ${part.name} (the clocks cannot tell its time exactly)`,
    );
  }
  for (const { part } of held) {
    confidence += part.weight;
    reasons.push(`surely not there, as it should be: ${part.name}`);
  }
  if (present.some(({ joined }) => joined === 'yes')) {
    confidence += JOIN_BONUS;
    reasons.push(`they agree on the ${rule.join.join(' or ')}`);
  } else if (rule.join.length > 0) reasons.push('joined by time alone');
  const against: string[] = [];
  const missing: string[] = [];
  for (const { part } of seen) {
    if (part.absent !== true) continue;
    confidence -= part.weight * AGAINST_FACTOR;
    against.push(part.against ?? `seen, though it should not be there: ${part.name}`);
  }
  for (const { part, absence } of unseen) {
    if (part.absent === true) {
      if (absence.answer === 'cannot-tell') reasons.push(`it cannot be told whether it was there: ${part.name}`);
      continue;
    }
    reasons.push(`not seen: ${part.name}`);
    if (absence.answer === 'cannot-tell') {
      if (part.missing !== undefined) missing.push(part.missing);
    } else if (part.against !== undefined || part.missing !== undefined) {
      // What would have shown it is among the inputs: no need to add it.
      if (part.against !== undefined) confidence -= part.weight * AGAINST_FACTOR;
      against.push(
        part.against ?? `not seen, though ${absence.proof.slice(0, 2).join(', ')} covers that time: ${part.name}`,
      );
    }
  }
  const certainty = Math.min(1, ...anchors.map((signal) => signal.certainty));
  const signals = [...new Set([...anchors, ...present.flatMap((part) => part.signals)])].sort(compareSignals);
  return {
    signature,
    signals,
    ...(anchors[0] === undefined ? {} : { anchor: anchors[0] }),
    count: 1,
    confidence: Math.max(MIN_CONFIDENCE, Math.min(MAX_CONFIDENCE, confidence)) * certainty,
    reasons,
    missing,
    ...(against.length === 0 ? {} : { against }),
    partIds: rule.parts.filter(({ absent }) => absent !== true).flatMap(({ ids }) => ids),
  };
}
