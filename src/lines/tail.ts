import { countNewlines } from './count-newlines.js';

const NEWLINE = 0x0a;
/** Bytes of a source's end that are looked at once more. */
export const TAIL_BYTES = 1024 * 1024;

/** Keeps the last MiB of a stream; copies each block once, and none that lies far before the end that is expected. */
export interface Tail {
  push(block: Uint8Array): void;
  /** The last bytes from the start of a line on, and the offset of their first. */
  take(): { readonly bytes: Uint8Array; readonly offset: number };
}

/** `expectedBytes`: at least so many will come, as far as is known; a stream that ends earlier has no tail. */
export function createTail(expectedBytes = 0): Tail {
  // Two halves take turns, so that no byte is moved twice.
  let older = new Uint8Array(0);
  let newer = new Uint8Array(0);
  let filled = 0;
  let total = 0;
  return {
    push(block) {
      total += block.length;
      if (total < expectedBytes - 2 * TAIL_BYTES) return;
      let from = Math.max(0, block.length - 2 * TAIL_BYTES);
      while (from < block.length) {
        if (filled === newer.length) {
          [older, newer] = [newer, older.length === TAIL_BYTES ? older : new Uint8Array(TAIL_BYTES)];
          filled = 0;
        }
        const part = block.subarray(from, from + newer.length - filled);
        newer.set(part, filled);
        filled += part.length;
        from += part.length;
      }
    },
    take() {
      const all = new Uint8Array(older.length + filled);
      all.set(older);
      all.set(newer.subarray(0, filled), older.length);
      const start = Math.max(0, all.length - TAIL_BYTES);
      const line = total <= TAIL_BYTES ? 0 : all.indexOf(NEWLINE, start) + 1;
      const bytes = all.subarray(line);
      return { bytes, offset: total - bytes.length };
    },
  };
}

/** Lines in some bytes; a last one without a newline counts. */
export function countLines(bytes: Uint8Array): number {
  const newlines = countNewlines(bytes, 0, bytes.length);
  return bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE ? newlines + 1 : newlines;
}
