import type { GoFrame } from '../../core/goroutine-dump.js';
import { IntList, PairTable } from './int-table.js';
import { type PlaceSpan, findPlace } from './place.js';
import { FULL, TextTable } from './text-table.js';

/** Stands in for frames beyond the bound of distinct texts. */
const OVERFLOW_FRAME: GoFrame = { function: '(not kept)', file: '', line: 0 };
const MAX_FRAMES = 2_000_000;
/** Texts of places kept for predictions; programs have some ten thousand places in their stacks. */
const MAX_PLACE_TEXTS = 65_536;
const MAX_PLACE_BYTES = 8 * 1024 * 1024;
/** Frame id of `OVERFLOW_FRAME`. */
const OVERFLOW = 0;
/** Place id of a frame without file. */
export const NO_PLACE = 0;
/** Answer of `place` for bytes that are no file line. */
export const NOT_A_PLACE = -1;
/** No text, frame or name. */
export const NONE = -1;

/**
 * All distinct function names, places and frames of a stream, as small numbers. Strings and frame objects are made when a group
 * asks for them, once each. Offsets (`+0x1f`) do not tell places apart.
 */
export class FrameTable {
  readonly names = new TextTable();
  /** Texts of file lines, without indent, of places that were seen twice: what predictions compare with. */
  readonly placeTexts = new TextTable(MAX_PLACE_TEXTS, MAX_PLACE_BYTES);
  /** A bound was reached; some frames share one stand-in. */
  overflowed = false;
  /** Text id of the place that `place` found last, `NONE` if it is not kept. */
  lastText = NONE;
  private readonly files = new TextTable();
  /** The place of each of `placeTexts`. */
  private readonly placeOfText = new IntList(NOT_A_PLACE);
  /** File and line of each place. */
  private readonly places = new PairTable();
  /** Name and place of each frame. */
  private readonly pairs = new PairTable();
  private readonly made: (GoFrame | undefined)[] = [OVERFLOW_FRAME];
  private readonly nameStrings: (string | undefined)[] = [];
  private readonly fileStrings: (string | undefined)[] = [];
  private readonly span: PlaceSpan = { fileEnd: 0, line: 0 };

  constructor() {
    // Number 0 of both is taken: no place, and the stand-in.
    this.places.add(NONE, 0);
    this.pairs.add(NONE, NONE);
  }

  /** The id of a function name; `FULL` at the bound. */
  name(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const id = this.names.add(bytes, view, start, end);
    if (id === FULL) this.overflowed = true;
    return id;
  }

  /** The place of a file line without its indent, or `NOT_A_PLACE`. */
  place(bytes: Uint8Array, view: DataView, start: number, end: number, indented: boolean): number {
    const known = this.placeTexts.find(bytes, view, start, end);
    if (known !== undefined) {
      this.lastText = known;
      return this.placeOfText.values[known] ?? NOT_A_PLACE;
    }
    this.lastText = NONE;
    const { span } = this;
    if (!findPlace(bytes, start, end, indented, span)) return NOT_A_PLACE;
    const file = this.files.add(bytes, view, start, span.fileEnd);
    if (file === FULL) {
      this.overflowed = true;
      return NO_PLACE;
    }
    const place = this.places.add(file, span.line);
    if (place < 0) return -1 - place;
    const text = this.placeTexts.add(bytes, view, start, end);
    if (text === FULL) return place;
    this.lastText = text;
    this.placeOfText.set(text, place);
    return place;
  }

  /** The frame id of a name at a place. */
  frame(name: number, place: number): number {
    if (name === FULL || this.pairs.size >= MAX_FRAMES) {
      this.overflowed = true;
      return OVERFLOW;
    }
    const id = this.pairs.add(name, place);
    return id < 0 ? -1 - id : id;
  }

  frameOf(id: number): GoFrame {
    const made = this.made[id];
    if (made !== undefined) return made;
    const place = this.pairs.second(id);
    const frame: GoFrame = {
      function: this.nameOf(id),
      file: this.fileString(this.places.first(place)),
      line: this.places.second(place),
    };
    while (this.made.length < id) this.made.push(undefined);
    this.made[id] = frame;
    return frame;
  }

  /** The function name of a frame. */
  nameOf(id: number): string {
    if (id === OVERFLOW) return OVERFLOW_FRAME.function;
    const name = this.pairs.first(id);
    const known = this.nameStrings[name];
    if (known !== undefined) return known;
    const text = this.names.text(name);
    while (this.nameStrings.length < name) this.nameStrings.push(undefined);
    this.nameStrings[name] = text;
    return text;
  }

  private fileString(file: number): string {
    if (file < 0) return '';
    const known = this.fileStrings[file];
    if (known !== undefined) return known;
    const text = this.files.text(file);
    while (this.fileStrings.length < file) this.fileStrings.push(undefined);
    this.fileStrings[file] = text;
    return text;
  }
}

/** What followed what in the stacks read so far: the reader's guesses at the next lines. Frames whose text is not kept have none. */
export class Predictions {
  /** By frame: the frame that stood below it last. */
  readonly below = new IntList(NONE);
  /** By state: the top frame of the last goroutine in that state. */
  readonly top = new IntList(NONE);
  /** By frame: the frame of the `created by` line that stood below it last. */
  readonly creator = new IntList(NONE);
  /** By frame: its name, and the text of its place. */
  readonly name = new IntList(NONE);
  readonly text = new IntList(NONE);
}
