import type { LogRecord } from '../core/log-record.js';
import type { ReportAssembler, ReportFormat, ReportSink } from '../core/multi-line-report.js';
import { gapUs, kernelLines, mayBeKernel } from './kernel/kernel-line.js';
import type { KernelLine } from './kernel/kernel-line.js';
import { isReportDetail } from './kernel/kernel-stack.js';
import { OomBuilder } from './kernel/oom-builder.js';
import { OPENING_LITERALS, opensTask, readOomLine } from './kernel/oom-lines.js';
import type { OomLine } from './kernel/oom-lines.js';

/** Lines that are no part of an OOM report, after which an open one is closed. */
const MAX_FOREIGN = 300;
/** All lines of one report: a task table has a row for each process of the host. */
const MAX_LINES = 20_000;
/** Lines that the reaper's line may come after the kill line. */
const MAX_AFTER_VICTIM = 5;
/** The kernel prints a report at once; 20 s allow for slow consoles. */
const MAX_GAP_US = 20_000_000;
/** Pieces that one wrapped `Task in` line may have. */
const MAX_WRAPPED = 5;

/** A `Task in … killed as a result of limit of …` line of a pasted log may be wrapped inside its paths. */
const WRAPPED_START = /^Task in \/\S{20,2000}$/;
const WRAPPED_TAIL = /^[0-9a-f]{4,64}(?: killed as a result of limit of \/\S{0,2000})?$/;

/**
 * States: idle; open without a victim (context or verdict seen); open with one, waiting for the reaper or for further
 * victims of a group kill. A new trigger, a second verdict or a second victim closes the open report.
 */
class OomAssembler implements ReportAssembler {
  #builder: OomBuilder | undefined;
  #last: LogRecord | undefined;
  #foreign = 0;
  #count = 0;
  #afterVictim = 0;
  #wrapped: { text: string; readonly line: KernelLine; pieces: number } | undefined;

  get open(): boolean {
    return this.#builder !== undefined || this.#wrapped !== undefined;
  }

  push(record: LogRecord, sink: ReportSink): void {
    if (this.#last !== undefined && (gapUs(this.#last, record) ?? 0) > MAX_GAP_US) this.end(sink);
    if (!mayBeKernel(record)) {
      if (this.open && ++this.#foreign >= MAX_FOREIGN) this.end(sink);
      return;
    }
    for (const line of kernelLines(record)) this.#line(line, sink);
  }

  end(sink: ReportSink): void {
    this.#flushWrapped(sink);
    this.#close(sink);
  }

  #line(line: KernelLine, sink: ReportSink): void {
    if (this.#wrapped !== undefined && this.#unwrap(line, sink)) return;
    if (WRAPPED_START.test(line.text) && opensTask(line.text)) {
      this.#wrapped = { text: line.text, line, pieces: 1 };
      this.#last = line.record;
      return;
    }
    const read = readOomLine(line.text);
    if (read !== undefined) this.#read(read, line, sink);
    else if (this.#builder !== undefined) this.#between(this.#builder, line, sink);
  }

  /** Joins the pieces of a wrapped line; true if the line was one. */
  #unwrap(line: KernelLine, sink: ReportSink): boolean {
    const wrapped = this.#wrapped;
    if (wrapped === undefined) return false;
    if (wrapped.pieces < MAX_WRAPPED && WRAPPED_TAIL.test(line.text)) {
      wrapped.text += line.text;
      wrapped.pieces += 1;
      return true;
    }
    this.#flushWrapped(sink);
    return false;
  }

  #flushWrapped(sink: ReportSink): void {
    const wrapped = this.#wrapped;
    if (wrapped === undefined) return;
    this.#wrapped = undefined;
    const read = readOomLine(wrapped.text);
    if (read !== undefined) this.#read(read, { ...wrapped.line, text: wrapped.text }, sink);
  }

  /** A line between the known ones: part of the report, or another message of the kernel. */
  #between(builder: OomBuilder, line: KernelLine, sink: ReportSink): void {
    this.#count += 1;
    if (builder.complete) {
      if (++this.#afterVictim >= MAX_AFTER_VICTIM) this.#close(sink);
      return;
    }
    if (builder.detail(line) || isReportDetail(line.text)) this.#last = line.record;
    else this.#foreign += 1;
    if (this.#foreign >= MAX_FOREIGN || this.#count >= MAX_LINES) this.#close(sink);
  }

  #read(read: OomLine, line: KernelLine, sink: ReportSink): void {
    if (read.kind === 'reaper') {
      if (this.#builder?.victim?.pid !== read.pid) return;
      this.#builder.reaper(read, line);
      if (!this.#builder.group) this.#close(sink);
      return;
    }
    const builder = this.#builderFor(read, line, sink);
    if (builder === undefined) return;
    this.#last = line.record;
    this.#foreign = 0;
    this.#count += 1;
    this.#afterVictim = 0;
    switch (read.kind) {
      case 'trigger':
        builder.trigger(read, line);
        break;
      case 'cpuset':
        builder.cpuset(read, line);
        break;
      case 'task-in':
        builder.taskIn(read, line);
        break;
      case 'limit-reached':
        builder.limitCgroup(read.limitCgroup, line);
        break;
      case 'stats':
        builder.limitCgroup(read.cgroup, line);
        break;
      case 'usage':
        builder.usage(read, line);
        break;
      case 'group':
        builder.groupKill(read, line);
        break;
      case 'oom-kill':
        builder.oomKill(read, line);
        break;
      case 'verdict':
        builder.kill(read, line);
        break;
      case 'victim':
        builder.killed(read, line);
        break;
      case 'unkillable':
        builder.unkillable(line);
        break;
    }
  }

  /** The report that a line belongs to: the open one, or a new one after closing it. */
  #builderFor(read: Exclude<OomLine, { kind: 'reaper' }>, line: KernelLine, sink: ReportSink): OomBuilder | undefined {
    const current = this.#builder;
    // A cpuset line is printed by other reports, too; alone it opens nothing.
    if (current === undefined) return read.kind === 'cpuset' ? undefined : this.#start(line);
    if (!startsAnother(current, read)) return current;
    const next = read.kind === 'victim' && current.group ? current.next() : undefined;
    this.#close(sink);
    if (read.kind === 'cpuset') return undefined;
    if (next === undefined) return this.#start(line);
    this.#builder = next;
    return next;
  }

  #start(line: KernelLine): OomBuilder {
    this.#builder = new OomBuilder(line.record);
    this.#count = 0;
    return this.#builder;
  }

  #close(sink: ReportSink): void {
    const builder = this.#builder;
    this.#builder = undefined;
    this.#last = undefined;
    this.#foreign = 0;
    this.#afterVictim = 0;
    if (builder !== undefined) sink.report(builder.build());
  }
}

/** Whether a line cannot belong to the report collected so far. */
function startsAnother(current: OomBuilder, read: OomLine): boolean {
  switch (read.kind) {
    case 'trigger':
      return true;
    case 'victim':
      // A group kill may name the first victim a second time.
      return current.victim !== undefined && !(current.group && current.victim.pid === read.pid);
    case 'verdict':
      // Swapped lines: the verdict of the same victim behind its kill line.
      if (current.victim !== undefined) return current.victim.pid !== read.pid || current.verdict !== undefined;
      return current.verdict !== undefined && current.verdict.pid !== read.pid && current.verdict.comm !== read.comm;
    case 'oom-kill':
      if (current.victim !== undefined) return current.victim.pid !== read.pid || current.verdict !== undefined;
      return current.verdict !== undefined && current.verdict.pid !== read.pid;
    case 'reaper':
    case 'group':
      return false;
    case 'cpuset':
    case 'task-in':
    case 'limit-reached':
    case 'stats':
    case 'usage':
    case 'unkillable':
      return current.complete;
  }
}

/** OOM kills of memory cgroups and of the whole host, one report a victim. */
export const oomReportFormat: ReportFormat = {
  name: 'oom',
  title:
    "The kernel's OOM reports, from the two kill lines of Linux 3.4 to the full reports of 6.x; one report a victim.",
  literals: OPENING_LITERALS,
  createAssembler: () => new OomAssembler(),
};
