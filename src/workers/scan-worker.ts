// A thread that searches blocks for literals ahead of the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { searchWith } from '../lines/literal-search.js';
import { prescan, STRETCH } from '../lines/prescan.js';
import { HEAD, STATE, type WorkerData } from './slots.js';

const { table, slots } = workerData as WorkerData;
const search = searchWith(table);
const stretch = new Int32Array(STRETCH);

parentPort?.on('message', (index: number) => {
  const slot = slots[index];
  if (slot === undefined) return;
  const { head, bytes, hits, newlines } = slot;
  if (Atomics.compareExchange(head, HEAD.state, STATE.waiting, STATE.begun) !== STATE.waiting) return;
  head[HEAD.hits] = prescan(search, bytes.subarray(0, head[HEAD.length]), hits, newlines, stretch);
  Atomics.store(head, HEAD.state, STATE.done);
  parentPort?.postMessage(index);
});
