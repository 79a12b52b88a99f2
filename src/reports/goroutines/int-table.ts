/** A list of 32-bit numbers that grows; unset places hold `filler`. */
export class IntList {
  values: Int32Array;
  private readonly filler: number;

  constructor(filler: number) {
    this.filler = filler;
    this.values = new Int32Array(1 << 10).fill(filler);
  }

  set(index: number, value: number): void {
    while (index >= this.values.length) {
      const grown = new Int32Array(this.values.length * 2).fill(this.filler, this.values.length);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[index] = value;
  }
}

/** Numbers pairs of 32-bit numbers from 0 on in the order in which they are first seen. */
export class PairTable {
  private slots = new Int32Array(1 << 11).fill(-1);
  private readonly firsts = new IntList(0);
  private readonly seconds = new IntList(0);
  private count = 0;

  get size(): number {
    return this.count;
  }

  first(id: number): number {
    return this.firsts.values[id] ?? 0;
  }

  second(id: number): number {
    return this.seconds.values[id] ?? 0;
  }

  /** The number of the pair, or -1 - the number that it was given now. */
  add(first: number, second: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hashPair(first, second) & mask;
    for (;;) {
      const id = slots[slot] ?? -1;
      if (id < 0) break;
      if (this.firsts.values[id] === first && this.seconds.values[id] === second) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.count++;
    this.firsts.set(id, first);
    this.seconds.set(id, second);
    slots[slot] = id;
    if (this.count * 4 > slots.length * 3) this.rehash();
    return -1 - id;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = hashPair(this.first(id), this.second(id)) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
}

function hashPair(first: number, second: number): number {
  let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
