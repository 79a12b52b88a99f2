/** Flags of a data object, and of the header for them. */
export const COMPRESSIONS = {
  xz: { object: 1, header: 1 },
  lz4: { object: 2, header: 2 },
  zstd: { object: 4, header: 8 },
};
export type Compression = keyof typeof COMPRESSIONS;

export interface WrittenField {
  /** `NAME=value`, or a compressed form of it. */
  readonly payload: Uint8Array | string;
  readonly compression?: Compression;
}

export interface WrittenEntry {
  readonly realtimeUs: number;
  readonly monotonicUs: number;
  readonly fields: readonly WrittenField[];
}

interface JournalShape {
  readonly compact?: boolean;
  /** 0 closed, 1 open, 2 archived. */
  readonly state?: number;
  readonly headerBytes?: number;
  readonly incompatible?: number;
  /** Zeros behind the last object, as journald leaves in open files. */
  readonly spareBytes?: number;
}

export const BOOT_ID = '3d6b1f0e9c0a4b8f8a2f6c1de7a95b10';

function object(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head[0] = type;
  head[1] = flags;
  head.writeBigUInt64LE(BigInt(16 + body.length), 8);
  return Buffer.concat([head, body, Buffer.alloc((8 - (body.length % 8)) % 8)]);
}

function u64(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}

/** A journal file with what a reader needs: hash tables and indexes are empty. Equal fields share an object. */
export function writeJournal(entries: readonly WrittenEntry[], shape: JournalShape = {}): Buffer {
  const { compact = false, state = 0, headerBytes = 272, spareBytes = 0 } = shape;
  const objects: Buffer[] = [object(4, 0, Buffer.alloc(160)), object(5, 0, Buffer.alloc(160))];
  let offset = headerBytes + objects.reduce((sum, bytes) => sum + bytes.length, 0);
  let tail = 0;
  let flags = compact ? 16 : 0;
  const add = (bytes: Buffer): number => {
    tail = offset;
    objects.push(bytes);
    offset += bytes.length;
    return tail;
  };
  const counts = new Map<string, number>();
  for (const { fields } of entries)
    for (const { payload } of fields) {
      const key = Buffer.from(payload).toString('latin1');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  const written = new Map<string, number>();
  entries.forEach(({ realtimeUs, monotonicUs, fields }, index) => {
    const items = fields.map(({ payload, compression }) => {
      const bytes = Buffer.from(payload);
      const key = bytes.toString('latin1');
      const known = written.get(key);
      if (known !== undefined) return known;
      const kind = compression && COMPRESSIONS[compression];
      flags |= kind?.header ?? 0;
      const body = [u64(0, 0, 0, 0, 0, counts.get(key) ?? 1), ...(compact ? [u64(0)] : []), bytes];
      const at = add(object(1, kind?.object ?? 0, Buffer.concat(body)));
      written.set(key, at);
      return at;
    });
    const itemBytes = items.map((item) => (compact ? u64(item).subarray(0, 4) : u64(item, 0)));
    const head = [u64(index + 1, realtimeUs, monotonicUs), Buffer.from(BOOT_ID, 'hex'), u64(index + 99)];
    add(object(3, 0, Buffer.concat([...head, ...itemBytes])));
    if (index % 7 === 3) add(object(6, 0, Buffer.alloc(8 + 32)));
  });
  const header = Buffer.alloc(headerBytes);
  header.write('LPKSHHRH', 'latin1');
  header.writeUInt32LE(flags | (shape.incompatible ?? 0), 12);
  header[16] = state;
  Buffer.from('78a373c36e254685a2e23305d038cf16', 'hex').copy(header, 72);
  header.writeBigUInt64LE(BigInt(headerBytes), 88);
  header.writeBigUInt64LE(BigInt(offset - headerBytes + spareBytes), 96);
  header.writeBigUInt64LE(BigInt(tail), 136);
  header.writeBigUInt64LE(BigInt(entries.length), 152);
  return Buffer.concat([header, ...objects, Buffer.alloc(spareBytes)]);
}
