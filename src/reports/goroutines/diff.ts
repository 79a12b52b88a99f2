import type { GoroutineDump, GoroutineGroup } from '../../core/goroutine-dump.js';

/** A stack that two dumps of one process show. */
export interface GroupChange {
  readonly before: GoroutineGroup;
  readonly after: GoroutineGroup;
  /** Goroutines that both dumps hold, as far as the kept ids tell. */
  readonly sameIds: readonly number[];
}

/** What became of the stacks of one dump in a later one; goroutines that wait by design are left out. */
export interface DumpDifference {
  /** In both, with goroutines that are the same or have waited since: still stuck. */
  readonly stuck: readonly GroupChange[];
  /** In both, but by other goroutines: passing through. */
  readonly renewed: readonly GroupChange[];
  /** In the later dump only. */
  readonly appeared: readonly GoroutineGroup[];
  /** In the earlier dump only. */
  readonly gone: readonly GoroutineGroup[];
}

/**
 * Compares two dumps of one process, the earlier first. A group is stuck if one of its goroutines is in both dumps, or if the
 * later one shows a longer wait than before.
 */
export function diffDumps(before: GoroutineDump, after: GoroutineDump): DumpDifference {
  const earlier = new Map<string, GoroutineGroup>();
  for (const group of before.groups) if (!group.idle) earlier.set(keyOf(group), group);
  const stuck: GroupChange[] = [];
  const renewed: GroupChange[] = [];
  const appeared: GoroutineGroup[] = [];
  for (const group of after.groups) {
    if (group.idle) continue;
    const key = keyOf(group);
    const known = earlier.get(key);
    if (known === undefined) {
      appeared.push(group);
      continue;
    }
    earlier.delete(key);
    const ids = new Set(known.ids);
    const sameIds = group.ids.filter((id) => id !== 0 && ids.has(id));
    const waits = group.maxWaitMinutes > known.maxWaitMinutes;
    (sameIds.length > 0 || waits ? stuck : renewed).push({ before: known, after: group, sameIds });
  }
  return { stuck, renewed, appeared, gone: [...earlier.values()] };
}

/** State and functions with lines: what groups are made by. */
function keyOf(group: GoroutineGroup): string {
  const frames = group.frames.map((frame) => `${frame.function}\n${frame.file}:${frame.line}`);
  return `${group.state}\n${frames.join('\n')}`;
}
