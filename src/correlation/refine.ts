import type { Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_SECOND } from '../core/units.js';
import { sameHost } from './entities.js';
import { isWithin } from './time-relation.js';

/** One failure is told by several programs within this time. */
const TOLD_AGAIN_US = 2 * US_PER_SECOND;
/** Where no line shows a time, the same story is told within this many lines. */
const TOLD_AGAIN_LINES = 20;

/**
 * A finer signature replaces its parents also where they were seen in other lines of the same story: runc's error comes again
 * from the shim, containerd, dockerd and the client, each time with less detail.
 */
export function suppressRefined(signals: readonly PlacedSignal[], signatures: readonly Signature[]): PlacedSignal[] {
  const finerIds = new Map<string, string[]>();
  for (const { id, refines } of signatures) {
    for (const parent of refines) finerIds.set(parent, [...(finerIds.get(parent) ?? []), id]);
  }
  const byId = new Map<string, PlacedSignal[]>();
  for (const signal of signals) {
    const list = byId.get(signal.id);
    if (list === undefined) byId.set(signal.id, [signal]);
    else list.push(signal);
  }
  const timed = new Map([...byId].map(([id, list]) => [id, createTimeIndex(list)]));
  return signals.filter((signal) => {
    for (const id of finerIds.get(signal.id) ?? []) {
      const near = timed.get(id)?.near(signal) ?? [];
      if (near.some((other) => tellsTheSame(signal, other))) return false;
    }
    return true;
  });
}

interface TimeIndex {
  /** Signals that may be near another one in time: all of them where clocks cannot tell. */
  near(signal: PlacedSignal): readonly PlacedSignal[];
}

/** Signals sorted by their onset, so that thousands need not be compared with thousands. */
function createTimeIndex(signals: readonly PlacedSignal[]): TimeIndex {
  const placed: { us: number; signal: PlacedSignal }[] = [];
  const loose: PlacedSignal[] = [];
  for (const signal of signals) {
    // Waits and wide uncertainties reach further than an index by one moment can tell.
    const { time, waitMinutes } = signal;
    if (time === undefined || waitMinutes !== undefined || time.uncertaintyUs > TOLD_AGAIN_US) loose.push(signal);
    else placed.push({ us: time.us, signal });
  }
  placed.sort((a, b) => a.us - b.us);
  return {
    near(signal) {
      const { time, waitMinutes } = signal;
      if (time === undefined || waitMinutes !== undefined || time.uncertaintyUs > TOLD_AGAIN_US) return signals;
      const reach = 3 * TOLD_AGAIN_US;
      let low = 0;
      let high = placed.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((placed[middle]?.us ?? 0) < time.us - reach) low = middle + 1;
        else high = middle;
      }
      const found = [...loose];
      for (let at = low; at < placed.length && (placed[at]?.us ?? Infinity) <= time.us + reach; at++) {
        const hit = placed[at];
        if (hit !== undefined) found.push(hit.signal);
      }
      return found;
    },
  };
}

function tellsTheSame(parent: PlacedSignal, finer: PlacedSignal): boolean {
  if (!sameHost(parent, finer)) return false;
  const answer = isWithin(finer, parent, -TOLD_AGAIN_US, TOLD_AGAIN_US);
  if (answer !== 'unknown') return answer === 'yes';
  const a = parent.evidence[0]?.record.position;
  const b = finer.evidence[0]?.record.position;
  if (a === undefined || b === undefined) return false;
  // Without a common clock: pasted parts of one ticket tell one story.
  return a.source !== b.source || Math.abs(a.line - b.line) <= TOLD_AGAIN_LINES;
}
