import { decodeLzma2 } from './lzma2.js';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const STREAM_HEADER_BYTES = 12;
const LZMA2_FILTER = 0x21;
const HAS_PACKED_SIZE = 0x40;
const HAS_SIZE = 0x80;

/**
 * Decompresses an XZ stream of one LZMA2 block, which is what journald stores; undefined if it is damaged, has other filters,
 * or gives more than `maxBytes`. Check sums are not looked at: journald asks for none.
 * Format: the .xz File Format document. Own code, because a field must be had at once and the package for streams of files
 * opens one at a time: a journal inside an xz archive would wait for ever.
 */
export function decompressXz(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) return undefined;
  const start = STREAM_HEADER_BYTES;
  const headerBytes = ((bytes[start] ?? 0) + 1) * 4;
  const flags = bytes[start + 1] ?? 0;
  // A first byte of 0 is the index: no block at all.
  if (headerBytes < 8 || start + headerBytes > bytes.length || (flags & 3) !== 0) return undefined;
  let at = start + 2;
  if ((flags & HAS_PACKED_SIZE) !== 0) at = skipNumber(bytes, at);
  if ((flags & HAS_SIZE) !== 0) at = skipNumber(bytes, at);
  if (bytes[at] !== LZMA2_FILTER) return undefined;
  return decodeLzma2(bytes.subarray(start + headerBytes), maxBytes);
}

/** Numbers take seven bits a byte, nine bytes at most. */
function skipNumber(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < start + 8 && ((bytes[at] ?? 0) & 0x80) !== 0) at++;
  return at + 1;
}
