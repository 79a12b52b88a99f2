import type { RawFinding } from '../core/raw-finding.js';
import type { Rule, RulePart, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { joins, sameHost } from './entities.js';
import { compareSignals } from './order.js';
import { isWithin, type Answer } from './time-relation.js';

type PartsRule = Extract<Rule, { kind: 'sequence' | 'all' }>;

/** What was seen of one part for one anchor. */
interface SeenPart {
  readonly part: RulePart;
  readonly signals: readonly PlacedSignal[];
  readonly time: Answer;
  readonly joined: 'yes' | 'no' | 'unknown';
}

/** A part that lies in its window for certain counts fully; one that may lie in it, less. */
const UNCERTAIN_TIME_FACTOR = 0.75;
/** An entity in common makes chance unlikely. */
const JOIN_BONUS = 0.1;
const MAX_CONFIDENCE = 0.99;

/**
 * `sequence` and `all`: parts around an anchor.
 *
 * The first part is the anchor, its first signal's onset is T0; anchors that agree on the joined entities, or know none of them, are one. A part is
 * seen if enough of its signals may lie in its window (closed on both ends; by default from T0 on for `sequence`, on both sides for `all`),
 * are of the same host and do not contradict the anchor on a joined entity. Where clocks cannot tell, the part counts less.
 * The finding needs all required parts and `minOptional` others. A second match of the same anchors belongs to the first.
 */
export function findParts(
  signature: Signature,
  rule: PartsRule,
  signalsOf: (id: string) => readonly PlacedSignal[],
): RawFinding[] {
  const [anchorPart, ...others] = rule.parts;
  if (anchorPart === undefined) return [];
  const findings: RawFinding[] = [];
  for (const anchors of groupAnchors(anchorPart.ids.flatMap(signalsOf), rule)) {
    const seen: SeenPart[] = [];
    const unseen: RulePart[] = [];
    for (const part of others) {
      const found = findPart(part, anchors, rule, signalsOf);
      if (found === undefined) unseen.push(part);
      else seen.push(found);
    }
    if (unseen.some((part) => part.required)) continue;
    if (seen.filter(({ part }) => !part.required).length < rule.minOptional) continue;
    findings.push(makeFinding(signature, rule, anchors, seen, unseen));
  }
  return findings;
}

function groupAnchors(anchors: readonly PlacedSignal[], rule: PartsRule): PlacedSignal[][] {
  const groups: PlacedSignal[][] = [];
  for (const anchor of [...anchors].sort(compareSignals)) {
    const group = groups.find(
      ([first]) => first !== undefined && sameHost(first, anchor) && joins(first, anchor, rule.join) !== 'no',
    );
    if (group === undefined) groups.push([anchor]);
    else group.push(anchor);
  }
  return groups;
}

function findPart(
  part: RulePart,
  anchors: readonly PlacedSignal[],
  rule: PartsRule,
  signalsOf: (id: string) => readonly PlacedSignal[],
): SeenPart | undefined {
  const signals: PlacedSignal[] = [];
  let time: Answer = 'no';
  let joined: SeenPart['joined'] = 'unknown';
  for (const signal of part.ids.flatMap(signalsOf)) {
    for (const anchor of anchors) {
      if (!sameHost(anchor, signal)) continue;
      const join = joins(anchor, signal, rule.join);
      if (join === 'no') continue;
      const answer = isWithin(anchor, signal, part.afterUs, part.withinUs);
      if (answer === 'no') continue;
      signals.push(signal);
      if (time !== 'yes') time = answer;
      if (join === 'yes') joined = 'yes';
      break;
    }
  }
  const amount = signals.reduce((sum, signal) => sum + signal.weight, 0);
  return amount < part.minCount ? undefined : { part, signals, time, joined };
}

function makeFinding(
  signature: Signature,
  rule: PartsRule,
  anchors: readonly PlacedSignal[],
  seen: readonly SeenPart[],
  unseen: readonly RulePart[],
): RawFinding {
  let confidence = signature.confidence;
  const reasons = [
    `${seen.length + 1} of its ${rule.parts.length} parts were seen`,
    `seen: ${rule.parts[0]?.name ?? ''}`,
  ];
  for (const { part, time } of seen) {
    confidence += time === 'yes' ? part.weight : part.weight * UNCERTAIN_TIME_FACTOR;
    reasons.push(
      time === 'yes' ? `seen: ${part.name}` : `seen: ${part.name} (the clocks cannot tell its time exactly)`,
    );
  }
  if (seen.some(({ joined }) => joined === 'yes')) {
    confidence += JOIN_BONUS;
    reasons.push(`they agree on the ${rule.join.join(' or ')}`);
  } else if (rule.join.length > 0) reasons.push('joined by time alone');
  for (const part of unseen) reasons.push(`not seen: ${part.name}`);
  const certainty = Math.min(1, ...anchors.map((signal) => signal.certainty));
  const signals = [...new Set([...anchors, ...seen.flatMap((part) => part.signals)])].sort(compareSignals);
  return {
    signature,
    signals,
    ...(anchors[0] === undefined ? {} : { anchor: anchors[0] }),
    count: 1,
    confidence: Math.min(MAX_CONFIDENCE, confidence) * certainty,
    reasons,
    missing: unseen.flatMap(({ missing }) => (missing === undefined ? [] : [missing])),
    partIds: rule.parts.flatMap(({ ids }) => ids),
  };
}
