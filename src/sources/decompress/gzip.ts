import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import type { ExpansionGauge } from '../expansion.js';
import { pieces, readAhead } from './pull.js';

/** Packed bytes that are inflated in one step: a thousandfold, 32 MiB, is what may be held. */
const STEP_BYTES = 32 * 1024;

/** Inflates gzip, several members in a row; bytes behind the last one that are no member are left out. Throws on damage. */
export async function* inflate(chunks: AsyncIterable<Uint8Array>, gauge: ExpansionGauge): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 128 * 1024 });
  const input = pieces(chunks, STEP_BYTES);
  let ready: Uint8Array[] = [];
  let failure: unknown;
  gunzip.on('data', (block: Uint8Array) => {
    try {
      gauge.gave(block.length);
      ready.push(block);
    } catch (error) {
      failure ??= error;
      gunzip.destroy();
    }
  });
  gunzip.on('error', (error) => {
    failure ??= error;
  });
  let ended = false;
  const step = async (): Promise<readonly Uint8Array[] | undefined> => {
    if (ended) return undefined;
    const next = await input.next();
    if (failure === undefined) {
      if (next.done === true) {
        ended = true;
        const end = once(gunzip, 'end').catch(() => undefined);
        gunzip.end();
        await Promise.race([end, once(gunzip, 'close').catch(() => undefined)]);
      } else {
        gauge.took(next.value.length);
        await new Promise<void>((resolve) => {
          gunzip.once('close', resolve);
          gunzip.write(next.value, () => {
            gunzip.off('close', resolve);
            resolve();
          });
        });
      }
    }
    const given = ready;
    ready = [];
    // What came before the damage is given first.
    if (failure !== undefined && given.length === 0) throw failure instanceof Error ? failure : new Error('damaged');
    return given;
  };
  try {
    yield* readAhead(step);
  } finally {
    gunzip.destroy();
    await input.return(undefined);
  }
}
