import type { Rule, Signature } from '../core/pattern.js';
import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import { bridges, total } from './dropped.js';
import { valuesOf } from './entities.js';
import { findRate } from './rate.js';
import type { RuleContext } from './rule-context.js';
import { isWithin, onsetOf } from './time-relation.js';

export type ThresholdRule = Extract<Rule, { kind: 'threshold' }>;

/** Entities that several hosts can have in common. */
const SHARED = new Set(['image', 'registry', 'address']);

/**
 * `threshold`: `count` signals (or distinct values of an entity), or a rate of them, within a window.
 *
 * ```
 * count 3, within 5m   a-a--a----   the window is closed and starts at a signal: minute 0 to 5, both ends belong to it; equal times count
 * rate 2/m, for 5m     aaaaaaaaaaa  at least so many on average over at least 5 min; a burst that is over sooner is a count, no rate
 * ```
 * The first window that is full makes the finding; later signals that follow one of its signals within the window's length belong to it. Signals whose
 * distance in time is not known count as inside only if they are of one source. Hosts are counted apart, and with `groupBy` each value of
 * the entity; with `hosts: any` a value of a shared entity (image, registry, address) is counted over hosts. Signals that were counted but not kept
 * belong to the series in whose middle they stood.
 */
export function findThreshold(
  signature: Signature,
  rule: ThresholdRule,
  signals: readonly PlacedSignal[],
  context: RuleContext,
): RawFinding[] {
  const groups = new Map<string, PlacedSignal[]>();
  for (const signal of signals) {
    const values = signature.groupBy.map((kind) => context.joiner.valuesOf(signal, kind)[0] ?? '');
    const isShared =
      rule.hosts === 'any' && signature.groupBy.some((kind, at) => SHARED.has(kind) && values[at] !== '');
    const key = [isShared ? '*' : context.joiner.hostKey(signal), ...values].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [signal]);
    else group.push(signal);
  }
  return [...groups.values()].flatMap((group) => {
    const series = rule.ratePerUs === undefined ? findSeries(rule, group, context) : findRate(rule, group, context);
    return series
      .filter((members) => amount(rule, members, context) >= rule.count)
      .map((members) => {
        const count = total(members, context);
        return {
          signature,
          signals: members,
          count,
          confidence: signature.confidence,
          reasons: [
            `${rule.distinct === undefined ? count : amount(rule, members, context)} within the time that makes it more than chance`,
          ],
          missing: signature.confirm,
          partIds: rule.ids.filter((id) => id !== signature.id),
        };
      });
  });
}

/** Series of signals that fill a window at their beginning and go on without a longer break; `signals` are in time order. */
function findSeries(rule: ThresholdRule, signals: readonly PlacedSignal[], context: RuleContext): PlacedSignal[][] {
  const series: PlacedSignal[][] = [];
  const taken = new Set<PlacedSignal>();
  const slackUs = 4 * Math.max(0, ...signals.map(({ time }) => time?.uncertaintyUs ?? 0));
  const reachUs = rule.withinUs + slackUs;
  // Signals that were not kept count where the series spans them; few signals cannot fill a window even with all of those.
  const unkept = total(signals, context) - signals.reduce((sum, { weight }) => sum + weight, 0);
  for (const [start, first] of signals.entries()) {
    if (taken.has(first)) continue;
    const window: PlacedSignal[] = [];
    let end = start;
    for (; end < signals.length; end++) {
      const signal = signals[end];
      if (signal === undefined || isSurelyLater(first, signal, reachUs)) break;
      if (!taken.has(signal) && belongs(first, signal, rule.withinUs, context)) window.push(signal);
    }
    if (rule.distinct === undefined && window.reduce((sum, { weight }) => sum + weight, unkept) < rule.count) continue;
    if (amount(rule, window, context) < rule.count) continue;
    for (; end < signals.length; end++) {
      const signal = signals[end];
      const last = window[window.length - 1];
      if (signal === undefined || last === undefined) break;
      if (belongs(last, signal, rule.withinUs, context)) window.push(signal);
      else if (isSurelyLater(last, signal, reachUs)) break;
    }
    for (const signal of window) taken.add(signal);
    series.push(window);
  }
  return series;
}

/** In time order nothing that follows can lie in reach any more. Where times are not known this is never sure. */
function isSurelyLater(first: PlacedSignal, signal: PlacedSignal, reachUs: number): boolean {
  const [a, b] = [onsetOf(first), onsetOf(signal)];
  return a !== undefined && b !== undefined && b.latestUs - a.latestUs > reachUs;
}

function belongs(first: PlacedSignal, signal: PlacedSignal, withinUs: number, context: RuleContext): boolean {
  if (first === signal || bridges(first, signal, context)) return true;
  const answer = isWithin(first, signal, 0, withinUs);
  if (answer === 'yes') return true;
  if (answer === 'no') return false;
  return first.evidence[0]?.record.position.source === signal.evidence[0]?.record.position.source;
}

function amount(rule: ThresholdRule, signals: readonly PlacedSignal[], context: RuleContext): number {
  const { distinct } = rule;
  if (distinct === undefined) return total(signals, context);
  return new Set(signals.flatMap((signal) => valuesOf(signal, distinct))).size;
}
