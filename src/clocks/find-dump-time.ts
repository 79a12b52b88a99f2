import type { PlacedTime } from '../core/stamp.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import type { ClockInput, Place } from './clock-input.js';
import { readDumpNameTime } from './dump-name.js';

/** A file's time may date a dump if it falls into the logs' time, give or take this. */
const MODIFIED_SLACK_US = 10 * US_PER_MINUTE;

/** When a dump was written and how that is known. */
export interface DumpTime {
  readonly time: PlacedTime;
  readonly method: string;
}

/** From the file name, the line that announces it, or the file's own time if the logs are of that time. */
export function findDumpTime(
  input: ClockInput,
  inputs: readonly ClockInput[],
  range: { fromUs: number; toUs: number } | undefined,
  place: Place,
): DumpTime | undefined {
  if (!input.isDump) return undefined;
  const named = readDumpNameTime(input.name);
  if (named?.kind === 'wall') {
    return { time: { us: named.us, uncertaintyUs: US_PER_SECOND, basis: 'exact' }, method: 'time in the file name' };
  }
  const fileName = input.name.slice(input.name.lastIndexOf('/') + 1);
  for (const [index, other] of inputs.entries()) {
    for (const written of other.observations.dumpsWritten) {
      if (written.fileName !== fileName) continue;
      const time = place(index, written.stamp, written.line);
      if (time !== undefined)
        return {
          time: { ...time, uncertaintyUs: time.uncertaintyUs + US_PER_SECOND },
          method: `the line in ${other.name} that announces it`,
        };
    }
  }
  const { modifiedUs } = input;
  if (modifiedUs === undefined || range === undefined) return undefined;
  if (modifiedUs < range.fromUs - MODIFIED_SLACK_US || modifiedUs > range.toUs + MODIFIED_SLACK_US) return undefined;
  return { time: { us: modifiedUs, uncertaintyUs: US_PER_MINUTE, basis: 'aligned' }, method: "the file's own time" };
}

/** First and last moment of all sources. */
export function placedRange(inputs: readonly ClockInput[], place: Place): { fromUs: number; toUs: number } | undefined {
  let range: { fromUs: number; toUs: number } | undefined;
  const see = (us: number | undefined): void => {
    if (us === undefined) return;
    range =
      range === undefined
        ? { fromUs: us, toUs: us }
        : { fromUs: Math.min(range.fromUs, us), toUs: Math.max(range.toUs, us) };
  };
  for (const [index, { observations }] of inputs.entries()) {
    see(observations.wall?.fromUs);
    see(observations.wall?.toUs);
    const { civil } = observations;
    if (civil === undefined) continue;
    see(place(index, civil.first.stamp, civil.first.line)?.us);
    see(place(index, civil.last.stamp, civil.last.line)?.us);
  }
  return range;
}
