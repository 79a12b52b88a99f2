import { idAt, u32At, u64At } from './little-endian.js';

/**
 * Sizes and places in a journal file, in bytes, from systemd's JOURNAL_FILE_FORMAT document and its journal-def.h.
 * All numbers are little-endian, all objects start at multiples of 8.
 */

export const OBJECT = { data: 1, entry: 3 } as const;

/** Every object begins with its type, flags, six unused bytes and its size. */
export const OBJECT_HEAD_BYTES = 16;

/** Least size of an object by its type 1 to 7: data, field, entry, two hash tables, entry array, tag. */
const LEAST_SIZES: readonly number[] = [0, 65, 41, 64, 16, 16, 24, 64];

export const ENTRY = { seqnum: 16, realtime: 24, monotonic: 32, bootId: 40, xorHash: 56, items: 64 } as const;

export const DATA = { entries: 56, payload: 64, compactPayload: 72 } as const;

/** Flags of a data object. */
export const COMPRESSED = { xz: 1, lz4: 2, zstd: 4 } as const;
const COMPRESSED_MASK = 7;

/** Flag of the header: offsets in entries and arrays take 32 bits, and entries hold no hashes. */
const COMPACT = 16;
/** XZ, LZ4, keyed hashes, ZSTD, compact. */
const KNOWN_INCOMPATIBLE = 31;
/** State of a file that was not closed. */
const ONLINE = 1;

/** Up to the first field that later versions added. */
export const HEADER_BYTES = 208;

export interface JournalHeader {
  /** Features that a reader must know and this one does not; 0: none. */
  readonly unknownFeatures: number;
  readonly compact: boolean;
  /** The file is being written, or its writer died. */
  readonly online: boolean;
  readonly seqnumId: string;
  /** Where the first object stands. */
  readonly firstObject: number;
  readonly arenaBytes: number;
  readonly tailObject: number;
  readonly entries: number;
}

/** Reads the file's first 208 bytes; what cannot be true is replaced by what is safe. */
export function readHeader(bytes: Uint8Array, fileBytes: number): JournalHeader {
  const flags = u32At(bytes, 12);
  const headerBytes = u64At(bytes, 88);
  const isSound = headerBytes >= HEADER_BYTES && headerBytes <= fileBytes && headerBytes % 8 === 0;
  return {
    unknownFeatures: (flags & ~KNOWN_INCOMPATIBLE) >>> 0,
    compact: (flags & COMPACT) !== 0,
    online: bytes[16] === ONLINE,
    seqnumId: idAt(bytes, 72),
    firstObject: isSound ? headerBytes : HEADER_BYTES,
    arenaBytes: u64At(bytes, 96),
    tailObject: u64At(bytes, 136),
    entries: u64At(bytes, 152),
  };
}

/** Size of the object whose first 16 bytes stand at `at`; 0 if they cannot be an object that ends within `room` bytes. */
export function objectSize(bytes: Uint8Array, at: number, room: number): number {
  const least = LEAST_SIZES[bytes[at] as number] ?? 0;
  if (least === 0 || ((bytes[at + 1] as number) & ~COMPRESSED_MASK) !== 0) return 0;
  for (let unused = at + 2; unused < at + 8; unused++) if (bytes[unused] !== 0) return 0;
  const size = u64At(bytes, at + 8);
  return size >= least && size <= room ? size : 0;
}

export function isZero(bytes: Uint8Array, at: number): boolean {
  return u64At(bytes, at) === 0 && u64At(bytes, at + 8) === 0;
}

/** Where the next object stands. */
export function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
