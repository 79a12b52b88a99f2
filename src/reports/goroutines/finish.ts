import type { GoFrame, Goroutine, GoroutineDump, GoroutineGroup, LockConvoy } from '../../core/goroutine-dump.js';
import { type GroupMeaning, explainGroups } from './activity.js';
import { findConvoys } from './convoys.js';
import { type GroupSource, LateGroup, copyGroup } from './late-group.js';
import { shortName } from './names.js';
import { programOf } from './program.js';
import { COUNT, GROUP_WORDS, MAX_MINUTES, type StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';

/** Groups that are made into objects at once, so that they may be spread; further ones when somebody asks. */
const MAX_EARLY_GROUPS = 200;
/** Groups whose example shows its arguments. */
const MAX_EXAMPLES_WITH_ARGUMENTS = 5_000;

export interface FinishedDump {
  readonly dump: GoroutineDump;
  /** The first goroutine shows a panic or throw. */
  readonly crash: boolean;
  readonly goVersion: string | undefined;
}

/** Makes the dump of what was read: names what groups do, finds convoys, sorts. */
export function finishDump(table: StackTable, truncated: boolean): FinishedDump {
  const shown = table.shownTexts();
  const meanings = explainGroups(table, shown);
  const { locks, cycles } = findConvoys(table, meanings);
  const first = table.group(table.first);
  const dump: GoroutineDump = {
    program: programOf(table.frameTable, shown),
    line: first?.example.line ?? 1,
    total: table.total,
    states: table.countStates(),
    frameCount: table.frameCount,
    longestWaitMinutes: table.longestMinutes,
    groups: makeGroups(table, meanings, namedByGroup(table, locks, cycles)),
    locks,
    cycles,
    truncated: truncated || table.overflowed,
  };
  return { dump, crash: first !== undefined && showsCrash(first), goVersion: goVersionOf(table) };
}

function makeGroups(
  table: StackTable,
  meanings: readonly GroupMeaning[],
  named: ReadonlyMap<number, readonly number[]>,
): GoroutineGroup[] {
  const withArguments: GroupSource = { table, meanings, example: (group) => toExample(table, group, true) };
  const without: GroupSource = { table, meanings, example: (group) => toExample(table, group, false) };
  const order = ranked(table, meanings);
  const groups = new Array<GoroutineGroup>(order.length);
  const early = (index: number): GoroutineGroup =>
    withIds(copyGroup(new LateGroup(withArguments, index)), named.get(index));
  for (const [rank, index] of order.subarray(0, MAX_EARLY_GROUPS).entries()) groups[rank] = early(index);
  for (let rank = MAX_EARLY_GROUPS; rank < order.length; rank++) {
    const index = order[rank] ?? 0;
    const source = rank < MAX_EXAMPLES_WITH_ARGUMENTS ? withArguments : without;
    groups[rank] = named.has(index) ? early(index) : new LateGroup(source, index);
  }
  return groups;
}

/** Indexes of the groups: those that do not wait by design first, then by number, wait and line. */
function ranked({ words, groupCount }: StackTable, meanings: readonly GroupMeaning[]): Int32Array {
  const count = (index: number): number => words[index * GROUP_WORDS + COUNT] ?? 0;
  const wait = (index: number): number => words[index * GROUP_WORDS + MAX_MINUTES] ?? 0;
  const idle: number[] = [];
  const several: number[] = [];
  // Many groups have one goroutine: they are sorted as numbers, without a function that compares. Indexes are in the order of lines.
  const single = new Float64Array(groupCount);
  let singles = 0;
  for (let index = 0; index < groupCount; index++) {
    if (meanings[index]?.idle === true) idle.push(index);
    else if (count(index) > 1) several.push(index);
    else single[singles++] = index - wait(index) * MOST_GROUPS;
  }
  const compare = (a: number, b: number): number => count(b) - count(a) || wait(b) - wait(a) || a - b;
  const order = new Int32Array(groupCount);
  order.set(several.sort(compare));
  putIndexes(single.subarray(0, singles).sort(), order.subarray(several.length));
  order.set(idle.sort(compare), several.length + singles);
  return order;
}

function putIndexes(keys: Float64Array, into: Int32Array): void {
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0;
    into[at] = key - Math.floor(key / MOST_GROUPS) * MOST_GROUPS;
  }
}

/** More than there are groups; times minutes it makes a whole number below 2^53. */
const MOST_GROUPS = 2 ** 20;

/** Holders and members of rings by the index of their group: they must be found among its ids. */
function namedByGroup(
  { samples }: StackTable,
  locks: readonly LockConvoy[],
  cycles: GoroutineDump['cycles'],
): ReadonlyMap<number, readonly number[]> {
  const named = new Set(cycles.flat());
  for (const { holder } of locks) if (holder !== undefined) named.add(holder.goroutine);
  const byGroup = new Map<number, number[]>();
  if (named.size === 0) return byGroup;
  for (let sample = 0; sample < samples.count; sample++) {
    const id = samples.id(sample);
    if (id === 0 || !named.has(id)) continue;
    const group = samples.group(sample);
    const known = byGroup.get(group);
    if (known === undefined) byGroup.set(group, [id]);
    else known.push(id);
  }
  return byGroup;
}

/** The group with the named ones among its ids, instead of the last where there is no room for all. */
function withIds(group: GoroutineGroup, named: readonly number[] = []): GoroutineGroup {
  const { ids } = group;
  const missing = named.filter((id) => !ids.includes(id)).slice(0, ids.length);
  return missing.length === 0 ? group : { ...group, ids: [...ids.slice(0, ids.length - missing.length), ...missing] };
}

function toExample({ samples }: StackTable, group: StackGroup, withArguments: boolean): Goroutine {
  const { example, createdBy } = group;
  const args = withArguments && group.frameCount > 0 ? samples.arguments(group.firstSample) : [];
  return {
    id: example.id,
    state: group.state,
    ...(example.minutes > 0 ? { waitMinutes: example.minutes } : {}),
    ...(example.lockedToThread ? { lockedToThread: true } : {}),
    ...(example.leaked ? { leaked: true } : {}),
    frames: group.frames,
    args: args.map((text) => (text === '...' ? '' : text)),
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(example.createdIn > 0 ? { createdIn: example.createdIn } : {}),
    ...(example.elided ? { elided: true } : {}),
    line: example.line,
  };
}

/**
 * A stack that its program printed of its own will: `debug.Stack`, a panic that net/http recovered, `DumpStacks`, `writeStacks`.
 * From Go 1.7 on a direct panic leaves no frame of its own, so that any other goroutine that runs first means a crash.
 */
const WILLING = /^http\.\(\*conn\)\.serve\.func1$|(?:dump|stacks?)[^.]{0,40}$/i;
const WILLING_FRAMES = 4;

function showsCrash(group: StackGroup): boolean {
  // SIGQUIT and its like print the scheduler's stack of the signalled thread first.
  if (group.example.id === 0 && group.state === 'idle') return true;
  if (group.state !== 'running' || group.frames.length === 0) return false;
  const panics = group.frames.findIndex((frame) => frame.function === 'panic' || frame.function === 'runtime.gopanic');
  const top = panics < 0 ? group.frames.slice(0, WILLING_FRAMES) : group.frames.slice(0, panics + WILLING_FRAMES);
  return !top.some((frame) => WILLING.test(shortName(frame.function)));
}

/** `/opt/go1.7.6/src/`, `/usr/lib/go-1.27/src/`: distributions and test builds put the version into the path. */
const VERSIONED_PATH = /\/go-?(1\.\d{1,3}(?:\.\d{1,3})?)\/src\//;

function goVersionOf(table: StackTable): string | undefined {
  for (let index = 0; index < 20; index++) {
    const found = table
      .group(index)
      ?.frames.map((frame: GoFrame) => VERSIONED_PATH.exec(frame.file)?.[1])
      .find((version) => version !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
