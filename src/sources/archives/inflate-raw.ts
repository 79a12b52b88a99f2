import { createInflateRaw } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';
import type { ExpansionGauge } from '../expansion.js';

/** Packed bytes that are inflated in one step: a thousandfold, 32 MiB, is what may be held. */
const STEP_BYTES = 32 * 1024;

/**
 * Inflates deflated data at the reader's place, which then stands right behind them: the data tell their end themselves. `maxBytes` packed bytes at
 * most. Throws on damage.
 */
export async function* inflateRaw(
  reader: ByteReader,
  maxBytes: number | undefined,
  gauge: ExpansionGauge,
): AsyncGenerator<Uint8Array> {
  const engine = createInflateRaw({ chunkSize: 128 * 1024 });
  let ready: Uint8Array[] = [];
  let failure: Error | undefined;
  engine.on('data', (block: Uint8Array) => {
    ready.push(block);
  });
  engine.on('error', (error) => {
    failure ??= error;
  });
  let left = maxBytes ?? Infinity;
  try {
    while (left > 0) {
      const piece = await reader.peek(Math.min(STEP_BYTES, left));
      if (piece.length === 0) throw new Error('it ends early');
      const before = engine.bytesWritten;
      await new Promise<void>((resolve) => {
        engine.once('close', resolve);
        engine.write(piece, () => {
          engine.off('close', resolve);
          resolve();
        });
      });
      const consumed = engine.bytesWritten - before;
      // Data events come before the write is done; only the end comes later.
      const given = ready;
      ready = [];
      await reader.skip(consumed);
      gauge.took(consumed);
      left -= consumed;
      yield* given;
      if (failure !== undefined) throw failure;
      // What the engine does not want lies behind the data.
      if (consumed < piece.length) return;
    }
  } finally {
    engine.destroy();
  }
}
