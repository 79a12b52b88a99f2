/** A member of a tar archive as a test wants it; `type` and `size` may be wrong on purpose. */
export interface TarMember {
  readonly name: string;
  readonly data?: string | Uint8Array;
  /** Default `0`, a file. */
  readonly type?: string;
  readonly link?: string;
  /** Default: that of the data. */
  readonly size?: number;
  readonly modifiedSeconds?: number;
}

const BLOCK = 512;

/** An archive in the ustar form; names over 100 bytes are cut, for long ones add a member of type `L` or `x` before. */
export function makeTar(members: readonly TarMember[], trailer = true): Buffer {
  const parts: Buffer[] = [];
  for (const member of members) {
    const data = Buffer.from(member.data ?? '');
    const size = member.size ?? data.length;
    const header = Buffer.alloc(BLOCK);
    header.write(member.name.slice(0, 100), 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    header.write(`${(member.modifiedSeconds ?? 1_544_790_000).toString(8).padStart(11, '0')}\0`, 136);
    header.write('        ', 148);
    header.write(member.type ?? '0', 156);
    header.write(member.link ?? '', 157);
    header.write('ustar\u000000', 257);
    let sum = 0;
    for (const byte of header) sum += byte;
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK));
  }
  if (trailer) parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}
