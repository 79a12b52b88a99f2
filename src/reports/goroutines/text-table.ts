/** Most distinct texts kept by one table, and their bytes, unless said otherwise; new ones share the id `FULL` then. */
const MAX_TEXTS = 400_000;
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** Answer of `TextTable.add` when the table has reached its bound. */
export const FULL = -1;

/** Tables begin small, so that they have grown before the reader is compiled: code that has not run yet is left out of that. */
const FIRST_BYTES = 256;
export const FIRST_SLOTS = 16;

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
  /** Those that were decoded. */
  private readonly strings: string[] = [];
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
    if (id >= this.strings.length) this.decode();
    return this.strings[id] ?? '';
  }

  startsWith(id: number, prefix: Uint8Array): boolean {
    if (this.lengthOf(id) < prefix.length) return false;
    const start = this.spans[id * 2] ?? 0;
    for (let at = 0; at < prefix.length; at++) if (this.arena[start + at] !== prefix[at]) return false;
    return true;
  }

  /** Decodes what was added since the last time. ASCII is cut out of one string, which is sooner done than each text by itself. */
  private decode(): void {
    const { strings, spans } = this;
    const from = spans[strings.length * 2] ?? 0;
    const all = decodeText(this.arena, from, this.used);
    const isAscii = all.length === this.used - from;
    for (let id = strings.length; id < this.count; id++) {
      const start = spans[id * 2] ?? 0;
      const end = spans[id * 2 + 1] ?? 0;
      strings.push(isAscii ? all.slice(start - from, end - from) : decodeText(this.arena, start, end));
    }
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

  /**
   * The id of `bytes[start, end)`, added if it is new; `FULL` when a bound is reached. All in one function, which is then too long for V8
   * to compile it once more within each of its callers.
   */
  add(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    // Four bytes a step.
    let hash = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let shift = 0; at < end; at++, shift += 8) hash ^= (bytes[at] ?? 0) << shift;
    hash = Math.imul(hash ^ length ^ (hash >>> 13), 0x2c1b3c6d);
    hash ^= hash >>> 16;
    const { slots } = this;
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const known = (slots[slot + 1] ?? 0) - 1;
      if (known < 0) break;
      if (slots[slot] === hash && this.lengthOf(known) === length && this.matchesAt(known, bytes, view, start))
        return known;
      slot = (slot + 2) & mask;
    }
    const id = this.count;
    const { used } = this;
    if (id >= this.maxTexts || used + length > this.maxBytes) return FULL;
    if (used + length > this.arena.length || id * 2 === this.spans.length) this.makeRoom(length);
    for (let from = start, to = used; from < end; from++, to++) this.arena[to] = bytes[from] ?? 0;
    this.spans[id * 2] = used;
    this.used = used + length;
    this.spans[id * 2 + 1] = used + length;
    slots[slot] = hash;
    slots[slot + 1] = id + 1;
    this.count++;
    if (this.count * 4 > slots.length) this.slots = widened(slots, 2);
    return id;
  }

  private makeRoom(length: number): void {
    if (this.used + length > this.arena.length) {
      const grown = new Uint8Array(Math.max(this.arena.length * 2, this.used + length));
      grown.set(this.arena);
      this.arena = grown;
      this.view = new DataView(grown.buffer);
    }
    if (this.count * 2 === this.spans.length) this.spans = roomier(this.spans);
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

/** A copy with four times as much room: what is never used of it costs nothing, as nobody touches its pages. */
export function roomier<A extends Int32Array | Float64Array | Uint8Array>(array: A): A {
  const wider = new (array.constructor as new (length: number) => A)(array.length * 4);
  wider.set(array);
  return wider;
}

/** Any text of the bytes, invalid UTF-8 replaced. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
