import { BitReader } from './bzip2-bits.js';

const BLOCK_MAGIC_HIGH = 0x314159;
const BLOCK_MAGIC_LOW = 0x265359;
const END_MAGIC_HIGH = 0x177245;
const END_MAGIC_LOW = 0x385090;
const MAX_CODE_BITS = 20;
const SYMBOLS_PER_GROUP = 50;

/** A block whose transform is still to be undone, or the end of a stream. */
export type Bzip2Block =
  | { readonly kind: 'end'; readonly crc: number; readonly endBit: number }
  | {
      readonly kind: 'block';
      readonly crc: number;
      readonly endBit: number;
      /** In the low byte of each the byte itself, above it the place of its successor. */
      readonly links: Uint32Array;
      readonly count: number;
      readonly start: number;
    };

/** A table of code lengths, made ready for reading codes bit by bit. */
interface CodeTable {
  readonly minBits: number;
  readonly maxBits: number;
  /** Largest code of each length, -1 where there is none. */
  readonly limit: Int32Array;
  /** What to take from a code of each length to get its place in `symbols`. */
  readonly base: Int32Array;
  readonly symbols: Uint16Array;
}

/**
 * Reads one block from a bit on (the format as bzip2 1.0 writes it; there is no other description than its source and manual).
 * Throws `OutOfBits` if the bytes do not hold all of it, and an error if it is damaged. `room` is the block size in bytes.
 */
export function readBlock(bytes: Uint8Array, bitOffset: number, room: number): Bzip2Block {
  const bits = new BitReader(bytes, bitOffset);
  const high = bits.read(24);
  const low = bits.read(24);
  const crc = bits.read32();
  if (high === END_MAGIC_HIGH && low === END_MAGIC_LOW) return { kind: 'end', crc, endBit: bits.position };
  if (high !== BLOCK_MAGIC_HIGH || low !== BLOCK_MAGIC_LOW) throw new Error('a block does not begin where it should');
  if (bits.read(1) === 1) throw new Error('it was written by a bzip2 before 0.9.5');
  const origin = bits.read(24);
  const used = readUsedBytes(bits);
  const groups = bits.read(3);
  const selectors = readSelectors(bits, groups);
  const tables = Array.from({ length: groups }, () => readCodeTable(bits, used.length + 2));

  const links = new Uint32Array(room);
  const counts = new Uint32Array(256);
  const recent = Uint8Array.from(used);
  const endSymbol = used.length + 1;
  let count = 0;
  let group = 0;
  let left = 0;
  let table: CodeTable | undefined;
  let run = 0;
  let runBit = 1;
  for (;;) {
    if (left === 0) {
      table = tables[selectors[group++] ?? -1];
      left = SYMBOLS_PER_GROUP;
    }
    if (table === undefined) throw new Error('it refers to a table that is not there');
    left--;
    const symbol = readSymbol(bits, table);
    if (symbol <= 1) {
      // Two symbols are the digits of a run's length.
      if (runBit > room) throw new Error('a run is too long');
      run += runBit << symbol;
      runBit <<= 1;
      continue;
    }
    if (run > 0) {
      if (count + run > room) throw new Error('a block holds too much');
      const byte = recent[0] ?? 0;
      links.fill(byte, count, count + run);
      counts[byte] = (counts[byte] ?? 0) + run;
      count += run;
      run = 0;
      runBit = 1;
    }
    if (symbol === endSymbol) break;
    if (count >= room) throw new Error('a block holds too much');
    const place = symbol - 1;
    const byte = recent[place] ?? 0;
    recent.copyWithin(1, 0, place);
    recent[0] = byte;
    links[count++] = byte;
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  if (origin >= count) throw new Error('a block begins outside of itself');
  linkUp(links, counts, count);
  return { kind: 'block', crc, endBit: bits.position, links, count, start: (links[origin] ?? 0) >>> 8 };
}

/** Undoes the sorting: each place learns where its successor stands. */
function linkUp(links: Uint32Array, counts: Uint32Array, count: number): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const here = counts[byte] ?? 0;
    counts[byte] = sum;
    sum += here;
  }
  for (let at = 0; at < count; at++) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = counts[byte] ?? 0;
    counts[byte] = place + 1;
    links[place] = ((links[place] ?? 0) | (at << 8)) >>> 0;
  }
}

function readUsedBytes(bits: BitReader): number[] {
  const used: number[] = [];
  const rows = bits.read(16);
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
  }
  if (used.length === 0) throw new Error('a block uses no bytes');
  return used;
}

function readSelectors(bits: BitReader, groups: number): Uint8Array {
  if (groups < 2 || groups > 6) throw new Error('a wrong number of tables');
  const selectors = new Uint8Array(bits.read(15));
  const recent = Uint8Array.from({ length: groups }, (_, index) => index);
  for (let at = 0; at < selectors.length; at++) {
    let place = 0;
    while (bits.read(1) === 1) if (++place >= groups) throw new Error('it refers to a table that is not there');
    const table = recent[place] ?? 0;
    recent.copyWithin(1, 0, place);
    recent[0] = table;
    selectors[at] = table;
  }
  return selectors;
}

function readCodeTable(bits: BitReader, symbolCount: number): CodeTable {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) throw new Error('a code is too long');
      if (bits.read(1) === 0) break;
      length += bits.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  const minBits = Math.min(...lengths);
  const maxBits = Math.max(...lengths);
  const limit = new Int32Array(MAX_CODE_BITS + 2).fill(-1);
  const base = new Int32Array(MAX_CODE_BITS + 2);
  const symbols = new Uint16Array(symbolCount);
  let code = 0;
  let placed = 0;
  for (let size = minBits; size <= maxBits; size++) {
    base[size] = code - placed;
    for (let symbol = 0; symbol < symbolCount; symbol++) {
      if (lengths[symbol] !== size) continue;
      symbols[placed++] = symbol;
      code++;
    }
    limit[size] = code - 1;
    code <<= 1;
  }
  return { minBits, maxBits, limit, base, symbols };
}

function readSymbol(bits: BitReader, { minBits, maxBits, limit, base, symbols }: CodeTable): number {
  let size = minBits;
  let code = bits.read(size);
  while (code > (limit[size] ?? -1)) {
    if (++size > maxBits) throw new Error('a code that stands for nothing');
    code = (code << 1) | bits.read(1);
  }
  const symbol = symbols[code - (base[size] ?? 0)];
  if (symbol === undefined) throw new Error('a code that stands for nothing');
  return symbol;
}
