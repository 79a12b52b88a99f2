/**
 * Reads goroutines in the form in which the runtime prints them, from bytes in this module's memory. AssemblyScript: `npm run generate`
 * compiles it. It runs at full speed from its first byte on, which the same code in JavaScript reaches after ten megabytes only.
 *
 * What it knows is a cache, of a fixed size: texts and frames that it has seen, each with the number that the caller gave it. When there is
 * no room left it forgets them all. What looks any other way than usual it leaves to the caller.
 */

/** Bytes of input. Behind them, as behind all texts, are some that may be loaded and do not count. */
export const INPUT_BYTES: i32 = 1 << 20;
const PADDING: i32 = 64;
export const INPUT: usize = memory.data(INPUT_BYTES + PADDING, 16);

/** Frames of one goroutine; as many as the caller keeps. */
export const MAX_FRAMES: i32 = 1024;
/** By frame of the goroutine: the caller's number, and where its arguments begin and end in the input. */
export const FRAMES: usize = memory.data(MAX_FRAMES * 4, 16);
export const ARGUMENT_STARTS: usize = memory.data(MAX_FRAMES * 4, 16);
export const ARGUMENT_ENDS: usize = memory.data(MAX_FRAMES * 4, 16);
/** Frames that the caller has to number: index in the goroutine, the creator's is `MAX_FRAMES`; name, file, line. */
export const FRESH: usize = memory.data((MAX_FRAMES + 1) * 16, 16);

/** What was read; all fields but the first two are whole numbers of four bytes. */
export const RESULT: usize = memory.data(64, 16);
const ID: usize = RESULT;
const CREATED_IN: usize = RESULT + 8;
/** Text of the state, its minutes, 1 if locked to a thread, and where the header's line ends. */
const STATE: usize = RESULT + 16;
const MINUTES: usize = RESULT + 20;
const LOCKED: usize = RESULT + 24;
const HEADER_STOP: usize = RESULT + 28;
const FRAME_COUNT: usize = RESULT + 32;
/** The caller's number of the creator's frame. */
const CREATOR: usize = RESULT + 36;
const FRESH_COUNT: usize = RESULT + 40;
/** Lines that were read. */
const LINES: usize = RESULT + 44;
/** 1 if blank lines behind the goroutine were read. */
const ENDED: usize = RESULT + 48;
/** 1 if what follows may have the usual form, once more of it is there. */
const STARVED: usize = RESULT + 52;

/** Number of a text or frame that the caller has not numbered, and of no creator. */
const UNNUMBERED: i32 = -2;
const NO_FRAME: i32 = -1;
const NO_TEXT: i32 = -1;
/** Kinds of texts. The same bytes are another text as another kind. */
const STATE_TEXT: i32 = 0;
const NAME: i32 = 1;
const FILE: i32 = 2;

/** Slots of both tables are few at first and twice as many when three of four are taken, so that those in use lie close together. */
const FIRST_SLOTS: u32 = 1 << 10;

/**
 * Texts lie one behind the other, each with its length and kind, the caller's number, the file that stood behind it last if it is a name,
 * and its bytes; where it begins, in eights of bytes, tells it from all others.
 */
export const TEXTS: usize = memory.data((3 << 20) + 4096, 16);
const MAX_TEXT_BYTES: usize = 3 << 20;
const LONGEST_TEXT: usize = 2048;
const TEXT_NUMBER: usize = 4;
const TEXT_FILE: usize = 8;
const TEXT_BYTES: usize = 12;
let textsEnd: usize = TEXTS;
/** They are found by their hash: half of it, text + 1. */
const TEXT_SLOT: usize = 8;
const MAX_TEXTS: i32 = 1 << 15;
const TEXT_SLOTS: usize = memory.data(MAX_TEXTS * 2 * 8, 16);
let textMask: u32 = FIRST_SLOTS - 1;
let texts: i32 = 0;
/** Bytes after which a header can be read without a look at where the input ends. */
const LONGEST_HEADER: usize = 128;

/** Frames lie in the slots themselves: name, file and line in one number, which is 0 for none; the caller's number. */
const FRAME_SLOT: usize = 16;
const MAX_KNOWN_FRAMES: i32 = 1 << 16;
const FRAME_SLOTS: usize = memory.data(MAX_KNOWN_FRAMES * 2 * 16, 16);
let frameMask: u32 = FIRST_SLOTS - 1;
let knownFrames: i32 = 0;
/** Bits of a text and a line. */
const TEXT_BITS: u64 = 19;
const LINE_BITS: u64 = 26;
const MAX_LINE: i32 = (1 << 26) - 1;

/** Where slots lie while they are made to be twice as many. */
const SPARE: usize = memory.data(MAX_KNOWN_FRAMES * 16, 16);

const NEWLINE: u8 = 10;
const TAB: u8 = 9;
const SPACE: u8 = 0x20;
const OPENING: u8 = 0x28;
const CLOSING: u8 = 0x29;
const COLON: u8 = 0x3a;

/** Words as little-endian numbers: `goroutine `, ` [`, `, `, ` minutes`, `, locked to thread`, `]:` and a line end. */
const GOROUTIN: u64 = 0x6e6974756f726f67;
const E_: u16 = 0x2065;
const OPEN_BRACKET: u16 = 0x5b20;
const COMMA: u16 = 0x202c;
const _MINUTES: u64 = 0x736574756e696d20;
const _MINUTE: u64 = 0x6574756e696d20;
const _LOCKED: u64 = 0x64656b636f6c202c;
const TO_THRE: u64 = 0x65726874206f7420;
const AD: u16 = 0x6461;
const CLOSE_BRACKET: u32 = 0x0a3a5d;
/** `created by `, ` in goroutine `, ` +0x`. */
const CREATED_: u64 = 0x2064657461657263;
const BY_: u32 = 0x207962;
const _IN_GORO: u64 = 0x6f726f67206e6920;
const UTINE_: u64 = 0x20656e697475;
const OFFSET: u32 = 0x78302b20;

/** What `place` read: text of the file and line. */
let placeFile: i32 = 0;
let placeLine: i32 = 0;

/** First byte from `at` on that is `stop` or below `!`; `end` if there is none before it. */
function findStop(at: usize, end: usize, stop: u8): usize {
  const stops = i8x16.splat(stop);
  const blanks = i8x16.splat(0x21);
  for (let p = at; p < end; p += 16) {
    const block = v128.load(p);
    const found = i8x16.bitmask(v128.or(i8x16.eq(block, stops), i8x16.lt_u(block, blanks)));
    if (found != 0) return min(p + ctz(found), end);
  }
  return end;
}

/** First byte from `at` on that stands in no arguments: all but hex words, `...`, `{}`, `?` and `_`. */
function argumentsEnd(at: usize, end: usize): usize {
  // A bit for each upper half that such bytes have: 2 (` ,.`), 3 (digits, `?`), 5 (`_`), 6 (`a` to `f`), 7 (`x{}`).
  const upper = i8x16(0, 0, 1, 2, 0, 4, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0);
  const lower = i8x16(3, 10, 10, 10, 10, 10, 10, 2, 18, 2, 0, 16, 1, 16, 1, 6);
  const half = i8x16.splat(15);
  const none = i8x16.splat(0);
  for (let p = at; p < end; p += 16) {
    const block = v128.load(p);
    const bits = v128.and(i8x16.swizzle(lower, v128.and(block, half)), i8x16.swizzle(upper, i8x16.shr_u(block, 4)));
    const found = i8x16.bitmask(i8x16.eq(bits, none));
    if (found != 0) return min(p + ctz(found), end);
  }
  return end;
}

/** What may stand behind the parenthesis that opens a frame's arguments; letters belong to a type. */
function beginsArguments(byte: u8): bool {
  return byte == 0x30 || byte == CLOSING || byte == 0x2e || byte == 0x7b || byte == 0x5f || byte == 0x3f;
}

function mix(hash: u64, word: u64): u64 {
  const mixed = (hash ^ word) * 0x9e3779b97f4a7c15;
  return mixed ^ (mixed >> 32);
}

/** The last bytes of a text, less than eight, the others zero. */
function tail(at: usize, length: usize): u64 {
  return length == 0 ? 0 : load<u64>(at) & (u64.MAX_VALUE >> ((8 - length) << 3));
}

function isText(entry: usize, at: usize, length: usize, kind: i32): bool {
  if (load<u32>(entry) != (((<u32>length) << 2) | kind)) return false;
  let mine = entry + TEXT_BYTES;
  let other = at;
  const last = other + (length & ~7);
  for (; other < last; other += 8, mine += 8) {
    if (load<u64>(mine) != load<u64>(other)) return false;
  }
  return tail(mine, length & 7) == tail(other, length & 7);
}

/** The text `[at, end)`; -1 if there is no room for it. */
function textAt(at: usize, end: usize, kind: i32): i32 {
  const length = end - at;
  let hash: u64 = ((<u64>length) << 2) | kind;
  let p = at;
  for (; p + 8 <= end; p += 8) hash = mix(hash, load<u64>(p));
  const check = <u32>mix(hash, tail(p, end - p));
  let address = TEXT_SLOTS + <usize>(check & textMask) * TEXT_SLOT;
  for (let slot = check; ; address = TEXT_SLOTS + <usize>(++slot & textMask) * TEXT_SLOT) {
    const text = load<i32>(address, 4) - 1;
    if (text < 0) break;
    if (load<u32>(address) == check && isText(TEXTS + ((<usize>text) << 3), at, length, kind)) return text;
  }
  if (texts == MAX_TEXTS || length > LONGEST_TEXT || textsEnd + length + TEXT_BYTES > TEXTS + MAX_TEXT_BYTES) return -1;
  const entry = textsEnd;
  const text = <i32>((entry - TEXTS) >> 3);
  store<u32>(address, check);
  store<i32>(address, text + 1, 4);
  store<u32>(entry, ((<u32>length) << 2) | kind);
  store<i32>(entry, UNNUMBERED, TEXT_NUMBER);
  store<i32>(entry, NO_TEXT, TEXT_FILE);
  memory.copy(entry + TEXT_BYTES, at, length);
  textsEnd = (entry + TEXT_BYTES + length + 7) & ~7;
  if (<u32>++texts > textMask - (textMask >> 2)) widenTexts();
  return text;
}

function widenTexts(): void {
  const bytes = (<usize>textMask + 1) * TEXT_SLOT;
  textMask = (textMask << 1) | 1;
  memory.copy(SPARE, TEXT_SLOTS, bytes);
  memory.fill(TEXT_SLOTS, 0, bytes << 1);
  for (let from: usize = SPARE; from < SPARE + bytes; from += TEXT_SLOT) {
    if (load<u32>(from, 4) == 0) continue;
    let slot = load<u32>(from);
    while (load<u32>(TEXT_SLOTS + <usize>(slot & textMask) * TEXT_SLOT, 4) != 0) slot++;
    store<u64>(TEXT_SLOTS + <usize>(slot & textMask) * TEXT_SLOT, load<u64>(from));
  }
}

function frameKey(name: i32, file: i32, line: i32): u64 {
  return ((<u64>name) << (TEXT_BITS + LINE_BITS)) | ((<u64>file) << LINE_BITS) | line;
}

/** Where a frame's slot is, or should be. */
function frameSlot(key: u64): usize {
  let slot = <u32>mix(key, 0);
  let address = FRAME_SLOTS + <usize>(slot & frameMask) * FRAME_SLOT;
  while (load<u64>(address) != key && load<u64>(address) != 0)
    address = FRAME_SLOTS + <usize>(++slot & frameMask) * FRAME_SLOT;
  return address;
}

/** Notes the frame at `index`, its number in `into`; one that the caller has not numbered is listed for it. */
function keep(name: i32, index: i32, into: usize): void {
  const key = frameKey(name, placeFile, placeLine);
  const address = frameSlot(key);
  if (load<u64>(address) == key) {
    store<i32>(into, load<i32>(address, 8));
    return;
  }
  const count = load<i32>(FRESH_COUNT);
  const entry = FRESH + ((<usize>count) << 4);
  store<i32>(entry, index);
  store<i32>(entry, name, 4);
  store<i32>(entry, placeFile, 8);
  store<i32>(entry, placeLine, 12);
  store<i32>(FRESH_COUNT, count + 1);
  store<i32>(into, UNNUMBERED);
}

/** Notes the caller's number of a frame. */
export function numberFrame(name: i32, file: i32, line: i32, number: i32): void {
  const key = frameKey(name, file, line);
  const address = frameSlot(key);
  store<i32>(address, number, 8);
  if (load<u64>(address) == key) return;
  store<u64>(address, key);
  if (<u32>++knownFrames > frameMask - (frameMask >> 2)) widenFrames();
}

function widenFrames(): void {
  const bytes = (<usize>frameMask + 1) * FRAME_SLOT;
  frameMask = (frameMask << 1) | 1;
  memory.copy(SPARE, FRAME_SLOTS, bytes);
  memory.fill(FRAME_SLOTS, 0, bytes << 1);
  for (let from: usize = SPARE; from < SPARE + bytes; from += FRAME_SLOT) {
    const key = load<u64>(from);
    if (key == 0) continue;
    const address = frameSlot(key);
    store<u64>(address, key);
    store<i32>(address, load<i32>(from, 8), 8);
  }
}

/** Forgets all texts and frames. */
export function forget(): void {
  memory.fill(TEXT_SLOTS, 0, (<usize>textMask + 1) * TEXT_SLOT);
  memory.fill(FRAME_SLOTS, 0, (<usize>frameMask + 1) * FRAME_SLOT);
  texts = 0;
  knownFrames = 0;
  textsEnd = TEXTS;
}

/** Nothing usual here, or the input ends before that is known: 0, which is no address. */
function nothing(ends: bool): usize {
  store<i32>(STARVED, ends);
  return 0;
}

/** Where the file at `at` ends, at a colon, if it is the one that stood behind the function's name last; 0 if not. */
function knownFile(at: usize, end: usize, name: usize): usize {
  placeFile = load<i32>(name, TEXT_FILE);
  if (placeFile == NO_TEXT) return 0;
  const file = TEXTS + ((<usize>placeFile) << 3);
  const length = load<u32>(file) >> 2;
  const colon = at + length;
  return colon < end && load<u8>(colon) == COLON && isText(file, at, length, FILE) ? colon : 0;
}

/** Reads `/a/b.go:12 +0x1f` and its line end behind a function of this name; where the next line begins, 0 if it looks otherwise. */
function place(at: usize, end: usize, name: usize): usize {
  const known = knownFile(at, end, name);
  const colon = known == 0 ? findStop(at, end, COLON) : known;
  if (colon == at || colon >= end || load<u8>(colon) != COLON) return nothing(colon >= end);
  let p = colon + 1;
  let line: i32 = 0;
  for (; p < end; p++) {
    const digit = <i32>load<u8>(p) - 0x30;
    if (<u32>digit > 9) break;
    line = line * 10 + digit;
  }
  if (p == colon + 1 || p > colon + 10 || p >= end) return nothing(p >= end);
  if (load<u8>(p) != NEWLINE) {
    if (p + 5 > end || load<u32>(p) != OFFSET || !isHexDigit(load<u8>(p, 4))) return nothing(p + 5 > end);
    const limit = min(end, p + 20);
    p += 4;
    while (p < limit && isHexDigit(load<u8>(p))) p++;
    if (p >= end || load<u8>(p) != NEWLINE) return nothing(p >= end);
  }
  if (line > MAX_LINE) return 0;
  placeLine = line;
  if (known != 0) return p + 1;
  placeFile = textAt(at, colon, FILE);
  if (placeFile < 0) return 0;
  store<i32>(name, placeFile, TEXT_FILE);
  return p + 1;
}

function isHexDigit(byte: u8): bool {
  return <u32>byte - 0x30 <= 9 || <u32>byte - 0x61 <= 5;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 <= 9;
}

/** The number of at most 15 digits that begin at `at` into `into`; where they end, `at` if there are more or none. */
function digits(at: usize, end: usize, into: usize): usize {
  const limit = min(end, at + 16);
  let p = at;
  let value: u64 = 0;
  for (; p < limit && isDigit(load<u8>(p)); p++) value = value * 10 + (load<u8>(p) - 0x30);
  if (p > at + 15) return at;
  store<f64>(into, <f64>value);
  return p;
}

function isCreator(at: usize): bool {
  return load<u64>(at) == CREATED_ && (load<u32>(at, 8) & 0xffffff) == BY_;
}

/** Reads `created by f in goroutine 1` and its file line; where the next line begins, 0 if it looks otherwise. */
function creator(at: usize, end: usize): usize {
  const from = at + 11;
  const stop = findStop(from, end, SPACE);
  if (stop == from || stop + 16 >= end) return nothing(stop + 16 >= end);
  let p = stop;
  if (load<u8>(p) == SPACE) {
    if (load<u64>(p) != _IN_GORO || (load<u64>(p, 8) & 0xffffffffffff) != UTINE_) return 0;
    const first = p + 14;
    p = digits(first, end, CREATED_IN);
    if (p == first || p + 2 >= end) return nothing(p + 2 >= end);
  }
  if (load<u8>(p) != NEWLINE || load<u8>(p, 1) != TAB) return 0;
  const name = textAt(from, stop, NAME);
  if (name < 0) return 0;
  const next = place(p + 2, end, TEXTS + ((<usize>name) << 3));
  if (next == 0) return 0;
  keep(name, MAX_FRAMES, CREATOR);
  return next;
}

/** Whether a byte can be part of a state: a letter, or as in `sync.Cond.Wait`, `chan send (nil chan)`. */
function isState(byte: u8): bool {
  return <u32>(byte | 0x20) - 0x61 < 26 || byte == SPACE || byte == OPENING || byte == CLOSING || byte == 0x2e;
}

/** Reads `goroutine 7 [chan receive, 4 minutes, locked to thread]:` and its line end; where the next line begins, 0 if it looks otherwise. */
function header(at: usize, end: usize): usize {
  if (load<u8>(at) != 0x67) return 0;
  if (at + LONGEST_HEADER > end && !hasNewline(at, end)) return nothing(true);
  if (load<u64>(at) != GOROUTIN || load<u16>(at, 8) != E_) return 0;
  const first = at + 10;
  const from = digits(first, end, ID) + 2;
  if (from == first + 2 || load<u16>(from - 2) != OPEN_BRACKET) return 0;
  let stop = from;
  while (isState(load<u8>(stop))) stop++;
  if (stop == from) return 0;
  let p = stop;
  let minutes: i32 = 0;
  if (load<u16>(p) == COMMA && isDigit(load<u8>(p, 2))) {
    p += 2;
    const limit = p + 9;
    for (; p < limit && isDigit(load<u8>(p)); p++) minutes = minutes * 10 + <i32>(load<u8>(p) - 0x30);
    if (load<u64>(p) != _MINUTES && (load<u64>(p) & 0xffffffffffffff) != _MINUTE) return 0;
    p += 7 + <usize>(load<u8>(p, 7) == 0x73);
  }
  const locked = load<u64>(p) == _LOCKED && load<u64>(p, 8) == TO_THRE && load<u16>(p, 16) == AD;
  if (locked) p += 18;
  if ((load<u32>(p) & 0xffffff) != CLOSE_BRACKET) return 0;
  p += 3;
  if (p > end) return 0;
  const text = textAt(from, stop, STATE_TEXT);
  if (text < 0) return 0;
  store<i32>(STATE, text);
  store<i32>(MINUTES, minutes);
  store<i32>(LOCKED, locked);
  store<i32>(HEADER_STOP, <i32>(p - 1 - INPUT));
  return p;
}

function hasNewline(at: usize, end: usize): bool {
  for (let p = at; p < end; p++) if (load<u8>(p) == NEWLINE) return true;
  return false;
}

/** Reads frames into the places from `count` on, and the creator; where the next line begins. */
function stack(from: usize, end: usize, before: i32): usize {
  let at = from;
  let count = before;
  while (count < MAX_FRAMES && at < end) {
    if (load<u8>(at) == 0x63) {
      if (at + 12 > end) {
        nothing(true);
        break;
      }
      if (isCreator(at)) break;
    }
    let open = at;
    do open = findStop(open + 1, end, OPENING);
    while (open + 1 < end && load<u8>(open) == OPENING && !beginsArguments(load<u8>(open, 1)));
    // First comes an indent, a line end, or `#011` as rsyslog writes an indent.
    if (load<u8>(at) <= 0x23 || open + 1 >= end || load<u8>(open) != OPENING) {
      nothing(load<u8>(at) > 0x23 && open + 1 >= end);
      break;
    }
    const close = argumentsEnd(open + 1, end);
    if (close + 2 >= end || load<u8>(close) != CLOSING || load<u8>(close, 1) != NEWLINE || load<u8>(close, 2) != TAB) {
      nothing(close + 2 >= end);
      break;
    }
    const name = textAt(at, open, NAME);
    if (name < 0) break;
    const next = place(close + 3, end, TEXTS + ((<usize>name) << 3));
    if (next == 0) break;
    const entry = (<usize>count) << 2;
    keep(name, count, FRAMES + entry);
    store<i32>(ARGUMENT_STARTS + entry, <i32>(open + 1 - INPUT));
    store<i32>(ARGUMENT_ENDS + entry, <i32>(close - INPUT));
    count++;
    at = next;
  }
  store<i32>(FRAME_COUNT, count);
  store<i32>(LINES, load<i32>(LINES) + 2 * (count - before));
  if (count == 0 || at + 12 > end || !isCreator(at)) return at;
  const next = creator(at, end);
  if (next == 0) return at;
  store<i32>(LINES, load<i32>(LINES) + 2);
  return next;
}

/**
 * Reads on at `from`, up to `filled`, both in the input: with `frames` -1 a header and what follows, else what follows `frames` frames, to
 * the blank lines behind the goroutine. Returns where the first line begins that it left, which may be `from`.
 */
export function read(from: i32, filled: i32, frames: i32): i32 {
  // Room for what one goroutine may bring; texts as long as that are left to the caller.
  if (
    knownFrames + MAX_FRAMES >= MAX_KNOWN_FRAMES ||
    texts + MAX_FRAMES * 2 + 2 >= MAX_TEXTS ||
    textsEnd + INPUT_BYTES > TEXTS + MAX_TEXT_BYTES
  )
    forget();
  const end = INPUT + filled;
  let at = INPUT + from;
  store<i32>(FRESH_COUNT, 0);
  store<i32>(CREATOR, NO_FRAME);
  store<f64>(CREATED_IN, 0);
  store<i32>(LINES, 0);
  store<i32>(ENDED, 0);
  store<i32>(STARVED, at >= end);
  if (frames < 0) {
    if (at >= end) return from;
    at = header(at, end);
    if (at == 0) return from;
    store<i32>(LINES, 1);
  }
  at = stack(at, end, max(frames, 0));
  let blank = at;
  while (blank < end && load<u8>(blank) == NEWLINE) blank++;
  if (blank > at) {
    store<i32>(LINES, load<i32>(LINES) + <i32>(blank - at));
    store<i32>(ENDED, 1);
  } else if (at >= end) store<i32>(STARVED, 1);
  return <i32>(blank - INPUT);
}
