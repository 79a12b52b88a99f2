import type { GoFrame, Goroutine, GoroutineGroup } from '../../core/goroutine-dump.js';
import { type GroupMeaning, UNKNOWN_MEANING } from './activity.js';
import { StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';

/** Makes what is asked for of a group of one dump. */
export interface GroupSource {
  readonly table: StackTable;
  /** By index of the group. */
  readonly meanings: readonly GroupMeaning[];
  example(group: StackGroup): Goroutine;
}

/**
 * A group of a dump with many distinct stacks: it is read from the dump's columns when somebody asks, as most such groups are only counted.
 * `JSON.stringify` and `copyGroup` show its fields, a spread copy has none.
 */
export class LateGroup implements GoroutineGroup {
  readonly #source: GroupSource;
  /** Its index until somebody has asked for more than can be told by that. */
  #group: number | StackGroup;

  constructor(source: GroupSource, index: number) {
    this.#source = source;
    this.#group = index;
  }

  get state(): string {
    return this.#made.state;
  }

  get count(): number {
    return this.#source.table.countOf(this.#index);
  }

  get minWaitMinutes(): number {
    return this.#made.minMinutes;
  }

  get maxWaitMinutes(): number {
    return this.#made.maxMinutes;
  }

  get frames(): readonly GoFrame[] {
    return this.#made.frames;
  }

  // The types of optional properties that may be missing do not admit getters that give undefined.
  get createdBy(): GoFrame {
    return this.#made.createdBy as GoFrame;
  }

  get activity(): string {
    return this.#meaning.activity as string;
  }

  get entry(): string {
    return this.#meaning.entry as string;
  }

  get idle(): boolean {
    return this.#meaning.idle;
  }

  get ids(): readonly number[] {
    return this.#made.ids;
  }

  get example(): Goroutine {
    return this.#source.example(this.#made);
  }

  get #index(): number {
    return typeof this.#group === 'number' ? this.#group : this.#group.index;
  }

  get #meaning(): GroupMeaning {
    return this.#source.meanings[this.#index] ?? UNKNOWN_MEANING;
  }

  get #made(): StackGroup {
    if (typeof this.#group === 'number') this.#group = new StackGroup(this.#source.table, this.#group);
    return this.#group;
  }

  toJSON(): GoroutineGroup {
    return copyGroup(this);
  }
}

/** All fields of a group in an object of its own. */
export function copyGroup(group: GoroutineGroup): GoroutineGroup {
  const { state, count, minWaitMinutes, maxWaitMinutes, frames, createdBy, activity, entry, idle, ids, example } =
    group;
  return {
    state,
    count,
    minWaitMinutes,
    maxWaitMinutes,
    frames,
    ...(createdBy === undefined ? {} : { createdBy }),
    ...(activity === undefined ? {} : { activity }),
    ...(entry === undefined ? {} : { entry }),
    idle,
    ids,
    example,
  };
}
