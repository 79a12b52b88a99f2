import type { GoFrame } from '../../core/goroutine-dump.js';
import { type FrameTable, NONE } from './frame-table.js';
import type { LockSite } from './lock-site.js';
import type { StatusTable } from './status-table.js';

/** What stands before the frames in a key: state, creator and number of frames. */
export const KEY_CREATOR = 1;
export const KEY_FRAMES = 2;
export const KEY_HEAD = 3;

/** Fields of a group in `StackColumns.words`, and how many there are. The fields from `STATUS` on are its first goroutine's. */
export const KEY_START = 0;
export const HASH = 1;
export const COUNT = 2;
export const MIN_MINUTES = 3;
export const MAX_MINUTES = 4;
/** Of its goroutines how many are samples, and the first of those, -1 if there is none. */
export const SAMPLES = 5;
export const FIRST_SAMPLE = 6;
/** 1 if its goroutines are a profile's, which have no ids. */
export const PROFILED = 7;
export const STATUS = 8;
export const MINUTES = 9;
export const LINE = 10;
export const ELIDED = 11;
export const GROUP_WORDS = 12;
/** Fields of a group in `StackColumns.numbers`. */
export const ID = 0;
export const CREATED_IN = 1;
export const GROUP_NUMBERS = 2;

/** Where the groups of a dump are kept, as numbers: there may be as many as goroutines. */
export interface StackColumns {
  /** State, creator, number of frames and the frames of each group, one behind the other. */
  readonly keys: Int32Array;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  /** By group, for those that wait for a lock. */
  readonly lockSites: ReadonlyMap<number, LockSite>;
  /** By group, for those of more than one goroutine: the ids of all but the first. */
  readonly furtherIds: ReadonlyMap<number, readonly number[]>;
  readonly frameTable: FrameTable;
  readonly statuses: StatusTable;
}

/** Goroutines with equal state, frames and creator: one row of the columns. */
export class StackGroup {
  readonly index: number;
  private readonly columns: StackColumns;
  private madeFrames: readonly GoFrame[] | undefined;

  constructor(columns: StackColumns, index: number) {
    this.columns = columns;
    this.index = index;
  }

  get state(): string {
    return this.columns.statuses.status(this.word(STATUS)).state;
  }

  get count(): number {
    return this.word(COUNT);
  }

  get minMinutes(): number {
    return Math.min(this.word(MIN_MINUTES), this.word(MAX_MINUTES));
  }

  get maxMinutes(): number {
    return this.word(MAX_MINUTES);
  }

  /** Ids of its first goroutines; none of a profile's. */
  get ids(): number[] {
    if (this.word(PROFILED) !== 0) return [];
    return [this.number(ID), ...(this.columns.furtherIds.get(this.index) ?? [])];
  }

  get lock(): LockSite | undefined {
    return this.columns.lockSites.get(this.index);
  }

  get frameCount(): number {
    return this.columns.keys[this.word(KEY_START) + KEY_FRAMES] ?? 0;
  }

  /** Id of the frame with this index, and of the `created by` line; `NONE` where there is none. */
  frameId(index: number): number {
    if (index < 0 || index >= this.frameCount) return NONE;
    return this.columns.keys[this.word(KEY_START) + KEY_HEAD + index] ?? NONE;
  }

  get creatorId(): number {
    return this.columns.keys[this.word(KEY_START) + KEY_CREATOR] ?? NONE;
  }

  /** Function name of the frame with this index. */
  nameAt(index: number): string | undefined {
    const frame = this.frameId(index);
    return frame < 0 ? undefined : this.columns.frameTable.nameOf(frame);
  }

  get frames(): readonly GoFrame[] {
    if (this.madeFrames !== undefined) return this.madeFrames;
    const frames = new Array<GoFrame>(this.frameCount);
    for (let at = 0; at < frames.length; at++) frames[at] = this.columns.frameTable.frameOf(this.frameId(at));
    this.madeFrames = frames;
    return frames;
  }

  get createdBy(): GoFrame | undefined {
    return this.creatorId < 0 ? undefined : this.columns.frameTable.frameOf(this.creatorId);
  }

  /** The first of its goroutines of which arguments are kept, -1 if there is none. */
  get firstSample(): number {
    return this.word(FIRST_SAMPLE);
  }

  /** Its first goroutine. */
  get example(): GroupExample {
    const { lockedToThread, leaked } = this.columns.statuses.status(this.word(STATUS));
    return {
      id: this.number(ID),
      minutes: this.word(MINUTES),
      lockedToThread,
      leaked,
      createdIn: this.number(CREATED_IN),
      elided: this.word(ELIDED) !== 0,
      line: this.word(LINE),
    };
  }

  private word(field: number): number {
    return this.columns.words[this.index * GROUP_WORDS + field] ?? 0;
  }

  private number(field: number): number {
    return this.columns.numbers[this.index * GROUP_NUMBERS + field] ?? 0;
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
}
