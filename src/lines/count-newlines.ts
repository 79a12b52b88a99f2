const NEWLINE = 0x0a;

/** Number of newline bytes between `from` and `to`: four bytes at a time where the buffer's alignment allows it. */
export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at < to && ((bytes.byteOffset + at) & 3) !== 0) if (bytes[at++] === NEWLINE) count++;
  const words = (to - at) >> 2;
  if (words > 0) {
    const view = new Int32Array(bytes.buffer, bytes.byteOffset + at, words);
    for (let index = 0; index < words; index++) {
      const zeroed = (view[index] as number) ^ 0x0a0a0a0a;
      // Exact zero-byte test: the high bit of each byte that is zero, no carries between bytes.
      let hits = ~(((zeroed & 0x7f7f7f7f) + 0x7f7f7f7f) | zeroed | 0x7f7f7f7f);
      while (hits !== 0) {
        count++;
        hits &= hits - 1;
      }
    }
    at += words << 2;
  }
  while (at < to) if (bytes[at++] === NEWLINE) count++;
  return count;
}
