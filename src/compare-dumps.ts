import type { DumpComparison, DumpDetails, DumpGroup, StackHistory } from './core/dump-details.js';
import { US_PER_MINUTE } from './core/units.js';

/** A group is a leak suspect from this growth on, in goroutines and as a share of what it was. */
const GROWTH = 3;
const GROWTH_SHARE = 0.1;
/** Ids told of one stack. */
const MAX_IDS = 100;

/**
 * Compares the dumps of each program of which there are two or more, in order of their times where all have one, else as given. Stacks are
 * matched by state and frames, goroutines by their ids. Profiles, which have no ids, are compared among themselves and by counts only;
 * traces of crashes are left out where there is a whole dump.
 */
export function compareDumps(dumps: readonly DumpDetails[]): DumpComparison[] {
  const series = new Map<string, DumpDetails[]>();
  for (const dump of dumps) {
    const key = `${dump.program} ${dump.kind}`;
    series.set(key, [...(series.get(key) ?? []), dump]);
  }
  const comparisons: DumpComparison[] = [];
  for (const all of series.values()) {
    const whole = all.filter(({ crash, total }) => !crash || total > 1);
    const chosen = whole.length >= 2 ? whole : all;
    if (chosen.length >= 2) comparisons.push(compareSeries(inOrder(chosen)));
  }
  return comparisons;
}

function inOrder(dumps: readonly DumpDetails[]): DumpDetails[] {
  if (dumps.some(({ time }) => time === undefined)) return [...dumps];
  return [...dumps].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}

function compareSeries(dumps: readonly DumpDetails[]): DumpComparison {
  const start = dumps[0]?.time;
  const stuck: StackHistory[] = [];
  const growing: StackHistory[] = [];
  const appeared: StackHistory[] = [];
  const gone: StackHistory[] = [];
  const passing: StackHistory[] = [];
  for (const history of historiesOf(dumps)) {
    const told = tell(history);
    if (isGrowing(told.counts)) growing.push(told);
    // What waits by design is told only where it becomes more and more.
    if (told.idle) continue;
    const first = told.counts.findIndex((count) => count > 0);
    const last = dumps.length - 1;
    if (told.counts[last] === 0) gone.push(told);
    else if (first === last) appeared.push(told);
    else if (told.sameIds.length > 0 || (told.waitMinutes[last] ?? 0) > (told.waitMinutes[first] ?? 0))
      stuck.push(told);
    else passing.push(told);
  }
  return {
    program: dumps[0]?.program ?? 'unknown',
    dumps: dumps.map(({ source, line, time, total }) => ({
      source,
      line,
      ...(time === undefined ? {} : { time }),
      total,
      ...(time === undefined || start === undefined
        ? {}
        : { elapsedMinutes: Math.round((time - start) / US_PER_MINUTE) }),
    })),
    stuck: stuck.sort(byLast),
    growing: growing.sort((a, b) => growthOf(b.counts) - growthOf(a.counts)),
    appeared: appeared.sort(byLast),
    gone: gone.sort((a, b) => Math.max(...b.counts) - Math.max(...a.counts)),
    passing: passing.sort(byLast),
  };
}

/** One stack: its group in each of the dumps, undefined where the dump does not have it. */
type GroupHistory = readonly (DumpGroup | undefined)[];

/** Groups of the last dump in its order, then those that only earlier ones have. */
function historiesOf(dumps: readonly DumpDetails[]): GroupHistory[] {
  const byKey = new Map<string, (DumpGroup | undefined)[]>();
  for (let index = dumps.length - 1; index >= 0; index--) {
    for (const group of dumps[index]?.groups ?? []) {
      const key = keyOf(group);
      let history = byKey.get(key);
      if (history === undefined) byKey.set(key, (history = dumps.map(() => undefined)));
      history[index] = group;
    }
  }
  return [...byKey.values()];
}

function keyOf({ state, frames, createdBy }: DumpGroup): string {
  const lines = frames.map((frame) => `${frame.function} ${frame.file}:${frame.line}`);
  return [state, createdBy?.function ?? '', ...lines].join('\n');
}

function tell(history: GroupHistory): StackHistory {
  const known = history.filter((group) => group !== undefined);
  const first = known[0];
  const last = known.at(-1);
  const early = new Set(first === last ? [] : first?.ids);
  return {
    state: last?.state ?? '',
    doing: last?.doing ?? '',
    ...(last?.entry === undefined ? {} : { entry: last.entry }),
    idle: last?.idle ?? false,
    counts: history.map((group) => group?.count ?? 0),
    waitMinutes: history.map((group) => group?.maxWaitMinutes ?? 0),
    sameIds: (last?.ids ?? []).filter((id) => id !== 0 && early.has(id)).slice(0, MAX_IDS),
    ...(last?.since === undefined ? {} : { since: last.since }),
    frames: last?.frames ?? [],
  };
}

function growthOf(counts: readonly number[]): number {
  return (counts.at(-1) ?? 0) - (counts[0] ?? 0);
}

/** More from dump to dump, and by more than chance brings. */
function isGrowing(counts: readonly number[]): boolean {
  const rises = counts.every((count, index) => index === 0 || count > (counts[index - 1] ?? 0));
  return rises && growthOf(counts) >= Math.max(GROWTH, (counts[0] ?? 0) * GROWTH_SHARE);
}

function byLast(a: StackHistory, b: StackHistory): number {
  return (b.waitMinutes.at(-1) ?? 0) - (a.waitMinutes.at(-1) ?? 0) || (b.counts.at(-1) ?? 0) - (a.counts.at(-1) ?? 0);
}
