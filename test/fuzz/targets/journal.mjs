// The reader of systemd's binary journals, without the recognition in front of it.
import { readJournal } from '../../../dist/sources/journal/read-journal.js';
import { seedsFrom, timed } from '../lib.mjs';

export const seeds = () => seedsFrom(['test/fuzz/seeds'], { accepts: (path) => path.endsWith('.journal') });

export async function fuzz(data) {
  await timed(async () => {
    const diagnostics = [];
    const access = {
      size: data.length,
      readAt: async (offset, length) => new Uint8Array(data.subarray(offset, offset + length)),
    };
    let bytes = 0;
    for await (const block of readJournal(access, diagnostics)) {
      bytes += block.length;
      if (bytes > 128 * 1024 * 1024 + data.length * 1_100) throw new Error(`${bytes} bytes came out of ${data.length}`);
    }
  });
}
