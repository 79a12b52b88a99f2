import type { Rule, Signature } from '../core/pattern.js';
import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { groupAnchors } from './group-anchors.js';
import type { RuleContext } from './rule-context.js';
import { spanWords } from './span-words.js';

/**
 * `absence`: something that always follows (or precedes) did not.
 *
 * ```
 * anchor  --A-------------   window [after, within] counted from A, both ends belong to it
 * expected ----(E)--------   E in the window, of the same host, not contradicting a joined entity: answered
 * source  =============      must reach over the window, else: cannot tell
 * ```
 * Each anchor is judged by itself; one expected signal answers all anchors in whose windows it lies, also at equal times. Answers: seen; absent; cannot
 * tell (see absence-judge.ts), which is no finding but an evaluation. Anchors without answer that agree on the joined entities are one finding.
 * A window that begins before the anchor (`after: -5m, within: 0s`) asks for what should have come before.
 */
export function findAbsence(
  signature: Signature,
  rule: Extract<Rule, { kind: 'absence' }>,
  context: RuleContext,
): RawFinding[] {
  const { expected: ids, ...window } = rule;
  const proofs = new Map<PlacedSignal, readonly string[]>();
  for (const anchor of rule.ids.flatMap(context.signalsOf)) {
    const judged = context.absence.judge(anchor, { ...window, ids }, rule);
    if (judged.answer === 'absent') proofs.set(anchor, judged.proof);
    else if (judged.answer === 'cannot-tell') context.cannotTell(signature.id, judged.because);
  }
  const span = Math.abs(rule.withinUs) + Math.abs(rule.afterUs);
  return groupAnchors([...proofs.keys()], rule, span, context.joiner).map((anchors) => {
    const proof = [...new Set(anchors.flatMap((anchor) => proofs.get(anchor) ?? []))];
    const [first] = anchors;
    return {
      signature,
      signals: anchors,
      ...(first === undefined ? {} : { anchor: first }),
      count: anchors.reduce((sum, { weight }) => sum + weight, 0),
      confidence: signature.confidence * Math.min(1, ...anchors.map(({ certainty }) => certainty)),
      reasons: [
        `not seen ${windowWords(rule.afterUs, rule.withinUs)}: ${ids.join(' or ')}`,
        `the log covers that time: ${proof.slice(0, 3).join(', ')}`,
      ],
      missing: signature.confirm,
      partIds: rule.ids.filter((id) => id !== signature.id),
    };
  });
}

export function windowWords(afterUs: number, withinUs: number): string {
  if (afterUs === 0) return `within ${spanWords(withinUs)} after it`;
  if (withinUs === 0) return `in the ${spanWords(afterUs)} before it`;
  const edge = (us: number): string => `${spanWords(us)} ${us < 0 ? 'before' : 'after'}`;
  return `from ${edge(afterUs)} to ${edge(withinUs)} it`;
}
