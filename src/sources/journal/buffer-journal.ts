import type { Diagnostic } from '../../core/diagnostic.js';
import type { RandomAccess } from './paged-file.js';

const SLAB_BYTES = 4 * 1024 * 1024;
/** journald's own files have 128 MiB at most unless SystemMaxFileSize says otherwise. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Holds a journal that can only be read from front to end: its entries point back. What is beyond 256 MiB is left out and told. */
export async function bufferJournal(
  chunks: AsyncIterable<Uint8Array>,
  diagnostics: Omit<Diagnostic, 'source'>[],
  maxBytes = MAX_BYTES,
): Promise<RandomAccess> {
  const slabs: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const room = Math.min(chunk.length, maxBytes - size);
    for (let taken = 0; taken < room;) {
      const at = size % SLAB_BYTES;
      if (at === 0) slabs.push(new Uint8Array(SLAB_BYTES));
      const piece = chunk.subarray(taken, Math.min(room, taken + SLAB_BYTES - at));
      slabs.at(-1)?.set(piece, at);
      taken += piece.length;
      size += piece.length;
    }
    if (room < chunk.length) {
      const text = `a journal file of more than ${maxBytes} bytes in a stream or archive; the rest was left out, unpacked it can be read whole`;
      diagnostics.push({ code: 'limit-reached', severity: 'warning', offset: size, text });
      break;
    }
  }
  return {
    size,
    readAt: (offset, length) => Promise.resolve(readSlabs(slabs, offset, Math.min(length, size - offset))),
  };
}

function readSlabs(slabs: readonly Uint8Array[], offset: number, length: number): Uint8Array {
  const start = offset % SLAB_BYTES;
  const first = slabs[Math.floor(offset / SLAB_BYTES)];
  if (first === undefined || length <= 0) return new Uint8Array(0);
  if (start + length <= SLAB_BYTES) return first.subarray(start, start + length);
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const at = (offset + filled) % SLAB_BYTES;
    const slab = slabs[Math.floor((offset + filled) / SLAB_BYTES)];
    if (slab === undefined) break;
    const piece = slab.subarray(at, Math.min(SLAB_BYTES, at + length - filled));
    bytes.set(piece, filled);
    filled += piece.length;
  }
  return bytes;
}
