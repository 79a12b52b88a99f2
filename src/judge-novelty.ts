import type { RankedFinding, RawEvaluation } from './core/raw-finding.js';
import type { PlacedTime, Stamp } from './core/stamp.js';
import { US_PER_MINUTE } from './core/units.js';
import { findNovelties, type Novelty } from './novelty/find-novelties.js';
import type { NoveltyScan } from './novelty/novelty.js';

/** Inputs of together less are searched for what is new unless told otherwise: it takes a look at every line. */
export const NOVELTY_BYTES = 50 * 1024 * 1024;

/** A source as far as novelty asks. */
export interface NoveltyInput {
  readonly source: number;
  readonly name: string;
  readonly isDump: boolean;
  readonly novelty?: NoveltyScan;
}

interface Clock {
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

/** Names of sources listed with one reason. */
const MAX_NAMES = 5;

/**
 * What was new before the first critical finding, or where there is none, before the end of the logs (`untilUs` if that is earlier). Lines that
 * findings rest on are left out. Undefined if no source was searched.
 */
export function judgeNovelty(
  scans: readonly NoveltyInput[],
  clocks: readonly Clock[],
  findings: readonly RankedFinding[],
  untilUs: number | undefined,
): { readonly novelties: readonly Novelty[]; readonly evaluations: readonly RawEvaluation[] } | undefined {
  const searched = scans.flatMap(({ novelty, ...scan }, index) => {
    const clock = clocks[index];
    return novelty === undefined || clock === undefined ? [] : [{ ...scan, novelty, clock }];
  });
  if (searched.length === 0) return undefined;
  const moment = firstCritical(findings);
  let endUs = -Infinity;
  for (const { novelty, clock } of searched) {
    const time = novelty.last === undefined ? undefined : clock.place(novelty.last.stamp, novelty.last.line);
    if (time !== undefined && time.us > endUs) endUs = time.us;
  }
  const told = evidencePlaces(findings);
  const { novelties, notJudged } = findNovelties(
    searched.map(({ novelty, clock }) => ({ scan: novelty, place: (stamp, line) => clock.place(stamp, line) })),
    {
      ...(moment ?? (untilUs !== undefined && untilUs < endUs ? { untilUs } : {})),
      isTold: ({ source, offset }) => told.has(`${source}:${offset}`),
    },
  );
  const names = new Map<string, string[]>();
  for (const { source, because } of notJudged) {
    const scan = searched[source];
    // A dump has no lines that could be new.
    if (scan === undefined || scan.isDump || scan.novelty.records === 0) continue;
    names.set(because, [...(names.get(because) ?? []), scan.name]);
  }
  return {
    novelties,
    evaluations: [...names].map(([because, all]) => {
      const more = all.length > MAX_NAMES ? ` and ${all.length - MAX_NAMES} more` : '';
      return {
        id: 'novelty',
        because: `what is new cannot be told, ${because}: ${all.slice(0, MAX_NAMES).join(', ')}${more}`,
      };
    }),
  };
}

/** When the earliest critical finding began. */
function firstCritical(
  findings: readonly RankedFinding[],
): { readonly untilUs: number; readonly uncertaintyUs: number; readonly event: string } | undefined {
  let first: { untilUs: number; uncertaintyUs: number; event: string } | undefined;
  for (const { signature, signals, key } of findings) {
    if (signature.severity !== 'critical') continue;
    for (const { time, waitMinutes } of signals) {
      if (time === undefined) continue;
      const untilUs = time.us - (waitMinutes?.max ?? 0) * US_PER_MINUTE;
      if (first !== undefined && untilUs >= first.untilUs) continue;
      const uncertaintyUs = time.uncertaintyUs + (waitMinutes === undefined ? 0 : 2 * US_PER_MINUTE);
      first = { untilUs, uncertaintyUs, event: `${key} ${signature.id}` };
    }
  }
  return first;
}

function evidencePlaces(findings: readonly RankedFinding[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { signals } of findings)
    for (const { evidence } of signals)
      for (const { record } of evidence) places.add(`${record.position.source}:${record.position.offset}`);
  return places;
}
