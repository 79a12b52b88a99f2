import type { ClockAnchor } from '../core/clock-observations.js';
import type { PlacedTime } from '../core/stamp.js';
import { US_PER_DAY, US_PER_SECOND } from '../core/units.js';
import type { ClockInput, Place } from './clock-input.js';
import { BOOT_PHASE_US, ends, knownJumps, mergeJumps, READING_US, type UsedPair } from './find-boot.js';
import { createOffsetModel, MAX_DRIFT, type KnownJump, type Knot, type OffsetModel } from './offset-model.js';
import { mayShareHost } from './same-host.js';

/** Equal lines that are farther apart than suspends and drift explain are of different times, µs. */
const MAX_CORRECTION_US = 40 * US_PER_DAY;
/** How far a host's sleep of unknown length may shift the times of `dmesg -T`, µs. */
const UNKNOWN_SLEEP_US = 7 * US_PER_DAY;

/**
 * The times that dmesg made from the time since boot when it ran. They are right at that moment; before it drift and suspends make them
 * wrong, for util-linux counts the time asleep to all of the boot or to none of it, by its version.
 */
export interface DerivedClock {
  /** A printed time set right. */
  place(printed: PlacedTime): PlacedTime;
  /** What another source's kernel lines say of it, if one shares some. */
  readonly correction?: {
    readonly model: OffsetModel;
    readonly method: string;
    readonly pairs: readonly UsedPair[];
    readonly pairCount: number;
    readonly fromUs: number;
    readonly toUs: number;
  };
  readonly assumed: readonly string[];
}

/** Undefined for sources whose wall times are no derived ones. */
export function findDerived(index: number, inputs: readonly ClockInput[], place: Place): DerivedClock | undefined {
  const input = inputs[index];
  if (input === undefined || !input.observations.isDerived) return undefined;
  const jumps = printedJumps(index, input, place);
  const shared = mostShared(index, input, inputs, place);
  const model = shared === undefined ? undefined : createOffsetModel(shared.knots, jumps);
  if (shared !== undefined && model !== undefined) {
    const values = shared.knots.map(({ value }) => Math.round(value));
    return {
      place(printed) {
        const offset = model.at(printed.us);
        if (offset === undefined) return { ...printed, uncertaintyUs: printed.uncertaintyUs + UNKNOWN_SLEEP_US };
        return {
          us: Math.round(printed.us + offset.us),
          // The digits that the printed time lacks.
          uncertaintyUs: Math.ceil(offset.uncertaintyUs + printed.uncertaintyUs),
          basis: Math.abs(offset.us) < US_PER_SECOND ? printed.basis : 'aligned',
        };
      },
      correction: {
        model,
        method: `the same kernel lines in ${shared.name}`,
        pairs: ends(shared.pairs),
        pairCount: shared.pairs.length,
        fromUs: Math.min(...values),
        toUs: Math.max(...values),
      },
      assumed: [],
    };
  }
  const endUs = lastPrinted(index, input, place);
  const sleepUs = jumps.reduce((sum, { amountUs }) => sum + Math.abs(amountUs ?? UNKNOWN_SLEEP_US), 0);
  return {
    place: (printed) => ({
      ...printed,
      uncertaintyUs: Math.ceil(printed.uncertaintyUs + sleepUs + MAX_DRIFT * Math.max(0, endUs - printed.us)),
    }),
    assumed:
      sleepUs === 0
        ? []
        : [
            'the host slept meanwhile, so dmesg shows times that may be wrong by the time asleep; a journal would set them right',
          ],
  };
}

/** Suspends on the clock as it was printed: there, too, the wall clock goes ahead by the time asleep. */
function printedJumps(index: number, { observations: { jumps } }: ClockInput, place: Place): KnownJump[] {
  return mergeJumps(
    jumps.flatMap((jump): KnownJump[] => {
      const time = jump.kind === 'suspend' ? place(index, jump.stamp, jump.line) : undefined;
      // Lines of the same second may stand on either side.
      return time === undefined ? [] : knownJumps([{ ...jump, monotonicUs: time.us + time.uncertaintyUs }]);
    }),
  );
}

function lastPrinted(index: number, { observations: { civil, wall } }: ClockInput, place: Place): number {
  const civilUs = civil === undefined ? undefined : place(index, civil.last.stamp, civil.last.line)?.us;
  return Math.max(civilUs ?? -Infinity, wall?.toUs ?? -Infinity);
}

interface Shared {
  readonly name: string;
  readonly knots: readonly Knot[];
  readonly pairs: readonly UsedPair[];
}

/** The source of the same host, with wall times of its own, that shares most kernel lines. */
function mostShared(index: number, input: ClockInput, inputs: readonly ClockInput[], place: Place): Shared | undefined {
  const own = uniqueAnchors(input);
  const firstUs = Math.min(...[...own.values()].map(({ stamp, line }) => place(index, stamp, line)?.us ?? Infinity));
  let best: Shared | undefined;
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index || other.observations.isDerived || !mayShareHost(input, other)) continue;
    const twins = uniqueAnchors(other);
    const knots: Knot[] = [];
    const pairs: UsedPair[] = [];
    for (const [key, anchor] of own) {
      const twin = twins.get(key);
      const printed = place(index, anchor.stamp, anchor.line);
      const time = twin === undefined ? undefined : place(otherIndex, twin.stamp, twin.line);
      if (twin === undefined || printed === undefined || time === undefined) continue;
      // Lines of a boot wait for the daemon that reads them.
      const readingUs = printed.us - firstUs < BOOT_PHASE_US ? BOOT_PHASE_US : READING_US;
      const lo = time.us - uncutUs(twin, time) - readingUs - printed.us - resolutionOf(anchor);
      const hi = time.us + time.uncertaintyUs - printed.us;
      if (Math.abs(time.us - printed.us) > MAX_CORRECTION_US) continue;
      // Where the printed time may be right it is taken to be.
      knots.push({ at: printed.us, lo, hi, value: Math.min(Math.max(0, lo), hi) });
      const pair = { line: anchor.line, monotonicUs: printed.us, us: time.us };
      pairs.push({ ...pair, other: { source: other.name, line: twin.line } });
    }
    if (knots.length > (best?.knots.length ?? 0)) best = { name: other.name, knots, pairs };
  }
  return best;
}

/** The error bound without the cut digits, which only make a time too early. */
function uncutUs(anchor: ClockAnchor, time: PlacedTime): number {
  return Math.max(0, time.uncertaintyUs - resolutionOf(anchor));
}

function resolutionOf({ stamp }: ClockAnchor): number {
  return 'resolutionUs' in stamp ? stamp.resolutionUs : 0;
}

/** Kernel lines with a wall time whose text comes once in the source. */
function uniqueAnchors({ observations: { anchors } }: ClockInput): Map<string, ClockAnchor> {
  const found = new Map<string, ClockAnchor>();
  const repeated = new Set<string>();
  for (const anchor of anchors) {
    if (!anchor.key.startsWith('kernel:') || (anchor.stamp.kind !== 'wall' && anchor.stamp.kind !== 'civil')) continue;
    if (found.has(anchor.key)) repeated.add(anchor.key);
    else found.set(anchor.key, anchor);
  }
  for (const key of repeated) found.delete(key);
  return found;
}
