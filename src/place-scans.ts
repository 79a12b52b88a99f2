import { alignClocks, type SourceClock } from './clocks/align-clocks.js';
import type { ClockOptions } from './clocks/clock-input.js';
import { placeMembers } from './bundles/place-members.js';
import { readFacts, type FactFile } from './bundles/read-facts.js';
import type { NovelScan } from './scan-source.js';

/** All sources and their clocks, in the same order. */
export interface PlacedScans {
  readonly scans: readonly NovelScan[];
  readonly clocks: readonly SourceClock[];
}

/** Puts all sources on one clock. What they do not show themselves is taken from the other files of their bundle and from rotated files' names. */
export function placeScans(
  scans: readonly NovelScan[],
  facts: readonly FactFile[],
  options: ClockOptions,
): PlacedScans {
  const clocks = alignClocks(scans, options);
  const placed = placeMembers(scans, clocks, readFacts(facts));
  const hinted = placed.map(({ member }) => member);
  if (hinted.every((scan, index) => scan === scans[index])) return { scans, clocks };
  const again = alignClocks(hinted, options).map((clock, index) => {
    const method = placed[index]?.method;
    if (method === undefined || clock.summary.basis === 'none') return clock;
    return { ...clock, summary: { ...clock.summary, method } };
  });
  return { scans: hinted, clocks: again };
}
