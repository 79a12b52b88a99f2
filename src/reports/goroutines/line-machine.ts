import { FrameTable, NONE, NO_FILE } from './frame-table.js';
import { MAX_GOROUTINE_FRAMES, type GoroutineSink, type Scratch, createScratch } from './scratch.js';
import { isQuoting, markerKind } from './markers.js';
import { StatusTable } from './status-table.js';
import { decodeText } from './text-table.js';
import {
  ARGUMENT_BYTES,
  digitsEnd,
  fpStart,
  isFunctionName,
  isHexDump,
  lineStart,
  numberAt,
  startsWith,
  trimmedEnd,
} from './line-bytes.js';
import { type UsualForm, createUsualForm } from './usual-form.js';

/**
 * Where the reader stands. Each state with the line it waits for:
 * outside: `goroutine 7 [select, 4 minutes]:`, from everywhere at a blank line or a header
 * frames: `sync.(*Mutex).Lock(0xc42074f570)`, `created by net/http.(*Server).Serve` or `...36 frames elided...`
 * place: `\t/opt/go1.7.6/src/sync/mutex.go:85 +0xd0`, behind a function line
 * createdPlace: the same behind a `created by` line
 * done: nothing more belongs to the goroutine but ancestors
 * skip: lines up to a blank line or header are of no use (ancestors, `runtime stack:`, a damaged header's frames)
 */
type State = 'outside' | 'frames' | 'place' | 'createdPlace' | 'done' | 'skip' | 'profile';

/** What a line turned out to be; `part` belongs to a goroutine, `foreign` to somebody else. */
export type LineKind = 'header' | 'part' | 'blank' | 'preamble' | 'end' | 'foreign';

const FIRST_BUFFER_BYTES = 128 * 1024;
/** A goroutine or line longer than this is cut. */
const MAX_BUFFER_BYTES = 1024 * 1024;
/** Foreign lines in a row after which a goroutine counts as ended. */
const MAX_FOREIGN = 3;
const CREATED_BY = 'created by ';
const IN_GOROUTINE = ' in goroutine ';
const HEADERLESS = { state: 'unknown', lockedToThread: false, leaked: false };
/** What may be left to be read with more of it behind: more than frames have, so that nothing is looked at many times over. */
const MAX_STARVED = 64 * 1024;

/**
 * Reads dumps as bytes in blocks of any size and hands each goroutine to the sink when it is complete.
 * Lines are not made into strings, and goroutines in their usual form are not even taken apart into lines: see `UsualForm`.
 */
export class LineMachine {
  readonly frameTable: FrameTable;
  readonly statuses: StatusTable;
  scratch: Scratch;
  /** Number of the next line. */
  lineNumber: number;
  /** Kind of the line read last. */
  kind: LineKind = 'foreign';
  private readonly sink: GoroutineSink;
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private filled = 0;
  /** Start of the first line not read yet. */
  private at = 0;
  /** Offset of the buffer's first byte in all that was pushed. */
  private base = 0;
  /** Lines since the last one that belonged to a dump, blank ones left out. */
  private strangers = 0;
  /** Up to here `at`'s line is known to hold no line end. */
  private scanned = 0;
  private state: State = 'outside';
  private open = false;
  private openStart = 0;
  private foreignRun = 0;
  private foreignSince = 0;
  /** The rest of a line longer than the buffer is being dropped. */
  private cutting = false;
  private damageNoted = false;
  /** A goroutine has been read; frames without header are of use then. */
  private seen = false;
  private pendingName = NONE;
  /** Start of the line being read, indent included. */
  private startOfLine = 0;
  private usual: UsualForm | undefined;

  /** `inBulk`: input comes in blocks, not line by line, so that goroutines can be read as a whole. */
  constructor(sink: GoroutineSink, firstLine: number, inBulk: boolean) {
    this.sink = sink;
    this.lineNumber = firstLine;
    this.frameTable = new FrameTable();
    this.statuses = new StatusTable();
    this.usual = inBulk ? createUsualForm(this.frameTable, this.statuses) : undefined;
    this.scratch = createScratch(this.usual);
    this.bytes = this.usual?.input.subarray(0, FIRST_BUFFER_BYTES) ?? new Uint8Array(FIRST_BUFFER_BYTES);
    this.view = viewOf(this.bytes);
  }

  /** Whether a goroutine is being read and is not known to be complete. */
  get insideGoroutine(): boolean {
    return this.open && this.state !== 'done';
  }

  push(input: Uint8Array, start: number, end: number): void {
    let from = start;
    while (from < end) {
      if (this.filled === this.bytes.length) this.makeRoom();
      const take = Math.min(end - from, this.bytes.length - this.filled);
      this.bytes.set(input.subarray(from, from + take), this.filled);
      this.filled += take;
      from += take;
      this.readLines(false);
    }
  }

  /** Reads what is left as a last line; true if input ended within a goroutine. */
  end(): boolean {
    this.readLines(true);
    const inside = this.state === 'place' || this.state === 'createdPlace';
    this.closeGoroutine();
    if (this.usual !== undefined) this.leaveUsual(this.usual);
    return inside;
  }

  /** Ends the open goroutine, as before lines of something else. */
  closeGoroutine(): void {
    if (this.open) {
      if (this.state === 'place') this.addFrame(NO_FILE, 0);
      this.open = false;
      this.seen = true;
      this.sink.goroutine(this.scratch, this.bytes);
    }
    if (this.state !== 'profile') this.state = 'outside';
    this.foreignRun = 0;
  }

  /** Frames without a header are of no use from here on. */
  forget(): void {
    this.seen = false;
    this.state = 'outside';
  }

  private readLines(atEnd: boolean): void {
    while (this.at < this.filled) {
      if (this.cutting) {
        if (!this.skipCut()) return;
        continue;
      }
      if (this.usual !== undefined && this.scanned <= this.at) {
        this.readUsual(this.usual);
        if (this.usual.starved && !atEnd && this.filled - this.at < MAX_STARVED) return;
        if (this.at >= this.filled) break;
      }
      let lineEnd = this.bytes.indexOf(10, this.scanned > this.at ? this.scanned : this.at);
      if (lineEnd < 0 || lineEnd >= this.filled) {
        if (!atEnd) {
          this.scanned = this.filled;
          return;
        }
        lineEnd = this.filled;
      }
      const start = this.at;
      this.at = lineEnd + 1;
      this.scanned = this.at;
      this.readLine(start, lineEnd);
      this.lineNumber++;
    }
    if (this.at > this.filled) this.at = this.filled;
  }

  private leaveUsual(usual: UsualForm): void {
    usual.release();
    this.usual = undefined;
    this.scratch = createScratch();
    this.bytes = new Uint8Array(FIRST_BUFFER_BYTES);
    this.view = viewOf(this.bytes);
    this.filled = 0;
    this.at = 0;
    this.scanned = 0;
  }

  /** Reads what has the usual form: the rest of an open goroutine, and whole ones behind it. */
  private readUsual(usual: UsualForm): void {
    usual.starved = false;
    for (;;) {
      const { scratch, open, at: from } = this;
      if (open ? this.state !== 'frames' : this.state === 'profile') return;
      const before = open ? scratch.frameCount : 0;
      const at = usual.read(from, this.filled, open ? before : -1);
      if (at === from) return;
      if (!open) {
        this.openGoroutine(usual.id, usual.status, usual.minutes, from, usual.headerStop);
        this.kind = 'header';
        this.strangers = 0;
      }
      if (usual.frameCount > before || usual.createdFrame !== NONE) {
        this.kind = 'part';
        this.foreignRun = 0;
        this.strangers = 0;
      }
      scratch.frameCount = usual.frameCount;
      if (usual.createdFrame !== NONE) {
        scratch.createdFrame = usual.createdFrame;
        scratch.createdIn = usual.createdIn;
        this.state = 'done';
      }
      this.at = at;
      this.scanned = at;
      this.lineNumber += usual.lines;
      if (!usual.ended) return;
      this.kind = 'blank';
      this.closeGoroutine();
    }
  }

  /** One line, `[start, end)` without its terminator. */
  private readLine(start: number, end: number): void {
    const stop = trimmedEnd(this.bytes, start, end);
    if (this.state === 'profile') {
      // `5 @ 0x47d90e 0x45f412`, `#\t0x47e964\tsync…`, `# labels: {…}` or nothing.
      const byte = this.bytes[start] ?? 0;
      if (stop === start || byte === 0x23 || (byte >= 0x30 && byte <= 0x39)) {
        this.kind = 'part';
        const text = decodeText(this.bytes, start, Math.min(stop, start + 4096));
        this.sink.profileLine(text, this.lineNumber, this.base + start);
        return;
      }
      this.state = 'outside';
    }
    const first = lineStart(this.bytes, start, stop);
    if (first === stop) {
      this.kind = 'blank';
      this.closeGoroutine();
      return;
    }
    const indented = first > start;
    if (this.bytes[first] === 0x67 && this.readHeader(start, first, stop)) {
      this.strangers = 0;
      return;
    }
    this.startOfLine = start;
    this.kind = this.readPart(first, stop, indented);
    if (this.kind === 'foreign') this.kind = this.readMarker(first, stop, indented);
    if (this.kind === 'foreign') this.foreign(start, stop);
    else {
      this.foreignRun = 0;
      this.strangers = 0;
    }
  }

  /** A line inside a goroutine, by state. */
  private readPart(first: number, stop: number, indented: boolean): LineKind {
    if (this.state === 'place' || this.state === 'createdPlace') {
      if (this.place(first, stop, indented)) {
        const { file, line } = this.frameTable;
        if (this.state === 'createdPlace') {
          this.setCreated(file, line);
          this.state = 'done';
        } else {
          this.addFrame(file, line);
          this.state = 'frames';
        }
        return 'part';
      }
    }
    if (this.state === 'skip') return this.looksLikeFrame(first, stop, indented) ? 'part' : 'foreign';
    if (this.state === 'outside' || this.state === 'done') return this.readOrphan(first, stop, indented);
    return this.readFrameLine(first, stop, indented);
  }

  /** A line where a function is due: `f(0x1)`, `created by f in goroutine 1`, `...additional frames elided...`. */
  private readFrameLine(first: number, stop: number, indented: boolean): LineKind {
    const { bytes } = this;
    if (startsWith(bytes, first, stop, CREATED_BY)) {
      this.endPendingFrame();
      this.readCreated(first + CREATED_BY.length, stop);
      return 'part';
    }
    if (bytes[stop - 1] === 0x29) {
      const open = this.argumentsOpen(first, stop);
      if (open > first) {
        this.endPendingFrame();
        this.beginFrame(first, open, stop);
        return 'part';
      }
    }
    if (startsWith(bytes, first, stop, '...')) {
      this.scratch.elided = true;
      return 'part';
    }
    if (startsWith(bytes, first, stop, '[originating from goroutine ')) {
      this.endPendingFrame();
      this.state = 'skip';
      return 'part';
    }
    if (startsWith(bytes, first, stop, 'goroutine running on other thread')) {
      this.state = 'done';
      return 'part';
    }
    if (startsWith(bytes, first, stop, 'non-Go function')) {
      this.endPendingFrame();
      this.beginFrame(first, stop, stop);
      return 'part';
    }
    // A file line for the second time: copies of dumps show it; without any function before it something is missing.
    if (this.place(first, stop, indented)) {
      if (this.scratch.frameCount === 0) this.damage();
      return 'part';
    }
    return 'foreign';
  }

  /** Frames without a header: its line was lost, or a human cut the dump. They are kept under the state `unknown`. */
  private readOrphan(first: number, stop: number, indented: boolean): LineKind {
    const { bytes } = this;
    if (this.state === 'done' && startsWith(bytes, first, stop, '[originating from goroutine ')) {
      this.state = 'skip';
      return 'part';
    }
    if (!this.seen || !this.looksLikeFrame(first, stop, indented)) return 'foreign';
    this.closeGoroutine();
    if (bytes[stop - 1] !== 0x29) {
      this.sink.damage(this.lineNumber);
      this.state = 'skip';
      return 'part';
    }
    this.openGoroutine(0, this.statuses.add(HEADERLESS), 0, this.startOfLine, stop);
    this.damage();
    return this.readFrameLine(first, stop, indented);
  }

  private readHeader(start: number, first: number, stop: number): boolean {
    const { bytes } = this;
    if (!startsWith(bytes, first, stop, 'goroutine ')) {
      return startsWith(bytes, first, stop, 'goroutineleak profile: total ') && this.openProfile(start, first, stop);
    }
    // From Go 1.23 the further lines of a panic's text are indented by a tab, whatever they say.
    if (first > start && bytes[first - 1] === 9) return false;
    const from = first + 'goroutine '.length;
    const digits = digitsEnd(bytes, from, stop);
    if (digits === from || digits - from > 15) {
      if (!startsWith(bytes, from, stop, 'profile: total ')) return false;
      return this.openProfile(start, first, stop);
    }
    let bracket = digits;
    while (bracket < stop && bytes[bracket] !== 0x5b) bracket++;
    const fits = bytes[digits] === 0x20 && (bracket === digits + 1 || startsWith(bytes, digits, stop, ' gp=0x'));
    const status = fits && bracket < stop ? this.statuses.find(bytes, this.view, bracket, stop) : NONE;
    if (status === NONE) {
      if (!startsWith(bytes, digits, stop, ' [') && !startsWith(bytes, digits, stop, ' gp=0x')) return false;
      // A header that breaks off costs its goroutine.
      this.closeGoroutine();
      this.sink.damage(this.lineNumber);
      this.state = 'skip';
      this.kind = 'part';
      return true;
    }
    this.closeGoroutine();
    this.openGoroutine(numberAt(bytes, from, digits), status, this.statuses.minutes, start, stop);
    this.kind = 'header';
    return true;
  }

  private openProfile(start: number, first: number, stop: number): true {
    this.closeGoroutine();
    this.kind = 'header';
    this.state = 'profile';
    this.sink.profileLine(decodeText(this.bytes, first, stop), this.lineNumber, this.base + start);
    return true;
  }

  /** Lines that announce or end a dump. */
  private readMarker(first: number, stop: number, indented: boolean): LineKind {
    const { bytes } = this;
    if (this.state === 'skip' || this.state === 'frames') {
      if (isHexDump(bytes, first, stop)) return 'part';
      if (startsWith(bytes, first, stop, 'runtime: ') || startsWith(bytes, first, stop, 'stack: frame=')) return 'part';
    }
    // Between the threads' stacks with GOTRACEBACK=crash.
    if (startsWith(bytes, first, stop, '-----')) return 'part';
    // A tab before it: text of a panic, or a second panic of a chain.
    const kind = indented && bytes[first - 1] === 9 ? undefined : markerKind(bytes, first, stop);
    if (kind === undefined) return 'foreign';
    if (kind === 'crash' && this.state === 'frames' && this.scratch.frameCount === 0) {
      // Copies put the panic's text below the header.
      this.sink.preamble(kind, this.lineNumber);
      return 'part';
    }
    // A log line that quotes a whole dump: it is read elsewhere.
    if (kind !== 'crash' && isQuoting(bytes, first, stop)) return 'foreign';
    this.closeGoroutine();
    if (kind === 'end') {
      this.sink.endMarker();
      return 'end';
    }
    if (kind === 'stack') {
      this.state = 'skip';
      return 'part';
    }
    this.sink.preamble(kind, this.lineNumber);
    return 'preamble';
  }

  private foreign(start: number, stop: number): void {
    this.foreignSince++;
    this.sink.foreign(this.bytes, start, stop, this.lineNumber, this.base + start, ++this.strangers);
    if (!this.open && this.state !== 'skip') return;
    this.foreignRun++;
    if (this.foreignRun >= MAX_FOREIGN) this.closeGoroutine();
  }

  private openGoroutine(id: number, status: number, minutes: number, start: number, stop: number): void {
    const { scratch } = this;
    scratch.id = id;
    scratch.status = status;
    scratch.minutes = minutes;
    scratch.line = this.lineNumber;
    scratch.offset = this.base + start;
    scratch.headerStart = start;
    scratch.headerStop = stop;
    scratch.frameCount = 0;
    scratch.createdFrame = NONE;
    scratch.createdIn = 0;
    scratch.elided = false;
    scratch.foreignBefore = this.foreignSince;
    this.foreignSince = 0;
    this.open = true;
    this.openStart = start;
    this.damageNoted = false;
    this.state = 'frames';
    this.foreignRun = 0;
  }

  private beginFrame(first: number, open: number, stop: number): void {
    const { scratch } = this;
    const name = this.frameTable.name(this.bytes, this.view, first, open);
    this.pendingName = name;
    if (scratch.frameCount < MAX_GOROUTINE_FRAMES) {
      scratch.argStarts[scratch.frameCount] = Math.min(open + 1, stop);
      scratch.argEnds[scratch.frameCount] = Math.max(stop - 1, open);
    }
    this.state = 'place';
  }

  /** A function whose file line is missing. */
  private endPendingFrame(): void {
    if (this.state === 'place') this.addFrame(NO_FILE, 0);
    this.state = 'frames';
  }

  private addFrame(file: number, line: number): void {
    const { scratch } = this;
    const frame = this.frameTable.frame(this.pendingName, file, line);
    const count = scratch.frameCount;
    if (count >= MAX_GOROUTINE_FRAMES) {
      scratch.elided = true;
      return;
    }
    scratch.frames[count] = frame;
    scratch.frameCount = count + 1;
  }

  /** `net/http.(*Server).Serve in goroutine 12` */
  private readCreated(first: number, stop: number): void {
    const { bytes } = this;
    let end = stop;
    let digits = stop;
    while (digits > first && (bytes[digits - 1] ?? 0) >= 0x30 && (bytes[digits - 1] ?? 0) <= 0x39) digits--;
    const word = digits - IN_GOROUTINE.length;
    // A damaged dump may show two such lines: the last one tells.
    this.scratch.createdIn = 0;
    if (digits < stop && stop - digits <= 15 && word > first && startsWith(bytes, word, digits, IN_GOROUTINE)) {
      this.scratch.createdIn = numberAt(bytes, digits, stop);
      end = word;
    }
    this.pendingName = this.frameTable.name(bytes, this.view, first, end);
    this.setCreated(NO_FILE, 0);
    this.state = 'createdPlace';
  }

  private setCreated(file: number, line: number): void {
    this.scratch.createdFrame = this.frameTable.frame(this.pendingName, file, line);
  }

  private place(first: number, stop: number, indented: boolean): boolean {
    const end = fpStart(this.bytes, first, stop);
    return this.frameTable.place(this.bytes, this.view, first, end, indented);
  }

  /** Index of the parenthesis that opens the arguments of a line that ends with `)`; `first` if they are none. */
  private argumentsOpen(first: number, stop: number): number {
    const { bytes } = this;
    let open = stop - 2;
    while (open > first && ARGUMENT_BYTES[bytes[open] ?? 0] === 1) open--;
    return bytes[open] === 0x28 && isFunctionName(bytes, first, open) ? open : first;
  }

  private looksLikeFrame(first: number, stop: number, indented: boolean): boolean {
    if (this.bytes[stop - 1] === 0x29) {
      const open = indented ? first : this.argumentsOpen(first, stop);
      return this.bytes.subarray(first, open).includes(0x2e);
    }
    return this.place(first, stop, indented);
  }

  private damage(): void {
    if (this.damageNoted) return;
    this.damageNoted = true;
    this.sink.damage(this.scratch.line);
  }

  /** Frees the front of a full buffer, or grows it, or cuts what is too long. */
  private makeRoom(): void {
    const { bytes, scratch } = this;
    let keep = this.open ? this.openStart : this.at;
    if (keep === 0 && bytes.length < MAX_BUFFER_BYTES) {
      if (this.usual === undefined) {
        this.bytes = new Uint8Array(bytes.length * 2);
        this.bytes.set(bytes);
      } else this.bytes = this.usual.input.subarray(0, bytes.length * 2);
      this.view = viewOf(this.bytes);
      return;
    }
    if (keep === 0 && this.at > 0) {
      // A goroutine longer than the buffer: its arguments so far are given up.
      keep = this.at;
      this.openStart = keep;
      scratch.argStarts.fill(keep);
      scratch.argEnds.fill(keep);
    } else if (keep === 0) {
      this.readLine(0, this.filled);
      this.lineNumber++;
      this.cutting = true;
      keep = this.filled;
      this.at = keep;
      if (this.open) this.openStart = keep;
      scratch.argStarts.fill(keep);
      scratch.argEnds.fill(keep);
    }
    bytes.copyWithin(0, keep, this.filled);
    this.base += keep;
    this.filled -= keep;
    scratch.headerStart -= keep;
    scratch.headerStop -= keep;
    this.at -= keep;
    this.scanned = Math.max(this.at, this.scanned - keep);
    this.openStart -= keep;
    // One more than the frames: the pending frame has its span already.
    for (let frame = 0; frame <= scratch.frameCount && frame < MAX_GOROUTINE_FRAMES; frame++) {
      scratch.argStarts[frame] = (scratch.argStarts[frame] ?? 0) - keep;
      scratch.argEnds[frame] = (scratch.argEnds[frame] ?? 0) - keep;
    }
  }

  /** Drops the rest of a cut line; false if its end is not in the buffer. */
  private skipCut(): boolean {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 || end >= this.filled) {
      this.at = this.filled;
      this.scanned = this.filled;
      return false;
    }
    this.cutting = false;
    this.at = end + 1;
    this.scanned = this.at;
    return true;
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(buffer, byteOffset, length);
}
