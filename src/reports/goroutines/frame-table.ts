import type { GoFrame } from '../../core/goroutine-dump.js';
import { type PlaceSpan, findPlace } from './place.js';
import { FIRST_SLOTS, FULL, TextTable, placeInSlots, roomier, widened } from './text-table.js';

/** Stands in for frames beyond the bound of distinct texts. */
const OVERFLOW_FRAME: GoFrame = { function: '(not kept)', file: '', line: 0 };
const MAX_FRAMES = 2_000_000;
/** Frame id of `OVERFLOW_FRAME`. */
const OVERFLOW = 0;
/** File id of a frame without file. */
export const NO_FILE = -1;
/** No text, frame or name. */
export const NONE = -1;

/** What `FrameTable.records` holds of each frame: its name, file and line. */
const NAME = 0;
const FILE = 1;
const LINE = 2;
const RECORD = 3;

/**
 * All distinct function names, files and frames of a stream, as small numbers. Strings and frame objects are made when somebody
 * asks for them, once each. Offsets (`+0x1f`) do not tell places apart.
 */
export class FrameTable {
  readonly names = new TextTable();
  readonly files = new TextTable();
  /** Frame `id` begins at `id * RECORD`. */
  private records = new Int32Array(RECORD * FIRST_SLOTS);
  /** A bound was reached; some frames share one stand-in. */
  overflowed = false;
  /** File and line that `place` found last. */
  file = NO_FILE;
  line = 0;
  private count = 0;
  /** Hash and id + 1 of each frame. */
  private slots = new Int32Array(FIRST_SLOTS);
  private readonly made = new Map<number, GoFrame>([[OVERFLOW, OVERFLOW_FRAME]]);
  private readonly span: PlaceSpan = { fileEnd: 0, line: 0 };

  constructor() {
    // Number 0 is the stand-in.
    this.insert(NONE, NO_FILE, 0, hashFrame(NONE, NO_FILE, 0));
  }

  /** Frames, all with smaller ids than this. */
  get frameCount(): number {
    return this.count;
  }

  /** The id of a function name; `FULL` at the bound. */
  name(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const id = this.names.add(bytes, view, start, end);
    if (id === FULL) this.overflowed = true;
    return id;
  }

  /** Whether `[start, end)` is a file line without its indent; its file and line are in `file` and `line` then. */
  place(bytes: Uint8Array, view: DataView, start: number, end: number, indented: boolean): boolean {
    const { span } = this;
    if (!findPlace(bytes, start, end, indented, span)) return false;
    this.line = span.line;
    this.file = this.files.add(bytes, view, start, span.fileEnd);
    if (this.file !== FULL) return true;
    this.overflowed = true;
    this.file = NO_FILE;
    this.line = 0;
    return true;
  }

  /** The frame id of a name at a line of a file. */
  frame(name: number, file: number, line: number): number {
    const { slots, records } = this;
    const hash = hashFrame(name, file, line);
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (;;) {
      const id = (slots[slot + 1] ?? 0) - 1;
      if (id < 0) break;
      const at = id * RECORD;
      if (slots[slot] === hash && records[at] === name && records[at + FILE] === file && records[at + LINE] === line)
        return id;
      slot = (slot + 2) & mask;
    }
    if (name !== FULL && this.count < MAX_FRAMES) return this.insert(name, file, line, hash);
    this.overflowed = true;
    return OVERFLOW;
  }

  /** The id of a frame that is known as strings. */
  frameOfStrings({ function: name, file, line }: GoFrame): number {
    const encoded = Buffer.from(`${name}${file}`, 'utf8');
    const bytes = new Uint8Array(encoded);
    const view = new DataView(bytes.buffer);
    const nameEnd = Buffer.byteLength(name, 'utf8');
    const nameId = this.name(bytes, view, 0, nameEnd);
    const fileId = file === '' ? NO_FILE : this.files.add(bytes, view, nameEnd, bytes.length);
    return this.frame(nameId, fileId, line);
  }

  frameOf(id: number): GoFrame {
    const made = this.made.get(id);
    if (made !== undefined) return made;
    const at = id * RECORD;
    const frame: GoFrame = {
      function: this.nameOf(id),
      file: this.fileString(this.records[at + FILE] ?? NO_FILE),
      line: this.records[at + LINE] ?? 0,
    };
    this.made.set(id, frame);
    return frame;
  }

  /** The id of a frame's function name, `NONE` for the stand-in. */
  nameId(id: number): number {
    return this.records[id * RECORD] ?? NONE;
  }

  /** 1 at the ids of the names and files of the frames that have 1 at theirs. */
  namesOf(frames: Uint8Array): Uint8Array {
    return this.marksOf(frames, NAME, this.names.size);
  }

  filesOf(frames: Uint8Array): Uint8Array {
    return this.marksOf(frames, FILE, this.files.size);
  }

  /** 1 at the ids of the frames whose names have 1 at theirs. */
  framesOf(names: Uint8Array): Uint8Array {
    const { count, records } = this;
    const frames = new Uint8Array(count);
    for (let id = 0; id < count; id++) frames[id] = names[records[id * RECORD] ?? NONE] ?? 0;
    return frames;
  }

  /** The function name of a frame. */
  nameOf(id: number): string {
    return this.nameString(this.nameId(id));
  }

  nameString(name: number): string {
    return name < 0 ? OVERFLOW_FRAME.function : this.names.text(name);
  }

  fileString(file: number): string {
    return file < 0 ? '' : this.files.text(file);
  }

  private marksOf(frames: Uint8Array, field: number, size: number): Uint8Array {
    const { records } = this;
    const marks = new Uint8Array(size);
    // What is written at a negative index is lost.
    for (let id = 0; id < frames.length; id++) if (frames[id] === 1) marks[records[id * RECORD + field] ?? NONE] = 1;
    return marks;
  }

  private insert(name: number, file: number, line: number, hash: number): number {
    if (this.count * 3 > this.slots.length) this.slots = widened(this.slots, 2);
    const id = this.count++;
    const at = id * RECORD;
    if (at + RECORD > this.records.length) this.records = roomier(this.records);
    const { records } = this;
    records[at + NAME] = name;
    records[at + FILE] = file;
    records[at + LINE] = line;
    placeInSlots(this.slots, hash, id);
    return id;
  }
}

function hashFrame(name: number, file: number, line: number): number {
  let hash = Math.imul(name, 0x9e3779b1) ^ Math.imul(file, 0x85ebca6b) ^ Math.imul(line, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
