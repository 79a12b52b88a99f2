import type { EnvelopeFormat } from './core/log-format.js';
import type { Diagnostic } from './core/diagnostic.js';
import type { Line } from './core/line.js';
import type { Limits } from './core/limits.js';
import type { LogRecord, RecordSink } from './core/log-record.js';
import type { GoroutineDumpReport, ReportSink } from './core/multi-line-report.js';
import type { Signal } from './core/signal.js';
import type { SourceId } from './core/position.js';
import { NO_STAMP } from './core/stamp.js';
import { createClockObserver } from './clocks/clock-observer.js';
import { createRecordParser } from './formats/record-parser.js';
import { isRewritten } from './formats/rewritten-format.js';
import type { LiteralSearch } from './lines/literal-search.js';
import { createNoveltyObserver, type NoveltyObserver, type NoveltyScan } from './novelty/novelty.js';
import { createNoveltySurvey } from './novelty/novelty-survey.js';
import {
  buildReport,
  copyGroup,
  createBareDumpLane,
  dumpDiagnostics,
  withoutLabels,
  type BareDumpLane,
  type LongLineWatch,
  type PprofDump,
  type ReadDump,
  type SourceLine,
} from './reports/goroutines/index.js';
import { REPORT_FORMATS, goroutineDumpFormat } from './reports/index.js';
import type { SignalMatcher } from './signals/signal-matcher.js';
import { createRecentSignalStore, createSignalStore } from './signals/signal-store.js';
import { createLastRecords, type TailTables } from './scan-tail.js';
import { createSourceSurvey } from './source-survey.js';
import { createLedger } from './ledger/ledger.js';
import { createVersionObserver } from './versions/version-observer.js';

/** What the reading of a source looks with, and its bounds. */
export interface ReaderTables extends TailTables {
  readonly matcher: SignalMatcher;
  /** Finds the matcher's literals (ids below `ScanTables.literalCount`) and those that open a report or mark a boot (ids from it on). */
  readonly search: () => LiteralSearch;
  /** The same and, from id `clockFrom` on, the literals of lines that tell zone and year; used until enough of those were seen. */
  readonly clockSearch: () => LiteralSearch;
  readonly clockFrom: number;
  /** The same as `clockSearch` without the literal of goroutine headers: for files that are goroutine dumps. */
  readonly dumpSearch: () => LiteralSearch;
  /** Ids from here to `clockFrom` say that a line's text cannot be seen in its bytes: all literals are tried on its record. */
  readonly opaqueFrom: number;
  /** Ids of literals whose line needs its successor at once: it may open a report, or lead followers. */
  readonly opening: ReadonlySet<number>;
  /** Of them, by kind of report, those that its assembler listens for. */
  readonly heardBy: ReadonlyMap<string, ReadonlySet<number>>;
  /** Ids from here to `opaqueFrom` stand in lines that the ledger may tell of. */
  readonly eventsFrom: number;
  /** Signatures that are looked for only behind a line of one of the `leaders`; `followSearch` finds everything and these. */
  readonly followMatcher: SignalMatcher;
  readonly followSearch: () => LiteralSearch;
  readonly leaders: ReadonlySet<string>;
  readonly limits: Limits;
  /** False reads every line: the exact reference that the prefilter is held to. */
  readonly prefilter: boolean;
  /** Sources up to this size are searched for what is new in them, every line of theirs; 0: none. */
  readonly noveltyBytes: number;
  /** Only the time that a source covers is taken down for that search. */
  readonly surveysNovelty?: boolean;
  /** The source has no end: what is kept of it makes room for what comes. */
  readonly endless?: boolean;
}

/** Lines with an exact stamp inside that are read for the sake of the clock. */
const CLOCK_LINES = 16;
/** Bytes behind a leader in which its followers are looked for. */
const FOLLOW_BYTES = 1024 * 1024;
/** Goroutine dumps kept of a source without end. */
const MAX_RECENT_DUMPS = 16;
const NO_IDS: ReadonlySet<number> = new Set();

/** Records, reports and signals of the lines that the scanner proposes. */
export function createSourceReader(
  id: SourceId,
  format: EnvelopeFormat | undefined,
  tables: ReaderTables,
  long: LongLineWatch,
  isDump: boolean,
) {
  const { matcher, limits, clockFrom, prefilter } = tables;
  // Wrapped or quoted lines come out as other text than the bytes hold: there all literals are tried.
  const rewritten = isRewritten(format);
  const parser = createRecordParser({ source: id, primary: format });
  const dumpAssembler = goroutineDumpFormat.createAssembler({ limits });
  const listeners = REPORT_FORMATS.filter((report) => !isDump || report !== goroutineDumpFormat).map((report) => ({
    assembler: report === goroutineDumpFormat ? dumpAssembler : report.createAssembler({ limits }),
    literals: tables.heardBy.get(report.name) ?? NO_IDS,
  }));
  const observer = createClockObserver();
  const versions = createVersionObserver();
  const store =
    tables.endless === true ? createRecentSignalStore(limits.maxSignals) : createSignalStore(limits.maxSignals);
  const diagnostics: Diagnostic[] = [];
  const dumps: GoroutineDumpReport[] = [];
  const survey = createSourceSurvey();
  const ledger = createLedger();
  const lastRecords = createLastRecords();
  /** Literals in lines whose record has not come out yet. A superset per record is enough: the matcher looks again. */
  let pending: { line: number; id: number }[] = [];
  let records = 0;
  let clockLines = 0;
  /** Followers are looked for up to this offset. */
  let followUntil = -1;
  let following = false;
  /** Given up where a source turns out to be larger than it seemed. */
  let novelty = tables.noveltyBytes > 0 && tables.surveysNovelty !== true ? createNoveltyObserver() : undefined;
  const noveltySurvey = tables.surveysNovelty === true ? createNoveltySurvey() : undefined;
  /** Some assembler is in the middle of a report. */
  let inReport = false;
  let strangeLines = 0;
  let firstStrange: { line: number; text: string } | undefined;

  const reportSink: ReportSink = {
    report(report) {
      observer.report(report);
      versions.report(report);
      if (report.kind === 'goroutine-dump') dumps.push(report);
      if (tables.endless === true && dumps.length > MAX_RECENT_DUMPS) dumps.shift();
      for (const signal of matcher.matchReport(report)) store.add(redacted(signal));
    },
    diagnostic: (diagnostic) => {
      if (diagnostics.length < limits.maxEvidence * 10) diagnostics.push({ ...diagnostic, source: id });
    },
  };
  /** Dumps of lines longer than may be, by the line's offset, until its record comes. */
  const streamed = new Map<number, readonly ReadDump[]>();
  let streamedLines = 0;
  let lane: BareDumpLane | undefined;
  if (isDump) lane = createBareDumpLane({ maxGoroutines: limits.maxGoroutines, quoted: readQuoted });

  /** The record of one line that is read for the sake of a dump. */
  function recordOf(line: SourceLine): LogRecord | undefined {
    let first: LogRecord | undefined;
    const sink: RecordSink = { record: (record) => (first ??= record) };
    const single = createRecordParser({ source: id, primary: format });
    single.push({ ...line, cut: false }, sink);
    single.flush(sink);
    return first;
  }

  function readQuoted(line: SourceLine): void {
    const record = recordOf(line);
    if (record === undefined) return;
    dumpAssembler.push(record, reportSink);
    dumpAssembler.end(reportSink);
  }

  function reportDump(head: LogRecord | undefined, read: ReadDump): void {
    if (head === undefined) return;
    for (const diagnostic of dumpDiagnostics(head, read)) reportSink.diagnostic(diagnostic);
    reportSink.report(buildReport(head, read));
  }

  function reportLane(reads: readonly ReadDump[]): void {
    for (const read of reads) {
      const start = read.start ?? { text: `goroutine dump`, number: read.dump.line, offset: 0 };
      reportDump(recordOf(start), read);
    }
  }

  const recordSink: RecordSink = {
    record(record) {
      records++;
      observer.record(record);
      versions.record(record);
      survey.record(record);
      // Elsewhere the last MiB is read once more.
      if (isReadWhole(format)) lastRecords.push(record);
      const pendingIds = prefilter && !rewritten ? takePending(record) : undefined;
      const ids = pendingIds !== undefined && hidesText(pendingIds) ? undefined : pendingIds;
      ledger.record(record, ids === undefined || holdsEvent(ids));
      if (ids === undefined || ids.size > 0)
        for (const signal of matcher.matchRecord(record, ids)) keep(signal, record);
      if (record.position.offset <= followUntil)
        for (const signal of tables.followMatcher.matchRecord(record)) store.add(redacted(signal));
      const wasInReport = inReport;
      const reads = streamed.get(record.position.offset);
      if (reads !== undefined) {
        streamed.delete(record.position.offset);
        for (const read of reads) reportDump(record, onLine(read, record.position.line));
        return;
      }
      // A record that cannot open a report changes nothing while none is open. Before the first line there is no newline to begin a literal with.
      const mayHoldAny = ids === undefined || record.position.offset === 0;
      if (wasInReport || mayHoldAny || hasAny(ids, tables.opening)) {
        for (const { assembler, literals } of listeners) {
          const holdsLiteral = mayHoldAny || hasAny(ids, literals);
          if (holdsLiteral || assembler.open) assembler.push(record, reportSink, holdsLiteral);
        }
        inReport = listeners.some(({ assembler }) => assembler.open);
      }
      // The lines of a report are told as a whole.
      if (novelty !== undefined && !wasInReport && !inReport) novelty.record(record);
      noveltySurvey?.record(record);
    },
  };

  function takePending({ position }: LogRecord): ReadonlySet<number> {
    if (pending.length === 0) return NO_IDS;
    const ids = new Set(pending.map((hit) => hit.id));
    pending = pending.filter(({ line }) => line > position.line);
    return ids;
  }

  function hidesText(ids: ReadonlySet<number>): boolean {
    for (const literal of ids) if (literal >= tables.opaqueFrom) return true;
    return false;
  }

  function holdsEvent(ids: ReadonlySet<number>): boolean {
    for (const literal of ids) if (literal >= tables.eventsFrom && literal < tables.opaqueFrom) return true;
    return false;
  }

  function keep(signal: Signal, { position }: LogRecord): void {
    store.add(redacted(signal));
    if (tables.leaders.has(signal.id)) followUntil = position.offset + FOLLOW_BYTES;
  }

  return {
    /** Bytes ahead of the lines that they hold. */
    bytes(piece: Uint8Array): void {
      lane?.push(piece);
      if (lane !== undefined) reportLane(lane.take());
    },
    /** The source is no text but this. */
    profile({ read, timeUs }: PprofDump): void {
      const message = `goroutine profile: total ${read.dump.total}`;
      reportDump(
        {
          position: { source: id, line: 1, offset: 0 },
          time: timeUs === undefined ? NO_STAMP : { kind: 'wall', us: timeUs, resolutionUs: 1 },
          origin: 'other',
          message,
          format: 'pprof-profile',
          raw: message,
        },
        read,
      );
    },
    line(read: Line, ids: readonly number[]): boolean {
      let line = read;
      const dump = read.cut ? long.take(read.offset) : undefined;
      if (dump !== undefined) {
        line = { ...read, text: dump.text, cut: false };
        streamed.set(read.offset, dump.reads);
        streamedLines++;
      }
      for (const literal of ids) if (literal < clockFrom) pending.push({ line: line.number, id: literal });
      versions.line(line);
      if (!parser.push(line, recordSink) && line.text.trim() !== '') {
        strangeLines++;
        firstStrange ??= { line: line.number, text: withoutLabels(line.text.slice(0, 200)) };
      }
      if (ids.some((literal) => literal >= clockFrom)) clockLines++;
      following = line.offset <= followUntil;
      const { noveltyBytes } = tables;
      if (novelty !== undefined && (line.offset > noveltyBytes || (noveltyBytes < Infinity && isOfTinyLines(line))))
        novelty = undefined;
      // A line that may open a report or lead others needs its successor, which brings its record out.
      return (
        novelty !== undefined || inReport || parser.isWaiting || ids.some((literal) => tables.opening.has(literal))
      );
    },
    search(): LiteralSearch {
      if (isDump) return tables.dumpSearch();
      if (following) return tables.followSearch();
      return clockLines < CLOCK_LINES ? tables.clockSearch() : tables.search();
    },
    gap(): void {
      parser.flush(recordSink);
      pending = [];
    },
    close(what: 'records' | 'reports'): void {
      if (parser.isWaiting && what === 'records') return;
      parser.flush(recordSink);
      if (what === 'records') return;
      if (lane !== undefined) {
        reportLane(lane.end());
        lane = createBareDumpLane({ maxGoroutines: limits.maxGoroutines, quoted: readQuoted });
      }
      for (const { assembler } of listeners) assembler.end(reportSink);
      inReport = false;
    },
    forget(): void {
      store.forget();
    },
    get signals(): number {
      return store.added;
    },
    lastRecord(record: LogRecord): void {
      ledger.lastRecord(record);
    },
    lastSignals: (offset: number, onRecord: (record: LogRecord) => void): Signal[] =>
      lastRecords.scan(offset, tables.tailMatcher, onRecord),
    end(): void {
      parser.flush(recordSink);
      if (lane !== undefined) reportLane(lane.end());
      for (const { assembler } of listeners) assembler.end(reportSink);
    },
    result() {
      dumps.sort((a, b) => a.head.position.line - b.head.position.line);
      const { host, format: own = 'text' } = survey;
      return {
        format: dumps.length > 0 ? 'goroutine-dump' : own,
        streamedLines,
        ledger: () => ledger.result(novelty !== undefined || !prefilter || isReadWhole(format)),
        scan: {
          records,
          notUnderstood: { lines: strangeLines, ...(firstStrange === undefined ? {} : { first: firstStrange }) },
          ...(host === undefined ? {} : { host }),
          observations: observer.observations(),
          coverage: survey.coverage(),
          signals: store.signals(),
          droppedSignals: store.dropped(),
          dumps,
          versions: versions.sightings(),
          diagnostics,
          ...noveltyOf(novelty ?? noveltySurvey),
        },
      };
    },
  };
}

/** Every line of such a source is read, whatever it holds. */
export function isReadWhole(format: EnvelopeFormat | undefined): boolean {
  return format?.everyLine === true && format.separated !== true;
}

function hasAny(ids: ReadonlySet<number>, wanted: ReadonlySet<number>): boolean {
  for (const id of ids) if (wanted.has(id)) return true;
  return false;
}

function noveltyOf(observer: NoveltyObserver | undefined): { readonly novelty?: NoveltyScan } {
  return observer === undefined ? {} : { novelty: observer.result() };
}

/** Lines from which on their length is looked at, and bytes of a line on average below which they hold no times and hardly words. */
const MANY_LINES = 50_000;
const TINY_BYTES = 16;

/** Such a source is not searched for what is new unless that is asked for: each line costs as much as a long one. */
function isOfTinyLines({ number, offset }: Line): boolean {
  return number > MANY_LINES && offset < number * TINY_BYTES;
}

/** A dump of which all goroutines stand on one line of the source. */
function onLine(read: ReadDump, line: number): ReadDump {
  const { dump } = read;
  const groups = dump.groups.map(copyGroup).map((group) => ({ ...group, example: { ...group.example, line } }));
  return { ...read, dump: { ...dump, line, groups } };
}

/** A signal whose evidence shows no labels of goroutines. */
export function redacted(signal: Signal): Signal {
  if (!signal.evidence.some(({ text }) => text.includes('goroutine '))) return signal;
  return { ...signal, evidence: signal.evidence.map((line) => ({ ...line, text: withoutLabels(line.text) })) };
}
