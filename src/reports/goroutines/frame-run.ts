import { BELOW, CREATOR, FILE, type FrameTable, LINE, NAME, NONE, RECORD } from './frame-table.js';
import { ARGUMENT_BYTES, ARGUMENT_PAIRS, digitsEnd, isHexDigit, numberAt, startsWith } from './line-bytes.js';
import { MAX_STATES } from './status-table.js';
import { MAX_GOROUTINE_FRAMES, type Scratch } from './scratch.js';

const CREATED_BY = 'created by ';
const IN_GOROUTINE = ' in goroutine ';
const OPENING = 0x28;
const CLOSING = 0x29;
const COLON = 0x3a;
const SPACE = 0x20;
const NEWLINE = 10;
const TAB = 9;
/** Most digits of a line number, and bytes of an offset `+0x1f`. */
const MAX_DIGITS = 9;
const MAX_OFFSET = 20;

/**
 * Reads frames in the form in which the runtime prints them, two lines at once, without looking for line ends: a name, arguments,
 * `)`, newline, tab, file, `:12`, maybe ` +0x1f`. The frame that stood below the one above it last is tried first, part by part, which
 * on a hung dockerd's stacks holds for nine of ten. What looks any other way is left to the reader of single lines.
 */
export class FrameRun {
  /** The stack's `created by` was read, so that it is complete. */
  complete = false;
  private readonly table: FrameTable;
  /** By state: the top frame of the last goroutine in that state. */
  private readonly tops = new Int32Array(MAX_STATES).fill(NONE);
  /** What `place` read. */
  private file = NONE;
  private line = 0;

  constructor(table: FrameTable) {
    this.table = table;
  }

  /** Notes what stood below a frame, or on top in a state. */
  learnBelow(above: number, state: number, frame: number): void {
    if (above < 0) this.tops[state] = frame;
    else this.table.records[above * RECORD + BELOW] = frame;
  }

  learnCreator(above: number, frame: number): void {
    if (above >= 0) this.table.records[above * RECORD + CREATOR] = frame;
  }

  /** Reads all whole frames from `from` on, and the creator, into `scratch`; returns where the next line begins. */
  read(bytes: Uint8Array, view: DataView, filled: number, from: number, scratch: Scratch, state: number): number {
    const { table } = this;
    const { names } = table;
    let { records } = table;
    let lengths = table.argumentLengths;
    let count = scratch.frameCount;
    let above = count === 0 ? NONE : (scratch.frames[count - 1] ?? NONE);
    let at = from;
    this.complete = false;
    while (count < MAX_GOROUTINE_FRAMES) {
      const guess = (above < 0 ? this.tops[state] : records[above * RECORD + BELOW]) ?? NONE;
      let name = guess < 0 ? NONE : (records[guess * RECORD + NAME] ?? NONE);
      let open = 0;
      let fresh = false;
      if (name >= 0) {
        open = at + names.lengthOf(name);
        if (open >= filled || bytes[open] !== OPENING || !names.matchesAt(name, bytes, view, at)) name = NONE;
      }
      if (name < 0) {
        if (at >= filled || (bytes[at] === 0x63 && startsWith(bytes, at, filled, CREATED_BY))) break;
        names.hashUntil(bytes, view, at, filled, OPENING);
        open = names.end;
        if (open === at || open >= filled || bytes[open] !== OPENING) break;
        name = names.find(bytes, view, at, open, names.hash);
        fresh = name < 0;
      }
      const known = fresh ? 0 : (lengths[name] ?? 0);
      let close = open + 1 + known;
      if (!(
        close + 2 < filled &&
        bytes[close] === CLOSING &&
        bytes[close + 1] === NEWLINE &&
        areArguments(view, open + 1, close)
      )) {
        close = open + 1;
        while (close + 2 <= filled && ARGUMENT_PAIRS[view.getUint16(close, true)] === 1) close += 2;
        if (close < filled && ARGUMENT_BYTES[bytes[close] ?? 0] === 1) close++;
        if (close + 2 >= filled || bytes[close] !== CLOSING || bytes[close + 1] !== NEWLINE) break;
      }
      if (bytes[close + 2] !== TAB) break;
      const hash = names.hash;
      const next = this.place(bytes, view, filled, close + 3, guess);
      if (next < 0) break;
      if (fresh) {
        name = names.insert(bytes, at, open, hash);
        if (name < 0) {
          table.overflowed = true;
          break;
        }
        table.reserveName(name);
        lengths = table.argumentLengths;
      }
      lengths[name] = close - open - 1;
      const { file, line } = this;
      let frame = guess;
      const record = guess * RECORD;
      if (guess < 0 || records[record + LINE] !== line || records[record + FILE] !== file || records[record] !== name) {
        frame = table.frame(name, file, line);
        ({ records } = table);
        if (above < 0) this.tops[state] = frame;
        else records[above * RECORD + BELOW] = frame;
      }
      scratch.frames[count] = frame;
      scratch.argStarts[count] = open + 1;
      scratch.argEnds[count] = close;
      count++;
      above = frame;
      at = next;
    }
    scratch.frameCount = count;
    if (above < 0 || at >= filled || bytes[at] !== 0x63) return at;
    const end = this.creator(bytes, view, filled, at, above, scratch);
    if (end < 0) return at;
    this.complete = true;
    return end;
  }

  /** Reads `created by f in goroutine 1` and its file line; where the next line begins, -1 if it looks otherwise. */
  private creator(
    bytes: Uint8Array,
    view: DataView,
    filled: number,
    at: number,
    above: number,
    scratch: Scratch,
  ): number {
    if (!startsWith(bytes, at, filled, CREATED_BY)) return -1;
    const { table } = this;
    const { names } = table;
    const guess = table.records[above * RECORD + CREATOR] ?? NONE;
    const start = at + CREATED_BY.length;
    let name = guess < 0 ? NONE : table.nameId(guess);
    let stop = name < 0 ? start : start + names.lengthOf(name);
    if (name < 0 || stop + 1 >= filled || (bytes[stop] ?? 0) > SPACE || !names.matchesAt(name, bytes, view, start)) {
      name = NONE;
      names.hashUntil(bytes, view, start, filled, SPACE);
      stop = names.end;
      if (stop === start || stop + 1 >= filled) return -1;
    }
    const nameEnd = stop;
    const { hash } = names;
    let id = 0;
    if (bytes[stop] === SPACE) {
      if (!startsWith(bytes, stop, filled, IN_GOROUTINE)) return -1;
      const digits = stop + IN_GOROUTINE.length;
      stop = digitsEnd(bytes, digits, Math.min(filled, digits + 15));
      if (stop === digits) return -1;
      id = numberAt(bytes, digits, stop);
    }
    if (stop + 2 >= filled || bytes[stop] !== NEWLINE || bytes[stop + 1] !== TAB) return -1;
    const next = this.place(bytes, view, filled, stop + 2, guess);
    if (next < 0) return -1;
    if (name < 0) name = names.find(bytes, view, start, nameEnd, hash);
    if (name < 0) name = names.insert(bytes, start, nameEnd, hash);
    if (name < 0) return -1;
    table.reserveName(name);
    const frame = table.frame(name, this.file, this.line);
    table.records[above * RECORD + CREATOR] = frame;
    scratch.createdFrame = frame;
    scratch.createdIn = id;
    return next;
  }

  /** Reads `/a/b.go:12 +0x1f` and its line end into `file` and `line`; where the next line begins, -1 if it looks otherwise. */
  private place(bytes: Uint8Array, view: DataView, filled: number, start: number, guess: number): number {
    const { files } = this.table;
    let file = guess < 0 ? NONE : this.table.fileId(guess);
    let colon = file < 0 ? start : start + files.lengthOf(file);
    const matches = file >= 0 && colon < filled && bytes[colon] === COLON && files.matchesAt(file, bytes, view, start);
    if (!matches) {
      file = NONE;
      files.hashUntil(bytes, view, start, filled, COLON);
      colon = files.end;
      if (colon === start || colon >= filled || bytes[colon] !== COLON) return -1;
    }
    const { hash } = files;
    let at = colon + 1;
    let line = 0;
    for (; at < filled; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      line = line * 10 + digit;
    }
    if (at === colon + 1 || at > colon + MAX_DIGITS + 1 || at >= filled) return -1;
    if (bytes[at] !== NEWLINE) {
      if (at + 5 >= filled || view.getInt32(at, true) !== OFFSET) return -1;
      const limit = Math.min(filled, at + MAX_OFFSET);
      at += 4;
      while (at < limit && isHexDigit(bytes[at] ?? 0)) at++;
      if (at >= filled || bytes[at] !== NEWLINE) return -1;
    }
    if (file < 0) file = files.find(bytes, view, start, colon, hash);
    if (file < 0) file = files.insert(bytes, start, colon, hash);
    if (file < 0) return -1;
    this.file = file;
    this.line = line;
    return at + 1;
  }
}

/** ` +0x` as a little-endian number. */
const OFFSET = 0x78302b20;

/** Whether `[start, end)`, behind which at least three bytes more can be loaded, holds only bytes of arguments. */
function areArguments(view: DataView, start: number, end: number): boolean {
  let at = start;
  for (; at + 2 <= end; at += 2) if (ARGUMENT_PAIRS[view.getUint16(at, true)] !== 1) return false;
  return at === end || ARGUMENT_BYTES[view.getUint8(at)] === 1;
}
