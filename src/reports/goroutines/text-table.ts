/** Most distinct texts kept by one table, and their bytes, unless said otherwise; new ones share the id `FULL` then. */
const MAX_TEXTS = 400_000;
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** Answer of `TextTable.add` when the table has reached its bound. */
export const FULL = -1;

const decoder = new TextDecoder('utf-8');

/**
 * Interns byte strings: equal bytes get the same small number, and each distinct text is decoded once at most.
 * A dump of 100 MB repeats a few thousand function names and places half a million times, so that
 * comparing bytes with those seen before is what reading costs; no string is made for a line that is known.
 */
export class TextTable {
  private arena = new Uint8Array(1 << 16);
  private view = new DataView(this.arena.buffer);
  private used = 0;
  private starts = new Int32Array(1 << 10);
  private ends = new Int32Array(1 << 10);
  private hashes = new Int32Array(1 << 10);
  private slots = new Int32Array(1 << 11).fill(-1);
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
  lengthOf(id: number): number {
    return (this.ends[id] ?? 0) - (this.starts[id] ?? 0);
  }

  text(id: number): string {
    return decoder.decode(this.arena.subarray(this.starts[id], this.ends[id]));
  }

  /** Whether the bytes at `at` begin with the text `id`; the caller sees to it that so many bytes are there. */
  matchesAt(id: number, bytes: Uint8Array, view: DataView, at: number): boolean {
    const start = this.starts[id] ?? 0;
    const end = this.ends[id] ?? 0;
    const mine = this.arena;
    const mineView = this.view;
    let a = start;
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

  /** The id of `bytes[start, end)` if it was added before, else undefined. */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): number | undefined {
    const id = this.slots[this.slotOf(bytes, view, start, end, hashBytes(bytes, view, start, end))] ?? -1;
    return id < 0 ? undefined : id;
  }

  /** The id of `bytes[start, end)`, added if it is new; `FULL` when a bound is reached. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const hash = hashBytes(bytes, view, start, end);
    const slot = this.slotOf(bytes, view, start, end, hash);
    const known = this.slots[slot] ?? -1;
    if (known >= 0) return known;
    if (this.count >= this.maxTexts || this.used + (end - start) > this.maxBytes) return FULL;
    const id = this.count++;
    this.reserve(end - start);
    this.arena.set(bytes.subarray(start, end), this.used);
    this.starts[id] = this.used;
    this.used += end - start;
    this.ends[id] = this.used;
    this.hashes[id] = hash;
    this.slots[slot] = id;
    if (this.count * 2 > this.slots.length) this.rehash();
    return id;
  }

  private slotOf(bytes: Uint8Array, view: DataView, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.slots[slot] ?? -1;
      if (id < 0) return slot;
      if (this.hashes[id] === hash && this.lengthOf(id) === end - start && this.matchesAt(id, bytes, view, start)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  private reserve(more: number): void {
    if (this.used + more > this.arena.length) {
      const grown = new Uint8Array(Math.max(this.arena.length * 2, this.used + more));
      grown.set(this.arena);
      this.arena = grown;
      this.view = new DataView(grown.buffer);
    }
    if (this.count > this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
      this.hashes = doubled(this.hashes);
    }
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = (this.hashes[id] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.slots = slots;
  }
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

/** Four bytes a step, as `matchesAt`. */
function hashBytes(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let hash = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return Math.imul(hash ^ (hash >>> 13), 0x2c1b3c6d) | 0;
}
