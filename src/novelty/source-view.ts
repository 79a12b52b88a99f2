import type { Position } from '../core/position.js';
import type { Stamp } from '../core/stamp.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import type { NoveltyScan } from './novelty.js';

/** One source's templates and its clock; a `SourceClock` of `clocks` fits. */
export interface NoveltySource {
  readonly scan: NoveltyScan;
  /** µs since the Unix epoch, UTC; undefined if the source could not be put on the common clock. */
  place(stamp: Stamp, line: number): { readonly us: number } | undefined;
}

export interface NoveltyQuestion {
  /** The moment before which to look, µs since the Unix epoch; absent: the end of the logs. */
  readonly untilUs?: number;
  /** How sure that moment is, µs; lines up to this much (and 1 s at least) after it are looked at too. */
  readonly uncertaintyUs?: number;
  /** What happened then, for `why`: `F1 kernel.memcg-oom-kill`. */
  readonly event?: string;
  /** How long before it a line is news; 10 minutes if not given. Sources with little history get a shorter one. */
  readonly windowUs?: number;
  /** Lines that are told elsewhere, as evidence of findings. */
  readonly isTold?: (position: Position) => boolean;
  /** 20 if not given. */
  readonly maxNovelties?: number;
}

const WINDOW_US = 10 * US_PER_MINUTE;
const LEAST_WINDOW_US = US_PER_MINUTE;
/** Lines after the moment that still count as its surroundings, µs. */
const SLACK_US = US_PER_SECOND;
/** A source's time before the window, in windows, and its records there: less is no history. */
export const LEAST_HISTORY = 3;
const LEAST_RECORDS = 200;

/** A source seen from the moment asked about. */
export interface View {
  readonly scan: NoveltyScan;
  /** µs on the common clock, or on the source's own if it is not placed. */
  readonly at: (stamp: Stamp, line: number) => number | undefined;
  readonly isPlaced: boolean;
  readonly endUs: number;
  readonly untilUs: number;
  readonly startUs: number;
  readonly windowUs: number;
  /** Start of the source's time. */
  readonly fromUs: number;
  /** First and last bucket of the window; a bucket belongs to it if it begins in it. */
  readonly firstBucket: number;
  readonly lastBucket: number;
}

/** Latest moment of any source on the common clock. */
export function commonEnd(sources: readonly NoveltySource[]): number | undefined {
  let end: number | undefined;
  for (const source of sources) {
    const { last } = source.scan;
    const us = last === undefined ? undefined : source.place(last.stamp, last.line)?.us;
    if (us !== undefined && (end === undefined || us > end)) end = us;
  }
  return end;
}

/** The view of a source, or why it cannot be asked. `end`: the moment on the common clock. */
export function viewOf(source: NoveltySource, end: number | undefined, question: NoveltyQuestion): View | string {
  const { scan } = source;
  const first = scan.buckets[0]?.from;
  const { last } = scan;
  if (first === undefined || last === undefined) return 'its lines show no time';
  const isPlaced = source.place(last.stamp, last.line) !== undefined;
  if (!isPlaced && question.untilUs !== undefined) return 'its time is not known';
  const at = (stamp: Stamp, line: number): number | undefined =>
    isPlaced ? source.place(stamp, line)?.us : stamp.kind === 'none' ? undefined : stamp.us;
  const lastUs = at(last.stamp, last.line);
  const untilUs = isPlaced ? end : lastUs;
  const fromUs = at(first.stamp, first.line);
  if (untilUs === undefined || lastUs === undefined || fromUs === undefined) return 'its time is not known';
  const endUs = untilUs + Math.max(SLACK_US, question.uncertaintyUs ?? 0);
  const wanted = question.windowUs ?? WINDOW_US;
  const windowUs = Math.max(
    Math.min(wanted, LEAST_WINDOW_US),
    Math.min(wanted, (untilUs - fromUs) / (LEAST_HISTORY + 1)),
  );
  const startUs = untilUs - windowUs;
  if (lastUs < startUs) return 'it ends before';
  if (startUs - fromUs < LEAST_HISTORY * windowUs) return 'it begins too short a time before';
  const starts = scan.buckets.map(({ from }) => at(from.stamp, from.line) ?? Number.NaN);
  const firstBucket = starts.findIndex((us) => us >= startUs);
  const lastBucket = starts.findLastIndex((us) => us <= endUs);
  const before = scan.buckets
    .slice(0, firstBucket < 0 ? undefined : firstBucket)
    .reduce((sum, { records }) => sum + records, 0);
  if (before < LEAST_RECORDS) return 'it has too few lines before';
  return { scan, at, isPlaced, endUs, untilUs, startUs, windowUs, fromUs, firstBucket, lastBucket };
}
