import type { LogRecord } from '../core/log-record.js';
import type { ReportAssembler, ReportFormat, ReportSink } from '../core/multi-line-report.js';
import { gapUs, kernelLines, mayBeKernel } from './kernel/kernel-line.js';
import type { KernelLine } from './kernel/kernel-line.js';
import { TraceBuilder } from './kernel/trace-builder.js';
import { PANIC_END, TRACE_TYPES } from './kernel/trace-types.js';
import type { TraceType } from './kernel/trace-types.js';

/** `------------[ cut here ]------------` opens warnings and bugs; their header follows within a few lines. */
const CUT_HERE = '[ cut here ]';
/** Lines between `cut here` and the header: the report's own words. */
const MAX_CUT_LINES = 10;
/** Reports of different CPUs that may be open at once. */
const MAX_OPEN = 8;
/** Records of other programs after which open reports are closed: the kernel has gone on silently. */
const MAX_OTHER_RECORDS = 500;
const MAX_CUT_GAP_US = 20_000_000;

const TYPES: readonly TraceType[] = TRACE_TYPES;
const LITERALS: readonly string[] = [...new Set([CUT_HERE, ...TYPES.flatMap((type) => type.literals)])];
const PANIC_TYPE = TYPES.find((type) => type.trace === 'panic');

interface Header {
  readonly type: TraceType;
  readonly match: RegExpExecArray;
}

/** Finds the type whose header a line is. Behind `cut here` a type needs no literal. */
function findHeader(text: string, behindCut: boolean): Header | undefined {
  for (const type of TYPES) {
    if (!behindCut && !type.literals.some((literal) => text.includes(literal))) continue;
    const match = type.header.exec(text);
    if (match !== null) return { type, match };
  }
  return undefined;
}

/**
 * States: idle; `cut` (a `cut here` line was seen, its header is awaited); open reports, one a caller.
 * Where the kernel prints no caller there is one open report at most, and a new header closes it.
 */
class KernelTraceAssembler implements ReportAssembler {
  readonly #open = new Map<string, TraceBuilder>();
  #cut: KernelLine[] = [];
  #others = 0;

  get open(): boolean {
    return this.#open.size > 0 || this.#cut.length > 0;
  }

  push(record: LogRecord, sink: ReportSink, holdsLiteral = true): void {
    if (this.open) this.#closeStale(record, sink);
    if (!mayBeKernel(record)) {
      if (this.open && ++this.#others >= MAX_OTHER_RECORDS) this.end(sink);
      return;
    }
    // Lines of unknown origin between kernel lines count as other programs' until one of them is taken.
    for (const line of kernelLines(record)) {
      if (this.#line(line, sink, holdsLiteral)) this.#others = 0;
      else if (this.open && ++this.#others >= MAX_OTHER_RECORDS) this.end(sink);
    }
  }

  end(sink: ReportSink): void {
    for (const builder of this.#open.values()) sink.report(builder.build());
    this.#open.clear();
    this.#cut = [];
    this.#others = 0;
  }

  /** Returns whether the line was taken. */
  #line(line: KernelLine, sink: ReportSink, holdsLiteral: boolean): boolean {
    if (holdsLiteral && line.text.includes(CUT_HERE)) {
      this.#close(line.caller, sink);
      this.#cut = [line];
      return true;
    }
    const behindCut = this.#cut.length > 0;
    const header = holdsLiteral || behindCut ? findHeader(line.text, behindCut) : undefined;
    if (header !== undefined) {
      this.#header(header, line, sink);
      return true;
    }
    if (behindCut) {
      this.#cut = this.#cut.length >= MAX_CUT_LINES ? [] : [...this.#cut, line];
      return true;
    }
    if (this.#open.size > 0) return this.#body(line, sink);
    this.#lonePanicEnd(line, sink);
    return false;
  }

  #header(header: Header, line: KernelLine, sink: ReportSink): void {
    const before = this.#cut;
    this.#cut = [];
    const current = before.length > 0 ? undefined : this.#builderOf(line);
    if (current?.absorbs(header.type) === true) {
      current.take(line);
      return;
    }
    if (header.type.trace === 'hard-lockup' && current?.type.trace === 'warning' && !current.stackSeen) {
      current.become(header.type, line, header.match);
      return;
    }
    const builder = new TraceBuilder(header.type, line, header.match, before);
    if (header.type.single === true) {
      // A program's fault may stand between the lines of another report and does not end it.
      sink.report(builder.build());
      return;
    }
    this.#close(line.caller, sink);
    if (this.#open.size >= MAX_OPEN) this.#closeOldest(sink);
    this.#open.set(line.caller ?? '', builder);
  }

  #body(line: KernelLine, sink: ReportSink): boolean {
    const builder = this.#builderOf(line);
    if (builder === undefined) return false;
    const result = builder.take(line);
    if (result === 'foreign') builder.takeOwnWords(line);
    if (result === 'ended') this.#close(builder.caller, sink);
    return result === 'taken';
  }

  /** The report that a line belongs to: its caller's, or the last one that other CPUs print into. */
  #builderOf(line: KernelLine): TraceBuilder | undefined {
    const own = this.#open.get(line.caller ?? '');
    if (own !== undefined) return own;
    const all = [...this.#open.values()];
    if (line.caller === undefined) return all[all.length - 1];
    return all.reverse().find((builder) => builder.type.manyCpus === true || builder.caller === undefined);
  }

  /** The end of a panic whose beginning was lost still names its reason. */
  #lonePanicEnd(line: KernelLine, sink: ReportSink): void {
    if (PANIC_TYPE === undefined || !line.text.includes('Kernel panic - not syncing')) return;
    const end = PANIC_END.exec(line.text);
    const match = end === null ? null : PANIC_TYPE.header.exec(`Kernel panic - not syncing: ${end[1] ?? ''}`);
    if (match !== null) sink.report(new TraceBuilder(PANIC_TYPE, line, match, []).build());
  }

  #close(caller: string | undefined, sink: ReportSink): void {
    const builder = this.#open.get(caller ?? '');
    if (builder === undefined) return;
    this.#open.delete(caller ?? '');
    sink.report(builder.build());
  }

  #closeOldest(sink: ReportSink): void {
    const oldest = this.#open.values().next().value;
    if (oldest !== undefined) this.#close(oldest.caller, sink);
  }

  #closeStale(record: LogRecord, sink: ReportSink): void {
    for (const builder of [...this.#open.values()]) {
      if (builder.isStale(record)) this.#close(builder.caller, sink);
    }
    const cut = this.#cut[0];
    if (cut !== undefined && (gapUs(cut.record, record) ?? 0) > MAX_CUT_GAP_US) this.#cut = [];
  }
}

/** Oopses, lockups, stalls, hung tasks, warnings, sanitizer reports, and faults of user programs. */
export const kernelTraceFormat: ReportFormat = {
  name: 'kernel-trace',
  title:
    'Kernel reports with a call trace: oops, panic, hung task, lockup, RCU stall, warning; faults of user programs.',
  literals: LITERALS,
  createAssembler: () => new KernelTraceAssembler(),
};
