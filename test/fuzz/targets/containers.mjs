// Archives, compressed streams and journals, in one another: nothing throws, and what comes out is bounded.
import { bzip2Seeds, packedSeeds } from '../packed-seeds.mjs';
import { prepareInput } from '../../../dist/sources/open-input.js';
import { readAll, timed } from '../lib.mjs';

export const seeds = () => [...packedSeeds(), ...bzip2Seeds()];

export async function fuzz(data) {
  await timed(async () => {
    const { bytes } = await readAll(await prepareInput({ name: 'fuzz', data: new Uint8Array(data) }));
    if (bytes > 64 * 1024 * 1024 + data.length * 1_100) throw new Error(`${bytes} bytes came out of ${data.length}`);
  });
}
