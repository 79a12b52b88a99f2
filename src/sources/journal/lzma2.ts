/** Probabilities are of 2048; a new one is an even chance. */
const EVEN = 1024;
const STATES = 12;
/** Places of the tables in one array of probabilities. */
const POS_STATES = 16;
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POS_STATES;
const IS_REP0 = IS_REP + STATES;
const IS_REP1 = IS_REP0 + STATES;
const IS_REP2 = IS_REP1 + STATES;
const IS_REP0_LONG = IS_REP2 + STATES;
const SLOT = IS_REP0_LONG + STATES * POS_STATES;
const SPECIAL = SLOT + 4 * 64;
const ALIGN = SPECIAL + 128;
const MATCH_LENGTH = ALIGN + 16;
const LENGTH_CODER = 2 + 2 * POS_STATES * 8 + 256;
const REP_LENGTH = MATCH_LENGTH + LENGTH_CODER;
const LITERAL = REP_LENGTH + LENGTH_CODER;
const LITERAL_CODER = 0x300;
/** LZMA2 allows four bits of context for literals at most. */
const MAX_LITERAL_BITS = 4;

const LEAST_MATCH = 2;
const FIRST_OUTPUT = 64 * 1024;

/**
 * Decompresses LZMA2 chunks; undefined if they are damaged or give more than `maxBytes`.
 * Format: the LZMA specification of the LZMA SDK, and the chunks as the .xz tools write them.
 */
export function decodeLzma2(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const decoder = new LzmaDecoder(bytes, maxBytes);
  let at = 0;
  for (;;) {
    const control = bytes[at++];
    if (control === undefined) return undefined;
    if (control === 0) return decoder.output();
    if (control < 0x80) {
      const length = (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) + 1;
      at += 2;
      if (control > 2 || at + length > bytes.length || !decoder.copy(at, length)) return undefined;
      at += length;
      continue;
    }
    if (at + 5 > bytes.length) return undefined;
    const length = (((control & 0x1f) << 16) | ((bytes[at] as number) << 8) | (bytes[at + 1] as number)) + 1;
    const packed = (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) + 1;
    at += 4;
    const reset = (control >> 5) & 3;
    if (reset >= 2 && !decoder.setProperties(bytes[at++] as number)) return undefined;
    if (reset >= 1) decoder.reset();
    if (at + packed > bytes.length || !decoder.decode(at, packed, length)) return undefined;
    at += packed;
  }
}

class LzmaDecoder {
  readonly #in: Uint8Array;
  readonly #maxBytes: number;
  #out = new Uint8Array(FIRST_OUTPUT);
  #filled = 0;
  readonly #probabilities = new Uint16Array(LITERAL + (LITERAL_CODER << MAX_LITERAL_BITS));
  #state = 0;
  #reps: [number, number, number, number] = [0, 0, 0, 0];
  #contextBits = 0;
  #literalPosMask = 0;
  #posMask = 0;
  #at = 0;
  #end = 0;
  #range = 0;
  #code = 0;

  constructor(bytes: Uint8Array, maxBytes: number) {
    this.#in = bytes;
    this.#maxBytes = maxBytes;
    this.reset();
  }

  output(): Uint8Array {
    return this.#out.subarray(0, this.#filled);
  }

  setProperties(byte: number): boolean {
    const literalPosBits = Math.floor(byte / 9) % 5;
    const posBits = Math.floor(byte / 45);
    this.#contextBits = byte % 9;
    if (posBits > 4 || this.#contextBits + literalPosBits > MAX_LITERAL_BITS) return false;
    this.#literalPosMask = (1 << literalPosBits) - 1;
    this.#posMask = (1 << posBits) - 1;
    return true;
  }

  reset(): void {
    this.#probabilities.fill(EVEN);
    this.#state = 0;
    this.#reps = [0, 0, 0, 0];
  }

  /** Takes bytes that are stored as they are. */
  copy(at: number, length: number): boolean {
    if (!this.#makeRoom(length)) return false;
    this.#out.set(this.#in.subarray(at, at + length), this.#filled);
    this.#filled += length;
    return true;
  }

  /** Decodes one chunk of `packed` bytes into `length` bytes. */
  decode(at: number, packed: number, length: number): boolean {
    if (packed < 5 || !this.#makeRoom(length)) return false;
    this.#at = at;
    this.#end = at + packed;
    this.#range = 0xffffffff;
    this.#code = 0;
    for (let i = 0; i < 5; i++) this.#code = ((this.#code << 8) | this.#byte()) >>> 0;
    const end = this.#filled + length;
    while (this.#filled < end) if (!this.#step(end)) return false;
    // Damage shows here in most cases: the bytes are used up too early or too late.
    return this.#at <= this.#end;
  }

  /** One literal or match; false if the match reaches before the start or over the end. */
  #step(end: number): boolean {
    const posState = this.#filled & this.#posMask;
    const state = this.#state;
    if (this.#bit(IS_MATCH + state * POS_STATES + posState) === 0) {
      this.#literal();
      return true;
    }
    const reps = this.#reps;
    let length = 0;
    if (this.#bit(IS_REP + state) === 0) {
      length = this.#length(MATCH_LENGTH, posState);
      this.#reps = [this.#distance(length), reps[0], reps[1], reps[2]];
      this.#state = state < 7 ? 7 : 10;
    } else {
      if (this.#bit(IS_REP0 + state) === 0) {
        if (this.#bit(IS_REP0_LONG + state * POS_STATES + posState) === 0) length = 1;
      } else if (this.#bit(IS_REP1 + state) === 0) this.#reps = [reps[1], reps[0], reps[2], reps[3]];
      else if (this.#bit(IS_REP2 + state) === 0) this.#reps = [reps[2], reps[0], reps[1], reps[3]];
      else this.#reps = [reps[3], reps[0], reps[1], reps[2]];
      this.#state = length === 1 ? (state < 7 ? 9 : 11) : state < 7 ? 8 : 11;
      if (length === 0) length = this.#length(REP_LENGTH, posState);
    }
    const from = this.#filled - this.#reps[0] - 1;
    if (from < 0 || this.#filled + length > end) return false;
    const out = this.#out;
    for (let i = 0; i < length; i++) out[this.#filled + i] = out[from + i] as number;
    this.#filled += length;
    return true;
  }

  #literal(): void {
    const out = this.#out;
    const before = this.#filled > 0 ? (out[this.#filled - 1] as number) : 0;
    const context = ((this.#filled & this.#literalPosMask) << this.#contextBits) + (before >> (8 - this.#contextBits));
    const table = LITERAL + LITERAL_CODER * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let matched = out[this.#filled - this.#reps[0] - 1] ?? 0;
      while (symbol < 0x100) {
        const expected = (matched >> 7) & 1;
        matched <<= 1;
        const bit = this.#bit(table + ((1 + expected) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(table + symbol);
    out[this.#filled++] = symbol & 0xff;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #length(coder: number, posState: number): number {
    const low = coder + 2 + posState * 8;
    if (this.#bit(coder) === 0) return LEAST_MATCH + this.#tree(low, 3);
    if (this.#bit(coder + 1) === 0) return LEAST_MATCH + 8 + this.#tree(low + POS_STATES * 8, 3);
    return LEAST_MATCH + 16 + this.#tree(coder + 2 + 2 * POS_STATES * 8, 8);
  }

  /** How far back a match lies, less one. */
  #distance(length: number): number {
    const slot = this.#tree(SLOT + Math.min(length - LEAST_MATCH, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return base + this.#reverseTree(SPECIAL + base - slot, bits);
    return base + this.#direct(bits - 4) * 16 + this.#reverseTree(ALIGN, 4);
  }

  #tree(table: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(table + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(table: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(table + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  /** Bits without a probability. */
  #direct(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) {
      this.#range >>>= 1;
      const isOne = this.#code >= this.#range;
      if (isOne) this.#code -= this.#range;
      value = value * 2 + (isOne ? 1 : 0);
      this.#normalize();
    }
    return value;
  }

  #bit(index: number): 0 | 1 {
    const probability = this.#probabilities[index] as number;
    const bound = (this.#range >>> 11) * probability;
    if (this.#code < bound) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
      this.#normalize();
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    this.#probabilities[index] = probability - (probability >> 5);
    this.#normalize();
    return 1;
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#byte()) >>> 0;
  }

  /** Behind the chunk's end come zeros; `decode` sees that it was passed. */
  #byte(): number {
    const at = this.#at++;
    return at < this.#end ? (this.#in[at] as number) : 0;
  }

  #makeRoom(length: number): boolean {
    const needed = this.#filled + length;
    if (needed > this.#maxBytes) return false;
    if (needed <= this.#out.length) return true;
    const larger = new Uint8Array(Math.max(needed, Math.min(this.#out.length * 2, this.#maxBytes)));
    larger.set(this.#out.subarray(0, this.#filled));
    this.#out = larger;
    return true;
  }
}
