import type { LockConvoy } from '../../core/goroutine-dump.js';
import type { GroupMeaning } from './activity.js';
import { lookupNames, shortName } from './names.js';
import { LOCK_FAMILIES, type LockFamily } from './lock-families.js';
import { hexAddress } from './pointers.js';
import type { Queue } from './lock-queues.js';
import type { AddressedSamples, Sample } from './samples.js';
import type { StackGroup } from './stack-group.js';
import type { StackTable } from './stack-table.js';

type Holder = NonNullable<LockConvoy['holder']>;

/** What each sign of a holder is worth; they add up, to at most `MOST`. */
const HAS_ADDRESS = 0.55;
const SHARES_POINTER = 0.45;
const TAKES_LOCK = 0.4;
const WAITS_AS_LONG = 0.1;
const ONLY_CANDIDATE = 0.15;
const YOUNGER = -0.15;
const MOST = 0.95;
const LEAST = 0.3;
/** What an argument is worth if its goroutine itself waits for a lock: it may only be on its way to this one. */
const QUEUED_FACTOR = 0.5;
/** A pointer that more goroutines share tells nothing. */
const RARE = 2;
/** The object that a lock belongs to shows in the arguments of this many frames from the lock's caller on. */
const CALLER_FRAMES = 4;
/** Frames that carry a request to its handler; what they share is the server's. */
const REQUEST_FRAME =
  /(?:^net\/http\.|\/mux\.|\/router\b|\/middleware\.|\/api\/server\.|\/otelhttp\.|\/authorization\.|\bttrpc\.|\bgrpc\.)/;
/** Objects that a program has one of, or one a connection: that two goroutines work on the same one is no sign. */
const SHARED_TYPES =
  /\(\*(?:Daemon|\w{0,40}[rR]outer|\w{0,40}Server|\w{0,40}[cC]lient|Middleware|conn|Conn|ClientConn|routerSwapper|Command|App|serviceSet|serverConn)\)\.[^/]*$/;
const COMPARED_WAITERS = 4;

/** Signs by goroutine: samples where there are any, else groups (profiles have no goroutines). */
interface Candidate {
  readonly group: number;
  readonly id: number;
  readonly minutes: number;
  confidence: number;
  readonly reasons: string[];
  /** Told by an argument, not only by what it does. */
  certain: boolean;
}

interface Taker {
  readonly group: number;
  /** Absent for a profile. */
  readonly sample: Sample | undefined;
  readonly reason: string;
}

/** Candidates of one family that are looked at. */
const MAX_TAKERS = 200;

/** Finds who holds the locks of a dump. Built once a dump; each question costs the samples that share an address with the waiters. */
export class HolderSearch {
  private readonly table: StackTable;
  private readonly addressed: AddressedSamples;
  private readonly meanings: readonly GroupMeaning[];
  private readonly samplesOfQueue = new Map<number, Sample[]>();
  private readonly samplesOfGroup = new Map<number, Sample[]>();
  /** Samples by the addresses that matter for some queue. */
  private readonly byAddress = new Map<number, Set<Sample>>();
  /** By queue: goroutines in a method of the object that the lock lies in, with the object's address. */
  private readonly owners = new Map<number, Map<Sample, number>>();
  private readonly takers = new Map<LockFamily, readonly Taker[]>();
  private readonly familiesTakenBy = new Map<string, readonly LockFamily[]>();
  /** Goroutines that were told as holders. */
  private readonly found = new Set<number>();

  constructor(
    table: StackTable,
    addressed: AddressedSamples,
    meanings: readonly GroupMeaning[],
    queues: readonly number[],
  ) {
    this.table = table;
    this.addressed = addressed;
    this.meanings = meanings;
    const asked = new Set(queues);
    for (const sample of addressed.samples) {
      const mine = this.samplesOfGroup.get(sample.group);
      if (mine === undefined) this.samplesOfGroup.set(sample.group, [sample]);
      else mine.push(sample);
      if (!asked.has(sample.queue)) continue;
      const waiting = this.samplesOfQueue.get(sample.queue);
      if (waiting === undefined) this.samplesOfQueue.set(sample.queue, [sample]);
      else if (waiting.length < COMPARED_WAITERS) waiting.push(sample);
    }
    for (const index of queues) {
      const address = table.queues.queues[index]?.address ?? 0;
      if (address > 0) this.byAddress.set(address, new Set());
      for (const pointer of this.sharedPointers(index)) this.byAddress.set(pointer, new Set());
    }
    const objects = new ObjectSearch(table, queues);
    for (const sample of addressed.samples) {
      for (let at = sample.from; at < sample.to; at++) {
        const address = addressed.addresses[at] ?? 0;
        this.byAddress.get(address)?.add(sample);
        const mark = addressed.frames[at] ?? 0;
        if (sample.queue >= 0 || (mark & 1) === 0) continue;
        for (const queue of objects.find(address, table.group(sample.group), mark >> 1)) {
          const owners = this.owners.get(queue) ?? new Map<Sample, number>();
          this.owners.set(queue, owners.set(sample, address));
        }
      }
    }
  }

  /** The likely holder of a queue's lock. Queues are asked in order of their weight: of equal candidates a new one is taken. */
  find(index: number): Holder | undefined {
    const queue = this.table.queues.queues[index];
    if (queue === undefined) return undefined;
    const candidates = new Map<string, Candidate>();
    this.addByAddress(index, queue, candidates);
    this.addTakers(index, queue, candidates);
    return this.choose(queue, [...candidates.values()]);
  }

  private addByAddress(index: number, queue: Queue, candidates: Map<string, Candidate>): void {
    if (queue.address > 0) {
      const reason = `its arguments show the lock's address ${hexAddress(queue.address)}`;
      this.addSharers(this.othersWith(index, queue.address), HAS_ADDRESS, reason, candidates);
    }
    const owners = this.owners.get(index);
    for (const [sample, object] of owners ?? []) {
      const reason = `it is in a method of the object that the lock lies in, ${hexAddress(object)}`;
      this.addSharers([sample], SHARES_POINTER / Math.max(1, (owners?.size ?? 0) / RARE), reason, candidates);
    }
    for (const pointer of this.sharedPointers(index)) {
      if (pointer === queue.address) continue;
      const others = this.othersWith(index, pointer);
      if (others.length > RARE) continue;
      this.addSharers(
        others,
        SHARES_POINTER,
        `it works on the same object as the waiters, ${hexAddress(pointer)}`,
        candidates,
      );
    }
  }

  private addSharers(
    others: readonly Sample[],
    worth: number,
    reason: string,
    candidates: Map<string, Candidate>,
  ): void {
    for (const sample of others) {
      const candidate = candidateOf(candidates, sample.group, sample.id, sample.minutes);
      if (candidate.certain) continue;
      candidate.certain = true;
      candidate.confidence += (worth * (sample.queue >= 0 ? QUEUED_FACTOR : 1)) / Math.max(1, others.length / RARE);
      candidate.reasons.push(reason);
    }
  }

  private addTakers(index: number, queue: Queue, candidates: Map<string, Candidate>): void {
    const family = this.familyOf(queue);
    if (family === undefined) return;
    for (const { sample, group, reason } of this.takersOf(family)) {
      if (sample === undefined ? queue.groups.has(group) : sample.queue === index) continue;
      const minutes = sample?.minutes ?? this.table.group(group)?.maxMinutes ?? 0;
      const candidate = candidateOf(candidates, group, sample?.id ?? 0, minutes);
      candidate.confidence += TAKES_LOCK;
      candidate.reasons.push(reason);
    }
  }

  /** Goroutines in functions that hold locks of the family; whole groups of a profile. The oldest, if they are many. */
  private takersOf(family: LockFamily): readonly Taker[] {
    const known = this.takers.get(family);
    if (known !== undefined) return known;
    const takers: Taker[] = [];
    for (const stack of this.table.groups()) {
      const group = stack.index;
      if (this.meanings[group]?.idle === true) continue;
      const name = this.takerAmong(stack, family);
      if (name === undefined) continue;
      // A goroutine that waits for a lock in the very function that would take it does not hold it yet.
      if (stack.nameAt(stack.lock?.caller ?? -1) === name) continue;
      const reason = `it is in ${shortName(name)}, which holds ${family.words}`;
      for (const sample of this.samplesOfGroup.get(group) ?? [undefined]) takers.push({ group, sample, reason });
    }
    takers.sort((a, b) => (b.sample?.minutes ?? 0) - (a.sample?.minutes ?? 0));
    const kept = takers.slice(0, MAX_TAKERS);
    this.takers.set(family, kept);
    return kept;
  }

  /** The first function of a stack that holds locks of the family. */
  private takerAmong(stack: StackGroup, family: LockFamily): string | undefined {
    for (let at = 0; at < stack.frameCount; at++) {
      const name = stack.nameAt(at) ?? '';
      if (this.isTaker(name, family)) return name;
    }
    return undefined;
  }

  private isTaker(name: string, family: LockFamily): boolean {
    let families = this.familiesTakenBy.get(name);
    if (families === undefined) {
      const names = lookupNames(name);
      families = LOCK_FAMILIES.filter(({ takers }) => names.some((each) => takers.includes(each)));
      this.familiesTakenBy.set(name, families);
    }
    return families.includes(family);
  }

  private choose(queue: Queue, candidates: readonly Candidate[]): Holder | undefined {
    const oldest = queue.maxMinutes;
    for (const candidate of candidates) {
      if (candidate.minutes >= oldest) {
        candidate.confidence += WAITS_AS_LONG;
        if (oldest > 0)
          candidate.reasons.push(`it has waited ${candidate.minutes} minutes, the oldest waiter ${oldest}`);
      } else if (candidate.minutes + 1 < oldest) {
        candidate.confidence += YOUNGER;
        candidate.reasons.push(`it has waited ${candidate.minutes} minutes only, the oldest waiter ${oldest}`);
      }
    }
    const ranked = [...candidates].sort((a, b) => b.confidence - a.confidence || b.minutes - a.minutes || a.id - b.id);
    const top = ranked[0];
    if (top === undefined) return undefined;
    const equals = ranked.filter((candidate) => top.confidence - candidate.confidence < 0.1);
    const best = equals.find((candidate) => !this.found.has(candidate.id)) ?? top;
    this.found.add(best.id);
    const rivals = equals.length;
    let { confidence } = best;
    const reasons = [...best.reasons];
    if (rivals === 1) {
      confidence += ONLY_CANDIDATE;
      reasons.push('no other goroutine fits as well');
    } else {
      confidence *= Math.max(0.35, 1.2 / rivals);
      reasons.push(`${rivals} goroutines fit equally well`);
    }
    confidence = Math.round(Math.min(MOST, confidence) * 100) / 100;
    if (confidence < LEAST) return undefined;
    return {
      goroutine: best.id,
      confidence,
      reasons,
      waitsFor: this.waitsFor(best.group),
      waitMinutes: best.minutes,
    };
  }

  /** Words for what a group waits for, or its first telling function. */
  waitsFor(group: number): string {
    const activity = this.meanings[group]?.activity;
    if (activity !== undefined) return activity;
    const stack = this.table.group(group);
    const frame = stack?.frames.find((each) => !PLUMBING.test(each.function)) ?? stack?.frames[0];
    return frame === undefined
      ? (stack?.state ?? 'unknown')
      : `${shortName(frame.function)} (${stack?.state ?? 'unknown'})`;
  }

  /**
   * Goroutines that have the address among their arguments and do not wait in this queue; those that wait for
   * another lock only if there are no others.
   */
  private othersWith(index: number, address: number): Sample[] {
    const free: Sample[] = [];
    const queued: Sample[] = [];
    for (const sample of this.byAddress.get(address) ?? []) {
      if (sample.queue === index) continue;
      (sample.queue < 0 ? free : queued).push(sample);
    }
    return free.length > 0 ? free : queued;
  }

  /** Addresses that all of the compared waiters have among their arguments, those of shared objects left out. */
  private sharedPointers(index: number): number[] {
    const [first, ...rest] = this.samplesOfQueue.get(index) ?? [];
    if (first === undefined) return [];
    const { addresses, frames: frameMarks } = this.addressed;
    const stack = this.table.group(first.group);
    const frames = stack?.frames ?? [];
    const caller = stack?.lock?.caller ?? 0;
    const shared = new Set<number>();
    const dropped = new Set<number>();
    for (let at = first.from; at < first.to; at++) {
      const frame = (frameMarks[at] ?? 0) >> 1;
      const name = frames[frame]?.function ?? '';
      if (frame < caller || frame >= caller + CALLER_FRAMES || REQUEST_FRAME.test(name)) continue;
      // The lowest bit tells a first argument, which is a method's receiver.
      const receiver = ((frameMarks[at] ?? 0) & 1) === 1;
      (receiver && SHARED_TYPES.test(name) ? dropped : shared).add(addresses[at] ?? 0);
    }
    for (const address of dropped) shared.delete(address);
    for (const sample of rest) {
      const mine = new Set(addresses.slice(sample.from, sample.to));
      for (const address of shared) if (!mine.has(address)) shared.delete(address);
    }
    return [...shared];
  }

  private familyOf(queue: Queue): LockFamily | undefined {
    // By distinct caller: a queue may have as many groups as waiters.
    const callers = new Set<string>();
    for (const group of queue.groups.keys()) {
      const stack = this.table.group(group);
      const caller = stack?.nameAt(stack.lock?.caller ?? -1);
      if (caller !== undefined) callers.add(caller);
    }
    const names = new Set([...callers].flatMap(lookupNames));
    return LOCK_FAMILIES.find(({ callSites }) => callSites.some((name) => names.has(name)));
  }
}

/** A lock lies this many bytes behind its object's start at most. */
const MAX_OBJECT_BYTES = 512;

/** Finds the lock that lies in an object, by addresses and by the type whose methods its waiters and others are in. */
class ObjectSearch {
  private readonly locks: { readonly address: number; readonly type: string; readonly queue: number }[] = [];

  constructor(table: StackTable, queues: readonly number[]) {
    for (const index of queues) {
      const queue = table.queues.queues[index];
      const stack = table.group(queue?.groups.keys().next().value ?? -1);
      const type = typeOf(stack?.nameAt(stack.lock?.caller ?? -1));
      if (queue !== undefined && queue.address > 0 && type !== '')
        this.locks.push({ address: queue.address, type, queue: index });
    }
    this.locks.sort((a, b) => a.address - b.address);
  }

  /** The queues of locks that lie in `object`, which is the receiver of a method in a stack. */
  find(object: number, stack: StackGroup | undefined, frame: number): readonly number[] {
    let low = 0;
    let high = this.locks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.locks[middle]?.address ?? 0) < object) low = middle + 1;
      else high = middle;
    }
    if ((this.locks[low]?.address ?? Infinity) - object > MAX_OBJECT_BYTES) return NONE;
    const type = typeOf(stack?.nameAt(frame));
    const found: number[] = [];
    for (
      let lock = this.locks[low];
      lock !== undefined && lock.address - object <= MAX_OBJECT_BYTES;
      lock = this.locks[++low]
    ) {
      if (lock.type === type) found.push(lock.queue);
    }
    return found;
  }
}

const NONE: readonly number[] = [];

/** `main.(*supervisor)` of a method's frame, empty for a function. */
function typeOf(name: string | undefined): string {
  const end = name?.indexOf(').') ?? -1;
  return name === undefined || end < 0 ? '' : name.slice(0, end + 1);
}

/** Functions that say nothing about what is waited for. */
const PLUMBING = /^(?:runtime|sync|internal\/sync|internal\/poll|syscall|os|net|bufio|io)\./;

function candidateOf(candidates: Map<string, Candidate>, group: number, id: number, minutes: number): Candidate {
  const key = `${group} ${id}`;
  const known = candidates.get(key);
  if (known !== undefined) return known;
  const candidate: Candidate = { group, id, minutes, confidence: 0, reasons: [], certain: false };
  candidates.set(key, candidate);
  return candidate;
}
