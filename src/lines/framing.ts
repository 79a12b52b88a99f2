const NEWLINE = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

/** How far back the first line of a record is looked for when a hit stands in a continuation line. */
const MAX_LOOK_BACK = 16 * 1024;
/** Bytes of an entry that is skipped or read as a whole; a longer one is read from its first line on. */
const MAX_ENTRY = 256 * 1024;

/** Which lines belong together, as far as bytes show it. Ranges begin at the start of a line; `to` is the end of one. */
export interface Framing {
  /** Start of the record that holds `hit`, not before `floor`. */
  recordStart(bytes: Uint8Array, hit: number, floor: number): number;
  /** Up to where the lines from there on are read because of `hit`. */
  hitEnd(bytes: Uint8Array, hit: number, to: number): number;
  /** A line with this first byte goes on with the one before. */
  continues(byte: number | undefined): boolean;
  /** Start of the first record in a piece that goes on behind `carry`; -1 if there is none. */
  firstRecordStart(piece: Uint8Array, carry: Uint8Array): number;
  /** Start of the last record, or else of the last line; always before the end. */
  lastRecordStart(bytes: Uint8Array, floor: number): number;
  /** Start of a record at `from` or behind it; 0 if there is none. */
  nextRecordStart(bytes: Uint8Array, from: number): number;
  /** From here on lines are read in any case: the source ends here, or a record does not. */
  readFrom(bytes: Uint8Array, from: number, to: number, atEnd: boolean): number;
  /** Next place at or behind `at` where the bytes cannot tell where the record ends, so that it must be read; -1 if there is none. */
  opaqueFrom(bytes: Uint8Array, at: number): number;
}

/** A record is a line and those behind it that start with a space or tab. */
export const INDENTED: Framing = {
  recordStart(bytes, hit, floor) {
    const limit = Math.max(floor, hit - MAX_LOOK_BACK);
    let start = lineStart(bytes, hit, floor);
    const own = start;
    while (start > limit && isIndent(bytes[start])) start = lineStart(bytes, start - 1, floor);
    return start >= limit ? start : own;
  },
  hitEnd: (_, hit) => hit + 1,
  continues: isIndent,
  firstRecordStart(piece) {
    let newline = piece.indexOf(NEWLINE);
    const first = newline;
    while (newline >= 0 && newline + 1 < piece.length) {
      if (!isIndent(piece[newline + 1]) || newline - first > MAX_LOOK_BACK) return newline + 1;
      newline = piece.indexOf(NEWLINE, newline + 1);
    }
    return -1;
  },
  lastRecordStart(bytes, floor) {
    const limit = Math.max(floor, bytes.length - MAX_LOOK_BACK);
    let start = lineStart(bytes, bytes.length, floor);
    const last = start;
    while (start > limit && (start >= bytes.length || isIndent(bytes[start])))
      start = lineStart(bytes, start - 1, floor);
    return start >= limit ? start : last;
  },
  nextRecordStart: (bytes, from) => bytes.indexOf(NEWLINE, from - 1) + 1,
  // The last line of a source is always proposed; it shows where the source ends.
  readFrom: (bytes, _, to, atEnd) => (atEnd ? bytes.lastIndexOf(NEWLINE, to - 2) + 1 : to),
  opaqueFrom: () => -1,
};

/**
 * A record is what stands between two empty lines, as in `journalctl -o export`. A value with a NUL byte may hold empty lines: journalctl writes such
 * a value behind its length, of which some byte is NUL for all that is shorter than 2^56 bytes. So between the start of a record and the next NUL
 * each empty line ends a record, and a record with a NUL is left to its parser, which counts.
 */
export const SEPARATED: Framing = {
  recordStart: (bytes, hit, floor) => Math.max(floor, lastBreak(bytes, hit) + 2),
  hitEnd(bytes, hit, to) {
    const end = firstBreak(bytes, hit);
    return end < 0 || end + 2 > to ? to : end + 2;
  },
  continues: () => false,
  firstRecordStart(piece, carry) {
    if (piece[0] === NEWLINE && carry[carry.length - 1] === NEWLINE && piece.length > 1) return 1;
    const room = Math.max(0, MAX_ENTRY - carry.length);
    const end = firstBreak(piece, 0);
    if (end >= 0 && end <= room && end + 2 < piece.length) return end + 2;
    // Too long to be kept whole.
    const line = piece.length > room ? piece.indexOf(NEWLINE, room) + 1 : 0;
    return line > 0 && line < piece.length ? line : -1;
  },
  lastRecordStart(bytes, floor) {
    const start = Math.max(floor, lastBreak(bytes, bytes.length - 2) + 2);
    if (start >= bytes.length - MAX_ENTRY) return start;
    return Math.max(floor, bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1);
  },
  nextRecordStart(bytes, from) {
    const end = firstBreak(bytes, Math.max(0, from - 2));
    return end < 0 ? 0 : end + 2;
  },
  readFrom(bytes, from, to, atEnd) {
    if (!atEnd && bytes[to - 1] === NEWLINE && bytes[to - 2] === NEWLINE) return to;
    return Math.max(from, lastBreak(bytes, to - 2) + 2);
  },
  opaqueFrom: (bytes, at) => bytes.indexOf(0, at),
};

/** Place of the last of two newlines in a row that end before `before`, or at it; -2 if there are none. */
function lastBreak(bytes: Uint8Array, before: number): number {
  let newline = before < 2 ? -1 : bytes.lastIndexOf(NEWLINE, before - 1);
  while (newline > 0 && bytes[newline - 1] !== NEWLINE) newline = bytes.lastIndexOf(NEWLINE, newline - 1);
  return newline > 0 ? newline - 1 : -2;
}

/** Place of the first of two newlines in a row from `from` on; -1 if there are none. */
function firstBreak(bytes: Uint8Array, from: number): number {
  let newline = bytes.indexOf(NEWLINE, from);
  while (newline >= 0 && bytes[newline + 1] !== NEWLINE) newline = bytes.indexOf(NEWLINE, newline + 1);
  return newline;
}

function isIndent(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function lineStart(bytes: Uint8Array, at: number, floor: number): number {
  return at <= floor ? floor : Math.max(floor, bytes.lastIndexOf(NEWLINE, at - 1) + 1);
}
