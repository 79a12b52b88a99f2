import type { Entity } from '../../core/entity.js';
import type { LogRecord } from '../../core/log-record.js';
import type { KernelTrace, ReportLine } from '../../core/multi-line-report.js';
import { gapUs } from './kernel-line.js';
import type { KernelLine } from './kernel-line.js';
import { isPlumbing, isReportDetail, readContext, readFrame, readInstructionPointer } from './kernel-stack.js';
import type { TraceType } from './trace-types.js';

/** Frames kept of one report. */
const MAX_FRAMES = 64;
/** Lines kept for showing. */
const MAX_LINES = 48;
/** Kernel lines that one report may take. */
const MAX_TAKEN = 300;
/** Foreign kernel lines in a row after which a report has ended: few behind a call trace, more before it. */
const MAX_FOREIGN_AFTER = 3;
const MAX_FOREIGN_BEFORE = 8;
/** A report is printed at once; 20 s allow for slow serial consoles. */
const MAX_GAP_US = 20_000_000;

const NUMBERS = new Set(['pid', 'cpu', 'seconds', 'order', 'jiffies']);
//   2-...!: (0 ticks this GP) idle=…
const STALLED_CPU = /^(?:rcu: {0,4}\s?)?(\d{1,5})-[.!a-zA-Z]{3,6}: \(/;
// (detected by 0, t=60002 jiffies, g=…
const STALL_JIFFIES = /\bt=(\d{1,12}) jiffies/;
const CALL_TRACE = /^(?:Call Trace|Call trace|Backtrace|backtrace)/;

export type TakeResult = 'taken' | 'foreign' | 'ended';

function putOnce(facts: Map<string, string | number>, key: string, value: string | number | undefined): void {
  if (value !== undefined && !facts.has(key)) facts.set(key, value);
}

/** Collects one kernel report from its first line on. Bounded by lines, foreign lines in between and time. */
export class TraceBuilder {
  #type: TraceType;
  readonly caller: string | undefined;
  readonly #head: LogRecord;
  #last: LogRecord;
  readonly #facts = new Map<string, string | number>();
  readonly #lines: ReportLine[] = [];
  readonly #reliable: string[] = [];
  readonly #guessed: string[] = [];
  #instruction: string | undefined;
  #stackSeen = false;
  #taken = 0;
  #foreign = 0;
  #ended = false;

  /** `before` are lines printed ahead of the header: `cut here` and the report's own words. */
  constructor(type: TraceType, header: KernelLine, match: RegExpExecArray, before: readonly KernelLine[]) {
    this.#type = type;
    this.caller = header.caller;
    this.#head = before[0]?.record ?? header.record;
    this.#last = header.record;
    for (const line of before) this.#show('text', line);
    const own = before.find((line) => !line.text.startsWith('---'));
    putOnce(this.#facts, 'text', own?.text.slice(0, 300));
    this.#readHeader(header, match);
  }

  get type(): TraceType {
    return this.#type;
  }

  get stackSeen(): boolean {
    return this.#stackSeen;
  }

  /** Whether the header of another type is a part of this report. */
  absorbs(type: TraceType): boolean {
    return !this.#stackSeen && (this.#type.absorbs?.includes(type.trace) ?? false);
  }

  /** A warning that turns out to be a hard lockup (3.x prints it inside one) becomes one. */
  become(type: TraceType, header: KernelLine, match: RegExpExecArray): void {
    this.#type = { ...type, ...(this.#type.end === undefined ? {} : { end: this.#type.end }) };
    for (const key of ['at', 'function', 'text']) this.#facts.delete(key);
    this.#readHeader(header, match);
  }

  /** Whether a record stands too far from the last line to belong to the report. */
  isStale(record: LogRecord): boolean {
    return (gapUs(this.#last, record) ?? 0) > MAX_GAP_US;
  }

  /** Takes a kernel line; `ended` also when the line is foreign and one too many. */
  take(line: KernelLine): TakeResult {
    const { text } = line;
    if (this.#type.end?.test(text) === true) {
      this.#show('end', line);
      this.#ended = true;
      return 'ended';
    }
    if (!this.#read(line)) {
      this.#foreign += 1;
      return this.#foreign >= (this.#stackSeen ? MAX_FOREIGN_AFTER : MAX_FOREIGN_BEFORE) ? 'ended' : 'foreign';
    }
    this.#foreign = 0;
    this.#last = line.record;
    this.#taken += 1;
    return this.#taken >= MAX_TAKEN ? 'ended' : 'taken';
  }

  /** A foreign line right behind the header tells the reason in words in some reports of 3.x and 4.x. */
  takeOwnWords(line: KernelLine): void {
    if (this.#taken > 0 || this.#type.trace !== 'warning' || this.#facts.has('text')) return;
    this.#facts.set('text', line.text.slice(0, 300));
    this.#show('text', line);
  }

  build(): KernelTrace {
    const facts: Record<string, string | number | boolean> = { trace: this.#type.trace };
    const frames = this.#reliable.length > 0 ? this.#reliable : this.#guessed;
    putOnce(this.#facts, 'function', this.#instruction ?? frames.find((name) => !isPlumbing(name)) ?? frames[0]);
    if (frames.length > 0) putOnce(this.#facts, 'frames', frames.join(' '));
    facts['title'] = this.#type.title.replace(/\{(\w{1,12})\}/g, (_, key: string) =>
      String(this.#facts.get(key) ?? '?'),
    );
    for (const [key, value] of this.#facts) facts[key] = value;
    const wantsStack = this.#type.single !== true && this.#type.noStack !== true;
    return {
      kind: 'kernel-trace',
      head: this.#head,
      lines: this.#lines,
      entities: this.#entities(),
      facts,
      truncated: wantsStack && ((this.#type.end !== undefined && !this.#ended) || !this.#stackSeen),
    };
  }

  #entities(): Entity[] {
    const entities: Entity[] = [];
    const pid = this.#facts.get('pid');
    const comm = this.#facts.get('comm');
    const binary = this.#facts.get('binary');
    // Pid 0 is the idle task, and each CPU has one.
    if (pid !== undefined && pid !== 0) entities.push({ kind: 'pid', value: String(pid) });
    if (comm !== undefined && pid !== 0) entities.push({ kind: 'process', value: String(comm) });
    if (binary !== undefined) entities.push({ kind: 'binary', value: String(binary) });
    return entities;
  }

  #readHeader(header: KernelLine, match: RegExpExecArray): void {
    for (const [name, value] of Object.entries(match.groups ?? {}) as [string, string | undefined][]) {
      if (value === undefined || value === '') continue;
      putOnce(this.#facts, name.replace(/\d$/, ''), NUMBERS.has(name) ? Number(value) : value.trimEnd());
    }
    this.#show('header', header);
  }

  /** Reads facts from a line of the body; false if it does not look like one. */
  #read(line: KernelLine): boolean {
    const { text } = line;
    const frame = readFrame(text);
    if (frame !== undefined) {
      this.#stackSeen = true;
      const list = frame.reliable ? this.#reliable : this.#guessed;
      if (list.length < MAX_FRAMES) list.push(frame.function);
      if (frame.reliable) this.#show('frame', line);
      return true;
    }
    const context = readContext(text);
    if (context !== undefined) {
      for (const key of ['cpu', 'pid', 'comm', 'kernel', 'tainted'] as const) {
        if (key === 'comm' && this.#facts.has('pid') && this.#facts.get('pid') !== context.pid) continue;
        putOnce(this.#facts, key, context[key]);
      }
      this.#show('cpu', line);
      return true;
    }
    const instruction = readInstructionPointer(text);
    if (instruction !== undefined) {
      this.#instruction ??= instruction;
      this.#show('rip', line);
      return true;
    }
    if (CALL_TRACE.test(text)) this.#stackSeen = true;
    if (this.#type.trace === 'rcu-stall') this.#readStall(text);
    return isReportDetail(text);
  }

  #readStall(text: string): void {
    const cpu = STALLED_CPU.exec(text)?.[1];
    if (cpu !== undefined) putOnce(this.#facts, 'cpu', Number(cpu));
    const jiffies = STALL_JIFFIES.exec(text)?.[1];
    if (jiffies !== undefined) putOnce(this.#facts, 'jiffies', Number(jiffies));
  }

  #show(role: string, line: KernelLine): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push({ role, record: line.record, text: line.text });
  }
}
