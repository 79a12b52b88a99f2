import type { PlacedSignal } from '../core/signal.js';
import { US_PER_MINUTE } from '../core/units.js';

/** Answer to a question about time when clocks are uncertain. */
export type Answer = 'yes' | 'no' | 'unknown';

/** When something began, as an interval that surely holds the moment. */
export interface Onset {
  readonly earliestUs: number;
  readonly latestUs: number;
}

/**
 * Go counts a goroutine's wait from the first garbage collection that saw it blocked, and forces one every two minutes at least;
 * the minutes printed are rounded down.
 */
const WAIT_SLACK_US = 3 * US_PER_MINUTE;

/**
 * When a signal's state began: a line's own time, or for a goroutine the beginning of its wait.
 * A wait of N minutes began no later than dump time - N min.
 */
export function onsetOf(signal: PlacedSignal): Onset | undefined {
  const { time, waitMinutes } = signal;
  if (time === undefined) return undefined;
  return {
    earliestUs: earliest(time.us, time.uncertaintyUs, waitMinutes?.max),
    latestUs: latest(time.us, time.uncertaintyUs, waitMinutes?.max),
  };
}

function latest(us: number, uncertaintyUs: number, waitMinutes = 0): number {
  return us - waitMinutes * US_PER_MINUTE + uncertaintyUs;
}

function earliest(us: number, uncertaintyUs: number, waitMinutes: number | undefined): number {
  if (waitMinutes === undefined) return us - uncertaintyUs;
  return latest(us, uncertaintyUs, waitMinutes) - WAIT_SLACK_US - 2 * uncertaintyUs;
}

/**
 * Whether `signal` began between `afterUs` and `withinUs` after `anchor`; both ends belong to the window.
 * Two signals of one source are compared on its own clock, so that a zone or boot time that is not known does not matter.
 * Asked millions of times in a busy log: makes no objects.
 */
export function isWithin(anchor: PlacedSignal, signal: PlacedSignal, afterUs: number, withinUs: number): Answer {
  const { time: timeA, localUs: localA } = anchor;
  const { time: timeB, localUs: localB } = signal;
  const waitA = anchor.waitMinutes?.max;
  const waitB = signal.waitMinutes?.max;
  let least: number;
  let most: number;
  if (localA !== undefined && localB !== undefined && areOnOneClock(anchor, signal)) {
    const errorA = resolutionOf(anchor);
    const errorB = resolutionOf(signal);
    least = earliest(localB, errorB, waitB) - latest(localA, errorA, waitA);
    most = latest(localB, errorB, waitB) - earliest(localA, errorA, waitA);
  } else if (timeA !== undefined && timeB !== undefined) {
    least = earliest(timeB.us, timeB.uncertaintyUs, waitB) - latest(timeA.us, timeA.uncertaintyUs, waitA);
    most = latest(timeB.us, timeB.uncertaintyUs, waitB) - earliest(timeA.us, timeA.uncertaintyUs, waitA);
  } else return 'unknown';
  if (most < afterUs || least > withinUs) return 'no';
  return least >= afterUs && most <= withinUs ? 'yes' : 'unknown';
}

/** A journal's own stamps and the exact ones inside its messages are two clocks. */
function areOnOneClock(a: PlacedSignal, b: PlacedSignal): boolean {
  return (
    a.stamp.kind === b.stamp.kind && a.evidence[0]?.record.position.source === b.evidence[0]?.record.position.source
  );
}

function resolutionOf(signal: PlacedSignal): number {
  return signal.stamp.kind === 'none' ? 0 : signal.stamp.resolutionUs;
}
