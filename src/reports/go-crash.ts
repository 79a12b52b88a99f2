import type { LogRecord } from '../core/log-record.js';
import type { ReportAssembler, ReportFormat, ReportSink } from '../core/multi-line-report.js';
import { CrashBuilder } from './go-crash/crash-builder.js';
import { MAX_CRASH_LINE, OPENING_LITERALS, mayOpen, readOpening } from './go-crash/crash-line.js';

/** Writers whose crashes may be open at once. */
const MAX_OPEN = 16;
/** Records of other writers after which an open crash is closed. */
const MAX_OTHER_RECORDS = 2_000;
/** A crash is printed at once; 20 s allow for rate limits and slow disks. */
const MAX_GAP_US = 20_000_000;

/** Who wrote a record: lines of one crash come from one writer. */
function writerOf(record: LogRecord): string {
  return [record.host, record.identifier, record.pid, record.container, record.stream].join('|');
}

// Container output copied with its stamps, maybe behind the 8 bytes of docker's stream header.
const COPIED_STAMP = /^.{0,8}?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z /;
const INDENT = /^(?:\s|#011)+/;

/** Calls back for each line of a message, without copied stamp and indent (rsyslog writes a tab as `#011`). */
function eachLine(message: string, take: (text: string) => void): void {
  let start = 0;
  while (start <= message.length) {
    const newline = message.indexOf('\n', start);
    const end = newline < 0 ? message.length : newline;
    const line = message.slice(start, Math.min(end, start + MAX_CRASH_LINE)).replace(COPIED_STAMP, '');
    take(line.replace(INDENT, '').trimEnd());
    start = end + 1;
  }
}

/** A message that holds a whole crash in escaped form, as in a quoted field; characters of it that are looked at. */
const MAX_ESCAPED = 65_536;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };

function unescaped(message: string): string {
  const newline = message.indexOf('\\n');
  if (newline < 0 || message.includes('\n')) return message;
  const start = message.startsWith('"') ? 1 : 0;
  // Only a message that is a crash from its beginning: a quoted one inside another error is not this writer's.
  if (readOpening(message.slice(start, Math.min(newline, MAX_CRASH_LINE))) === undefined) return message;
  return message.slice(start, MAX_ESCAPED).replace(/\\([nt"\\])/g, (_, code: string) => ESCAPES[code] ?? code);
}

/**
 * States: idle; a crash open for each of some writers. Lines of other writers pass by.
 * A crash closes at the end of its first goroutine, when nothing confirms it in 20 lines, or at a gap of 20 s.
 */
class GoCrashAssembler implements ReportAssembler {
  readonly #open = new Map<string, CrashBuilder>();
  #others = 0;

  get open(): boolean {
    return this.#open.size > 0;
  }

  push(record: LogRecord, sink: ReportSink, holdsLiteral = true): void {
    if (this.open) this.#closeStale(record, sink);
    if (record.origin === 'kernel') {
      this.#countOther(sink);
      return;
    }
    const writer = writerOf(record);
    if (!this.#open.has(writer) && !(holdsLiteral && mayOpen(record.message, record.raw))) {
      this.#countOther(sink);
      return;
    }
    this.#others = 0;
    eachLine(unescaped(record.message), (text) => {
      this.#line(writer, record, text, sink);
    });
  }

  end(sink: ReportSink): void {
    for (const builder of this.#open.values()) {
      builder.finish();
      if (builder.credible) sink.report(builder.build());
    }
    this.#open.clear();
    this.#others = 0;
  }

  #line(writer: string, record: LogRecord, text: string, sink: ReportSink): void {
    const builder = this.#open.get(writer);
    const opening = readOpening(text);
    if (builder !== undefined && (opening === undefined || !builder.startsAnother(opening))) {
      if (builder.take(record, text)) this.#close(writer, sink);
      return;
    }
    if (opening === undefined) return;
    if (builder !== undefined) {
      builder.finish();
      this.#close(writer, sink);
    }
    if (this.#open.size >= MAX_OPEN) this.#closeOldest(sink);
    this.#open.set(writer, new CrashBuilder(opening, record, text));
  }

  #countOther(sink: ReportSink): void {
    if (this.open && ++this.#others >= MAX_OTHER_RECORDS) this.end(sink);
  }

  #close(writer: string, sink: ReportSink): void {
    const builder = this.#open.get(writer);
    if (builder === undefined) return;
    this.#open.delete(writer);
    if (builder.credible) sink.report(builder.build());
  }

  #closeOldest(sink: ReportSink): void {
    const oldest = this.#open.keys().next().value;
    if (oldest !== undefined) this.#close(oldest, sink);
  }

  #closeStale(record: LogRecord, sink: ReportSink): void {
    const { time } = record;
    if (time.kind === 'none') return;
    for (const [writer, builder] of [...this.#open]) {
      const last = builder.last.time;
      if (last.kind === time.kind && Math.abs(time.us - last.us) > MAX_GAP_US) this.#close(writer, sink);
    }
  }
}

/** Panics, fatal errors of the runtime, and signals that ended a Go program; panics that net/http recovered. */
export const goCrashFormat: ReportFormat = {
  name: 'go-crash',
  title: 'Ends of Go programs: panic, fatal error or signal, with the frames of the goroutine that failed.',
  literals: OPENING_LITERALS,
  createAssembler: () => new GoCrashAssembler(),
};
