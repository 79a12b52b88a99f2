/** Thrown when the bytes at hand do not hold a whole block. */
export class OutOfBits extends Error {}

/** Bits of a buffer, the most significant first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #heldBits = 0;

  constructor(bytes: Uint8Array, bitOffset: number) {
    this.#bytes = bytes;
    this.#at = bitOffset >> 3;
    this.#heldBits = 0;
    if ((bitOffset & 7) !== 0) this.read(bitOffset & 7);
  }

  /** Bits that were read, from the buffer's start. */
  get position(): number {
    return this.#at * 8 - this.#heldBits;
  }

  /** The next `bits` bits, 24 at most. */
  read(bits: number): number {
    while (this.#heldBits < bits) {
      if (this.#at >= this.#bytes.length) throw new OutOfBits('it ends early');
      this.#held = ((this.#held << 8) | (this.#bytes[this.#at] ?? 0)) & 0xffffffff;
      this.#at++;
      this.#heldBits += 8;
    }
    this.#heldBits -= bits;
    return (this.#held >>> this.#heldBits) & ((1 << bits) - 1);
  }

  read32(): number {
    return ((this.read(16) << 16) | this.read(16)) >>> 0;
  }
}
