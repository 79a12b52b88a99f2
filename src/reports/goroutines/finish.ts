import type { GoFrame, Goroutine, GoroutineDump, GoroutineGroup } from '../../core/goroutine-dump.js';
import { type GroupMeaning, UNKNOWN_MEANING, explainGroups } from './activity.js';
import { findConvoys } from './convoys.js';
import { shortName } from './names.js';
import { programOf } from './program.js';
import type { StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';
import { decodeText } from './text-table.js';

/** Groups whose example shows its arguments; further ones have none. */
const MAX_EXAMPLES_WITH_ARGUMENTS = 5_000;

export interface FinishedDump {
  readonly dump: GoroutineDump;
  /** The first goroutine shows a panic or throw. */
  readonly crash: boolean;
  readonly goVersion: string | undefined;
}

/** Makes the dump of what was read: names what groups do, finds convoys, sorts. */
export function finishDump(table: StackTable, truncated: boolean): FinishedDump {
  const meanings = explainGroups(table.groups);
  const groups: GoroutineGroup[] = table.groups
    .map((group, index) => ({ group, meaning: meanings[index] ?? UNKNOWN_MEANING }))
    .sort(compareGroups)
    .map(({ group, meaning }, rank) => toGroup(table, group, meaning, rank < MAX_EXAMPLES_WITH_ARGUMENTS));
  const { locks, cycles } = findConvoys(table, meanings);
  const first = table.groups.reduce<StackGroup | undefined>(
    (best, group) => (best === undefined || group.example.line < best.example.line ? group : best),
    undefined,
  );
  const dump: GoroutineDump = {
    program: programOf(table.groups),
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

interface Explained {
  readonly group: StackGroup;
  readonly meaning: GroupMeaning;
}

/** Those that do not wait by design first, then by number and wait. */
function compareGroups(a: Explained, b: Explained): number {
  return (
    Number(a.meaning.idle) - Number(b.meaning.idle) ||
    b.group.count - a.group.count ||
    b.group.maxMinutes - a.group.maxMinutes ||
    a.group.example.line - b.group.example.line
  );
}

function toGroup(table: StackTable, group: StackGroup, meaning: GroupMeaning, withArguments: boolean): GoroutineGroup {
  return {
    state: group.state,
    count: group.count,
    minWaitMinutes: Math.min(group.minMinutes, group.maxMinutes),
    maxWaitMinutes: group.maxMinutes,
    frames: group.frames,
    ...(group.createdBy === undefined ? {} : { createdBy: group.createdBy }),
    ...(meaning.activity === undefined ? {} : { activity: meaning.activity }),
    ...(meaning.entry === undefined ? {} : { entry: meaning.entry }),
    idle: meaning.idle,
    ids: group.ids,
    example: toExample(table, group, withArguments),
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
