import type { StampAt } from '../core/clock-observations.js';
import type { Stamp } from '../core/stamp.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_SECOND } from '../core/units.js';

/** Buckets of a source; when its time needs more, each takes the time of two. */
export const MAX_BUCKETS = 256;

/** One stretch of a source's time. */
export interface Bucket {
  /** Of its first record. */
  readonly from: StampAt;
  /** Records of the source in it. */
  readonly records: number;
}

/**
 * The time that a source's records go through, cut into at most 256 buckets of equal width (1 s at first, doubled as needed).
 * It only moves forward: a step back counts as none (records that come late, another boot, New Year in stamps without a year), a gap of over a day as a day.
 */
export interface LogClock {
  /** Index of the bucket of the next record; `fold` is called before when pairs of buckets have become one. */
  tick(stamp: Stamp, line: number): number;
  /** The stamp of the record at hand, or of the last one before it that had one. */
  readonly now: StampAt | undefined;
  readonly bucketUs: number;
  buckets(): readonly Bucket[];
}

/** A step back by more is another boot or year, and time goes on from there. */
const NEW_EPOCH_US = US_PER_HOUR;

export function createLogClock(fold: () => void): LogClock {
  let kind: Stamp['kind'] | undefined;
  /** Highest stamp of the epoch, on the stamps' own scale. */
  let highUs = 0;
  /** Time gone by since the first stamp, µs. */
  let goneUs = 0;
  let bucketUs = US_PER_SECOND;
  let now: StampAt | undefined;
  let buckets: ({ from: StampAt; records: number } | undefined)[] = [];

  function advance(stamp: Stamp, line: number): void {
    if (stamp.kind === 'none' || stamp.kind === 'uptime') return;
    if (kind === undefined) {
      kind = stamp.kind;
      highUs = stamp.us;
    }
    // Another clock in the same source has another origin; the first one counts.
    if (stamp.kind !== kind) return;
    now = { stamp, line };
    const step = stamp.us - highUs;
    if (step > 0) goneUs += Math.min(step, US_PER_DAY);
    if (step > 0 || step < -NEW_EPOCH_US) highUs = stamp.us;
  }

  function halve(): void {
    const halved: typeof buckets = [];
    for (const [index, bucket] of buckets.entries()) {
      if (bucket === undefined) continue;
      const other = halved[index >> 1];
      if (other === undefined) halved[index >> 1] = bucket;
      else other.records += bucket.records;
    }
    buckets = halved;
    bucketUs *= 2;
    fold();
  }

  return {
    tick(stamp, line) {
      advance(stamp, line);
      while (goneUs / bucketUs >= MAX_BUCKETS) halve();
      const index = Math.floor(goneUs / bucketUs);
      const bucket = buckets[index];
      if (bucket !== undefined) {
        bucket.records++;
        // Lines before the first stamp belong to the time that it begins.
        if (bucket.from.stamp.kind === 'none' && now !== undefined) bucket.from = now;
      } else buckets[index] = { from: now ?? { stamp, line }, records: 1 };
      return index;
    },
    get now() {
      return now;
    },
    get bucketUs() {
      return bucketUs;
    },
    /** Buckets without records take the stamp of the one before, which is where their time begins for the log. */
    buckets() {
      const full: Bucket[] = [];
      for (let index = 0; index < buckets.length; index++) {
        const bucket = buckets[index];
        const before = full[index - 1];
        if (bucket !== undefined) full.push(bucket);
        else if (before !== undefined) full.push({ from: before.from, records: 0 });
      }
      return full;
    },
  };
}
