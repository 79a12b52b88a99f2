import type { LockConvoy } from '../../core/goroutine-dump.js';
import type { GroupMeaning } from './activity.js';
import { lookupNames, shortName } from './names.js';
import { HolderSearch } from './holder.js';
import { hexAddress } from './pointers.js';
import type { Queue } from './lock-queues.js';
import type { Sample } from './samples.js';
import type { StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';

/** Convoys reported of one dump, largest first. */
const MAX_CONVOYS = 1000;
/** Convoys whose holder is looked for. */
const MAX_SEARCHED = 200;
/** Below this a holder is too uncertain to build a cycle on. */
const CYCLE_CONFIDENCE = 0.35;
const MAX_CYCLE = 50;

/** Waits of one goroutine for another that pass through a channel, which dumps do not show. */
const CHANNEL_WAITS: readonly { readonly waiter: string; readonly state: string; readonly servedBy: string }[] = [
  // The shim's child runc is reaped by `reaper.Reap`, which hands its exit to subscribers one after the other.
  { waiter: 'reaper.(*Monitor).Wait', state: 'chan receive', servedBy: 'reaper.Reap' },
  { waiter: 'reaper.Reap', state: 'chan send', servedBy: 'shim.(*Service).processExits' },
];

export interface WaitGraph {
  readonly locks: readonly LockConvoy[];
  readonly cycles: readonly (readonly number[])[];
}

/** Who waits for which lock, who holds it, and which of them wait for each other in a ring. */
export function findConvoys(table: StackTable, meanings: readonly GroupMeaning[]): WaitGraph {
  table.queues.join(table.samples);
  const { queues } = table.queues;
  const order = queues
    .map((_, index) => index)
    .filter((index) => (queues[index]?.waiters ?? 0) > 0)
    .sort((a, b) => weight(queues[b]) - weight(queues[a]) || a - b)
    .slice(0, MAX_CONVOYS);
  if (order.length === 0) return { locks: [], cycles: [] };
  // Who waits by design holds no lock: its addresses tell nothing.
  const addressed = table.samples.withAddresses((group) => meanings[group]?.idle !== true);
  const search = new HolderSearch(table, addressed, meanings, order.slice(0, MAX_SEARCHED));
  const holders = new Map<number, LockConvoy['holder']>();
  const locks = order.map((index, rank) => {
    const holder = rank < MAX_SEARCHED ? search.find(index) : undefined;
    holders.set(index, holder);
    return toConvoy(table, queues[index], holder);
  });
  return { locks: locks.filter((lock) => lock !== undefined), cycles: findCycles(table, addressed.samples, holders) };
}

function weight(queue: Queue | undefined): number {
  return queue === undefined ? 0 : queue.waiters * (queue.maxMinutes + 1);
}

function toConvoy(table: StackTable, queue: Queue | undefined, holder: LockConvoy['holder']): LockConvoy | undefined {
  if (queue === undefined) return undefined;
  // Most waiters' call site speaks for all.
  let most = -1;
  let group = -1;
  for (const [index, count] of queue.groups) {
    if (count > most) [most, group] = [count, index];
  }
  const stack = table.group(group);
  const callSite = stack?.nameAt(stack.lock?.caller ?? -1) ?? stack?.nameAt(stack.frameCount - 1) ?? 'unknown';
  const shown = queue.receiver > 0 ? `${shortName(callSite)} on ${hexAddress(queue.receiver)}` : shortName(callSite);
  return {
    address: queue.address > 0 ? hexAddress(queue.address) : shown,
    kind: queue.kind,
    waiters: queue.waiters,
    minWaitMinutes: Math.min(queue.minMinutes, queue.maxMinutes),
    maxWaitMinutes: queue.maxMinutes,
    callSite,
    waiterIds: queue.ids,
    ...(holder === undefined ? {} : { holder }),
  };
}

function findCycles(
  table: StackTable,
  samples: readonly Sample[],
  holders: ReadonlyMap<number, LockConvoy['holder']>,
): number[][] {
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const next = (id: number): number | undefined => {
    const sample = byId.get(id);
    if (sample === undefined) return undefined;
    if (sample.queue >= 0) {
      const holder = holders.get(sample.queue);
      return holder !== undefined && holder.confidence >= CYCLE_CONFIDENCE ? holder.goroutine : undefined;
    }
    return servedBy(table, sample.group);
  };
  const cycles = new Map<string, number[]>();
  for (const holder of holders.values()) {
    if (holder === undefined || holder.goroutine === 0) continue;
    const path: number[] = [];
    let id: number | undefined = holder.goroutine;
    while (id !== undefined && !path.includes(id) && path.length < MAX_CYCLE) {
      path.push(id);
      id = next(id);
    }
    if (id === undefined || !path.includes(id)) continue;
    const cycle = path.slice(path.indexOf(id));
    const start = cycle.indexOf(Math.min(...cycle));
    const rotated = [...cycle.slice(start), ...cycle.slice(0, start)];
    if (rotated.length > 1) cycles.set(rotated.join(' '), rotated);
  }
  return [...cycles.values()];
}

function servedBy(table: StackTable, group: number): number | undefined {
  const stack = table.group(group);
  if (stack === undefined) return undefined;
  const wait = CHANNEL_WAITS.find(
    ({ waiter, state }) =>
      stack.state === state && stack.frames.slice(0, 4).some((frame) => lookupNames(frame.function).includes(waiter)),
  );
  if (wait === undefined) return undefined;
  for (const each of table.groups()) if (shows(each, wait.servedBy)) return each.ids[0];
  return undefined;
}

function shows(group: StackGroup, name: string): boolean {
  // The path before the name, and closure suffixes behind it, differ.
  for (let at = 0; at < group.frameCount; at++) {
    const shown = group.nameAt(at) ?? '';
    if (shown.includes(name) && lookupNames(shown).includes(name)) return true;
  }
  return false;
}
