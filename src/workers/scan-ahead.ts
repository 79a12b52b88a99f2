import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LiteralSearch } from '../lines/literal-search.js';
import { STRETCH, type Prescan } from '../lines/prescan.js';
import type { SearchTable } from '../lines/search-table.js';
import { createSlot, HEAD, searchSlot, shareTable, SLOT_BYTES, STATE, type Slot, type WorkerData } from './slots.js';

/** Blocks on their way, for each worker. */
const SLOTS_PER_WORKER = 6;
/** Threads in all, unless told otherwise: from here on the main thread is what takes longest. */
const MAX_JOBS = 3;

/** A block that comes back, in the order in which blocks were added. Its bytes are good until the next block is added. */
export interface ScannedBlock {
  readonly bytes: Uint8Array;
  /** Absent if no worker got to it. */
  readonly prescan?: Prescan;
}

/** Lets other threads search the blocks of a source while the main thread reads the lines that matter. */
export interface ScanAhead {
  /** No further block can be added before one was taken. */
  readonly isFull: boolean;
  /** Copies a block of `MAX_AHEAD_BYTES` at most. */
  add(block: Uint8Array): void;
  /** The oldest block; undefined if there is none. */
  take(): Promise<ScannedBlock | undefined>;
  /** Why a thread ended before it was told to, in words; undefined if none did. */
  readonly failure: string | undefined;
  /** Ends the threads. */
  close(): void;
}

export const MAX_AHEAD_BYTES = SLOT_BYTES;

/** How many threads to use where nobody said it: as many as the machine runs at once, a few at most. */
export function usualJobs(): number {
  return Math.min(MAX_JOBS, availableParallelism());
}

/**
 * Threads that share one table and look for its literals in one block after the other.
 *
 * Design rationale: only the search and the count of lines are handed over, which is most of the time of a large log. What the lines mean depends on
 * those before, so one thread reads them, in order, and the result cannot depend on the number of threads. That one has little to do in a log with few
 * such lines: while the block whose turn it is is still being searched, it searches later ones itself. A block that no worker has begun when its turn
 * comes is searched by the main thread too, which so never waits long, also where threads cannot be started at all. What a thread was at when it died
 * is searched again in the same way.
 */
export function createScanAhead(table: SearchTable, search: LiteralSearch, workers: number): ScanAhead {
  const slots = Array.from({ length: workers * SLOTS_PER_WORKER }, createSlot);
  const data: WorkerData = { table: shareTable(table), slots };
  let wake: (() => void) | undefined;
  let failure: string | undefined;
  const dead = new Set<Worker>();

  function startThread(): Worker | undefined {
    let thread: Worker;
    try {
      // From the library's folder as from the bundled command beside it.
      thread = new Worker(new URL('../workers/scan-worker.js', import.meta.url), { workerData: data });
    } catch (error) {
      failure ??= wordsOf(error);
      return undefined;
    }
    const die = (reason: string): void => {
      dead.add(thread);
      failure ??= reason;
      wake?.();
    };
    thread.on('message', () => wake?.());
    thread.on('error', (error) => {
      die(wordsOf(error));
    });
    thread.on('exit', (code) => {
      die(`it ended with code ${code}`);
    });
    return thread;
  }

  const threads = Array.from({ length: workers }, startThread);
  const stretch = new Int32Array(STRETCH);
  let added = 0;
  let taken = 0;

  /** Searches the first block that no thread has begun; false if there is none. */
  function help(): boolean {
    for (let turn = taken; turn < added; turn++) {
      const slot = slots[turn % slots.length];
      if (slot !== undefined && searchSlot(slot, search, stretch)) return true;
    }
    return false;
  }

  function scanned({ head, bytes, hits, newlines }: Slot): ScannedBlock {
    const block = bytes.subarray(0, head[HEAD.length]);
    const count = head[HEAD.state] === STATE.done ? (head[HEAD.hits] ?? -1) : -1;
    return count < 0
      ? { bytes: block }
      : { bytes: block, prescan: { search, hits: hits.subarray(0, count), newlines } };
  }

  return {
    // The block that was taken last is still being read.
    get isFull() {
      return added - taken >= slots.length - 1;
    },
    add(block) {
      const index = added++ % slots.length;
      const slot = slots[index];
      if (slot === undefined) return;
      slot.bytes.set(block);
      slot.head[HEAD.length] = block.length;
      Atomics.store(slot.head, HEAD.state, STATE.waiting);
      threads[(added - 1) % threads.length]?.postMessage(index);
    },
    async take() {
      if (taken === added) return undefined;
      const index = taken % slots.length;
      const thread = threads[taken % threads.length];
      taken++;
      const slot = slots[index];
      if (slot === undefined) return undefined;
      const { head } = slot;
      if (Atomics.compareExchange(head, HEAD.state, STATE.waiting, STATE.takenBack) === STATE.waiting)
        return scanned(slot);
      while (Atomics.load(head, HEAD.state) !== STATE.done && thread !== undefined && !dead.has(thread)) {
        if (!help()) await new Promise<void>((resolve) => (wake = resolve));
      }
      return scanned(slot);
    },
    get failure() {
      return failure;
    },
    close() {
      for (const thread of threads) void thread?.terminate();
    },
  };
}

/** The first line of what was thrown. */
function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}
