import type { DumpDetails, DumpGroup, DumpLock, WaitNode } from './core/dump-details.js';
import type { GoFrame, GoroutineDump, GoroutineGroup, LockConvoy } from './core/goroutine-dump.js';
import type { PlacedTime } from './core/stamp.js';
import { US_PER_MINUTE } from './core/units.js';

/** What is known of a dump beside its goroutines. */
export interface DumpContext {
  readonly source: string;
  readonly time?: PlacedTime;
  readonly goVersion?: string;
  readonly profile: boolean;
  readonly crash: boolean;
  /** Whose lock a convoy waits for. */
  readonly containerOf: (convoy: LockConvoy) => { readonly id: string; readonly name?: string } | undefined;
}

/** Depth of the wait-for tree; a longer chain of locks has not been seen, and rings are cut anyway. */
const MAX_DEPTH = 20;
/** What the waiters of one lock are there for. */
const MAX_QUEUE = 20;

const NO_STATE = /^(?:sync|internal\/sync|runtime)\./;
/** Functions that say nothing about what is waited for. */
const PLUMBING = /^(?:runtime|sync|internal|syscall|os|io|net|bufio|time|context)[./]/;

/** Everything that can be said about one dump, in the order in which it should be read. */
export function describeDump(dump: GoroutineDump, context: DumpContext): DumpDetails {
  const { time } = context;
  const since = (minutes: number): { since?: number } =>
    time === undefined || minutes < 1 ? {} : { since: Math.round(time.us - minutes * US_PER_MINUTE) };
  const convoys = [...dump.locks].sort((a, b) => b.waiters - a.waiters || b.maxWaitMinutes - a.maxWaitMinutes);
  const keyOf = createLockLookup(dump, convoys);
  const groups = dump.groups.map((group) => describeGroup(group, keyOf.ofGroup(group), since)).sort(compareGroups);
  const locks = convoys.map((convoy, index): DumpLock => {
    const { holder } = convoy;
    const container = context.containerOf(convoy);
    const group = holder === undefined ? undefined : keyOf.groupOfHolder(holder);
    const lock = holder === undefined ? undefined : keyOf.ofHolder(holder);
    return {
      key: lockKey(index),
      address: convoy.address,
      kind: convoy.kind,
      waiters: convoy.waiters,
      minWaitMinutes: convoy.minWaitMinutes,
      maxWaitMinutes: convoy.maxWaitMinutes,
      ...since(convoy.maxWaitMinutes),
      callSite: convoy.callSite,
      ...(container === undefined ? {} : { container }),
      waiterIds: convoy.waiterIds,
      queue: describeQueue(convoy, groups, lockKey(index)),
      ...(holder === undefined
        ? {}
        : {
            holder: {
              ...holder,
              ...since(holder.waitMinutes),
              ...(group?.entry === undefined ? {} : { entry: group.entry }),
              ...(lock === undefined ? {} : { lock }),
            },
          }),
    };
  });
  return {
    source: context.source,
    line: dump.line,
    program: dump.program,
    ...(context.goVersion === undefined ? {} : { goVersion: context.goVersion }),
    ...(time === undefined
      ? {}
      : { time: Math.round(time.us), timeBasis: time.basis, uncertainty: Math.round(time.uncertaintyUs) }),
    kind: context.profile ? 'profile' : 'stacks',
    crash: context.crash,
    truncated: dump.truncated,
    total: dump.total,
    idle: groups.reduce((sum, group) => sum + (group.idle ? group.count : 0), 0),
    frames: dump.frameCount,
    longestWaitMinutes: dump.longestWaitMinutes,
    states: dump.states,
    groups,
    locks,
    waits: buildWaits(locks, dump.cycles),
    cycles: dump.cycles,
  };
}

function lockKey(index: number): string {
  return `L${index + 1}`;
}

type Holder = NonNullable<LockConvoy['holder']>;

interface LockLookup {
  /** Key of the lock in whose queue the group stands. */
  ofGroup(group: GoroutineGroup): string | undefined;
  /** Key of the lock for which a holder itself waits. */
  ofHolder(holder: Holder): string | undefined;
  groupOfHolder(holder: Holder): GoroutineGroup | undefined;
}

/** By goroutine ids where the dump has them; a profile has none, there the function that takes the lock must do. */
function createLockLookup(dump: GoroutineDump, convoys: readonly LockConvoy[]): LockLookup {
  const byWaiter = new Map<number, string>();
  const byCallSite = new Map<string, string>();
  for (const [index, { waiterIds, callSite }] of convoys.entries()) {
    for (const id of waiterIds) byWaiter.set(id, lockKey(index));
    if (!byCallSite.has(callSite)) byCallSite.set(callSite, lockKey(index));
  }
  const groupOf = new Map<number, GoroutineGroup>();
  for (const group of dump.groups) for (const id of group.ids) groupOf.set(id, group);
  const ofGroup = (group: GoroutineGroup): string | undefined => {
    for (const id of group.ids) {
      const key = byWaiter.get(id);
      if (key !== undefined) return key;
    }
    const { frames } = group;
    if (!NO_STATE.test(frames[0]?.function ?? '')) return undefined;
    const caller = frames.find((frame) => !NO_STATE.test(frame.function))?.function ?? '';
    const locks = frames.some((frame) => /^(?:internal\/)?sync\.\(\*(?:RW)?Mutex\)\./.test(frame.function));
    return locks ? byCallSite.get(caller) : undefined;
  };
  const groupOfHolder = ({ goroutine, waitsFor }: Holder): GoroutineGroup | undefined =>
    goroutine === 0 ? dump.groups.find((group) => group.activity === waitsFor) : groupOf.get(goroutine);
  return {
    ofGroup,
    groupOfHolder,
    ofHolder(holder) {
      if (holder.goroutine !== 0) return byWaiter.get(holder.goroutine);
      const group = groupOfHolder(holder);
      return group === undefined ? undefined : ofGroup(group);
    },
  };
}

function describeGroup(
  group: GoroutineGroup,
  lock: string | undefined,
  since: (minutes: number) => { since?: number },
): DumpGroup {
  const { example } = group;
  return {
    state: group.state,
    count: group.count,
    minWaitMinutes: group.minWaitMinutes,
    maxWaitMinutes: group.maxWaitMinutes,
    ...since(group.maxWaitMinutes),
    doing: group.activity ?? tellingFunction(group.frames),
    ...(group.entry === undefined ? {} : { entry: group.entry }),
    idle: group.idle,
    ...(example.leaked === true ? { leaked: true } : {}),
    ...(lock === undefined ? {} : { lock }),
    frames: group.frames,
    ...(group.createdBy === undefined ? {} : { createdBy: group.createdBy }),
    ids: group.ids,
    example: { goroutine: example.id, line: example.line, arguments: example.args },
  };
}

/** `daemon.(*Daemon).ContainerInspect`, of the first frame that is not the standard library's. */
function tellingFunction(frames: readonly GoFrame[]): string {
  const frame = frames.find((each) => !PLUMBING.test(each.function)) ?? frames[0];
  return frame === undefined ? 'no stack' : shortFunction(frame.function);
}

/** Function name from its package's last path element on. */
function shortFunction(name: string): string {
  // A slash behind the first parenthesis belongs to a type.
  const paren = name.indexOf('(');
  return name.slice(name.lastIndexOf('/', paren < 0 ? name.length : paren) + 1);
}

function compareGroups(a: DumpGroup, b: DumpGroup): number {
  return (
    rank(a) - rank(b) || b.count - a.count || b.maxWaitMinutes - a.maxWaitMinutes || a.example.line - b.example.line
  );
}

function rank({ idle, lock, leaked, maxWaitMinutes }: DumpGroup): number {
  if (leaked === true || (lock !== undefined && !idle)) return 0;
  if (idle) return 3;
  return maxWaitMinutes >= 1 ? 1 : 2;
}

/** What the goroutines of one queue are there for, with counts if all of them are known. */
function describeQueue(convoy: LockConvoy, groups: readonly DumpGroup[], key: string): DumpLock['queue'] {
  const counts = new Map<string, number>();
  let known = 0;
  for (const group of groups) {
    if (group.lock !== key) continue;
    const what =
      group.entry ?? shortFunction(group.frames.find((frame) => !NO_STATE.test(frame.function))?.function ?? '');
    counts.set(what, (counts.get(what) ?? 0) + group.count);
    known += group.count;
  }
  const queue = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MAX_QUEUE);
  return queue.map(([what, count]) => (known === convoy.waiters ? { what, count } : { what }));
}

/** A lock hangs below the goroutine that holds it; that one hangs below the lock for which it waits itself. */
function buildWaits(locks: readonly DumpLock[], cycles: readonly (readonly number[])[]): WaitNode[] {
  const byKey = new Map(locks.map((lock) => [lock.key, lock]));
  const inRing = new Set(cycles.flat());
  const placed = new Set<string>();
  const node = (held: readonly DumpLock[], depth: number): WaitNode => {
    const holder = held[0]?.holder;
    for (const { key } of held) placed.add(key);
    return {
      ...(holder === undefined
        ? {}
        : {
            goroutine: holder.goroutine,
            waitsFor: holder.waitsFor,
            waitMinutes: holder.waitMinutes,
            ...(holder.since === undefined ? {} : { since: holder.since }),
            ...(holder.entry === undefined ? {} : { entry: holder.entry }),
          }),
      deadlock: holder !== undefined && inRing.has(holder.goroutine),
      holds: held.map(({ key }) => {
        // The holders of other locks that stand in this one's queue.
        const waiting = locks.filter((lock) => lock.holder?.lock === key && !placed.has(lock.key));
        return { lock: key, blocks: depth >= MAX_DEPTH ? [] : byHolder(waiting).map((some) => node(some, depth + 1)) };
      }),
    };
  };
  const roots = locks.filter(({ holder }) => holder?.lock === undefined || !byKey.has(holder.lock));
  const nodes = byHolder(roots).map((held) => node(held, 0));
  // What is left waits in a ring: it is entered anywhere.
  for (const lock of locks) {
    if (placed.has(lock.key)) continue;
    const held = byHolder(locks.filter(({ key }) => !placed.has(key))).find((some) => some.includes(lock)) ?? [lock];
    nodes.push(node(held, 0));
  }
  return nodes;
}

/** Locks by their holder, in order; each lock without a known one stands alone. In a profile, holders that wait for the same are one. */
function byHolder(locks: readonly DumpLock[]): DumpLock[][] {
  const held = new Map<string, DumpLock[]>();
  for (const lock of locks) {
    const { holder, key } = lock;
    const id = holder === undefined ? key : holder.goroutine === 0 ? `0 ${holder.waitsFor}` : String(holder.goroutine);
    const known = held.get(id);
    if (known === undefined) held.set(id, [lock]);
    else known.push(lock);
  }
  return [...held.values()];
}
