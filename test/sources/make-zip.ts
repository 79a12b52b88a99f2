import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly data: string | Uint8Array;
  /** Stored instead of deflated. */
  readonly stored?: boolean;
  /** Sizes and checksum stand behind the data, as a program writes them that streams; with the sign in front of them, or without. */
  readonly descriptor?: 'signed' | 'bare';
  /** Sizes of eight bytes: in an extra field of the header, and behind the data. */
  readonly zip64?: boolean;
}

const IN_ZIP64 = 0xffffffff;

/** A zip archive as programs write it to a pipe; its directory is empty, which readers of a stream do not notice. */
export function makeZip(members: readonly ZipMember[]): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  return Buffer.concat([...members.map(makeMember), end]);
}

function makeMember({ name, data, stored = false, descriptor, zip64 = false }: ZipMember): Buffer {
  const bytes = Buffer.from(data);
  const packed = stored ? bytes : deflateRawSync(bytes);
  const crc = crc32(bytes);
  const hasDescriptor = descriptor !== undefined;
  const extra = Buffer.alloc(zip64 ? 20 : 0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(16, 2);
    extra.writeBigUInt64LE(BigInt(hasDescriptor ? 0 : bytes.length), 4);
    extra.writeBigUInt64LE(BigInt(hasDescriptor ? 0 : packed.length), 12);
  }
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(zip64 ? 45 : 20, 4);
  header.writeUInt16LE((hasDescriptor ? 8 : 0) | 0x800, 6);
  header.writeUInt16LE(stored ? 0 : 8, 8);
  header.writeUInt32LE(hasDescriptor ? 0 : crc, 14);
  header.writeUInt32LE(zip64 ? IN_ZIP64 : hasDescriptor ? 0 : packed.length, 18);
  header.writeUInt32LE(zip64 ? IN_ZIP64 : hasDescriptor ? 0 : bytes.length, 22);
  header.writeUInt16LE(Buffer.byteLength(name), 26);
  header.writeUInt16LE(extra.length, 28);
  const behind = hasDescriptor ? makeDescriptor(crc, packed.length, bytes.length, zip64) : Buffer.alloc(0);
  return Buffer.concat([header, Buffer.from(name), extra, packed, descriptor === 'bare' ? behind.subarray(4) : behind]);
}

function makeDescriptor(crc: number, packed: number, expanded: number, zip64: boolean): Buffer {
  const descriptor = Buffer.alloc(zip64 ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  if (zip64) {
    descriptor.writeBigUInt64LE(BigInt(packed), 8);
    descriptor.writeBigUInt64LE(BigInt(expanded), 16);
  } else {
    descriptor.writeUInt32LE(packed, 8);
    descriptor.writeUInt32LE(expanded, 12);
  }
  return descriptor;
}
