import type { GoFrame } from '../../core/goroutine-dump.js';
import { type FrameTable, NONE } from './frame-table.js';
import type { Status } from './header.js';
import type { LockSite } from './lock-site.js';
import type { Scratch } from './scratch.js';

/** Where groups keep their stacks: state, creator, number of frames and the frames of each, one behind the other. */
interface StackKeys {
  readonly keys: Int32Array;
  readonly frameTable: FrameTable;
}

/** What stands before the frames in a key. */
export const KEY_HEAD = 3;

/** Goroutines with equal state, frames and creator, while a dump is read. Frames are made into objects when somebody asks for them. */
export class StackGroup implements GroupExample {
  readonly state: string;
  /** Where its stack begins in the table's keys. */
  readonly keyStart: number;
  readonly frameCount: number;
  lock: LockSite | undefined;
  count = 0;
  minMinutes = 0x7fffffff;
  maxMinutes = 0;
  /** Its goroutines are a profile's, which have no ids. */
  profiled = false;
  readonly id: number;
  readonly minutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  readonly createdIn: number;
  readonly elided: boolean;
  readonly line: number;
  readonly offset: number;
  readonly argsFrom: number;
  readonly argsTo: number;
  private readonly table: StackKeys;
  private otherIds: number[] | undefined;
  private madeFrames: readonly GoFrame[] | undefined;

  constructor(
    table: StackKeys,
    keyStart: number,
    scratch: Scratch,
    status: Omit<Status, 'minutes'>,
    argsFrom: number,
    argsTo: number,
  ) {
    this.table = table;
    this.keyStart = keyStart;
    this.frameCount = scratch.frameCount;
    this.state = status.state;
    this.id = scratch.id;
    this.minutes = scratch.minutes;
    this.lockedToThread = status.lockedToThread;
    this.leaked = status.leaked;
    this.createdIn = scratch.createdIn;
    this.elided = scratch.elided;
    this.line = scratch.line;
    this.offset = scratch.offset;
    this.argsFrom = argsFrom;
    this.argsTo = argsTo;
  }

  /** Its first goroutine; one object for both, as there may be many groups of one. */
  get example(): GroupExample {
    return this;
  }

  /** Ids of its first goroutines; none of a profile's. */
  get ids(): number[] {
    if (this.profiled) return [];
    const { id } = this;
    return this.otherIds === undefined ? [id] : [id, ...this.otherIds];
  }

  addId(id: number, limit: number): void {
    this.otherIds ??= [];
    if (this.otherIds.length < limit - 1) this.otherIds.push(id);
  }

  /** Id of the frame with this index, and of the `created by` line; `NONE` where there is none. */
  frameId(index: number): number {
    return index >= 0 && index < this.frameCount ? (this.table.keys[this.keyStart + KEY_HEAD + index] ?? NONE) : NONE;
  }

  get creatorId(): number {
    return this.table.keys[this.keyStart + 1] ?? NONE;
  }

  /** Function name of the frame with this index. */
  nameAt(index: number): string | undefined {
    const frame = this.frameId(index);
    return frame < 0 ? undefined : this.table.frameTable.nameOf(frame);
  }

  get frames(): readonly GoFrame[] {
    if (this.madeFrames !== undefined) return this.madeFrames;
    const frames = new Array<GoFrame>(this.frameCount);
    for (let at = 0; at < frames.length; at++) frames[at] = this.table.frameTable.frameOf(this.frameId(at));
    this.madeFrames = frames;
    return frames;
  }

  get createdBy(): GoFrame | undefined {
    return this.creatorId < 0 ? undefined : this.table.frameTable.frameOf(this.creatorId);
  }
}

/** The first goroutine of a group. */
export interface GroupExample {
  readonly id: number;
  readonly minutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  readonly createdIn: number;
  readonly elided: boolean;
  readonly line: number;
  /** Of the header's first byte in what the reader was given. */
  readonly offset: number;
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
