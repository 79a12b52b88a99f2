// A thread that searches blocks for literals ahead of the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { searchWith } from '../lines/literal-search.js';
import { STRETCH } from '../lines/prescan.js';
import { searchSlot, type WorkerData } from './slots.js';

const { table, slots } = workerData as WorkerData;
const search = searchWith(table);
const stretch = new Int32Array(STRETCH);

parentPort?.on('message', (index: number) => {
  const slot = slots[index];
  if (slot !== undefined && searchSlot(slot, search, stretch)) parentPort?.postMessage(index);
});
