const LEAST_MATCH = 4;

/**
 * Decompresses one LZ4 block into exactly `size` bytes; undefined if it is damaged or gives another number of bytes.
 * Format: lz4_Block_format.md of the LZ4 project. Own code, because the packages for it do not check what they read.
 */
export function decompressLz4Block(block: Uint8Array, size: number): Uint8Array | undefined {
  const out = new Uint8Array(size);
  let at = 0;
  let filled = 0;
  /** A length of 15 goes on in further bytes, until one is below 255. */
  const longer = (length: number): number => {
    let sum = length;
    if (length !== 15) return sum;
    for (let byte = 255; byte === 255 && at < block.length; sum += byte) byte = block[at++] as number;
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = longer(token >> 4);
    if (at + literals > block.length || filled + literals > size) return undefined;
    out.set(block.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    // The last sequence has literals only.
    if (at === block.length) break;
    if (at + 2 > block.length) return undefined;
    const distance = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    const match = longer(token & 15) + LEAST_MATCH;
    if (distance === 0 || distance > filled || filled + match > size) return undefined;
    // A match may overlap what it makes.
    if (distance >= match) out.copyWithin(filled, filled - distance, filled - distance + match);
    else for (let i = 0; i < match; i++) out[filled + i] = out[filled + i - distance] as number;
    filled += match;
  }
  return filled === size ? out : undefined;
}
