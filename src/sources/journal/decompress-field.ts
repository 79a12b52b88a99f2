import { decompress as decompressZstdFrame } from 'fzstd';
import { COMPRESSED } from './layout.js';
import { u32At, u64At } from './little-endian.js';
import { decompressLz4Block } from './lz4-block.js';
import { decompressXz } from './xz-block.js';

const LZ4_SIZE_BYTES = 8;
const ZSTD_MAGIC = 0xfd2fb528;
const ZSTD_HEAD_BYTES = 18;

/** The text of a compressed field; undefined if it is damaged or longer than `maxBytes`. `flags` are those of its object. */
export function decompressField(flags: number, payload: Uint8Array, maxBytes: number): Uint8Array | undefined {
  try {
    switch (flags) {
      case COMPRESSED.xz:
        return decompressXz(payload, maxBytes);
      case COMPRESSED.lz4:
        return decompressLz4(payload, maxBytes);
      case COMPRESSED.zstd:
        return decompressZstd(payload, maxBytes);
      default:
        return undefined;
    }
  } catch {
    // fzstd throws on damage.
    return undefined;
  }
}

/** journald puts the size in front of an LZ4 block, as 64 bits. */
function decompressLz4(payload: Uint8Array, maxBytes: number): Uint8Array | undefined {
  if (payload.length <= LZ4_SIZE_BYTES) return undefined;
  const size = u64At(payload, 0);
  return size > maxBytes ? undefined : decompressLz4Block(payload.subarray(LZ4_SIZE_BYTES), size);
}

function decompressZstd(payload: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const size = zstdContentSize(payload);
  // The frames that journald writes tell their size; without it there would be no bound.
  return size === undefined || size > maxBytes ? undefined : decompressZstdFrame(payload, new Uint8Array(size));
}

/** Frame_Content_Size of a Zstandard frame (RFC 8878, 3.1.1.1); undefined if there is none. */
function zstdContentSize(payload: Uint8Array): number | undefined {
  const head = new Uint8Array(ZSTD_HEAD_BYTES);
  head.set(payload.subarray(0, ZSTD_HEAD_BYTES));
  if (u32At(head, 0) !== ZSTD_MAGIC) return undefined;
  const descriptor = head[4] as number;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  switch (descriptor >> 6) {
    case 0:
      return isSingleSegment ? head[at] : undefined;
    case 1:
      return ((head[at] as number) | ((head[at + 1] as number) << 8)) + 256;
    case 2:
      return u32At(head, at);
    default:
      return u64At(head, at);
  }
}
