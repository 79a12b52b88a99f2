/** Most distinct texts kept by one table, and their bytes, unless said otherwise; new ones share the id `FULL` then. */
const MAX_TEXTS = 400_000;
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** Answer of `TextTable.add` when the table has reached its bound. */
export const FULL = -1;

/** Tables begin small, so that they have grown before the reader is compiled: code that has not run yet is left out of that. */
const FIRST_BYTES = 256;
export const FIRST_SLOTS = 16;

const decoder = new TextDecoder('utf-8');

/**
 * Interns byte strings: equal bytes get the same small number, and each distinct text is decoded once at most.
 * A dump of 100 MB repeats a few thousand function names and files half a million times, so that
 * comparing bytes with those seen before is what reading costs; no string is made for a line that is known.
 */
export class TextTable {
  private arena = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.arena.buffer);
  private used = 0;
  /** Start and end of each text in the arena. */
  private spans = new Int32Array(FIRST_SLOTS);
  /** Hash and id + 1 of each text; two zeros where there is none. */
  private slots = new Int32Array(FIRST_SLOTS);
  private count = 0;
  private readonly maxTexts: number;
  private readonly maxBytes: number;

  constructor(maxTexts = MAX_TEXTS, maxBytes = MAX_TEXT_BYTES) {
    this.maxTexts = maxTexts;
    this.maxBytes = maxBytes;
  }

  get size(): number {
    return this.count;
  }

  /** Length in bytes of the text `id`. */
  private lengthOf(id: number): number {
    return (this.spans[id * 2 + 1] ?? 0) - (this.spans[id * 2] ?? 0);
  }

  text(id: number): string {
    return decoder.decode(this.arena.subarray(this.spans[id * 2], this.spans[id * 2 + 1]));
  }

  /** Whether the bytes at `at` begin with the text `id`; the caller sees to it that so many bytes are there. */
  private matchesAt(id: number, bytes: Uint8Array, view: DataView, at: number): boolean {
    const end = this.spans[id * 2 + 1] ?? 0;
    const mine = this.arena;
    const mineView = this.view;
    let a = this.spans[id * 2] ?? 0;
    let b = at;
    // Four bytes a step; an unaligned load costs the same as an aligned one.
    for (; a + 4 <= end; a += 4, b += 4) {
      if (mineView.getInt32(a, true) !== view.getInt32(b, true)) return false;
    }
    for (; a < end; a++, b++) {
      if (mine[a] !== bytes[b]) return false;
    }
    return true;
  }

  /** The id of `bytes[start, end)`, added if it is new; `FULL` when a bound is reached. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const hash = hashBytes(bytes, view, start, end);
    const known = this.find(bytes, view, start, end, hash);
    return known >= 0 ? known : this.insert(bytes, start, end, hash);
  }

  /** The id of the text with this hash, -1 if there is none. */
  private find(bytes: Uint8Array, view: DataView, start: number, end: number, hash: number): number {
    const { slots } = this;
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const id = (slots[slot + 1] ?? 0) - 1;
      if (id < 0) return -1;
      if (slots[slot] === hash && this.lengthOf(id) === end - start && this.matchesAt(id, bytes, view, start))
        return id;
      slot = (slot + 2) & mask;
    }
  }

  /** Adds a text that `find` did not find; `FULL` when a bound is reached. */
  private insert(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (this.count >= this.maxTexts || this.used + (end - start) > this.maxBytes) return FULL;
    if ((this.count + 1) * 4 > this.slots.length) this.rehash();
    const id = this.count++;
    this.reserve(end - start);
    this.arena.set(bytes.subarray(start, end), this.used);
    this.spans[id * 2] = this.used;
    this.used += end - start;
    this.spans[id * 2 + 1] = this.used;
    placeInSlots(this.slots, hash, id);
    return id;
  }

  private reserve(more: number): void {
    if (this.used + more > this.arena.length) {
      const grown = new Uint8Array(Math.max(this.arena.length * 2, this.used + more));
      grown.set(this.arena);
      this.arena = grown;
      this.view = new DataView(grown.buffer);
    }
    if (this.count * 2 > this.spans.length) this.spans = doubled(this.spans);
  }

  private rehash(): void {
    this.slots = widened(this.slots, 2);
  }
}

/** Slots of a hash table, hash and id + 1 each, `factor` times as many. */
export function widened(slots: Int32Array, factor: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(slots.length * factor);
  for (let slot = 0; slot < slots.length; slot += 2) {
    const id = (slots[slot + 1] ?? 0) - 1;
    if (id >= 0) placeInSlots(wider, slots[slot] ?? 0, id);
  }
  return wider;
}

/** Puts an id into the first free slot from its hash's own on. */
export function placeInSlots(slots: Int32Array, hash: number, id: number): void {
  const mask = slots.length - 2;
  let slot = (hash << 1) & mask;
  while (slots[slot + 1] !== 0) slot = (slot + 2) & mask;
  slots[slot] = hash;
  slots[slot + 1] = id + 1;
}

export function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}

/** Any text of the bytes, invalid UTF-8 replaced. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function finish(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ length ^ (hash >>> 13), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 16);
}

/** Four bytes a step. */
function hashBytes(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mix(hash, view.getInt32(at, true));
  let tail = 0;
  let shift = 0;
  for (; at < end; at++, shift += 8) tail |= (bytes[at] ?? 0) << shift;
  if (shift > 0) hash = mix(hash, tail);
  return finish(hash, end - start);
}
