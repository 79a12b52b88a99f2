import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE } from '../core/units.js';
import type { ClockInput, ClockOptions } from './clock-input.js';
import { readDumpNameTime } from './dump-name.js';
import { createZoneOffset, type ZoneOffset } from './zone-offset.js';

/** The zone of a source's stamps without one, and how it was found. */
export interface Zone {
  readonly offset: ZoneOffset;
  readonly method: string;
  readonly uncertaintyUs: number;
  readonly known: boolean;
}

const QUARTER_HOUR_US = 15 * US_PER_MINUTE;
/** Zones lie up to 14 hours from UTC. */
const UNKNOWN_ZONE_US = 14 * US_PER_HOUR;

/** From the options, the source's own inner stamps, a moment shared with another source, the other sources; at last UTC. */
export function findZone(input: ClockInput, inputs: readonly ClockInput[], options: ClockOptions): Zone | undefined {
  const { civil, zoneVotes } = input.observations;
  if (civil === undefined) return undefined;
  if (options.zone !== undefined) {
    return {
      offset: createZoneOffset(options.zone),
      method: `zone ${options.zone} as given`,
      uncertaintyUs: 0,
      known: true,
    };
  }
  const vote = [...zoneVotes].sort((a, b) => b.count - a.count || a.offsetMinutes - b.offsetMinutes)[0];
  if (vote !== undefined) return fixedZone(vote.offsetMinutes, 'zone from the exact stamps inside its messages', 0);
  const anchored = zoneByAnchors(input, inputs);
  if (anchored !== undefined) return anchored;
  const offsets = new Map<number, string>();
  for (const other of inputs) {
    const offset = other.observations.wall?.offsetMinutes ?? nameOffset(other.name);
    if (other !== input && offset !== undefined && overlaps(input, other)) offsets.set(offset, other.name);
  }
  if (offsets.size === 1) {
    const [[minutes, name]] = [...offsets] as [[number, string]];
    return fixedZone(minutes, `zone assumed to be that of ${name}`, 0);
  }
  const alone = inputs.every((other) => other === input || other.observations.wall === undefined);
  return fixedZone(0, 'zone unknown, UTC assumed', alone ? 0 : UNKNOWN_ZONE_US);
}

function fixedZone(minutes: number, method: string, uncertaintyUs: number): Zone {
  return { offset: () => minutes, method: `${method} (${offsetText(minutes)})`, uncertaintyUs, known: false };
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

/** A shared moment that one source shows with a zone and this one without gives the zone, if the rest is small. */
function zoneByAnchors(input: ClockInput, inputs: readonly ClockInput[]): Zone | undefined {
  for (const anchor of input.observations.anchors) {
    if (anchor.stamp.kind !== 'civil' || !anchor.stamp.hasYear) continue;
    for (const other of inputs) {
      if (other === input) continue;
      const twin = other.observations.anchors.find(({ key, stamp }) => key === anchor.key && stamp.kind === 'wall');
      if (twin?.stamp.kind !== 'wall') continue;
      const delta = anchor.stamp.us - twin.stamp.us;
      const offsetUs = Math.round(delta / QUARTER_HOUR_US) * QUARTER_HOUR_US;
      if (Math.abs(delta - offsetUs) > Math.max(anchor.slackUs, US_PER_MINUTE)) continue;
      return fixedZone(
        offsetUs / US_PER_MINUTE,
        `zone from a moment shared with ${other.name}`,
        Math.abs(delta - offsetUs),
      );
    }
  }
  return undefined;
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}
