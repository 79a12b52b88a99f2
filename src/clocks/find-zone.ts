import type { ClockObservations, StepBack, ZoneRun } from '../core/clock-observations.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../core/units.js';
import type { ClockInput, ClockOptions } from './clock-input.js';
import { withYearNear } from './clock-observer.js';
import { readDumpNameTime } from './dump-name.js';
import { readLocalTime } from './local-time.js';
import { mayShareHost } from './same-host.js';
import { createZoneOffset } from './zone-offset.js';

/** A moment that a civil time stands for, µs UTC, and how far it may be off on account of the zone. */
export interface ZonedTime {
  readonly us: number;
  readonly uncertaintyUs: number;
}

/** The zone of a source's stamps without one, and how it was found. */
export interface Zone {
  /** `civilUs` with its year; `stampUs` as the line shows it (yearless ones in the base year). */
  toUtc(civilUs: number, line: number, stampUs: number): ZonedTime;
  /** Minutes east of UTC at a civil time. */
  offsetMinutes(civilUs: number): number;
  readonly method: string;
  /** Error bound on account of the zone, µs. */
  readonly uncertaintyUs: number;
  /** The user told it. */
  readonly known: boolean;
  /** Nothing tells it. */
  readonly isGuess: boolean;
  readonly conflicts: readonly string[];
}

const QUARTER_HOUR_US = 15 * US_PER_MINUTE;
/** Drift may shift the times of `dmesg -T` by this much and the zone is still told. */
const DERIVED_REST_US = 7 * US_PER_MINUTE;
/** Zones lie up to 14 hours from UTC. */
const UNKNOWN_ZONE_US = 14 * US_PER_HOUR;
/** Offsets of one zone differ by at most this; rarer votes farther from the most frequent one are chance. */
const MAX_DST_MINUTES = 120;
/** Rarer offsets than this share of the most frequent one's lines are chance. */
const MIN_SHARE = 0.05;

/** From the options, the source's own inner stamps, a moment shared with another source, the other sources; at last UTC. */
export function findZone(input: ClockInput, inputs: readonly ClockInput[], options: ClockOptions): Zone | undefined {
  const { civil, zoneRuns, stepsBack } = input.observations;
  if (civil === undefined) return undefined;
  const voted = sensibleRuns(zoneRuns);
  if (options.zone !== undefined) return namedZone(options.zone, stepsBack, voted);
  if (voted.length > 0) return zoneOfRuns(voted, stepsBack);
  const peers = inputs.filter((other) => other !== input && mayShareHost(input, other));
  const anchored = zoneByAnchors(input, peers);
  if (anchored !== undefined) return anchored;
  const offsets = new Map<number, string>();
  for (const other of peers) {
    const offset = other.observations.wall?.offsetMinutes ?? nameOffset(other.name);
    if (offset !== undefined && overlaps(input, other) && !offsets.has(offset)) offsets.set(offset, other.name);
  }
  const [only] = offsets;
  if (only !== undefined && offsets.size === 1) return fixedZone(only[0], `zone assumed to be that of ${only[1]}`, 0);
  const alone = inputs.every((other) => other === input || other.observations.wall === undefined);
  const guess = fixedZone(0, 'zone unknown, UTC assumed', alone ? 0 : UNKNOWN_ZONE_US);
  const conflicts =
    offsets.size > 1
      ? [`other sources show the zones ${[...offsets.keys()].map(offsetText).join(' and ')}; none of them was used`]
      : [];
  return { ...guess, isGuess: true, conflicts };
}

function fixedZone(minutes: number, method: string, uncertaintyUs: number): Zone {
  return {
    toUtc: (civilUs) => ({ us: civilUs - minutes * US_PER_MINUTE, uncertaintyUs }),
    offsetMinutes: () => minutes,
    method: `${method} (${offsetText(minutes)})`,
    uncertaintyUs,
    known: false,
    isGuess: false,
    conflicts: [],
  };
}

/** The zone that the user names. Hours that it has twice are told apart by the order of the lines; one that it skips is in doubt by the shift. */
function namedZone(name: string, stepsBack: readonly StepBack[], voted: readonly ZoneRun[]): Zone {
  const offset = createZoneOffset(name);
  const offsetMinutes = (civilUs: number): number => offset(readLocalTime(civilUs, offset).moments[0]);
  const conflicts = voted
    .filter(({ offsetMinutes: minutes }) => !offsetsInYear(offset).has(minutes))
    .slice(0, 1)
    .map(
      ({ offsetMinutes: minutes, fromLine }) =>
        `the stamps inside its messages are of the zone ${offsetText(minutes)} (line ${fromLine}), not of ${name}; ${name} was used as given`,
    );
  return {
    toUtc(civilUs, line, stampUs) {
      const { moments, isSkipped, shiftUs } = readLocalTime(civilUs, offset);
      if (isSkipped) return { us: moments[0], uncertaintyUs: shiftUs };
      const [first, second] = moments;
      if (second === undefined) return { us: first, uncertaintyUs: 0 };
      const side = sideOfStep(line, stampUs, shiftUs, stepsBack);
      if (side === undefined) return { us: first, uncertaintyUs: shiftUs };
      return { us: side === 'before' ? first : second, uncertaintyUs: 0 };
    },
    offsetMinutes,
    method: `zone ${name} as given`,
    uncertaintyUs: 0,
    known: true,
    isGuess: false,
    conflicts,
  };
}

/** Offsets that a zone has had and has, by looking at each month since 2000. */
function offsetsInYear(offset: (us: number) => number): Set<number> {
  const offsets = new Set<number>();
  for (let month = 0; month < 12 * 40; month++) offsets.add(offset(Date.UTC(2000, month, 15) * 1000));
  return offsets;
}

/** Whether a line stands before or behind the one at which the clock was set back over its hour. */
function sideOfStep(
  line: number,
  stampUs: number,
  shiftUs: number,
  stepsBack: readonly StepBack[],
): 'before' | 'behind' | undefined {
  const step = stepsBack.find(
    ({ fromUs, toUs }) =>
      fromUs - toUs <= shiftUs && // Lines lie some time apart, so it goes back by less than the shift.
      fromUs - toUs > US_PER_MINUTE &&
      Math.abs(stampUs - fromUs) <= 2 * shiftUs &&
      Math.abs(stampUs - toUs) <= 2 * shiftUs,
  );
  if (step === undefined) return undefined;
  return line < step.line ? 'before' : 'behind';
}

/** Votes without those that are chance: a message that was handed on late, or one of another program's zone. */
function sensibleRuns(runs: readonly ZoneRun[]): ZoneRun[] {
  const counts = new Map<number, number>();
  for (const { offsetMinutes, count } of runs) counts.set(offsetMinutes, (counts.get(offsetMinutes) ?? 0) + count);
  const [top] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  if (top === undefined) return [];
  const [main, most] = top;
  return runs.filter(
    ({ offsetMinutes }) =>
      Math.abs(offsetMinutes - main) <= MAX_DST_MINUTES && (counts.get(offsetMinutes) ?? 0) >= most * MIN_SHARE,
  );
}

/** The offset that the nearest inner stamps tell; where it changes in between, the step back tells the line, else it is in doubt. */
function zoneOfRuns(runs: readonly ZoneRun[], stepsBack: readonly StepBack[]): Zone {
  const [first] = runs;
  const main = first?.offsetMinutes ?? 0;
  const method = 'zone from the exact stamps inside its messages';
  if (runs.every(({ offsetMinutes }) => offsetMinutes === main)) return fixedZone(main, method, 0);
  const offsets = [...new Set(runs.map(({ offsetMinutes }) => offsetMinutes))];
  return {
    toUtc(civilUs, line, stampUs) {
      const before = runs.filter(({ fromLine }) => fromLine <= line).at(-1) ?? first;
      const after = runs.find(({ toLine }) => toLine >= line) ?? runs.at(-1);
      const a = before?.offsetMinutes ?? main;
      const b = after?.offsetMinutes ?? a;
      const at = (minutes: number): number => civilUs - minutes * US_PER_MINUTE;
      if (a === b) return { us: at(a), uncertaintyUs: 0 };
      const shiftUs = Math.abs(a - b) * US_PER_MINUTE;
      const side = a > b ? sideOfStep(line, stampUs, shiftUs, stepsBack) : undefined;
      if (side === undefined) return { us: at(a), uncertaintyUs: shiftUs };
      return { us: at(side === 'before' ? a : b), uncertaintyUs: 0 };
    },
    offsetMinutes: () => main,
    method: `${method} (${offsets.map(offsetText).join(', then ')})`,
    uncertaintyUs: 0,
    known: false,
    isGuess: false,
    conflicts: [],
  };
}

function nameOffset(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.offsetMinutes : undefined;
}

/** Whether two sources can be of one time: their ranges lie within a day and a zone of each other, as far as both are known. */
function overlaps(a: ClockInput, b: ClockInput): boolean {
  const civil = a.observations.civil;
  const wall = b.observations.wall;
  if (civil === undefined || wall === undefined || !civil.hasYear) return true;
  const slack = US_PER_DAY + UNKNOWN_ZONE_US;
  return civil.minUs - slack <= wall.toUs && wall.fromUs <= civil.maxUs + slack;
}

interface SharedOffset {
  readonly minutes: number;
  readonly name: string;
}

/** Shared moments that other sources show with a zone and this one without give the zone, if the rest is small: most of them win. */
function zoneByAnchors(input: ClockInput, peers: readonly ClockInput[]): Zone | undefined {
  const found = new Map<number, SharedOffset & { count: number }>();
  for (const other of peers) {
    for (const shared of sharedOffsets(input.observations, other)) {
      const known = found.get(shared.minutes);
      if (known === undefined) found.set(shared.minutes, { ...shared, count: 1 });
      else found.set(shared.minutes, { ...known, count: known.count + 1 });
    }
  }
  const [best] = [...found.values()].sort((a, b) => b.count - a.count || a.minutes - b.minutes);
  if (best === undefined) return undefined;
  return fixedZone(best.minutes, `zone from a moment shared with ${best.name}`, 0);
}

function sharedOffsets({ anchors, isDerived }: ClockObservations, other: ClockInput): SharedOffset[] {
  const twins = new Map<string, number>();
  for (const { key, stamp } of other.observations.anchors)
    if (stamp.kind === 'wall' && !twins.has(key)) twins.set(key, stamp.us);
  const seen = new Set<string>();
  return anchors.flatMap(({ key, stamp, slackUs }) => {
    const twinUs = twins.get(key);
    if (twinUs === undefined || stamp.kind !== 'civil' || seen.has(key)) return [];
    seen.add(key);
    const delta = (stamp.hasYear ? stamp.us : withYearNear(stamp.us, twinUs)) - twinUs;
    const offsetUs = Math.round(delta / QUARTER_HOUR_US) * QUARTER_HOUR_US;
    const restUs = Math.abs(delta - offsetUs);
    if (
      restUs > (isDerived ? DERIVED_REST_US : Math.max(slackUs, US_PER_MINUTE)) ||
      Math.abs(offsetUs) > UNKNOWN_ZONE_US
    )
      return [];
    return [{ minutes: offsetUs / US_PER_MINUTE, name: other.name }];
  });
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
