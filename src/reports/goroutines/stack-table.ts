import type { GoFrame } from '../../core/goroutine-dump.js';
import { type FrameTable, NONE } from './frame-table.js';
import { LockQueues } from './lock-queues.js';
import { type LockSite, findLockSite, mayWaitForLock } from './lock-site.js';
import { Samples } from './samples.js';
import { MAX_GOROUTINE_FRAMES, type Scratch, createScratch } from './scratch.js';
import {
  COUNT,
  CREATED_IN,
  ELIDED,
  FIRST_SAMPLE,
  GROUP_NUMBERS,
  GROUP_WORDS,
  HASH,
  ID,
  KEY_CREATOR,
  KEY_FRAMES,
  KEY_HEAD,
  KEY_START,
  LINE,
  MAX_MINUTES,
  MINUTES,
  MIN_MINUTES,
  PROFILED,
  SAMPLES,
  STATUS,
  type StackColumns,
  StackGroup,
} from './stack-group.js';
import { MAX_STATES, type StatusTable } from './status-table.js';
import { FIRST_SLOTS, roomier } from './text-table.js';

/** Ids kept of a group. */
const MAX_IDS = 100;
/** Distinct stacks of a dump, and the length of their keys; further ones are gathered by state alone. */
const MAX_GROUPS = 200_000;
const MAX_KEYS = 8_000_000;

/** 1 for each name and file, by its id, that a dump shows. */
export interface ShownTexts {
  readonly names: Uint8Array;
  readonly files: Uint8Array;
}

/** What is known of a function on top of a stack. */
const MAY_WAIT = 1;
const WAITS_NOT = 2;

/**
 * Groups the goroutines of one dump while they are read. Memory is bounded by the number of distinct stacks, not
 * by that of goroutines: a published hang had 722,373 of them in four stacks.
 */
export class StackTable implements StackColumns {
  readonly samples = new Samples();
  readonly queues = new LockQueues();
  readonly lockSites = new Map<number, LockSite>();
  readonly furtherIds = new Map<number, number[]>();
  groupCount = 0;
  /** The group whose first goroutine stands before all others. */
  first = 0;
  total = 0;
  frameCount = 0;
  longestMinutes = 0;
  /** Goroutines that have waited a minute or more. */
  waiting = 0;
  /** Goroutines that the runtime found to be unreachable (Go 1.26 on). */
  leaked = 0;
  readonly frameTable: FrameTable;
  readonly statuses: StatusTable;
  keys = new Int32Array(FIRST_SLOTS);
  words = new Int32Array(FIRST_SLOTS * GROUP_WORDS);
  numbers = new Float64Array(FIRST_SLOTS * GROUP_NUMBERS);
  private keysUsed = 0;
  private groupsOverflowed = false;
  /** By hash of the key: group + 1, 0 where there is none. Twice as many as there is room for groups. */
  private slots = new Int32Array(FIRST_SLOTS * 2);
  /** Goroutines by the number of their state. */
  private stateCounts = new Int32Array(MAX_STATES);
  /** By name. */
  private tops = new Uint8Array(FIRST_SLOTS);
  /** Stands in for a goroutine of a profile. */
  private readonly profiled = createScratch();

  constructor(frameTable: FrameTable, statuses: StatusTable) {
    this.frameTable = frameTable;
    this.statuses = statuses;
  }

  /** Distinct stacks or locks were more than are told apart. */
  get overflowed(): boolean {
    return this.groupsOverflowed || this.queues.overflowed;
  }

  group(index: number): StackGroup | undefined {
    return index >= 0 && index < this.groupCount ? new StackGroup(this, index) : undefined;
  }

  *groups(): Generator<StackGroup> {
    for (let index = 0; index < this.groupCount; index++) yield new StackGroup(this, index);
  }

  countOf(index: number): number {
    return this.words[index * GROUP_WORDS + COUNT] ?? 0;
  }

  add(scratch: Scratch, bytes: Uint8Array): void {
    const { minutes } = scratch;
    const state = this.statuses.state(scratch.status);
    const index = this.groupOf(scratch, state);
    const { words, samples, stateCounts } = this;
    const at = index * GROUP_WORDS;
    const count = (words[at + COUNT] ?? 0) + 1;
    this.total++;
    stateCounts[state] = (stateCounts[state] ?? 0) + 1;
    this.frameCount += scratch.frameCount;
    if (minutes > this.longestMinutes) this.longestMinutes = minutes;
    if (minutes > 0) this.waiting++;
    if (this.statuses.status(scratch.status).leaked) this.leaked++;
    words[at + COUNT] = count;
    if (minutes < (words[at + MIN_MINUTES] ?? 0)) words[at + MIN_MINUTES] = minutes;
    if (minutes > (words[at + MAX_MINUTES] ?? 0)) words[at + MAX_MINUTES] = minutes;
    // The first one's id came with the group.
    if (count > 1 && count <= MAX_IDS) this.addId(index, scratch.id);
    const site = this.lockSites.get(index);
    const queue = site === undefined ? -1 : this.queues.add(scratch, bytes, index, site, this.callerOf(index, site));
    const taken = words[at + SAMPLES] ?? 0;
    if (taken >= samples.allowed || !samples.add(scratch, bytes, index, queue)) return;
    if (taken === 0) words[at + FIRST_SAMPLE] = samples.count - 1;
    words[at + SAMPLES] = taken + 1;
  }

  /** Adds `count` goroutines of a `debug=1` profile, which shows neither ids nor waits. */
  addProfiled(state: string, frames: readonly GoFrame[], count: number, line: number, leaked: boolean): void {
    const { profiled } = this;
    profiled.status = this.statuses.add({ state, lockedToThread: false, leaked });
    profiled.line = line;
    profiled.frameCount = Math.min(frames.length, MAX_GOROUTINE_FRAMES);
    for (let at = 0; at < profiled.frameCount; at++) {
      const frame = frames[at];
      if (frame !== undefined) profiled.frames[at] = this.frameTable.frameOfStrings(frame);
    }
    const stateNumber = this.statuses.state(profiled.status);
    const index = this.groupOf(profiled, stateNumber);
    const { words, stateCounts } = this;
    const at = index * GROUP_WORDS;
    words[at + COUNT] = (words[at + COUNT] ?? 0) + count;
    words[at + MIN_MINUTES] = 0;
    words[at + PROFILED] = 1;
    stateCounts[stateNumber] = (stateCounts[stateNumber] ?? 0) + count;
    this.total += count;
    if (leaked) this.leaked += count;
    this.frameCount += (this.keys[(words[at + KEY_START] ?? 0) + KEY_FRAMES] ?? 0) * count;
    const site = this.lockSites.get(index);
    if (site !== undefined) this.queues.addProfiled(count, index, site, this.callerOf(index, site));
  }

  /** Goroutines by state. */
  countStates(): Record<string, number> {
    const counts = this.statuses.stateNames.map((state, id) => [state, this.stateCounts[id] ?? 0] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  /** What stands in one of the stacks. */
  shownTexts(): ShownTexts {
    const { keys, keysUsed, frameTable } = this;
    const frames = new Uint8Array(frameTable.frameCount);
    let at = 0;
    while (at < keysUsed) {
      const creator = keys[at + KEY_CREATOR] ?? NONE;
      if (creator >= 0) frames[creator] = 1;
      const end = at + KEY_HEAD + (keys[at + KEY_FRAMES] ?? 0);
      for (at += KEY_HEAD; at < end; at++) frames[keys[at] ?? 0] = 1;
    }
    return { names: frameTable.namesOf(frames), files: frameTable.filesOf(frames) };
  }

  /** Groups with one of these frames or states, marked by 1 at their number, and those that wait for a lock. */
  groupsWith(frames: Uint8Array, states: Uint8Array): StackGroup[] {
    const { keys, keysUsed } = this;
    const found: StackGroup[] = [];
    let index = 0;
    for (let at = 0; at < keysUsed; index++) {
      const creator = keys[at + KEY_CREATOR] ?? NONE;
      let marks = (states[keys[at] ?? 0] ?? 0) | (creator < 0 ? 0 : (frames[creator] ?? 0));
      const end = at + KEY_HEAD + (keys[at + KEY_FRAMES] ?? 0);
      for (at += KEY_HEAD; at < end; at++) marks |= frames[keys[at] ?? 0] ?? 0;
      if (marks !== 0 || this.lockSites.has(index)) found.push(new StackGroup(this, index));
    }
    return found;
  }

  /**
   * Index of the goroutine's group, a new one if there is none. All in one function: where most stacks are new all of it is in use, and
   * V8 would compile the parts again for each of their callers.
   */
  private groupOf(scratch: Scratch, state: number): number {
    const { frames, frameCount, createdFrame } = scratch;
    let hash = Math.imul(state + 1, 0x9e3779b1) ^ createdFrame;
    for (let frame = 0; frame < frameCount; frame++) {
      hash = Math.imul(hash ^ (frames[frame] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const known = (this.slots[slot] ?? 0) - 1;
      if (known < 0) break;
      if (this.words[known * GROUP_WORDS + HASH] === hash && this.hasKey(known, state, scratch)) return known;
      slot = (slot + 1) & mask;
    }
    const keyStart = this.keysUsed;
    const first = keyStart + KEY_HEAD;
    const hasStack = frameCount > 0 || createdFrame !== NONE;
    if (hasStack && (this.groupCount >= MAX_GROUPS || first + frameCount > MAX_KEYS)) {
      this.groupsOverflowed = true;
      return this.groupOf({ ...scratch, frameCount: 0, createdFrame: NONE }, state);
    }
    while (first + frameCount > this.keys.length) this.keys = roomier(this.keys);
    const { keys, words, numbers } = this;
    keys[keyStart] = state;
    keys[keyStart + KEY_CREATOR] = createdFrame;
    keys[keyStart + KEY_FRAMES] = frameCount;
    for (let frame = 0; frame < frameCount; frame++) keys[first + frame] = frames[frame] ?? 0;
    this.keysUsed = first + frameCount;
    const index = this.groupCount++;
    this.slots[slot] = index + 1;
    const at = index * GROUP_WORDS;
    words[at + KEY_START] = keyStart;
    words[at + HASH] = hash;
    words[at + MIN_MINUTES] = 0x7fffffff;
    words[at + FIRST_SAMPLE] = -1;
    words[at + STATUS] = scratch.status;
    words[at + MINUTES] = scratch.minutes;
    words[at + LINE] = scratch.line;
    words[at + ELIDED] = scratch.elided ? 1 : 0;
    if (scratch.line < (words[this.first * GROUP_WORDS + LINE] ?? 0)) this.first = index;
    numbers[index * GROUP_NUMBERS + ID] = scratch.id;
    numbers[index * GROUP_NUMBERS + CREATED_IN] = scratch.createdIn;
    if (frameCount > 0 && this.mayWait(frames[0] ?? 0)) this.noteLockSite(index);
    if (this.groupCount * GROUP_WORDS === words.length) this.makeRoom();
    return index;
  }

  private hasKey(index: number, state: number, { frames, frameCount, createdFrame }: Scratch): boolean {
    const { keys } = this;
    const start = this.words[index * GROUP_WORDS + KEY_START] ?? 0;
    if (keys[start] !== state || keys[start + KEY_CREATOR] !== createdFrame || keys[start + KEY_FRAMES] !== frameCount)
      return false;
    const first = start + KEY_HEAD;
    for (let frame = 0; frame < frameCount; frame++) if (keys[first + frame] !== frames[frame]) return false;
    return true;
  }

  /** Room for four times as many groups. */
  private makeRoom(): void {
    this.words = roomier(this.words);
    this.numbers = roomier(this.numbers);
    const slots = new Int32Array((this.words.length / GROUP_WORDS) * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.groupCount; index++) {
      let slot = (this.words[index * GROUP_WORDS + HASH] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.slots = slots;
  }

  private addId(index: number, id: number): void {
    const ids = this.furtherIds.get(index);
    if (ids === undefined) this.furtherIds.set(index, [id]);
    else ids.push(id);
  }

  /** Whether a goroutine may wait for a lock, by the frame on top of its stack. */
  private mayWait(frame: number): boolean {
    const name = this.frameTable.nameId(frame);
    while (name >= this.tops.length) this.tops = roomier(this.tops);
    if (this.tops[name] === 0) this.tops[name] = mayWaitForLock(this.frameTable.names, name) ? MAY_WAIT : WAITS_NOT;
    return this.tops[name] === MAY_WAIT;
  }

  private noteLockSite(index: number): void {
    const group = new StackGroup(this, index);
    const site = findLockSite(group.state, group);
    if (site !== undefined) this.lockSites.set(index, site);
  }

  /** The function that takes the lock for which a group waits. */
  private callerOf(index: number, site: LockSite): string {
    return new StackGroup(this, index).nameAt(site.caller) ?? '';
  }
}
