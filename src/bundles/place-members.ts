import type { ClockObservations } from '../core/clock-observations.js';
import { US_PER_DAY, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import type { BundleFacts } from './read-facts.js';
import { rotationDateUs } from './rotation-date.js';

/** A source as far as bundles tell of it. */
interface Member {
  readonly name: string;
  readonly host?: string;
  readonly modifiedUs?: number;
  readonly isDump: boolean;
  readonly observations: ClockObservations;
}

/** The clock that was found without hints. */
interface FoundClock {
  readonly summary: { readonly basis: string; readonly method: string };
}

/** What a hint changed in a clock: words for the report. */
export interface PlacedMember<T> {
  readonly member: T;
  /** What the words of the clock's method should be, where a hint made them untrue. */
  readonly method?: string;
}

/**
 * Gives the members of a bundle what its other files tell: the host, and where they show no wall time, boot and dump time; the year from the date in
 * a rotated file's name. Only what is missing is added: what a log shows itself is better.
 */
export function placeMembers<T extends Member>(
  members: readonly T[],
  clocks: readonly FoundClock[],
  bundles: readonly BundleFacts[],
): PlacedMember<T>[] {
  const made = new Map(bundles.map((facts) => [facts, madeOf(facts, members)]));
  return members.map((member, index) => {
    const facts = bundleOf(member.name, bundles);
    const clock = clocks[index];
    let placed = member;
    let method: string | undefined;
    if (facts?.host !== undefined && member.host === undefined) placed = { ...placed, host: facts.host };
    const { civil, wall, monotonic, yearVotes, pairs } = member.observations;
    const time = facts === undefined ? undefined : made.get(facts);
    const isUnplaced = clock?.summary.basis === 'none';
    if (isUnplaced && monotonic !== undefined && wall === undefined && civil === undefined && pairs.length === 0) {
      const uptime = facts?.uptime;
      if (time?.isExact === true && uptime !== undefined && monotonic.toUs <= uptime.us + US_PER_MINUTE * 10) {
        const stamp = { kind: 'wall', us: time.us, resolutionUs: uptime.uncertaintyUs } as const;
        placed = observe(placed, { pairs: [{ wall: stamp, monotonicUs: uptime.us, late: 'none', line: 1 }] });
        method = `boot time from uptime and date of the bundle`;
      }
    }
    if (isUnplaced && member.isDump && time?.isExact === true) {
      placed = { ...placed, modifiedUs: time.us };
      method = "the bundle's own date";
    }
    if (civil !== undefined && !civil.hasYear && yearVotes.length === 0) {
      const endUs = rotationDateUs(member.name) ?? time?.us;
      const { stamp, line } = civil.last;
      if (endUs !== undefined && stamp.kind === 'civil')
        placed = observe(placed, { yearVotes: [{ year: yearBefore(stamp.us, endUs), line }] });
    }
    return { member: placed, ...(method === undefined ? {} : { method }) };
  });
}

function observe<T extends Member>(member: T, more: Partial<ClockObservations>): T {
  return { ...member, observations: { ...member.observations, ...more } };
}

/** When a bundle was made. If its date has no sure zone, that of the logs beside it counts. */
function madeOf(
  { root, madeUs, offsetMinutes }: BundleFacts,
  members: readonly Member[],
): { readonly us: number; readonly isExact: boolean } | undefined {
  if (madeUs === undefined) return undefined;
  if (offsetMinutes !== undefined) return { us: madeUs, isExact: true };
  for (const { name, observations } of members) {
    const offset = name.startsWith(root)
      ? (observations.zoneRuns.at(-1)?.offsetMinutes ?? observations.wall?.offsetMinutes)
      : undefined;
    if (offset !== undefined) return { us: madeUs - offset * US_PER_MINUTE, isExact: true };
  }
  return { us: madeUs, isExact: false };
}

function bundleOf(name: string, bundles: readonly BundleFacts[]): BundleFacts | undefined {
  let best: BundleFacts | undefined;
  for (const facts of bundles)
    if (name.startsWith(facts.root) && facts.root.length > (best?.root.length ?? -1)) best = facts;
  return best;
}

/** The latest year in which a yearless time (µs in the leap year 2000) is not after `endUs`, give or take two days. */
function yearBefore(us: number, endUs: number): number {
  const date = new Date(us / 1000);
  const year = new Date((endUs + 2 * US_PER_DAY) / 1000).getUTCFullYear();
  date.setUTCFullYear(year);
  return date.getTime() * 1000 > endUs + 2 * US_PER_DAY + US_PER_SECOND ? year - 1 : year;
}
