import type { Rule } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { total } from './dropped.js';
import { isWithin, onsetOf } from './time-relation.js';
import type { RuleContext } from './rule-context.js';

/**
 * Series that keep up the rule's rate for `withinUs` or longer, as long as they can be made.
 *
 * A signal begins a series, a later one ends it: counted are those behind the first up to the last (equal times too), signals that were not kept in between
 * included, over the time between the two. So one burst in an instant is no rate, however large. Signals without a known time are left out,
 * unless all are of one source, whose own clock then counts.
 */
export function findRate(
  rule: Extract<Rule, { kind: 'threshold' }>,
  signals: readonly PlacedSignal[],
  context: RuleContext,
): PlacedSignal[][] {
  const perUs = rule.ratePerUs ?? 0;
  const timed = onOneClock(signals);
  const series: PlacedSignal[][] = [];
  for (let start = 0; start < timed.length;) {
    const found = firstSeries(timed.slice(start), perUs, rule.withinUs, context);
    if (found === undefined) break;
    const members = timed.slice(start + found.from, start + found.to + 1).map(({ signal }) => signal);
    series.push(members);
    start += found.to + 1;
  }
  return series;
}

interface Timed {
  readonly us: number;
  readonly signal: PlacedSignal;
}

function onOneClock(signals: readonly PlacedSignal[]): Timed[] {
  const [first] = signals;
  const isOne =
    first !== undefined &&
    signals.every(
      (signal) =>
        signal.localUs !== undefined &&
        signal.stamp.kind === first.stamp.kind &&
        signal.evidence[0]?.record.position.source === first.evidence[0]?.record.position.source,
    );
  const timed = signals.flatMap((signal) => {
    const us = isOne ? signal.localUs : onsetOf(signal)?.latestUs;
    return us === undefined ? [] : [{ us, signal }];
  });
  return timed.sort((a, b) => a.us - b.us);
}

/** The earliest end that keeps the rate, with the longest series to it and on from it. Linear but for the windows' ends. */
function firstSeries(
  timed: readonly Timed[],
  perUs: number,
  withinUs: number,
  context: RuleContext,
): { from: number; to: number } | undefined {
  const counts = countsUpTo(timed, context);
  // Above the line of the rate by how much: a later point not lower than an earlier one has kept the rate between the two.
  const above = timed.map(({ us }, at) => (counts[at] ?? 0) - perUs * (us - (timed[0]?.us ?? 0)));
  let lowest: number | undefined;
  let behind = 0;
  for (const [to, { us, signal }] of timed.entries()) {
    for (; behind < to; behind++) {
      const from = timed[behind];
      if (from === undefined || us - from.us < withinUs || isWithin(from.signal, signal, withinUs, Infinity) !== 'yes')
        break;
      if (lowest === undefined || (above[behind] ?? 0) < (above[lowest] ?? 0)) lowest = behind;
    }
    if (lowest === undefined || (above[to] ?? 0) < (above[lowest] ?? 0)) continue;
    let end = to;
    for (let later = to + 1; later < timed.length; later++)
      if ((above[later] ?? 0) >= (above[lowest] ?? 0)) end = later;
    return { from: lowest, to: end };
  }
  return undefined;
}

/** How many signals there were up to each one, by weight; those that were not kept count where they ended. */
function countsUpTo(timed: readonly Timed[], { coverage }: RuleContext): number[] {
  const whole = timed.map(({ signal }) => signal);
  const unkept = new Map<string, number>();
  if (total(whole, { coverage }) > whole.reduce((sum, { weight }) => sum + weight, 0))
    for (const { source, holes } of coverage)
      for (const [id, { count, beforeLine }] of holes) unkept.set(`${source} ${id} ${beforeLine}`, count);
  let sum = 0;
  return timed.map(({ signal }) => {
    const position = signal.evidence[0]?.record.position;
    sum += signal.weight + (unkept.get(`${position?.source ?? -1} ${signal.id} ${position?.line ?? -1}`) ?? 0);
    return sum;
  });
}
