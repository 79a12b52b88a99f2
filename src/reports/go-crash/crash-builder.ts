import type { Entity } from '../../core/entity.js';
import type { LogRecord } from '../../core/log-record.js';
import type { GoCrash, ReportLine } from '../../core/multi-line-report.js';
import { panicValue, readCrashLine, readOpening, readSignalLine } from './crash-line.js';
import type { CrashOpening } from './crash-line.js';
import { withoutLabels, withoutRecordLabels } from '../goroutines/labels.js';
import { guessProgram } from './guess-program.js';

const MAX_FRAMES = 64;
const MAX_LINES = 40;
/** Values of a chain of panics. */
const MAX_CHAIN = 8;
/** Lines of the writer within which a goroutine, a signal line or a frame must follow. */
const MAX_UNCONFIRMED = 20;
/** Lines behind a confirmed opening: hex dumps of broken stacks are long. */
const MAX_CONFIRMED = 600;

/** Panics that only the Go runtime and its standard library word like this. */
const RUNTIME_PANIC =
  /^(?:runtime error: |assignment to entry in nil map|close of (?:closed|nil) channel|send on closed channel|interface conversion: |sync: |reflect: )/;

/** Functions of the runtime that lead from the fault to the panic. */
const RUNTIME_FRAME =
  /^(?:panic|runtime\.|internal\/runtime\/|internal\/abi\.|sync\.fatal|sync\.throw|internal\/sync\.(?:fatal|throw))/;

/** Collects one crash of one writer: opening, signal line, chain of panics, frames of the first goroutine. */
export class CrashBuilder {
  readonly #head: LogRecord;
  #last: LogRecord;
  #opening: CrashOpening;
  readonly #chain: string[] = [];
  readonly #lines: ReportLine[] = [];
  readonly #frames: string[] = [];
  readonly #files: string[] = [];
  #system: string[] = [];
  #signal: string | undefined;
  #address: string | undefined;
  /** What the runtime said ahead of the fatal error: `runtime: program exceeds 10000-thread limit`. */
  #cause: string | undefined;
  #confirmed = false;
  #section: 'preamble' | 'system' | 'goroutine' = 'preamble';
  #pending: string | undefined;
  #createdBy: string | undefined;
  #count = 0;
  #finished = false;

  constructor(opening: CrashOpening, record: LogRecord, text: string) {
    this.#head = record;
    this.#last = record;
    this.#opening = opening;
    this.#open(opening, record, text);
  }

  get last(): LogRecord {
    return this.#last;
  }

  /**
   * Whether the lines are a Go program's end. Any program may print `panic: …`, so a panic needs a goroutine, a signal
   * or a frame behind it, unless the runtime's own words or the writer's name speak for it. The words of fatal errors
   * and signals are rarer, and are believed of programs outside containers.
   */
  get credible(): boolean {
    if (this.#confirmed || this.#opening.recovered === true) return true;
    const { origin, identifier } = this.#head;
    if (guessProgram([], [], identifier) !== undefined) return true;
    if (this.#opening.crash === 'panic') return RUNTIME_PANIC.test(this.#opening.text);
    return origin !== 'container' && origin !== 'client';
  }

  /** Takes a line of the crash's writer, leading blanks removed; true when the report has all it wants. */
  take(record: LogRecord, text: string): boolean {
    this.#count += 1;
    this.#last = record;
    if (this.#section === 'preamble' && this.#preamble(record, text)) return false;
    this.#body(record, text);
    return this.#finished || this.#count >= (this.#confirmed ? MAX_CONFIRMED : MAX_UNCONFIRMED);
  }

  /** Whether a line would open a crash of its own rather than go on with this one. */
  startsAnother(opening: CrashOpening): boolean {
    if (this.#frames.length > 0 || this.#section !== 'preamble') return true;
    if (this.#opening.recovered === true || opening.recovered === true) return true;
    return false;
  }

  build(): GoCrash {
    const opening = this.#opening;
    const facts: Record<string, string | number | boolean> = {
      crash: opening.crash,
      // A signal's words say no more than its name; what the runtime said before it raised the signal does.
      text: opening.crash === 'signal' ? (this.#cause ?? opening.text) : opening.text,
      confirmed: this.#confirmed,
    };
    const signal = this.#signal ?? opening.signal;
    if (signal !== undefined) facts['signal'] = signal;
    if (this.#address !== undefined) facts['address'] = this.#address;
    if (this.#cause !== undefined) facts['cause'] = this.#cause;
    if (opening.recovered === true) facts['recovered'] = true;
    if (this.#chain.length > 1) facts['chain'] = this.#chain.join(' > ');
    const frames = this.#frames.length > 0 ? this.#frames : this.#system;
    const program = guessProgram(
      this.#createdBy === undefined ? frames : [...frames, this.#createdBy],
      this.#files,
      this.#head.identifier,
    );
    if (program !== undefined) facts['program'] = program;
    if (frames.length > 0) facts['frames'] = frames.join(' ');
    const own = ownFunction(frames);
    if (own !== undefined) facts['function'] = own;
    facts['origin'] = this.#head.origin;
    return {
      kind: 'go-crash',
      head: this.#head,
      lines: this.#lines,
      entities: this.#entities(program),
      facts,
      truncated: !this.#finished,
    };
  }

  /** Marks the first goroutine as wholly read: the input ended behind it, or another report begins. */
  finish(): void {
    if (this.#frames.length > 0) this.#finished = true;
  }

  #entities(program: string | undefined): Entity[] {
    const { pid, unit, container } = this.#head;
    const entities: Entity[] = [];
    if (program !== undefined) entities.push({ kind: 'process', value: program });
    if (pid !== undefined) entities.push({ kind: 'pid', value: String(pid) });
    if (unit !== undefined) entities.push({ kind: 'unit', value: unit });
    if (container !== undefined) entities.push({ kind: 'container', value: container });
    return entities;
  }

  #open(opening: CrashOpening, record: LogRecord, text: string): void {
    this.#opening = opening;
    if (opening.crash === 'panic') this.#chain.push(opening.text);
    this.#readSignal(text);
    this.#show('crash', record, text);
  }

  /** Lines before the first stack; true if the line was one. */
  #preamble(record: LogRecord, text: string): boolean {
    if (this.#readSignal(text)) {
      this.#show('signal', record, text);
      return true;
    }
    // \tpanic: B, the next value of a chain; or fatal error: … behind the runtime's own words
    const opening = readOpening(text);
    if (opening === undefined) return false;
    if (this.#opening.preliminary === true && opening.preliminary !== true) {
      if (this.#opening.crash === 'fatal-error') this.#cause = this.#opening.text;
      this.#open(opening, record, text);
    } else if (opening.crash === 'panic' && this.#chain.length < MAX_CHAIN) {
      this.#chain.push(panicValue(opening.text));
      this.#show('panic', record, text);
    }
    return true;
  }

  #body(record: LogRecord, text: string): void {
    const line = readCrashLine(text);
    switch (line.kind) {
      case 'goroutine':
        if (this.#frames.length > 0) this.#finished = true;
        else {
          this.#section = 'goroutine';
          this.#confirmed = true;
          this.#show('goroutine', record, text);
        }
        break;
      case 'runtime-stack':
        this.#section = 'system';
        this.#confirmed = true;
        break;
      case 'function':
        // It is a frame only if its file follows; a panic's text may look like one.
        this.#pending = line.name;
        break;
      case 'file':
        this.#file(record, line.file);
        break;
      case 'created-by':
        if (this.#section === 'goroutine' && this.#frames.length > 0) {
          this.#createdBy = line.name;
          this.#finished = true;
        }
        break;
      case 'registers':
        this.#confirmed = true;
        if (this.#frames.length > 0) this.#finished = true;
        break;
      case 'blank':
        if (this.#section === 'goroutine' && this.#frames.length > 0) this.#finished = true;
        break;
      case 'other':
        break;
    }
  }

  #file(record: LogRecord, file: string): void {
    const name = this.#pending;
    this.#pending = undefined;
    // A file line confirms a crash whose goroutine line was lost or stands before it.
    this.#confirmed = true;
    if (name === undefined) return;
    if (this.#section === 'system') {
      if (this.#system.length < MAX_FRAMES) this.#system.push(name);
      return;
    }
    this.#section = 'goroutine';
    if (this.#frames.length >= MAX_FRAMES) {
      this.#finished = true;
      return;
    }
    this.#frames.push(name);
    this.#files.push(file);
    this.#show('frame', record, name);
  }

  #readSignal(text: string): boolean {
    const facts = readSignalLine(text);
    if (facts === undefined) return false;
    this.#signal ??= facts.signal;
    this.#address ??= facts.address;
    if (facts.signal !== undefined) this.#confirmed = true;
    return true;
  }

  #show(role: string, record: LogRecord, text: string): void {
    if (this.#lines.length < MAX_LINES)
      this.#lines.push({ role, record: withoutRecordLabels(record), text: withoutLabels(text) });
  }
}

/** The first frame of the program itself, below `panic` where the stack shows it. */
function ownFunction(frames: readonly string[]): string | undefined {
  const panic = frames.lastIndexOf('panic');
  const below = panic < 0 ? frames : frames.slice(panic + 1);
  return below.find((name) => !RUNTIME_FRAME.test(name));
}
