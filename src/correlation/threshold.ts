import type { RawFinding } from '../core/raw-finding.js';
import type { Rule, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { sameHost, valuesOf } from './entities.js';
import { isWithin } from './time-relation.js';

/**
 * `threshold`: `count` signals (or distinct values of an entity) within a window.
 *
 * The window is closed and starts at a signal; equal times count. The first window that is full makes the finding, and later signals that follow
 * one of its signals within the window's length belong to it. Signals whose distance in time is not known count as inside only if they are
 * of one source. With `groupBy` each entity value is counted by itself.
 */
export function findThreshold(
  signature: Signature,
  rule: Extract<Rule, { kind: 'threshold' }>,
  signals: readonly PlacedSignal[],
): RawFinding[] {
  const groups = new Map<string, PlacedSignal[]>();
  for (const signal of signals) {
    const key = signature.groupBy.map((kind) => valuesOf(signal, kind)[0] ?? '').join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [signal]);
    else group.push(signal);
  }
  return [...groups.values()].flatMap((group) => findInGroup(signature, rule, group));
}

function findInGroup(
  signature: Signature,
  rule: Extract<Rule, { kind: 'threshold' }>,
  signals: readonly PlacedSignal[],
): RawFinding[] {
  const findings: RawFinding[] = [];
  let start = 0;
  while (start < signals.length) {
    const first = signals[start];
    if (first === undefined) break;
    const window = signals.slice(start).filter((signal) => belongs(first, signal, rule.withinUs));
    if (amount(rule, window) < rule.count) {
      start++;
      continue;
    }
    const members = [...window];
    const rest = signals.slice(start).filter((signal) => !members.includes(signal));
    for (const signal of rest) {
      const last = members[members.length - 1];
      if (last !== undefined && belongs(last, signal, rule.withinUs)) members.push(signal);
    }
    findings.push({
      signature,
      signals: members,
      count: members.reduce((sum, signal) => sum + signal.weight, 0),
      confidence: signature.confidence,
      reasons: [`${amount(rule, members)} within the time that makes it more than chance`],
      missing: signature.confirm,
      partIds: rule.ids.filter((id) => id !== signature.id),
    });
    start += Math.max(1, signals.slice(start).filter((signal) => members.includes(signal)).length);
  }
  return findings;
}

function belongs(first: PlacedSignal, signal: PlacedSignal, withinUs: number): boolean {
  if (first === signal) return true;
  if (!sameHost(first, signal)) return false;
  const answer = isWithin(first, signal, 0, withinUs);
  if (answer === 'yes') return true;
  if (answer === 'no') return false;
  return first.evidence[0]?.record.position.source === signal.evidence[0]?.record.position.source;
}

function amount(rule: Extract<Rule, { kind: 'threshold' }>, signals: readonly PlacedSignal[]): number {
  const { distinct } = rule;
  if (distinct === undefined) return signals.reduce((sum, signal) => sum + signal.weight, 0);
  return new Set(signals.flatMap((signal) => valuesOf(signal, distinct))).size;
}
