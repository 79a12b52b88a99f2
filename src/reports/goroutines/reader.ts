import type { GoroutineDump } from '../../core/goroutine-dump.js';
import { finishDump } from './finish.js';
import { LineMachine, type LineKind } from './line-machine.js';
import { ProfileReader } from './profile.js';
import type { GoroutineSink, PreambleKind, Scratch } from './scratch.js';
import { StackTable } from './stack-table.js';
import { decodeText } from './text-table.js';

export interface GoroutineReaderOptions {
  /** Goroutines read of one dump; the rest is counted as `skipped`. */
  readonly maxGoroutines: number;
  /** Number of the first line, 1 if absent. */
  readonly firstLine?: number;
  /** Input comes by `push` in blocks, not by `pushLine`. The dumps are the same either way, and sooner read so. */
  readonly inBulk?: boolean;
  /** The first dump is a crash's. */
  readonly afterCrash?: boolean;
  /**
   * All lines of a source come here, not those of one writer only: what ends a dump is then seen to by the reader. Lines in which another
   * dump may be quoted are handed back.
   */
  readonly quoted?: (line: SourceLine) => void;
}

/** A line of a source, without its end. */
export interface SourceLine {
  readonly text: string;
  readonly number: number;
  readonly offset: number;
}

/** A dump with what the reader noticed on the way. */
export interface ReadDump {
  readonly dump: GoroutineDump;
  /** The line in which its first goroutine begins, if that is known. */
  readonly start?: SourceLine;
  /** A panic, fatal error or signal began it. */
  readonly crash: boolean;
  /** A `debug=1` profile: no ids, states or waits. */
  readonly profile: boolean;
  /** Go version as far as the paths of the standard library show it, such as `1.7.6`. */
  readonly goVersion?: string;
  /** Goroutines of which something could not be read, and the lines of the first 20. */
  readonly damaged: number;
  readonly damagedLines: readonly number[];
  /** Goroutines beyond `maxGoroutines`. */
  readonly skipped: number;
  /** Goroutines that have waited a minute or more. */
  readonly waiting: number;
  /** Goroutines that the runtime itself calls leaked (Go 1.26 on): nothing can wake them. */
  readonly leaked: number;
  /** Distinct stacks, texts or locks were more than are told apart. */
  readonly overflowed: boolean;
}

export interface GoroutineReader {
  /** One line without its end; `line` is its number if it does not follow the last one. */
  pushLine(text: string, line?: number): LineKind;
  /** Bytes `[start, end)` of a bare dump, cut anywhere. */
  push(bytes: Uint8Array, start: number, end: number): void;
  /** Number of the next line, before anything was pushed or where lines were skipped. */
  setLine(line: number): void;
  /** Whether lines may still belong to a dump that has begun. */
  readonly inDump: boolean;
  /** Goroutines read so far of the open dump. */
  readonly total: number;
  /** Line of the open dump's first goroutine, once that is complete. */
  readonly firstLine: number | undefined;
  /** Closes the open dump, as at a marker; reading may go on with another one. */
  endDump(): void;
  /** Dumps that are complete; each is given out once. */
  take(): readonly ReadDump[];
  /** Input has ended: all dumps not yet given out. */
  end(): readonly ReadDump[];
}

/** Dumps that one reader tells apart; what follows is added to the last one. */
const MAX_DUMPS = 200;
const MAX_DAMAGED_LINES = 20;
const NEWLINE = new Uint8Array([10]);
/** Lines in a row that belong to no goroutine after which a dump is over. A register dump has 21 and may be the end. */
const MAX_FOREIGN_LINES = 20;
const QUOTABLE = Buffer.from('goroutine ');

/**
 * Functions that write a dump of their own process: their goroutine is the first of a dump.
 * dockerd to 20.10 `pkg/signal.DumpStacks`, from 23.0 `pkg/stack.dump`; containerd `main.dumpStacks`.
 */
const DUMPERS = [
  'pkg/signal.DumpStacks',
  'pkg/stack.dump',
  'pkg/stack.DumpToFile',
  'main.dumpStacks',
  'command.dumpStacks',
  'shim.dumpStacks',
  'runtime/pprof.writeGoroutineStacks',
  'main.dumpTo',
];

/**
 * Reads goroutine dumps of Go 1.4 to 1.27 from lines or bytes, grouping while it reads, so that memory grows
 * with the distinct stacks only. Input may hold several dumps and anything in between; nothing in it makes this throw.
 */
export function createGoroutineReader(options: GoroutineReaderOptions): GoroutineReader {
  return new Reader(options);
}

class Reader implements GoroutineReader, GoroutineSink {
  private readonly machine: LineMachine;
  private readonly maxGoroutines: number;
  private readonly encoder = new TextEncoder();
  private finished: ReadDump[] = [];
  private dumps = 0;
  private table: StackTable;
  private firstId = -1;
  private first = 0;
  private start: SourceLine | undefined;
  private readonly quoted: ((line: SourceLine) => void) | undefined;
  /** A begin marker was seen and its end marker not yet. */
  private expectsEnd = false;
  private sawMain = false;
  private crash = false;
  private nextCrash = false;
  private profile: ProfileReader | undefined;
  private profiled = false;
  private damaged = 0;
  private damagedLines: number[] = [];
  private skipped = 0;

  constructor(options: GoroutineReaderOptions) {
    this.machine = new LineMachine(this, options.firstLine ?? 1, options.inBulk ?? false);
    this.maxGoroutines = options.maxGoroutines;
    this.quoted = options.quoted;
    this.nextCrash = options.afterCrash ?? false;
    this.table = this.newTable();
  }

  get inDump(): boolean {
    return this.total > 0 || this.profile !== undefined || this.machine.insideGoroutine;
  }

  get total(): number {
    return this.table.total + this.skipped;
  }

  get firstLine(): number | undefined {
    return this.total > 0 ? this.first : undefined;
  }

  pushLine(text: string, line?: number): LineKind {
    if (line !== undefined) this.machine.lineNumber = line;
    const bytes = this.encoder.encode(text);
    this.machine.push(bytes, 0, bytes.length);
    this.machine.push(NEWLINE, 0, 1);
    return this.machine.kind;
  }

  setLine(line: number): void {
    this.machine.lineNumber = line;
  }

  push(bytes: Uint8Array, start: number, end: number): void {
    this.machine.push(bytes, start, end);
  }

  endDump(): void {
    this.machine.closeGoroutine();
    this.finish(false);
  }

  take(): readonly ReadDump[] {
    const taken = this.finished;
    this.finished = [];
    return taken;
  }

  end(): readonly ReadDump[] {
    const inside = this.machine.end();
    this.finish(inside);
    return this.take();
  }

  goroutine(scratch: Scratch, bytes: Uint8Array): void {
    if (this.total > 0 && this.dumps < MAX_DUMPS && (this.profiled || this.beginsDump(scratch))) this.finish(false);
    if (this.total === 0) {
      this.firstId = scratch.id;
      this.first = scratch.line;
      this.start = startOf(scratch, bytes);
      this.crash = this.nextCrash;
      this.nextCrash = false;
    }
    if (scratch.id === 1) this.sawMain = true;
    if (this.total >= this.maxGoroutines) this.skipped++;
    else this.table.add(scratch, bytes);
  }

  preamble(kind: PreambleKind): void {
    if (this.total > 0 && this.dumps < MAX_DUMPS) this.finish(false);
    this.nextCrash = kind !== 'begin';
    if (this.quoted !== undefined) this.expectsEnd = kind === 'begin';
  }

  endMarker(): void {
    if (this.quoted === undefined) return;
    this.expectsEnd = false;
    this.startOver();
  }

  foreign(bytes: Uint8Array, start: number, stop: number, line: number, offset: number, run: number): void {
    if (this.quoted === undefined) return;
    if (run === MAX_FOREIGN_LINES) this.startOver();
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, stop - start);
    if (buffer.includes(QUOTABLE)) this.quoted({ text: buffer.toString('utf8'), number: line, offset });
  }

  damage(line: number): void {
    this.damaged++;
    if (this.damagedLines.length < MAX_DAMAGED_LINES) this.damagedLines.push(line);
  }

  profileLine(text: string, line: number, offset: number): void {
    if (this.profile === undefined) {
      if (this.total > 0 && this.dumps < MAX_DUMPS) this.finish(false);
      this.profiled = true;
      this.first = line;
      this.start = { text, number: line, offset };
      this.profile = new ProfileReader({
        stack: (state, frames, count, at, leaked) => {
          this.table.addProfiled(state, frames, count, at, leaked);
        },
      });
    }
    this.profile.push(text, line);
  }

  /** What follows is another dump, and only from a header on. */
  private startOver(): void {
    this.machine.closeGoroutine();
    this.machine.forget();
    this.expectsEnd = false;
    this.nextCrash = false;
    this.finish(false);
  }

  /** Goroutine ids are unique in a dump, and its writer comes first: what breaks this begins another dump. */
  private beginsDump(scratch: Scratch): boolean {
    const { id } = scratch;
    if (id !== 0 && (id === this.firstId || (id === 1 && this.sawMain))) return true;
    if (this.machine.statuses.status(scratch.status).state !== 'running') return false;
    // Stacks printed one by one (`debug.PrintStack`, panics that were recovered), each with words of its own before it.
    if (scratch.foreignBefore > 0 && scratch.frameCount > 0) return true;
    for (let at = 0; at < Math.min(scratch.frameCount, 4); at++) {
      const name = this.machine.frameTable.nameOf(scratch.frames[at] ?? 0);
      if (DUMPERS.some((dumper) => name.endsWith(dumper))) return true;
    }
    return false;
  }

  private finish(inside: boolean): void {
    this.profile?.end();
    if (this.total > 0) {
      this.dumps++;
      const truncated = inside || this.skipped > 0 || this.expectsEnd || this.profile?.truncated === true;
      const { dump, crash, goVersion } = finishDump(this.table, truncated);
      this.finished.push({
        dump,
        ...(this.start === undefined ? {} : { start: this.start }),
        crash: this.crash || crash,
        profile: this.profiled,
        ...(goVersion === undefined ? {} : { goVersion }),
        damaged: this.damaged,
        damagedLines: this.damagedLines,
        skipped: this.skipped,
        waiting: this.table.waiting,
        leaked: this.table.leaked,
        overflowed: this.table.overflowed || this.machine.frameTable.overflowed,
      });
    }
    this.table = this.newTable();
    this.firstId = -1;
    this.start = undefined;
    this.expectsEnd = false;
    this.sawMain = false;
    this.crash = false;
    this.profile = undefined;
    this.profiled = false;
    this.damaged = 0;
    this.damagedLines = [];
    this.skipped = 0;
  }

  private newTable(): StackTable {
    return new StackTable(this.machine.frameTable, this.machine.statuses);
  }
}

/** The header's line, as long as the buffer holds it. */
function startOf({ line, offset, headerStart, headerStop }: Scratch, bytes: Uint8Array): SourceLine | undefined {
  if (headerStart < 0) return undefined;
  return { text: decodeText(bytes, headerStart, headerStop), number: line, offset };
}
