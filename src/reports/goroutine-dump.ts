import type { LogRecord } from '../core/log-record.js';
import type { AssemblerOptions, ReportAssembler, ReportFormat, ReportSink } from '../core/multi-line-report.js';
import { mayOpen, OPENING_LITERALS, readOpening } from './go-crash/crash-line.js';
import { OpenDump } from './goroutines/open-dump.js';
import { createGoroutineReader, type ReadDump } from './goroutines/reader.js';
import { buildReport, dumpDiagnostics } from './goroutines/report.js';
import { quotedDump } from './goroutines/unescape.js';

const LITERAL = 'goroutine ';
const LEAK_LITERAL = 'goroutineleak profile: total ';
/** `goroutine 7 [select, 4 minutes]:`, `goroutine 7 gp=0xc000 m=nil [select]:` or a profile's first line, at a line's start. */
const OPENING =
  /(?:^|\n) {0,16}(?:goroutine (?:\d{1,15} (?:\[|gp=0x)|profile: total \d)|goroutineleak profile: total \d)/;
/** Writers whose dumps may be open at once. */
const MAX_OPEN = 8;
/** Records of others after which an open dump is closed. */
const MAX_OTHER_RECORDS = 200;
/** Lines of one dump are written at once; this much allows for rate limits and slow disks. */
const MAX_GAP_US = 60_000_000;
/** Lines between what a crash says first and its first goroutine: `[signal SIGSEGV: …]`, further lines of a panic, `runtime stack:`. */
const MAX_CRASH_LINES = 100;
/** Quoted dumps remembered: an error goes through several programs, and each logs it. */
const MAX_QUOTED = 64;

/** Who wrote a record: the lines of one dump come from one writer. */
function writerOf(record: LogRecord): string {
  return [record.host, record.identifier, record.pid, record.container, record.stream].join('|');
}

/**
 * States: idle; a dump open for each of some writers. Records of other writers pass by.
 * A dump opens at a goroutine's header and closes at its end marker, after 20 lines of its writer or 200 records of others that
 * belong to none, or at a gap of a minute.
 */
class GoroutineDumpAssembler implements ReportAssembler {
  readonly #maxGoroutines: number;
  readonly #open = new Map<string, OpenDump>();
  readonly #quoted = new Set<string>();
  #others = 0;
  /** The line of the last crash that a writer began to tell of. */
  #crash: { readonly writer: string; readonly line: number } | undefined;

  constructor({ limits }: AssemblerOptions) {
    this.#maxGoroutines = limits.maxGoroutines;
  }

  get open(): boolean {
    return this.#open.size > 0;
  }

  push(record: LogRecord, sink: ReportSink, holdsLiteral = true): void {
    if (this.open) this.#closeStale(record, sink);
    if (!holdsLiteral && !this.open) return;
    const literal = record.message.includes(LITERAL) || record.message.includes(LEAK_LITERAL);
    if (holdsLiteral && record.origin !== 'kernel' && mayOpen(record.message, record.raw)) this.#seeCrash(record);
    if (!this.open && !literal && !record.raw.includes(LITERAL)) return;
    if (record.raw.includes(LITERAL)) this.#readQuoted(record, sink);
    const writer = writerOf(record);
    let dump = record.origin === 'kernel' ? undefined : this.#open.get(writer);
    if (dump === undefined) {
      if (record.origin === 'kernel' || !literal || !OPENING.test(record.message)) {
        this.#countOther(sink);
        return;
      }
      if (this.#open.size >= MAX_OPEN) this.#closeOldest(sink);
      dump = new OpenDump(this.#maxGoroutines, this.#followsCrash(writer, record));
      this.#open.set(writer, dump);
    }
    const belonged = dump.push(record);
    this.#give(dump, sink);
    if (dump.closed) this.#close(writer, sink);
    if (belonged) this.#others = 0;
    else this.#countOther(sink);
  }

  #seeCrash(record: LogRecord): void {
    const { message, position } = record;
    const end = message.indexOf('\n');
    if (readOpening(message.slice(0, end < 0 ? 4096 : Math.min(end, 4096))) === undefined) return;
    this.#crash = { writer: writerOf(record), line: position.line };
  }

  #followsCrash(writer: string, { position }: LogRecord): boolean {
    const crash = this.#crash;
    return crash?.writer === writer && position.line >= crash.line && position.line - crash.line <= MAX_CRASH_LINES;
  }

  end(sink: ReportSink): void {
    for (const writer of [...this.#open.keys()]) this.#close(writer, sink);
    this.#others = 0;
  }

  /** A dump quoted in the message or a field, `error="exit status 2: \"SIGQUIT: quit\\nPC=…"`: another program's. */
  #readQuoted(record: LogRecord, sink: ReportSink): void {
    const texts = [record.message, ...Object.values(record.fields ?? {})];
    for (const text of texts) {
      // A message that begins with a dump is a piece of one that was logged in escaped form.
      if (typeof text !== 'string' || (text === record.message && this.#open.has(writerOf(record)))) continue;
      const inner = quotedDump(text);
      if (inner === undefined) continue;
      const key = `${inner.length} ${inner.slice(0, 400)}`;
      if (this.#quoted.has(key)) continue;
      if (this.#quoted.size >= MAX_QUOTED) this.#quoted.clear();
      this.#quoted.add(key);
      const reader = createGoroutineReader({ maxGoroutines: this.#maxGoroutines });
      for (const line of inner.split('\n')) reader.pushLine(line, record.position.line);
      for (const read of reader.end()) this.#report(record, read, sink);
    }
  }

  #give(dump: OpenDump, sink: ReportSink): void {
    for (const { head, read } of dump.take()) this.#report(head, read, sink);
  }

  #report(head: LogRecord, read: ReadDump, sink: ReportSink): void {
    for (const diagnostic of dumpDiagnostics(head, read)) sink.diagnostic(diagnostic);
    sink.report(buildReport(head, read));
  }

  #close(writer: string, sink: ReportSink): void {
    const dump = this.#open.get(writer);
    if (dump === undefined) return;
    this.#open.delete(writer);
    dump.end();
    this.#give(dump, sink);
  }

  #closeOldest(sink: ReportSink): void {
    const oldest = this.#open.keys().next().value;
    if (oldest !== undefined) this.#close(oldest, sink);
  }

  #countOther(sink: ReportSink): void {
    if (this.open && ++this.#others >= MAX_OTHER_RECORDS) this.end(sink);
  }

  #closeStale(record: LogRecord, sink: ReportSink): void {
    const { time } = record;
    if (time.kind === 'none') return;
    for (const [writer, dump] of [...this.#open]) {
      const last = dump.last?.time;
      if (last?.kind === time.kind && Math.abs(time.us - last.us) > MAX_GAP_US) this.#close(writer, sink);
    }
  }
}

/** Goroutine dumps of Go programs: dockerd, containerd, shims, runc, kubelet and any other. */
export const goroutineDumpFormat: ReportFormat = {
  name: 'goroutine-dump',
  title:
    'Goroutine dumps of Go programs (runtime.Stack files, SIGQUIT, SIGUSR1 messages, pprof): groups, locks, who waits for whom.',
  literals: [LITERAL, LEAK_LITERAL],
  // A dump behind a crash is told apart from one that was asked for.
  hears: OPENING_LITERALS,
  createAssembler: (options) => new GoroutineDumpAssembler(options),
};
