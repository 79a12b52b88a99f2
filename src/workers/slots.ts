import type { SearchTable } from '../lines/search-table.js';
import type { LiteralSearch } from '../lines/literal-search.js';
import { newlineSteps, prescan } from '../lines/prescan.js';

/** Bytes of a block. */
export const SLOT_BYTES = 1024 * 1024;
/** Literals of a block that are kept; the main thread searches a block with more of them itself. */
const SLOT_HITS = 16 * 1024;

/** What became of the block of a slot. The main thread may search or take back what no worker has begun. */
export const STATE = { waiting: 1, begun: 2, done: 3, takenBack: 4 } as const;

/** Memory of both threads: a block, its state and length, and what was found in it. */
export interface Slot {
  /** State, length of the block, number of hits (-1: too many). */
  readonly head: Int32Array;
  readonly bytes: Uint8Array;
  readonly hits: Int32Array;
  readonly newlines: Int32Array;
}

export const HEAD = { state: 0, length: 1, hits: 2 } as const;

/** What a worker begins with. */
export interface WorkerData {
  readonly table: SearchTable;
  readonly slots: readonly Slot[];
}

export function createSlot(): Slot {
  return {
    head: new Int32Array(new SharedArrayBuffer(16)),
    bytes: new Uint8Array(new SharedArrayBuffer(SLOT_BYTES)),
    hits: new Int32Array(new SharedArrayBuffer(SLOT_HITS * 4)),
    newlines: new Int32Array(new SharedArrayBuffer(newlineSteps(SLOT_BYTES) * 4)),
  };
}

/** Searches the block of a slot if no thread has begun it; false if one has. `stretch`: memory of this thread, for `STRETCH` literals. */
export function searchSlot({ head, bytes, hits, newlines }: Slot, search: LiteralSearch, stretch: Int32Array): boolean {
  if (Atomics.compareExchange(head, HEAD.state, STATE.waiting, STATE.begun) !== STATE.waiting) return false;
  head[HEAD.hits] = prescan(search, bytes.subarray(0, head[HEAD.length]), hits, newlines, stretch);
  Atomics.store(head, HEAD.state, STATE.done);
  return true;
}

/** The same table in memory that all threads see. */
export function shareTable({ windowBytes, shifts, text, ends, starts }: SearchTable): SearchTable {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const table = {
    windowBytes,
    shifts: new Uint8Array(shared(shifts.byteLength)),
    text: new Uint8Array(shared(text.byteLength)),
    ends: new Uint32Array(shared(ends.byteLength)),
    starts: new Int16Array(shared(starts.byteLength)),
  };
  table.shifts.set(shifts);
  table.text.set(text);
  table.ends.set(ends);
  table.starts.set(starts);
  return table;
}
