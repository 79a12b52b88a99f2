import type { PlacedSignal } from '../core/signal.js';
import { US_PER_SECOND } from '../core/units.js';
import { onsetOf } from './time-relation.js';

/** Finds signals near a moment, so that thousands need not be compared with thousands. */
export interface TimeIndex {
  /**
   * Signals that may lie between `afterUs` and `withinUs` after `anchor`, and perhaps more; in their given order where clocks cannot tell, else in time
   * order. What is left out surely lies outside.
   */
  near(anchor: PlacedSignal, afterUs: number, withinUs: number): readonly PlacedSignal[];
}

/** Error bound up to which a signal is found by its moment; wider ones are compared with everything. */
const NARROW_US = 2 * US_PER_SECOND;

export function createTimeIndex(signals: readonly PlacedSignal[]): TimeIndex {
  const placed: { us: number; signal: PlacedSignal }[] = [];
  const loose: PlacedSignal[] = [];
  for (const signal of signals) {
    const us = narrowMoment(signal);
    if (us === undefined) loose.push(signal);
    else placed.push({ us, signal });
  }
  placed.sort((a, b) => a.us - b.us);
  return {
    near(anchor, afterUs, withinUs) {
      const us = narrowMoment(anchor);
      if (us === undefined) return signals;
      const from = us + afterUs - 2 * NARROW_US;
      const to = us + withinUs + 2 * NARROW_US;
      let low = 0;
      let high = placed.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((placed[middle]?.us ?? 0) < from) low = middle + 1;
        else high = middle;
      }
      const found = [...loose];
      for (let at = low; at < placed.length; at++) {
        const hit = placed[at];
        if (hit === undefined || hit.us > to) break;
        found.push(hit.signal);
      }
      return found;
    },
  };
}

/** Waits and wide uncertainties reach further than an index by one moment can tell. */
function narrowMoment(signal: PlacedSignal): number | undefined {
  const { time, waitMinutes } = signal;
  if (time === undefined || waitMinutes !== undefined || time.uncertaintyUs > NARROW_US) return undefined;
  return onsetOf(signal)?.latestUs;
}
