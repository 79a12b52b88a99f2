/* Signals as marks on the clock of their own source, where the clocks of others do not matter. */

import type { SourceId } from '../core/position.js';
import type { PlacedSignal } from '../core/signal.js';

/** The source of what proves a signal. */
export function sourceOf(signal: PlacedSignal): SourceId | undefined {
  return signal.evidence[0]?.record.position.source;
}

/** Signals of each source that have a time on its own clock, in the order of that. */
export function bySource(signals: readonly PlacedSignal[]): Map<SourceId, PlacedSignal[]> {
  const sources = new Map<SourceId, PlacedSignal[]>();
  for (const signal of signals) {
    const source = sourceOf(signal);
    if (source === undefined || signal.localUs === undefined) continue;
    const list = sources.get(source);
    if (list === undefined) sources.set(source, [signal]);
    else list.push(signal);
  }
  for (const list of sources.values()) list.sort((a, b) => (a.localUs ?? 0) - (b.localUs ?? 0));
  return sources;
}

/** Median distance between two of the times, which are in order. */
export function usualDistance(times: readonly number[]): number {
  const distances = times.slice(1).map((us, index) => us - (times[index] ?? us));
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? 0;
}
