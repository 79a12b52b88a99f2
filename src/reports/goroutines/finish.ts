import type { GoFrame, Goroutine, GoroutineDump, GoroutineGroup, LockConvoy } from '../../core/goroutine-dump.js';
import { type GroupMeaning, UNKNOWN_MEANING, explainGroups } from './activity.js';
import { findConvoys } from './convoys.js';
import { LateGroup } from './late-group.js';
import { shortName } from './names.js';
import { programOf } from './program.js';
import type { StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';
import { decodeText } from './text-table.js';

/** Groups whose example shows its arguments; further ones have none, and are made into objects when somebody asks. */
const MAX_EXAMPLES_WITH_ARGUMENTS = 5_000;

export interface FinishedDump {
  readonly dump: GoroutineDump;
  /** The first goroutine shows a panic or throw. */
  readonly crash: boolean;
  readonly goVersion: string | undefined;
}

/** Makes the dump of what was read: names what groups do, finds convoys, sorts. */
export function finishDump(table: StackTable, truncated: boolean): FinishedDump {
  const { groups: stacks, frameTable } = table;
  const meanings = explainGroups(stacks, frameTable);
  const { locks, cycles } = findConvoys(table, meanings);
  const named = namedByGroup(table, locks, cycles);
  const groups: GoroutineGroup[] = [];
  const lateExample = (group: StackGroup): Goroutine => toExample(table, group, false);
  const lateIds = (group: StackGroup): readonly number[] => group.ids;
  for (const index of ranked(stacks, meanings)) {
    const group = stacks[index];
    const meaning = meanings[index] ?? UNKNOWN_MEANING;
    const mustShow = named.get(index);
    if (group === undefined) continue;
    if (groups.length < MAX_EXAMPLES_WITH_ARGUMENTS || mustShow !== undefined)
      groups.push(toGroup(table, group, meaning, idsOf(group, mustShow)));
    else groups.push(new LateGroup(group, meaning, lateIds, lateExample));
  }
  let first = stacks[0];
  for (const group of stacks) if (group.example.line < (first?.example.line ?? 0)) first = group;
  const dump: GoroutineDump = {
    program: programOf(table),
    line: first?.example.line ?? 1,
    total: table.total,
    states: table.countStates(),
    frameCount: table.frameCount,
    longestWaitMinutes: table.longestMinutes,
    groups,
    locks,
    cycles,
    truncated: truncated || table.overflowed,
  };
  return { dump, crash: first !== undefined && showsCrash(first), goVersion: goVersionOf(table.groups) };
}

/** Indexes of the groups: those that do not wait by design first, then by number, wait and line. */
function ranked(groups: readonly StackGroup[], meanings: readonly GroupMeaning[]): number[] {
  // Groups come in the order of their lines, and most are alike in all the rest: gathered first, few are left to be sorted.
  const alike = new Map<number, number[]>();
  for (let index = 0; index < groups.length; index++) {
    const { count, maxMinutes } = groups[index] ?? NO_GROUP;
    const idle = meanings[index]?.idle === true ? IDLE_RANK : 0;
    const rank = idle - Math.min(count, MOST_COUNT) * MOST_MINUTES - Math.min(maxMinutes, MOST_MINUTES - 1);
    const same = alike.get(rank);
    if (same === undefined) alike.set(rank, [index]);
    else same.push(index);
  }
  return [...alike].sort(([a], [b]) => a - b).flatMap(([, indexes]) => indexes);
}

const NO_GROUP = { count: 0, maxMinutes: 0 };
/** Parts of a rank, which is a whole number below 2^53: minutes to eight years, goroutines to 500 million. */
const MOST_MINUTES = 2 ** 22;
const MOST_COUNT = 2 ** 29;
const IDLE_RANK = 2 ** 52;

/** Holders and members of rings by the index of their group: they must be found among its ids. */
function namedByGroup(
  table: StackTable,
  locks: readonly LockConvoy[],
  cycles: GoroutineDump['cycles'],
): ReadonlyMap<number, readonly number[]> {
  const named = new Set(cycles.flat());
  for (const { holder } of locks) if (holder !== undefined) named.add(holder.goroutine);
  const byGroup = new Map<number, number[]>();
  if (named.size === 0) return byGroup;
  for (const { id, group } of table.samples) {
    if (id === 0 || !named.has(id)) continue;
    const known = byGroup.get(group);
    if (known === undefined) byGroup.set(group, [id]);
    else known.push(id);
  }
  return byGroup;
}

/** Ids of a group's goroutines, the named ones instead of the last where there is no room for all. */
function idsOf(group: StackGroup, named: readonly number[] | undefined): number[] {
  const { ids } = group;
  if (named === undefined) return ids;
  const missing = named.filter((id) => !ids.includes(id)).slice(0, ids.length);
  return missing.length === 0 ? ids : [...ids.slice(0, ids.length - missing.length), ...missing];
}

function toGroup(
  table: StackTable,
  group: StackGroup,
  { activity, entry, idle }: GroupMeaning,
  ids: readonly number[],
): GoroutineGroup {
  const { createdBy } = group;
  return {
    state: group.state,
    count: group.count,
    minWaitMinutes: Math.min(group.minMinutes, group.maxMinutes),
    maxWaitMinutes: group.maxMinutes,
    frames: group.frames,
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(activity === undefined ? {} : { activity }),
    ...(entry === undefined ? {} : { entry }),
    idle,
    ids,
    example: toExample(table, group, true),
  };
}

function toExample(table: StackTable, group: StackGroup, withArguments: boolean): Goroutine {
  const { example } = group;
  const kept = withArguments && example.argsTo > example.argsFrom;
  const args = kept ? decodeText(table.arguments, example.argsFrom, example.argsTo - 1).split('\n') : [];
  return {
    id: example.id,
    state: group.state,
    ...(example.minutes > 0 ? { waitMinutes: example.minutes } : {}),
    ...(example.lockedToThread ? { lockedToThread: true } : {}),
    ...(example.leaked ? { leaked: true } : {}),
    frames: group.frames,
    args: args.map((text) => (text === '...' ? '' : text)),
    ...(group.createdBy === undefined ? {} : { createdBy: group.createdBy }),
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

function goVersionOf(groups: readonly StackGroup[]): string | undefined {
  for (const { frames } of groups.slice(0, 20)) {
    const found = frames
      .map((frame: GoFrame) => VERSIONED_PATH.exec(frame.file)?.[1])
      .find((version) => version !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
