const NEWLINE = 0x0a;

/** Number of newline bytes between `from` and `to`: four bytes at a time where the buffer's alignment allows it. */
export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at < to && ((bytes.byteOffset + at) & 3) !== 0) if (bytes[at++] === NEWLINE) count++;
  const words = (to - at) >> 2;
  if (words > 0) {
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + at, words);
    for (let index = 0; index < words;) {
      // A sum for each of the four places in a word; none passes 255 within one turn.
      const end = Math.min(words, index + 255);
      let sums = 0;
      for (; index < end; index++) {
        const zeroed = (view[index] as number) ^ 0x0a0a0a0a;
        // Exact zero-byte test: one for each byte that is zero, no carries between bytes.
        sums = (sums + ((~(((zeroed & 0x7f7f7f7f) + 0x7f7f7f7f) | zeroed) >>> 7) & 0x01010101)) | 0;
      }
      const pairs = (sums & 0x00ff00ff) + ((sums >>> 8) & 0x00ff00ff);
      count += (pairs & 0xffff) + (pairs >>> 16);
    }
    at += words << 2;
  }
  while (at < to) if (bytes[at++] === NEWLINE) count++;
  return count;
}
