/** Unsigned numbers as journal files store them. Whoever calls has checked that the bytes are there. */

export function u32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

/** Exact up to 2^53; larger values come out rounded, and above every bound that is checked. */
export function u64At(bytes: Uint8Array, at: number): number {
  return u32At(bytes, at + 4) * 0x1_0000_0000 + u32At(bytes, at);
}

/** A 64-bit number in hex, without leading zeros. */
export function hex64At(bytes: Uint8Array, at: number): string {
  const high = u32At(bytes, at + 4);
  const low = u32At(bytes, at).toString(16);
  return high === 0 ? low : high.toString(16) + low.padStart(8, '0');
}

/** The 16 bytes of an id in hex. */
export function idAt(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, 16).toString('hex');
}
