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
  return spread(time.us, time.uncertaintyUs, waitMinutes?.max);
}

function spread(us: number, uncertaintyUs: number, waitMinutes: number | undefined): Onset {
  if (waitMinutes === undefined) return { earliestUs: us - uncertaintyUs, latestUs: us + uncertaintyUs };
  const latestUs = us - waitMinutes * US_PER_MINUTE + uncertaintyUs;
  return { earliestUs: latestUs - WAIT_SLACK_US - 2 * uncertaintyUs, latestUs };
}

/**
 * Whether `signal` began between `afterUs` and `withinUs` after `anchor`; both ends belong to the window.
 * Two signals of one source are compared on its own clock, so that a zone or boot time that is not known does not matter.
 */
export function isWithin(anchor: PlacedSignal, signal: PlacedSignal, afterUs: number, withinUs: number): Answer {
  const pair = commonOnsets(anchor, signal);
  if (pair === undefined) return 'unknown';
  const [a, b] = pair;
  const least = b.earliestUs - a.latestUs;
  const most = b.latestUs - a.earliestUs;
  if (most < afterUs || least > withinUs) return 'no';
  return least >= afterUs && most <= withinUs ? 'yes' : 'unknown';
}

function commonOnsets(a: PlacedSignal, b: PlacedSignal): readonly [Onset, Onset] | undefined {
  const sameSource = a.evidence[0]?.record.position.source === b.evidence[0]?.record.position.source;
  // A journal's own stamps and the exact ones inside its messages are two clocks.
  const sameClock = sameSource && a.stamp.kind === b.stamp.kind;
  if (sameClock && a.localUs !== undefined && b.localUs !== undefined) {
    return [
      spread(a.localUs, resolutionOf(a), a.waitMinutes?.max),
      spread(b.localUs, resolutionOf(b), b.waitMinutes?.max),
    ];
  }
  const onsetA = onsetOf(a);
  const onsetB = onsetOf(b);
  return onsetA === undefined || onsetB === undefined ? undefined : [onsetA, onsetB];
}

function resolutionOf(signal: PlacedSignal): number {
  return signal.stamp.kind === 'none' ? 0 : signal.stamp.resolutionUs;
}
