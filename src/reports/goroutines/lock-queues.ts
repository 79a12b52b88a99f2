import type { LockConvoy } from '../../core/goroutine-dump.js';
import type { LockSite } from './lock-site.js';
import { firstAddress } from './pointers.js';
import type { Samples } from './samples.js';
import type { Scratch } from './scratch.js';

/** Ids kept of a queue. */
const MAX_IDS = 100;
const MAX_QUEUES = 200_000;

/** Goroutines that wait for one lock, while a dump is read. */
export interface Queue {
  /** 0 where arguments do not show it. */
  readonly address: number;
  kind: LockConvoy['kind'];
  waiters: number;
  minMinutes: number;
  maxMinutes: number;
  readonly ids: number[];
  /** Waiters by group. */
  readonly groups: Map<number, number>;
  /** First address of the caller's arguments where the lock's own is not shown. */
  readonly receiver: number;
}

/** Who waits for which lock: goroutines gathered by the lock's address, or by the object that it lies in. */
export class LockQueues {
  readonly queues: Queue[] = [];
  overflowed = false;
  private readonly indexes = new Map<string | number, number>();

  /** Puts the goroutine into its lock's queue; the queue's index, -1 at the bound. `caller`: the function that takes the lock. */
  add(scratch: Scratch, bytes: Uint8Array, group: number, site: LockSite, caller: string): number {
    const { minutes } = scratch;
    let address = 0;
    for (const { frame, offset } of site.shownBy) {
      address = firstAddress(bytes, scratch.argStarts[frame] ?? 0, scratch.argEnds[frame] ?? 0);
      if (address === 0) continue;
      address -= offset;
      break;
    }
    let receiver = 0;
    if (address === 0 && site.caller >= 0) {
      receiver = firstAddress(bytes, scratch.argStarts[site.caller] ?? 0, scratch.argEnds[site.caller] ?? 0);
    }
    const at = this.indexOf(caller, site.kind, address, receiver);
    const queue = this.queues[at];
    if (queue === undefined) return -1;
    queue.waiters++;
    if (site.kind === 'rwmutex') queue.kind = 'rwmutex';
    if (minutes < queue.minMinutes) queue.minMinutes = minutes;
    if (minutes > queue.maxMinutes) queue.maxMinutes = minutes;
    if (queue.ids.length < MAX_IDS) queue.ids.push(scratch.id);
    queue.groups.set(group, (queue.groups.get(group) ?? 0) + 1);
    return at;
  }

  /** Puts goroutines of a profile into a queue, which show neither ids nor arguments. */
  addProfiled(count: number, group: number, site: LockSite, caller: string): void {
    const queue = this.queues[this.indexOf(caller, site.kind, 0, 0)];
    if (queue === undefined) return;
    queue.waiters += count;
    queue.minMinutes = 0;
    queue.groups.set(group, (queue.groups.get(group) ?? 0) + count);
  }

  /**
   * Joins queues of readers, whose stacks show the object only, with that of an RWMutex at the object's start: its writer
   * shows the address. To be called once, at the end.
   */
  join(samples: Samples): void {
    for (const [from, queue] of this.queues.entries()) {
      if (queue.address !== 0 || queue.receiver === 0 || queue.kind !== 'rwmutex') continue;
      const to = this.indexes.get(queue.receiver);
      const target = to === undefined ? undefined : this.queues[to];
      if (to === undefined || target?.kind !== 'rwmutex') continue;
      target.waiters += queue.waiters;
      target.minMinutes = Math.min(target.minMinutes, queue.minMinutes);
      target.maxMinutes = Math.max(target.maxMinutes, queue.maxMinutes);
      target.ids.push(...queue.ids.slice(0, MAX_IDS - target.ids.length));
      for (const [group, count] of queue.groups) target.groups.set(group, (target.groups.get(group) ?? 0) + count);
      queue.waiters = 0;
      samples.moveQueue(from, to);
    }
  }

  private indexOf(caller: string, kind: Queue['kind'], address: number, receiver: number): number {
    const key = address !== 0 ? address : `${caller} ${receiver}`;
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    if (this.queues.length >= MAX_QUEUES) {
      this.overflowed = true;
      return -1;
    }
    const queue: Queue = {
      address,
      kind,
      waiters: 0,
      minMinutes: 0x7fffffff,
      maxMinutes: 0,
      ids: [],
      groups: new Map(),
      receiver,
    };
    this.indexes.set(key, this.queues.length);
    this.queues.push(queue);
    return this.queues.length - 1;
  }
}
