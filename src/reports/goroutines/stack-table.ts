import type { GoFrame } from '../../core/goroutine-dump.js';
import { type FrameTable, NONE } from './frame-table.js';
import { findLockSite } from './lock-site.js';
import { collectAddresses, firstAddress } from './pointers.js';
import { MAX_GOROUTINE_FRAMES, type Scratch, createScratch } from './scratch.js';
import { KEY_HEAD, type Queue, type Sample, StackGroup } from './stack-group.js';
import type { StatusTable } from './status-table.js';
import { FIRST_SLOTS, doubled } from './text-table.js';

/** Ids kept of a group or queue. */
const MAX_IDS = 100;
/** Distinct stacks of a dump; further ones are gathered by state alone. */
const MAX_GROUPS = 200_000;
const MAX_GROUP_FRAMES = 8_000_000;
/** Bytes of arguments kept for the groups' examples. */
const MAX_ARGUMENT_BYTES = 8 * 1024 * 1024;
/** Addresses that the search for holders looks at, and goroutines of a group: fewer as room runs out, so that late groups have some. */
const MAX_SAMPLE_ADDRESSES = 300_000;
const MAX_SAMPLES_OF_GROUP = 200;
const FEWER_SAMPLES = [
  { from: 100_000, samples: 20 },
  { from: 200_000, samples: 3 },
  { from: MAX_SAMPLE_ADDRESSES, samples: 0 },
];
const MAX_ADDRESSES_OF_SAMPLE = 256;
const MAX_QUEUES = 200_000;
const NO_BYTES = new Uint8Array(0);

/**
 * Groups the goroutines of one dump while they are read. Memory is bounded by the number of distinct stacks, not
 * by that of goroutines: a published hang had 722,373 of them in four stacks.
 */
export class StackTable {
  readonly groups: StackGroup[] = [];
  readonly samples: Sample[] = [];
  readonly sampleAddresses: number[] = [];
  /** For each of the samples' addresses twice the index of its frame, one more for a first argument. */
  readonly sampleFrames: number[] = [];
  readonly queues: Queue[] = [];
  /** Arguments of the groups' examples, see `GroupExample`. */
  arguments = new Uint8Array(1 << 8);
  total = 0;
  frameCount = 0;
  longestMinutes = 0;
  /** Goroutines that have waited a minute or more. */
  waiting = 0;
  /** Goroutines that the runtime found to be unreachable (Go 1.26 on). */
  leaked = 0;
  overflowed = false;
  readonly frameTable: FrameTable;
  private readonly statuses: StatusTable;
  /** State, creator and frames of each group, one behind the other. */
  keys = new Int32Array(FIRST_SLOTS);
  private keysUsed = 0;
  private readonly hashes: number[] = [];
  private slots = new Int32Array(FIRST_SLOTS).fill(-1);
  private readonly samplesOfGroup: number[] = [];
  /** Samples that a group may have; fewer as room runs out. */
  private samplesAllowed = MAX_SAMPLES_OF_GROUP;
  private readonly overflowGroups = new Map<string, number>();
  private readonly queueIds = new Map<string | number, number>();
  private argumentsUsed = 0;
  /** Stands in for a goroutine of a profile. */
  private readonly profiled = createScratch();

  constructor(frameTable: FrameTable, statuses: StatusTable) {
    this.frameTable = frameTable;
    this.statuses = statuses;
  }

  add(scratch: Scratch, bytes: Uint8Array): void {
    const { minutes } = scratch;
    const { leaked } = this.statuses.status(scratch.status);
    const index = this.groupOf(scratch, bytes);
    const group = this.groups[index];
    if (group === undefined) return;
    this.total++;
    this.frameCount += scratch.frameCount;
    if (minutes > this.longestMinutes) this.longestMinutes = minutes;
    if (minutes > 0) this.waiting++;
    if (leaked) this.leaked++;
    group.count++;
    if (minutes < group.minMinutes) group.minMinutes = minutes;
    if (minutes > group.maxMinutes) group.maxMinutes = minutes;
    // The first one's id came with the group.
    if (group.count > 1) group.addId(scratch.id, MAX_IDS);
    const queue = group.lock === undefined ? -1 : this.enqueue(scratch, bytes, index, minutes);
    this.sample(scratch, bytes, index, minutes, queue);
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
    this.countProfiled(this.groupOf(profiled, NO_BYTES), count, leaked);
  }

  private countProfiled(index: number, count: number, leaked: boolean): void {
    const group = this.groups[index];
    if (group === undefined) return;
    const { lock } = group;
    group.count += count;
    group.minMinutes = 0;
    group.profiled = true;
    this.total += count;
    if (leaked) this.leaked += count;
    this.frameCount += group.frameCount * count;
    if (lock === undefined) return;
    const queue = this.queues[this.queue(group.nameAt(lock.caller) ?? '', lock.kind, 0, 0)];
    if (queue === undefined) return;
    queue.waiters += count;
    queue.minMinutes = 0;
    queue.groups.set(index, (queue.groups.get(index) ?? 0) + count);
  }

  /**
   * Joins queues of readers, whose stacks show the object only, with that of an RWMutex at the object's start: its writer
   * shows the address. To be called once, at the end.
   */
  joinQueues(): void {
    for (const [from, queue] of this.queues.entries()) {
      if (queue.address !== 0 || queue.receiver === 0 || queue.kind !== 'rwmutex') continue;
      const to = this.queueIds.get(queue.receiver);
      const target = to === undefined ? undefined : this.queues[to];
      if (to === undefined || target?.kind !== 'rwmutex') continue;
      target.waiters += queue.waiters;
      target.minMinutes = Math.min(target.minMinutes, queue.minMinutes);
      target.maxMinutes = Math.max(target.maxMinutes, queue.maxMinutes);
      target.ids.push(...queue.ids.slice(0, MAX_IDS - target.ids.length));
      for (const [group, count] of queue.groups) target.groups.set(group, (target.groups.get(group) ?? 0) + count);
      queue.waiters = 0;
      for (const sample of this.samples) if (sample.queue === from) sample.queue = to;
    }
  }

  /** 1 for each frame, by its id, that stands in one of the stacks. */
  framesSeen(): Uint8Array {
    const seen = new Uint8Array(this.frameTable.frameCount);
    const { keys, keysUsed } = this;
    let at = 0;
    while (at < keysUsed) {
      const creator = keys[at + 1] ?? NONE;
      if (creator >= 0) seen[creator] = 1;
      const end = at + KEY_HEAD + (keys[at + 2] ?? 0);
      for (at += KEY_HEAD; at < end; at++) seen[keys[at] ?? 0] = 1;
    }
    return seen;
  }

  /** Counts by state, known at the end. */
  countStates(): Record<string, number> {
    const counts = new Map<string, number>();
    for (const { state, count } of this.groups) counts.set(state, (counts.get(state) ?? 0) + count);
    return Object.fromEntries(counts);
  }

  private groupOf(scratch: Scratch, bytes: Uint8Array): number {
    const state = this.statuses.state(scratch.status);
    let hash = Math.imul(state + 1, 0x9e3779b1) ^ scratch.createdFrame;
    for (let frame = 0; frame < scratch.frameCount; frame++) {
      hash = Math.imul(hash ^ (scratch.frames[frame] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const index = this.slots[slot] ?? -1;
      if (index < 0) break;
      if (this.hashes[index] === hash && this.sameKey(index, state, scratch)) return index;
      slot = (slot + 1) & mask;
    }
    if (this.groups.length >= MAX_GROUPS || this.keysUsed + scratch.frameCount > MAX_GROUP_FRAMES) {
      return this.overflowGroup(scratch);
    }
    const index = this.addGroup(scratch, bytes);
    this.slots[slot] = index;
    this.hashes[index] = hash;
    if (this.groups.length * 2 > this.slots.length) this.rehash();
    return index;
  }

  private addGroup(scratch: Scratch, bytes: Uint8Array): number {
    const status = this.statuses.status(scratch.status);
    const argsFrom = this.argumentsUsed;
    this.keepArguments(scratch, bytes);
    const keyStart = this.addKey(this.statuses.state(scratch.status), scratch);
    const group = new StackGroup(this, keyStart, scratch, status, argsFrom, this.argumentsUsed);
    group.lock = findLockSite(status.state, group);
    this.groups.push(group);
    this.samplesOfGroup.push(0);
    return this.groups.length - 1;
  }

  /** Goroutines beyond the bound of distinct stacks, by state. */
  private overflowGroup(scratch: Scratch): number {
    this.overflowed = true;
    const { state } = this.statuses.status(scratch.status);
    const known = this.overflowGroups.get(state);
    if (known !== undefined) return known;
    const index = this.addGroup({ ...scratch, frameCount: 0, createdFrame: -1 }, NO_BYTES);
    this.hashes[index] = 0;
    this.overflowGroups.set(state, index);
    return index;
  }

  /** Copies the arguments of all frames, each followed by a line end, to the arena; nothing when its bound is reached. */
  private keepArguments(scratch: Scratch, bytes: Uint8Array): void {
    const argsFrom = this.argumentsUsed;
    let length = 0;
    for (let frame = 0; frame < scratch.frameCount; frame++) {
      length += (scratch.argEnds[frame] ?? 0) - (scratch.argStarts[frame] ?? 0) + 1;
    }
    if (bytes.length === 0 || argsFrom + length > MAX_ARGUMENT_BYTES) return;
    while (argsFrom + length > this.arguments.length) {
      const grown = new Uint8Array(this.arguments.length * 2);
      grown.set(this.arguments);
      this.arguments = grown;
    }
    let at = argsFrom;
    const kept = this.arguments;
    for (let frame = 0; frame < scratch.frameCount; frame++) {
      const to = scratch.argEnds[frame] ?? 0;
      for (let index = scratch.argStarts[frame] ?? 0; index < to; index++) kept[at++] = bytes[index] ?? 0;
      kept[at++] = 10;
    }
    this.argumentsUsed = at;
  }

  private sample(scratch: Scratch, bytes: Uint8Array, group: number, minutes: number, queue: number): void {
    const taken = this.samplesOfGroup[group] ?? 0;
    if (taken >= this.samplesAllowed) return;
    this.samplesOfGroup[group] = taken + 1;
    const from = this.sampleAddresses.length;
    const limit = from + MAX_ADDRESSES_OF_SAMPLE;
    for (let frame = 0; frame < scratch.frameCount; frame++) {
      collectAddresses(
        bytes,
        scratch.argStarts[frame] ?? 0,
        scratch.argEnds[frame] ?? 0,
        frame,
        this.sampleAddresses,
        this.sampleFrames,
        limit,
      );
    }
    const to = this.sampleAddresses.length;
    this.samples.push({ group, id: scratch.id, minutes, queue, from, to });
    this.samplesAllowed = samplesAllowed(to);
  }

  /** Puts the goroutine into its lock's queue; the queue's index, -1 at the bound. */
  private enqueue(scratch: Scratch, bytes: Uint8Array, index: number, minutes: number): number {
    const group = this.groups[index];
    const site = group?.lock;
    if (group === undefined || site === undefined) return -1;
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
    const at = this.queue(group.nameAt(site.caller) ?? '', site.kind, address, receiver);
    const queue = this.queues[at];
    if (queue === undefined) return -1;
    queue.waiters++;
    if (site.kind === 'rwmutex') queue.kind = 'rwmutex';
    if (minutes < queue.minMinutes) queue.minMinutes = minutes;
    if (minutes > queue.maxMinutes) queue.maxMinutes = minutes;
    if (queue.ids.length < MAX_IDS) queue.ids.push(scratch.id);
    queue.groups.set(index, (queue.groups.get(index) ?? 0) + 1);
    return at;
  }

  private queue(caller: string, kind: Queue['kind'], address: number, receiver: number): number {
    const key = address !== 0 ? address : `${caller} ${receiver}`;
    const known = this.queueIds.get(key);
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
    this.queueIds.set(key, this.queues.length);
    this.queues.push(queue);
    return this.queues.length - 1;
  }

  private sameKey(index: number, state: number, scratch: Scratch): boolean {
    const start = this.groups[index]?.keyStart ?? 0;
    const { keys } = this;
    if (keys[start] !== state || keys[start + 1] !== scratch.createdFrame) return false;
    if (keys[start + 2] !== scratch.frameCount) return false;
    for (let frame = 0; frame < scratch.frameCount; frame++) {
      if (keys[start + 3 + frame] !== scratch.frames[frame]) return false;
    }
    return true;
  }

  /** Where the key of the goroutine's group begins: state, creator, number of frames, frames. */
  private addKey(state: number, scratch: Scratch): number {
    while (this.keysUsed + 3 + scratch.frameCount > this.keys.length) this.keys = doubled(this.keys);
    const start = this.keysUsed;
    this.keys[this.keysUsed++] = state;
    this.keys[this.keysUsed++] = scratch.createdFrame;
    this.keys[this.keysUsed++] = scratch.frameCount;
    for (let frame = 0; frame < scratch.frameCount; frame++) this.keys[this.keysUsed++] = scratch.frames[frame] ?? 0;
    return start;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.hashes.length; index++) {
      let slot = (this.hashes[index] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.slots = slots;
  }
}

function samplesAllowed(usedAddresses: number): number {
  let allowed = MAX_SAMPLES_OF_GROUP;
  for (const { from, samples } of FEWER_SAMPLES) if (usedAddresses >= from) allowed = samples;
  return allowed;
}
