import { ByteReader } from '../byte-reader.js';
import type { ExpansionGauge } from '../expansion.js';
import { OutOfBits } from './bzip2-bits.js';
import { readBlock, type Bzip2Block } from './bzip2-block.js';

/** Bytes in which a block is looked for at first, and at most: 900,000 symbols of 20 bits and their tables. */
const FIRST_WINDOW = 1024 * 1024;
const MAX_WINDOW = 4 * 1024 * 1024;
const PIECE_BYTES = 128 * 1024;

/** Expands bzip2, several streams in a row. Memory is bounded by one block: 4 MiB of input, 3.6 MB of state. Throws on damage. */
export async function* expandBzip2(
  chunks: AsyncIterable<Uint8Array>,
  gauge: ExpansionGauge,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(chunks);
  try {
    for (;;) {
      const head = await reader.read(4);
      if (head.length === 0) return;
      const level = (head[3] ?? 0) - 0x30;
      if (Buffer.from(head).toString('latin1', 0, 3) !== 'BZh' || level < 1 || level > 9)
        throw new Error(head.length < 4 ? 'it ends early' : 'what follows is no bzip2 stream');
      gauge.took(head.length);
      let bit = 0;
      for (;;) {
        const block = await nextBlock(reader, bit, level * 100_000);
        gauge.took(await reader.skip(block.endBit >> 3));
        bit = block.endBit & 7;
        if (block.kind === 'end') break;
        yield* unfold(block, gauge);
      }
      // A stream ends with a whole byte.
      if (bit > 0) gauge.took(await reader.skip(1));
    }
  } finally {
    await reader.close();
  }
}

async function nextBlock(reader: ByteReader, bit: number, room: number): Promise<Bzip2Block> {
  for (let window = FIRST_WINDOW; ; window *= 2) {
    const bytes = await reader.peek(window);
    try {
      return readBlock(bytes, bit, room);
    } catch (error) {
      if (!(error instanceof OutOfBits) || bytes.length < window || window >= MAX_WINDOW) throw error;
    }
  }
}

/** The bytes of a block in their order. Four equal ones are followed by the number of further ones. */
function* unfold(block: Extract<Bzip2Block, { kind: 'block' }>, gauge: ExpansionGauge): Generator<Uint8Array> {
  const { links } = block;
  let next = block.start;
  let crc = 0xffffffff;
  let last = -1;
  let equal = 0;
  let piece = new Uint8Array(PIECE_BYTES + 256);
  let at = 0;
  for (let left = block.count; left > 0; left--) {
    const link = links[next] ?? 0;
    const byte = link & 0xff;
    next = link >>> 8;
    if (equal === 4) {
      for (let copies = byte; copies > 0; copies--) {
        piece[at++] = last;
        crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ last] ?? 0)) >>> 0;
      }
      equal = 0;
      last = -1;
    } else {
      equal = byte === last ? equal + 1 : 1;
      last = byte;
      piece[at++] = byte;
      crc = ((crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
    }
    if (at < PIECE_BYTES) continue;
    gauge.gave(at);
    yield piece.subarray(0, at);
    piece = new Uint8Array(PIECE_BYTES + 256);
    at = 0;
  }
  gauge.gave(at);
  if (at > 0) yield piece.subarray(0, at);
  if ((crc ^ 0xffffffff) >>> 0 !== block.crc) throw new Error('the checksum of a block is wrong');
}

/** CRC-32 with the most significant bit first, as bzip2 has it. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) === 0 ? crc << 1 : (crc << 1) ^ 0x04c11db7;
  return crc >>> 0;
});
