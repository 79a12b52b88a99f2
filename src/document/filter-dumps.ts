import type { DumpDetails, DumpGroup, DumpsDocument, WaitNode } from '../core/dump-details.js';

/** What to leave out of goroutine dumps; the counts of the whole dump stay. */
export interface DumpFilter {
  /** Keeps goroutines in one of these states; a text fits the state that is or begins with it: `semacquire`, `chan`. */
  readonly reasons?: readonly string[];
  /** Keeps groups of which at least one goroutine has waited as many minutes. */
  readonly minMinutes?: number;
  /** Keeps stacks that hold one of these texts in a function's name or in their activity or entry. */
  readonly functions?: readonly string[];
  /** Keeps goroutines that wait by design as well. */
  readonly all?: boolean;
}

/** Keeps the groups that fit all conditions, the locks that such groups wait for or whose holder is among them, and what hangs on those. */
export function filterDumps(document: DumpsDocument, filter: DumpFilter): DumpsDocument {
  return { ...document, dumps: document.dumps.map((dump) => filterDump(dump, filter)) };
}

/** Whether a filter asks for some goroutines only. */
export function isNarrow({ reasons = [], functions = [], minMinutes = 0 }: DumpFilter): boolean {
  return reasons.length > 0 || functions.length > 0 || minMinutes > 0;
}

function filterDump(dump: DumpDetails, filter: DumpFilter): DumpDetails {
  const groups = dump.groups.filter((group) => (filter.all === true || !group.idle) && fits(group, filter));
  if (!isNarrow(filter)) return { ...dump, groups };
  const ids = new Set(groups.flatMap((group) => group.ids));
  const queues = new Set(groups.flatMap(({ lock }) => lock ?? []));
  const locks = dump.locks.filter(
    ({ key, holder }) => queues.has(key) || (holder !== undefined && ids.has(holder.goroutine)),
  );
  const kept = new Set(locks.map(({ key }) => key));
  return {
    ...dump,
    groups,
    locks,
    waits: dump.waits.flatMap((node) => prune(node, kept)),
    cycles: dump.cycles.filter((cycle) => cycle.some((id) => ids.has(id))),
  };
}

function fits(group: DumpGroup, { reasons = [], minMinutes = 0, functions = [] }: DumpFilter): boolean {
  if (group.maxWaitMinutes < minMinutes) return false;
  const state = group.state.toLowerCase();
  if (reasons.length > 0 && !reasons.some((reason) => state.startsWith(reason.toLowerCase()))) return false;
  return functions.length === 0 || functions.some((text) => mentions(group, text));
}

function mentions(group: DumpGroup, text: string): boolean {
  return (
    group.frames.some((frame) => frame.function.includes(text)) ||
    group.createdBy?.function.includes(text) === true ||
    group.doing.includes(text) ||
    group.entry?.includes(text) === true
  );
}

/** The node with the locks that are kept; those below a lock that is not move up. */
function prune(node: WaitNode, kept: ReadonlySet<string>): WaitNode[] {
  const below = node.holds.map(({ lock, blocks }) => ({ lock, blocks: blocks.flatMap((each) => prune(each, kept)) }));
  const holds = below.filter(({ lock }) => kept.has(lock));
  const moved = below.filter(({ lock }) => !kept.has(lock)).flatMap(({ blocks }) => blocks);
  return holds.length === 0 ? moved : [{ ...node, holds }, ...moved];
}
