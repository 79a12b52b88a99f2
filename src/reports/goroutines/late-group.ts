import type { GoFrame, Goroutine, GoroutineGroup } from '../../core/goroutine-dump.js';
import type { GroupMeaning } from './activity.js';
import type { StackGroup } from './stack-group.js';

/**
 * A group far down the list of a dump with many distinct stacks: its frames, creator and example are made when they are asked for, as most
 * such groups are only counted. `JSON.stringify` shows them; a spread copy does not.
 */
export class LateGroup implements GoroutineGroup {
  readonly state: string;
  readonly count: number;
  readonly minWaitMinutes: number;
  readonly maxWaitMinutes: number;
  readonly idle: boolean;
  declare readonly activity?: string;
  declare readonly entry?: string;
  readonly #group: StackGroup;
  readonly #idsOf: (group: StackGroup) => readonly number[];
  readonly #exampleOf: (group: StackGroup) => Goroutine;

  constructor(
    group: StackGroup,
    { activity, entry, idle }: GroupMeaning,
    idsOf: (group: StackGroup) => readonly number[],
    exampleOf: (group: StackGroup) => Goroutine,
  ) {
    this.#group = group;
    this.#idsOf = idsOf;
    this.#exampleOf = exampleOf;
    this.state = group.state;
    this.count = group.count;
    this.minWaitMinutes = Math.min(group.minMinutes, group.maxMinutes);
    this.maxWaitMinutes = group.maxMinutes;
    this.idle = idle;
    if (activity !== undefined) this.activity = activity;
    if (entry !== undefined) this.entry = entry;
  }

  get frames(): readonly GoFrame[] {
    return this.#group.frames;
  }

  // The type of an optional property that may be missing does not admit a getter that gives undefined.
  get createdBy(): GoFrame {
    return this.#group.createdBy as GoFrame;
  }

  get ids(): readonly number[] {
    return this.#idsOf(this.#group);
  }

  get example(): Goroutine {
    return this.#exampleOf(this.#group);
  }

  toJSON(): GoroutineGroup {
    const { createdBy } = this.#group;
    const { state, count, minWaitMinutes, maxWaitMinutes, idle, activity, entry, frames, ids, example } = this;
    return {
      state,
      count,
      minWaitMinutes,
      maxWaitMinutes,
      idle,
      ...(activity === undefined ? {} : { activity }),
      ...(entry === undefined ? {} : { entry }),
      frames,
      ...(createdBy === undefined ? {} : { createdBy }),
      ids,
      example,
    };
  }
}
