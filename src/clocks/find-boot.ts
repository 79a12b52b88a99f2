import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import type { ClockInput, ClockOptions, Place } from './clock-input.js';

/** Wall time of boot and how it was found. */
export interface Boot {
  readonly us: number;
  readonly uncertaintyUs: number;
  readonly method: string;
}

/** Boot time of a source that shows only monotonic time for some lines. */
export function findBoot(
  index: number,
  inputs: readonly ClockInput[],
  options: ClockOptions,
  place: Place,
): Boot | undefined {
  const input = inputs[index];
  if (input?.observations.monotonic === undefined) return undefined;
  if (options.bootTimeUs !== undefined) {
    return { us: options.bootTimeUs, uncertaintyUs: US_PER_SECOND, method: 'boot time as given' };
  }
  return (
    bootByPairs(index, inputs, place) ??
    bootByAnchors(index, inputs, place, 'kernel:') ??
    bootByForeignPairs(index, inputs, place) ??
    bootByAnchors(index, inputs, place, 'oom:')
  );
}

/** Own lines that show both clocks. */
function bootByPairs(index: number, inputs: readonly ClockInput[], place: Place): Boot | undefined {
  const pairs = inputs[index]?.observations.pairs ?? [];
  return bootOf(
    pairs.flatMap(({ wall, monotonicUs, line }) => {
      const placed = place(index, wall, line);
      return placed === undefined ? [] : [{ us: placed.us - monotonicUs, uncertaintyUs: placed.uncertaintyUs }];
    }),
    'lines that show both clocks',
  );
}

/** Moments that this source shows on the monotonic clock and another one on the wall clock. */
function bootByAnchors(index: number, inputs: readonly ClockInput[], place: Place, prefix: string): Boot | undefined {
  const own = inputs[index]?.observations.anchors ?? [];
  const candidates: { us: number; uncertaintyUs: number }[] = [];
  let method = '';
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index) continue;
    const first = new Map<string, (typeof own)[number]>();
    for (const anchor of other.observations.anchors) if (!first.has(anchor.key)) first.set(anchor.key, anchor);
    for (const anchor of own) {
      if (!anchor.key.startsWith(prefix) || anchor.stamp.kind !== 'monotonic') continue;
      const twin = first.get(anchor.key);
      const placed = twin === undefined ? undefined : place(otherIndex, twin.stamp, twin.line);
      if (twin === undefined || placed === undefined) continue;
      candidates.push({
        us: placed.us - anchor.stamp.us,
        uncertaintyUs: placed.uncertaintyUs + Math.max(anchor.slackUs, twin.slackUs),
      });
      method ||=
        prefix === 'oom:'
          ? `the OOM event of container ${anchor.key.slice(4, 16)} in ${other.name}`
          : `the same kernel lines in ${other.name}`;
      // One moment, reported once: later reports of the same container pair with later events.
      first.delete(anchor.key);
    }
  }
  return bootOf(candidates, method);
}

/** Lines of another source that show both clocks, if they tell of one boot only. */
function bootByForeignPairs(index: number, inputs: readonly ClockInput[], place: Place): Boot | undefined {
  const monotonic = inputs[index]?.observations.monotonic;
  if (monotonic === undefined) return undefined;
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index || other.observations.pairs.length === 0) continue;
    const boot = bootByPairs(otherIndex, inputs, place);
    if (boot !== undefined && boot.uncertaintyUs < US_PER_MINUTE) {
      return {
        ...boot,
        method: `lines of ${other.name} that show both clocks`,
        uncertaintyUs: boot.uncertaintyUs + US_PER_SECOND,
      };
    }
  }
  return undefined;
}

/** Median of the candidates; those that agree with it give the bound. Undefined if they contradict each other. */
function bootOf(candidates: { us: number; uncertaintyUs: number }[], method: string): Boot | undefined {
  if (candidates.length === 0) return undefined;
  const sorted = [...candidates].sort((a, b) => a.us - b.us);
  const median = sorted[sorted.length >> 1];
  if (median === undefined) return undefined;
  const agreeing = sorted.filter(
    ({ us, uncertaintyUs }) => Math.abs(us - median.us) <= uncertaintyUs + median.uncertaintyUs,
  );
  if (agreeing.length * 2 < sorted.length) return undefined;
  return {
    us: Math.round(median.us),
    uncertaintyUs: Math.max(...agreeing.map(({ uncertaintyUs }) => uncertaintyUs)),
    method,
  };
}
