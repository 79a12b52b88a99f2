import { ByteReader } from '../byte-reader.js';
import type { ExpansionGauge } from '../expansion.js';

/** RFC 8878, 3.1. */
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5;
const MAX_BLOCK_BYTES = 128 * 1024;
/** `zstd --long` without a figure. The decoder holds the window in one buffer. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
/** The decoder moves its window at each block: many tiny blocks with a huge window would take hours. */
const FREE_MOVES = 8 * 1024 * 1024 * 1024;
const MOVES_PER_BYTE = 50_000;

/**
 * Expands zstd, several frames in a row, skippable ones left out. Throws on damage.
 *
 * Design rationale: the decoder is fed one block at a time, so what one step gives is bounded (128 KiB) and hostile frames are refused before
 * anything is allocated. Node's own decoder is faster, but only from 22.15 on; one decoder behaves alike everywhere.
 */
export async function* expandZstd(
  chunks: AsyncIterable<Uint8Array>,
  gauge: ExpansionGauge,
): AsyncGenerator<Uint8Array> {
  // Few inputs are compressed so; the decoder is loaded for them.
  const { Decompress } = await import('fzstd');
  const reader = new ByteReader(chunks);
  let moves = 0;
  try {
    for (;;) {
      const head = await reader.peek(18);
      if (head.length === 0) return;
      const frame = readFrameHeader(Buffer.from(head));
      if (frame.kind === 'skippable') {
        gauge.took(frame.bytes);
        if ((await reader.skip(frame.bytes)) < frame.bytes) throw new Error('it ends early');
        continue;
      }
      let ready: Uint8Array[] = [];
      const decoder = new Decompress((block) => {
        gauge.gave(block.length);
        if (block.length > 0) ready.push(block.slice());
      });
      decoder.push(await reader.read(frame.headerBytes));
      gauge.took(frame.headerBytes);
      for (let isLast = false; !isLast;) {
        const block = readBlockHeader(await reader.peek(3));
        isLast = block.isLast;
        const wanted = block.bytes + (isLast ? frame.checksumBytes : 0);
        const bytes = await reader.read(wanted);
        if (bytes.length < wanted) throw new Error('it ends early');
        gauge.took(wanted);
        moves += frame.windowBytes;
        if (moves > FREE_MOVES + gauge.packed * MOVES_PER_BYTE) throw new Error('too many tiny blocks');
        decoder.push(bytes, isLast);
        yield* ready;
        ready = [];
      }
    }
  } finally {
    await reader.close();
  }
}

type FrameHeader =
  | { readonly kind: 'skippable'; readonly bytes: number }
  | {
      readonly kind: 'frame';
      readonly headerBytes: number;
      readonly windowBytes: number;
      readonly checksumBytes: number;
    };

function readFrameHeader(head: Buffer): FrameHeader {
  if (head.length < 6) throw new Error('it ends early');
  const magic = head.readUInt32LE(0);
  if (magic >>> 4 === SKIPPABLE) {
    if (head.length < 8) throw new Error('it ends early');
    return { kind: 'skippable', bytes: head.readUInt32LE(4) + 8 };
  }
  if (magic !== FRAME_MAGIC) throw new Error('what follows is no zstd frame');
  const flags = head[4] ?? 0;
  const isSingle = (flags & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const headerBytes = 5 + (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (head.length < headerBytes) throw new Error('it ends early');
  if (dictionaryBytes > 0 && head.readUIntLE(headerBytes - sizeBytes - dictionaryBytes, dictionaryBytes) !== 0)
    throw new Error('it needs a dictionary');
  const sizeAt = headerBytes - sizeBytes;
  const size =
    sizeBytes === 8
      ? Number(head.readBigUInt64LE(sizeAt))
      : sizeBytes === 0
        ? 0
        : head.readUIntLE(sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
  const descriptor = head[5] ?? 0;
  const base = 2 ** (10 + (descriptor >> 3));
  const windowBytes = isSingle ? size : base + (base / 8) * (descriptor & 7);
  if (windowBytes > MAX_WINDOW_BYTES) throw new Error(`its window of ${windowBytes} bytes is too large`);
  return { kind: 'frame', headerBytes, windowBytes, checksumBytes: (flags & 4) === 0 ? 0 : 4 };
}

/** Bytes of the block with its header. A block of equal bytes holds one of them. */
function readBlockHeader(bytes: Uint8Array): { readonly isLast: boolean; readonly bytes: number } {
  if (bytes.length < 3) throw new Error('it ends early');
  const header = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8) | ((bytes[2] ?? 0) << 16);
  const size = header >> 3;
  if (size > MAX_BLOCK_BYTES) throw new Error('a block is too large');
  return { isLast: (header & 1) === 1, bytes: 3 + (((header >> 1) & 3) === 1 ? 1 : size) };
}
