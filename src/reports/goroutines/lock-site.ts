import type { LockConvoy } from '../../core/goroutine-dump.js';
import type { TextTable } from './text-table.js';

/** How the stacks of one group show the lock that they wait for. */
export interface LockSite {
  readonly kind: LockConvoy['kind'];
  /** Frames whose first argument shows the lock's address, best first, and what to subtract from it. */
  readonly shownBy: readonly { readonly frame: number; readonly offset: number }[];
  /** Index of the first frame outside `sync`, `internal/sync` and `runtime`; -1 if there is none. */
  readonly caller: number;
}

/** Offset of `Mutex.sema`, and of `RWMutex.readerSem`, in the structs of all Go versions on 64-bit machines. */
const MUTEX_SEMA = 4;
const READER_SEMA = 12;
const NOT_WAITING = new Set(['running', 'runnable', 'idle', 'dead', 'copystack', 'preempted']);

interface StackNames {
  readonly frameCount: number;
  /** Function name of the frame with this index, from the top down. */
  nameAt(index: number): string | undefined;
}

const WAITING = ['sync.', 'internal/sync.', 'runtime.'].map((name) => new TextEncoder().encode(name));

/** Whether a goroutine with the function of this name on top may wait for a lock. */
export function mayWaitForLock(names: TextTable, name: number): boolean {
  return WAITING.some((prefix) => names.startsWith(name, prefix));
}

/**
 * Tells whether a stack waits for a Mutex or RWMutex, by its frames from the top down to the first one outside
 * `sync`, `internal/sync` and `runtime`. Which argument shows the address changed with the Go versions:
 * 1.4 to 1.12 `sync.(*Mutex).Lock(A)`, from 1.13 `sync.(*Mutex).lockSlow(A)` with an inlined `Lock(...)`,
 * from 1.24 the same in `internal/sync`; readers show it as `RLock(A)` up to 1.12, `runtime_SemacquireMutex(A+12)` to 1.16,
 * and not at all later. A writer that queues behind another shows `Mutex.Lock` below `RWMutex.Lock`.
 */
export function findLockSite(state: string, stack: StackNames): LockSite | undefined {
  if (NOT_WAITING.has(state)) return undefined;
  let semaphore = -1;
  let slow = -1;
  let mutex = -1;
  let reader = -1;
  let writer = -1;
  let caller = -1;
  for (let index = 0; index < stack.frameCount; index++) {
    const name = stack.nameAt(index) ?? '';
    const sync = name.startsWith('internal/') ? name.slice('internal/'.length) : name;
    if (!sync.startsWith('sync.')) {
      if (name.startsWith('runtime.')) continue;
      caller = index;
      break;
    }
    if (sync.startsWith('sync.runtime_Semacquire')) semaphore = index;
    else if (sync === 'sync.(*Mutex).lockSlow') slow = index;
    else if (sync === 'sync.(*Mutex).Lock') mutex = mutex < 0 ? index : mutex;
    else if (sync === 'sync.(*RWMutex).RLock' || sync === 'sync.(*RWMutex).rlockSlow') reader = index;
    else if (sync === 'sync.(*RWMutex).Lock') writer = index;
    else if (sync.startsWith('sync.(*WaitGroup).') || sync.startsWith('sync.(*Cond).')) return undefined;
  }
  if (mutex < 0 && slow < 0 && reader < 0 && writer < 0) return undefined;
  const shownBy: { frame: number; offset: number }[] = [];
  const add = (frame: number, offset: number): void => {
    if (frame >= 0) shownBy.push({ frame, offset });
  };
  if (reader >= 0) {
    add(reader, 0);
    add(semaphore, READER_SEMA);
    return { kind: 'rwmutex', shownBy, caller };
  }
  // `RWMutex.w` is its first field: a writer that waits for another writer shows the same address.
  add(writer, 0);
  add(slow, 0);
  add(mutex, 0);
  if (writer < 0) add(semaphore, MUTEX_SEMA);
  return { kind: writer >= 0 ? 'rwmutex' : 'mutex', shownBy, caller };
}
