import { type FrameTable, NO_FILE } from './frame-table.js';
import { USUAL_FORM } from './generated/usual-form.js';
import type { StatusTable } from './status-table.js';
import { FULL, type TextTable, decodeText } from './text-table.js';

/** What `wasm/usual-form.ts` exports. Addresses in its memory are globals that never change. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly read: (from: number, filled: number, frames: number) => number;
  readonly forget: () => void;
  readonly numberFrame: (name: number, file: number, line: number, number: number) => void;
  readonly INPUT: Address;
  readonly FRAMES: Address;
  readonly ARGUMENT_STARTS: Address;
  readonly ARGUMENT_ENDS: Address;
  readonly FRESH: Address;
  readonly RESULT: Address;
  readonly TEXTS: Address;
  readonly INPUT_BYTES: Address;
  readonly MAX_FRAMES: Address;
}

interface Address {
  readonly value: number;
}

/** The part used of what every Node.js has unless it runs without a compiler (`--jitless`). */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** Fields of the result, by fours of bytes; the ids come before them, as doubles. */
const STATE = 4;
const MINUTES = 5;
const LOCKED = 6;
const HEADER_STOP = 7;
const FRAME_COUNT = 8;
const CREATOR = 9;
const FRESH_COUNT = 10;
const LINES = 11;
const ENDED = 12;
const STARVED = 13;
/** Fields of a text, by fours of bytes: length and kind, the number, one more; the bytes come behind. A text is told by eights of bytes. */
const TEXT_UNIT = 2;
const TEXT_NUMBER = 1;
const TEXT_BYTES = 12;
const KIND_BITS = 2;
/** Fields of a fresh frame, by fours of bytes. */
const FRESH_RECORD = 4;
const FRESH_NAME = 1;
const FRESH_FILE = 2;
const FRESH_LINE = 3;
/** A number not given yet. */
const UNNUMBERED = -2;

let compiled: object | undefined;
/** One that nobody uses: its memory is reserved, which takes longer than reading a small dump. */
let spare: Exports | undefined;
/** Address space is short: `ulimit -v`. To ask for it in vain takes long. */
let refused = false;

/**
 * Reads whole goroutines in the form in which the runtime prints them, in WebAssembly: see `wasm/usual-form.ts`. It finds nothing but what the
 * reader of single lines would find, sooner. Texts and frames that it meets for the first time get their numbers here.
 */
export class UsualForm {
  /** Where the input belongs that is to be read. */
  readonly input: Uint8Array<ArrayBuffer>;
  readonly frames: Int32Array;
  readonly argStarts: Int32Array;
  readonly argEnds: Int32Array;
  /** What the last call read, if it read anything: of the header, */
  id = 0;
  status = 0;
  minutes = 0;
  headerStop = 0;
  /** the goroutine's frames, those before it included, and its creator, -1 if that was not read, */
  frameCount = 0;
  createdFrame = -1;
  createdIn = 0;
  /** all lines, and whether the last ones were blank. */
  lines = 0;
  ended = false;
  /** It may read on when more input is there. */
  starved = false;
  private readonly exports: Exports;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly words: Int32Array;
  private readonly fresh: Int32Array;
  private readonly result: Int32Array;
  private readonly ids: Float64Array;
  private readonly texts: number;
  private readonly frameTable: FrameTable;
  private readonly statuses: StatusTable;

  constructor(exports: Exports, frameTable: FrameTable, statuses: StatusTable) {
    const { buffer } = exports.memory;
    this.exports = exports;
    this.frameTable = frameTable;
    this.statuses = statuses;
    const frames = exports.MAX_FRAMES.value;
    this.input = new Uint8Array(buffer, exports.INPUT.value, exports.INPUT_BYTES.value);
    this.frames = new Int32Array(buffer, exports.FRAMES.value, frames);
    this.argStarts = new Int32Array(buffer, exports.ARGUMENT_STARTS.value, frames);
    this.argEnds = new Int32Array(buffer, exports.ARGUMENT_ENDS.value, frames);
    this.fresh = new Int32Array(buffer, exports.FRESH.value, (frames + 1) * FRESH_RECORD);
    this.result = new Int32Array(buffer, exports.RESULT.value, 16);
    this.ids = new Float64Array(buffer, exports.RESULT.value, 2);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.words = new Int32Array(buffer);
    this.texts = exports.TEXTS.value >> 2;
  }

  /**
   * Reads the rest of a goroutine of which `frames` frames were read, or a whole one if that is -1, and the blank lines behind it, of the
   * input up to `filled`. Returns where the first line begins that was not read; `from` if nothing is in the usual form.
   */
  read(from: number, filled: number, frames: number): number {
    const at = this.exports.read(from, filled, frames);
    const { result } = this;
    this.starved = result[STARVED] === 1;
    if (at === from) return from;
    if (frames < 0 && !this.takeHeader()) return from;
    if (result[FRESH_COUNT] !== 0) this.numberFresh();
    this.frameCount = result[FRAME_COUNT] ?? 0;
    this.createdFrame = result[CREATOR] ?? -1;
    this.createdIn = this.ids[1] ?? 0;
    this.lines = result[LINES] ?? 0;
    this.ended = result[ENDED] === 1;
    return at;
  }

  /** Lets the next reader have its memory; it must not be used any more. */
  release(): void {
    spare = this.exports;
  }

  /** False if it is not what it seemed to be. */
  private takeHeader(): boolean {
    const { result, words } = this;
    const text = this.texts + (result[STATE] ?? 0) * TEXT_UNIT;
    let status = words[text + TEXT_NUMBER] ?? 0;
    if (status === UNNUMBERED) {
      const start = text * 4 + TEXT_BYTES;
      status = this.statuses.findState(decodeText(this.bytes, start, start + ((words[text] ?? 0) >> KIND_BITS)));
      words[text + TEXT_NUMBER] = status;
    }
    if (status < 0) {
      this.starved = false;
      return false;
    }
    this.id = this.ids[0] ?? 0;
    this.status = result[LOCKED] === 1 ? this.statuses.locked(status) : status;
    this.minutes = result[MINUTES] ?? 0;
    this.headerStop = result[HEADER_STOP] ?? 0;
    return true;
  }

  private numberFresh(): void {
    const { fresh, result, frameTable } = this;
    const end = (result[FRESH_COUNT] ?? 0) * FRESH_RECORD;
    for (let at = 0; at < end; at += FRESH_RECORD) {
      const name = fresh[at + FRESH_NAME] ?? 0;
      const file = fresh[at + FRESH_FILE] ?? 0;
      const line = fresh[at + FRESH_LINE] ?? 0;
      const nameId = this.textNumber(name, frameTable.names);
      const fileId = this.textNumber(file, frameTable.files);
      const frame = fileId === FULL ? frameTable.frame(nameId, NO_FILE, 0) : frameTable.frame(nameId, fileId, line);
      this.exports.numberFrame(name, file, line, frame);
      const index = fresh[at] ?? 0;
      if (index < this.frames.length) this.frames[index] = frame;
      else result[CREATOR] = frame;
    }
  }

  /** The number of a text in the table of its kind; `FULL` where that is. */
  private textNumber(text: number, table: TextTable): number {
    const { words } = this;
    const entry = this.texts + text * TEXT_UNIT;
    const known = words[entry + TEXT_NUMBER] ?? 0;
    if (known !== UNNUMBERED) return known;
    const start = entry * 4 + TEXT_BYTES;
    const number = table.add(this.bytes, this.view, start, start + ((words[entry] ?? 0) >> KIND_BITS));
    words[entry + TEXT_NUMBER] = number;
    if (number === FULL) this.frameTable.overflowed = true;
    return number;
  }
}

/** Undefined where there is no WebAssembly, or no memory for it. */
export function createUsualForm(frameTable: FrameTable, statuses: StatusTable): UsualForm | undefined {
  const { WebAssembly } = globalThis as { readonly WebAssembly?: Wasm };
  if (WebAssembly === undefined || refused) return undefined;
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(USUAL_FORM, 'base64'));
    const exports = spare ?? (new WebAssembly.Instance(compiled).exports as Exports);
    spare = undefined;
    exports.forget();
    return new UsualForm(exports, frameTable, statuses);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refused = true;
    return undefined;
  }
}
