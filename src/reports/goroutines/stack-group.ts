import type { GoFrame } from '../../core/goroutine-dump.js';
import type { LockSite } from './lock-site.js';

/** Goroutines with equal state, frames and creator, while a dump is read. */
export interface StackGroup {
  readonly state: string;
  readonly frames: readonly GoFrame[];
  readonly createdBy: GoFrame | undefined;
  readonly lock: LockSite | undefined;
  count: number;
  minMinutes: number;
  maxMinutes: number;
  readonly ids: number[];
  /** The first goroutine of the group. */
  readonly example: GroupExample;
}

export interface GroupExample {
  readonly id: number;
  readonly minutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  readonly createdIn: number;
  readonly elided: boolean;
  readonly line: number;
  /** Arguments of all frames, each followed by a line end: `[argsFrom, argsTo)` of the table's bytes; empty at its bound. */
  readonly argsFrom: number;
  readonly argsTo: number;
}

/** Goroutines whose arguments are kept for the search for lock holders: some of each group. */
export interface Sample {
  readonly group: number;
  readonly id: number;
  readonly minutes: number;
  /** Index of the queue that it waits in, -1 if it waits for no lock. */
  queue: number;
  /** Addresses among its arguments: `[from, to)` of the samples' address list. */
  readonly from: number;
  readonly to: number;
}

/** Goroutines that wait for one lock, while a dump is read. */
export interface Queue {
  /** 0 where arguments do not show it. */
  readonly address: number;
  kind: LockSite['kind'];
  waiters: number;
  minMinutes: number;
  maxMinutes: number;
  readonly ids: number[];
  /** Waiters by group. */
  readonly groups: Map<number, number>;
  /** First address of the caller's arguments where the lock's own is not shown. */
  readonly receiver: number;
}
