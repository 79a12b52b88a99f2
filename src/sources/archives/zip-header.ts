import type { ByteReader } from '../byte-reader.js';

/** Bytes of a member's header before its name. */
export const HEADER_BYTES = 30;
const MAX_NAME = 1024;
const ZIP64_EXTRA = 1;
const IN_ZIP64 = 0xffffffff;

/** What may follow a member: another one, the directory of the archive, its end. */
export const NEXT_SIGNATURES = ['PK\u0003\u0004', 'PK\u0001\u0002', 'PK\u0005\u0006', 'PK\u0006\u0006'] as const;
const DESCRIPTOR = 'PK\u0007\u0008';

/** A member's header; sizes and checksum are 0 where they follow behind the data. */
export interface ZipHeader {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Sizes and checksum stand behind the data: the archive was written as a stream. */
  readonly hasDescriptor: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly expandedBytes: number;
}

export function isHeader(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.indexOf(NEXT_SIGNATURES[0]) === 0;
}

/** Reads a header with its name and extra fields; what is cut off of them is missing. */
export function readZipHeader(bytes: Buffer): ZipHeader {
  const flags = bytes.readUInt16LE(6);
  const hasDescriptor = (flags & 8) !== 0;
  const nameEnd = HEADER_BYTES + bytes.readUInt16LE(26);
  const name = bytes.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8', HEADER_BYTES, nameEnd);
  let packedBytes = bytes.readUInt32LE(18);
  let expandedBytes = bytes.readUInt32LE(22);
  if (packedBytes === IN_ZIP64 || expandedBytes === IN_ZIP64) {
    const sizes = readZip64(bytes.subarray(nameEnd));
    packedBytes = sizes?.packed ?? packedBytes;
    expandedBytes = sizes?.expanded ?? expandedBytes;
  }
  return {
    name: name.slice(0, MAX_NAME),
    method: bytes.readUInt16LE(8),
    isEncrypted: (flags & 1) !== 0,
    hasDescriptor,
    crc: hasDescriptor ? 0 : bytes.readUInt32LE(14),
    packedBytes: hasDescriptor ? 0 : packedBytes,
    expandedBytes: hasDescriptor ? 0 : expandedBytes,
  };
}

/** Sizes of more than 4 GiB. */
function readZip64(extra: Buffer): { readonly expanded: number; readonly packed: number } | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA || at + 20 > extra.length) continue;
    return { expanded: Number(extra.readBigUInt64LE(at + 4)), packed: Number(extra.readBigUInt64LE(at + 12)) };
  }
  return undefined;
}

/** Takes the descriptor behind a member's data; returns the checksum. Its signature and the width of its sizes are left to the writer. */
export async function readDescriptor(reader: ByteReader): Promise<number | undefined> {
  const bytes = Buffer.from(await reader.peek(28));
  const start = bytes.indexOf(DESCRIPTOR) === 0 ? 4 : 0;
  for (const end of [start + 12, start + 20]) {
    if (!NEXT_SIGNATURES.some((sign) => bytes.indexOf(sign, end) === end)) continue;
    await reader.skip(end);
    return bytes.readUInt32LE(start);
  }
  return undefined;
}
