import type { EnvelopeFormat } from './core/log-format.js';
import type { Diagnostic } from './core/diagnostic.js';
import type { Line } from './core/line.js';
import type { Limits } from './core/limits.js';
import type { LogRecord, RecordSink } from './core/log-record.js';
import type { GoroutineDumpReport, ReportSink } from './core/multi-line-report.js';
import type { Signal } from './core/signal.js';
import type { OpenSource, SourceScan } from './core/source.js';
import type { SourceId } from './core/position.js';
import { NO_STAMP } from './core/stamp.js';
import { createClockObserver } from './clocks/clock-observer.js';
import { createTail } from './lines/tail.js';
import { detectEnvelope } from './formats/detect.js';
import type { ForcedFormat } from './force-format.js';
import { createRecordParser } from './formats/record-parser.js';
import { isRewritten } from './formats/rewritten-format.js';
import { createLineScanner } from './lines/line-scanner.js';
import type { LiteralSearch } from './lines/literal-search.js';
import type { Prescan } from './lines/prescan.js';
import type { SearchTable } from './lines/search-table.js';
import { createNoveltyObserver, type NoveltyObserver, type NoveltyScan } from './novelty/novelty.js';
import { createNoveltySurvey, isTooShortForNovelty } from './novelty/novelty-survey.js';
import {
  buildReport,
  createBareDumpLane,
  createDaemonDataTap,
  createLongLineWatch,
  dumpDiagnostics,
  isBareDump,
  isPprof,
  MAX_PPROF_BYTES,
  parsePprof,
  withoutLabels,
  type BareDumpLane,
  type DaemonData,
  type LongLineWatch,
  type PprofDump,
  type ReadDump,
  type SourceLine,
} from './reports/goroutines/index.js';
import { REPORT_FORMATS, goroutineDumpFormat } from './reports/index.js';
import type { SignalMatcher } from './signals/signal-matcher.js';
import { createRecentSignalStore, createSignalStore } from './signals/signal-store.js';
import { createLastRecords, scanTail, type LastBytes, type TailTables } from './scan-tail.js';
import { createSourceSurvey } from './source-survey.js';
import { HEAD_BYTES, headLines, looksBinary } from './sources/source-head.js';
import { untilAborted } from './sources/until-aborted.js';
import { createLedger } from './ledger/ledger.js';
import { createVersionObserver } from './versions/version-observer.js';
import { createScanAhead, MAX_AHEAD_BYTES, usualJobs, type ScanAhead } from './workers/scan-ahead.js';

/** What all sources of an analysis share: made once, read by all. */
export interface ScanTables extends TailTables {
  /** Tells which expressions of the user's signatures took too long since the last call. */
  readonly takeGivenUp: () => readonly Omit<Diagnostic, 'source'>[];
  readonly matcher: SignalMatcher;
  /** Finds the matcher's literals (ids below `literalCount`) and those that open a report or mark a boot (ids from it on). */
  readonly search: () => LiteralSearch;
  readonly literalCount: number;
  /** What `search` looks with. */
  readonly searchTable: () => SearchTable;
  /** Threads that look through a source, this one included; absent: by its size and the machine. */
  readonly jobs?: number;
  /** The same and, from id `clockFrom` on, the literals of lines that tell zone and year; used until enough of those were seen. */
  readonly clockSearch: () => LiteralSearch;
  readonly clockFrom: number;
  /** The same as `clockSearch` without the literal of goroutine headers: for files that are goroutine dumps. */
  readonly dumpSearch: () => LiteralSearch;
  /** Ids from here to `clockFrom` say that a line's text cannot be seen in its bytes: all literals are tried on its record. */
  readonly opaqueFrom: number;
  /** Ids of literals whose line needs its successor at once: it may open a report, or lead followers. */
  readonly opening: ReadonlySet<number>;
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
  /** The format that the user names for all inputs; `primary` undefined: bare lines. */
  readonly forcedFormat?: ForcedFormat;
}

/** What reading a source gave, with what is needed to tell what was new in it, if that was asked. */
export type NovelScan = SourceScan & {
  readonly novelty?: NoveltyScan;
  /** The source is a dump of dockerd's data structures, written beside one of its goroutines. */
  readonly daemonData?: DaemonData;
  /** Why the source was read as its format, in words; absent where no line was looked at. */
  readonly formatReason?: string;
};

/** Lines with an exact stamp inside that are read for the sake of the clock. */
const CLOCK_LINES = 16;
/** Bytes behind a leader in which its followers are looked for. */
const FOLLOW_BYTES = 1024 * 1024;
/** Blocks are handed on in pieces, so that no line that is too long lies within one. */
const MAX_PIECE = 1024 * 1024;
const MIN_PIECE = 1024;
/** Goroutine dumps kept of a source without end. */
const MAX_RECENT_DUMPS = 16;
/** A source up to this size is kept until it is known whether it is worth the search for what is new; a smaller one is searched at once. */
const KEPT_BYTES = 4 * 1024 * 1024;
const AT_ONCE_BYTES = 64 * 1024;
/** From this size on a source is worth further threads. */
const LARGE_BYTES = 64 * 1024 * 1024;
const NO_IDS: ReadonlySet<number> = new Set();

/**
 * Reads one source from bytes to signals: blocks, candidate lines, records, multi-line reports, signals, and what it shows of clocks.
 * Never rejects on input; what could not be read is among the diagnostics. `onProgress` gets the bytes read so far.
 */
export async function scanSource(
  id: SourceId,
  source: OpenSource,
  tables: ScanTables,
  onProgress?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<NovelScan> {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  let scan: Scan | undefined;
  let bytes = 0;
  // What is small enough is kept until its end is known.
  const wanted = tables.noveltyBytes > 0 ? KEPT_BYTES : HEAD_BYTES;
  let ahead: ScanAhead | undefined;
  try {
    for await (const block of untilAborted(source.blocks, signal)) {
      bytes += block.length;
      if (scan === undefined) {
        head.push(block.slice());
        headBytes += block.length;
        if (headBytes < wanted) continue;
        scan = startScan(id, Buffer.concat(head), tables, source.bytes);
        const workers = scan.seeks ? workersFor(source.bytes, tables) : 0;
        if (workers > 0) ahead = createScanAhead(tables.searchTable(), tables.search(), workers);
      } else if (ahead === undefined) scan.push(block);
      else await pushAhead(ahead, block, scan);
      onProgress?.(bytes);
    }
    if (ahead !== undefined && scan !== undefined) await pushRest(ahead, scan);
  } finally {
    ahead?.close();
  }
  if (scan !== undefined) return scan.end(source);
  const all = Buffer.concat(head);
  if (tables.noveltyBytes > 0 && all.length > AT_ONCE_BYTES) {
    // Nothing can be called new in a log of a few minutes, and most of a short run would go into trying.
    const quick = startScan(id, all, { ...tables, surveysNovelty: true });
    const read = quick.end(source);
    if (quick.isBareDump || read.novelty === undefined || isTooShortForNovelty(read.novelty)) return read;
  }
  return startScan(id, all, tables).end(source);
}

/** Threads besides this one for a source that is worth them. */
function workersFor(bytes: number | undefined, { jobs, noveltyBytes }: ScanTables): number {
  // Where every line is read there is nothing to search for.
  if (noveltyBytes > 0 || (jobs === undefined && (bytes ?? 0) < LARGE_BYTES)) return 0;
  return (jobs ?? usualJobs()) - 1;
}

/** Hands a block to the threads; what they are done with goes on to the scan, in order. */
async function pushAhead(ahead: ScanAhead, block: Uint8Array, scan: Scan): Promise<void> {
  for (let at = 0; at < block.length; at += MAX_AHEAD_BYTES) {
    if (ahead.isFull) {
      const done = await ahead.take();
      if (done !== undefined) scan.push(done.bytes, done.prescan);
    }
    ahead.add(block.subarray(at, at + MAX_AHEAD_BYTES));
  }
}

async function pushRest(ahead: ScanAhead, scan: Scan): Promise<void> {
  for (let done = await ahead.take(); done !== undefined; done = await ahead.take())
    scan.push(done.bytes, done.prescan);
}

/** The scan of one source under way. */
export interface Scan {
  /** `prescan`: what another thread found in the block. */
  push(block: Uint8Array, prescan?: Prescan): void;
  /** Only some lines are read, those in which something was found. */
  readonly seeks: boolean;
  /** The source is a goroutine dump and nothing else. */
  readonly isBareDump: boolean;
  /** Input pauses: reads the complete lines that are held back until the next record begins. */
  settle(): void;
  /** Takes what waits for its continuation as complete: records, or also reports of several lines. Not while a line goes on over several entries. */
  close(what: 'records' | 'reports'): void;
  /** What was read so far, without what only the end tells; `tail`: with the signals that are looked for in the last MiB. */
  snapshot(source: OpenSource, tail: readonly Signal[]): NovelScan;
  tailSignals(): readonly Signal[];
  /** Forgets signals that are older than the call before this one. */
  forget(): void;
  end(source: OpenSource): NovelScan;
  /** Whole lines that were read. */
  readonly lines: number;
  /** Bytes that were taken. */
  readonly bytes: number;
  /** Signals that were found. */
  readonly signals: number;
}

/** What a source is by its beginning: a scan that was begun with less of it goes on if this stays the same. */
export function kindOfHead(head: Uint8Array, tables: ScanTables): string {
  const { binary, format, isDump } = tellHead(head, tables);
  return `${format?.name ?? ''} ${binary} ${isDump}`;
}

function tellHead(head: Uint8Array, tables: ScanTables) {
  const isProfile = isPprof(head);
  const binary = isProfile || looksBinary(head);
  const lines = binary ? [] : headLines(head);
  const { format, reason } = tables.forcedFormat ?? detectEnvelope(lines);
  return { isProfile, binary, lines, format, reason, isDump: format === undefined && isBareDump(lines) };
}

/** Begins the scan of a source with its first bytes: up to `HEAD_BYTES`, from which its format is told, or all that there is of it. */
export function startScan(id: SourceId, head: Uint8Array, tables: ScanTables, expectedBytes?: number): Scan {
  const { isProfile, binary, lines, format, reason, isDump } = tellHead(head, tables);
  const pprof = isProfile ? createPprofCollector() : undefined;
  const long = createLongLineWatch(tables.limits.maxLineBytes, tables.limits.maxGoroutines);
  const reader = createReader(
    id,
    format,
    { ...tables, noveltyBytes: isDump ? 0 : tables.noveltyBytes },
    long,
    isDump && tables.prefilter,
  );
  const scanner = createLineScanner({
    search: () => reader.search(),
    handler: reader,
    everyLine: !tables.prefilter || format?.everyLine === true,
    maxLineBytes: tables.limits.maxLineBytes,
  });
  const tail = createTail(expectedBytes);
  const tap = createDaemonDataTap(head);
  const pieceBytes = Math.max(MIN_PIECE, Math.min(MAX_PIECE, tables.limits.maxLineBytes));
  let bytes = 0;
  const push = (block: Uint8Array, prescan?: Prescan): void => {
    bytes += block.length;
    pprof?.push(block);
    if (binary) return;
    tail.push(block);
    for (let at = 0; at < block.length; at += pieceBytes) {
      const piece = block.subarray(at, at + pieceBytes);
      long.push(piece);
      tap.push(piece);
      reader.bytes(piece);
      scanner.push(piece, piece.length === block.length ? prescan : undefined);
    }
  };
  push(head);

  /** All that was found out; what is absent from `ended` only the source's end tells. */
  function describe(source: OpenSource, tailSignals: readonly Signal[], ended: Ended): NovelScan {
    const result = reader.result();
    const { profile, daemonData, last } = ended;
    const isDump = format === undefined && result.scan.dumps.length > 0;
    const diagnostics: Diagnostic[] = source.diagnostics.map((diagnostic) => ({ ...diagnostic, source: id }));
    if (isDump && last !== undefined && endsInsideLine(last.bytes))
      diagnostics.push({
        code: 'report-truncated',
        severity: 'warning',
        source: id,
        line: scanner.lines,
        offset: bytes,
        text: `the goroutine dump ends in the middle of a line, at byte ${bytes}; what came before was used`,
      });
    if (binary && profile === undefined)
      diagnostics.push({
        code: 'binary-input',
        severity: 'error',
        source: id,
        offset: 0,
        text: 'not text and no known container of text; nothing of it was analysed',
      });
    else if (bytes === 0 && diagnostics.length === 0)
      diagnostics.push({ code: 'file-empty', severity: 'warning', source: id, text: 'the input is empty' });
    const cutLines = scanner.cutLines - result.streamedLines;
    if (cutLines > 0) {
      diagnostics.push({
        code: 'line-cut',
        severity: 'warning',
        source: id,
        text: `${cutLines} line(s) longer than ${tables.limits.maxLineBytes} bytes were cut`,
      });
    }
    return {
      source: id,
      name: source.name,
      ...(source.modifiedUs === undefined ? {} : { modifiedUs: source.modifiedUs }),
      format:
        profile === undefined ? describeFormat(binary, bytes, source, format?.name ?? result.format) : 'pprof-profile',
      bytes,
      lines: scanner.lines,
      candidates: scanner.proposed,
      ...result.scan,
      ...(daemonData === undefined ? {} : { daemonData }),
      ...(lines.some((line) => line !== '') ? { formatReason: reason } : {}),
      signals: [...result.scan.signals, ...tailSignals.map(redacted)],
      ...(last === undefined ? {} : { ledger: result.ledger() }),
      isDump,
      diagnostics: [
        ...diagnostics,
        ...result.scan.diagnostics,
        ...tables.takeGivenUp().map((diagnostic) => ({ ...diagnostic, source: id })),
      ],
    };
  }

  /** Signals of the last MiB, of whole lines only; each record of it is handed on. */
  function readTail(last: LastBytes, onRecord: (record: LogRecord) => void): readonly Signal[] {
    if (format?.everyLine === true) return reader.lastSignals(last.offset, onRecord);
    return scanTail(id, format, tables, tables.limits.maxLineBytes, last, scanner.lines, onRecord);
  }

  return {
    push,
    isBareDump: isDump,
    seeks: !binary && !isDump && tables.prefilter && format?.everyLine !== true,
    settle() {
      scanner.settle();
    },
    close(what) {
      reader.close(what);
    },
    snapshot: (source, tailSignals) => describe(source, tailSignals, {}),
    tailSignals() {
      const { bytes: lastBytes, offset } = tail.take();
      return readTail({ bytes: lastBytes.subarray(0, lastBytes.lastIndexOf(0x0a) + 1), offset }, () => undefined);
    },
    forget() {
      reader.forget();
    },
    end(source) {
      long.end();
      scanner.end();
      const profile = pprof?.end();
      if (profile !== undefined) reader.profile(profile);
      reader.end();
      const daemonData = tap.end();
      const last = tail.take();
      const tailSignals = readTail(last, (record) => {
        reader.lastRecord(record);
      });
      return describe(source, tailSignals, {
        last,
        ...(profile === undefined ? {} : { profile }),
        ...(daemonData === undefined ? {} : { daemonData }),
      });
    },
    get lines() {
      return scanner.lines;
    },
    get bytes() {
      return bytes;
    },
    get signals() {
      return reader.signals;
    },
  };
}

/** What is known of a source when it has ended. */
interface Ended {
  readonly last?: LastBytes;
  readonly profile?: PprofDump;
  readonly daemonData?: DaemonData;
}

/** Keeps the bytes of what may be a goroutine profile of pprof, some hundred kilobytes in general. */
function createPprofCollector(): { push(block: Uint8Array): void; end(): PprofDump | undefined } {
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  return {
    push(block) {
      bytes += block.length;
      if (bytes <= MAX_PPROF_BYTES) blocks.push(block.slice());
    },
    end: () => parsePprof(Buffer.concat(blocks)),
  };
}

/** A complete dump ends with a line break or, where that was lost in copying, with the place of a frame. */
function endsInsideLine(bytes: Uint8Array): boolean {
  const line = Buffer.from(bytes.subarray(bytes.lastIndexOf(0x0a) + 1))
    .toString('utf8')
    .trim();
  return line !== '' && !/:\d{1,9}(?: \+0x[0-9a-f]{1,16})?(?: fp=.{0,80})?$/.test(line);
}

function describeFormat(binary: boolean, bytes: number, source: OpenSource, format: string): string {
  if (binary) return 'binary';
  if (bytes > 0) return format;
  return source.diagnostics.some(({ severity }) => severity === 'error') ? 'unreadable' : 'empty';
}

/** Records, reports and signals of the lines that the scanner proposes. */
function createReader(
  id: SourceId,
  format: EnvelopeFormat | undefined,
  tables: ScanTables,
  long: LongLineWatch,
  isDump: boolean,
) {
  const { matcher, limits, clockFrom, prefilter } = tables;
  // Wrapped or quoted lines come out as other text than the bytes hold: there all literals are tried.
  const rewritten = isRewritten(format);
  const parser = createRecordParser({ source: id, primary: format });
  const dumpAssembler = goroutineDumpFormat.createAssembler({ limits });
  const others = REPORT_FORMATS.filter((report) => report !== goroutineDumpFormat).map((report) =>
    report.createAssembler({ limits }),
  );
  const assemblers = isDump ? others : [...others, dumpAssembler];
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
      ledger.record(record);
      // Elsewhere the last MiB is read once more.
      if (format?.everyLine === true) lastRecords.push(record);
      const pendingIds = prefilter && !rewritten ? takePending(record) : undefined;
      const ids = pendingIds !== undefined && hidesText(pendingIds) ? undefined : pendingIds;
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
      if (wasInReport || ids === undefined || record.position.offset === 0 || hasOpening(ids)) {
        for (const assembler of assemblers) assembler.push(record, reportSink);
        inReport = assemblers.some((assembler) => assembler.open);
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

  function hasOpening(ids: ReadonlySet<number>): boolean {
    for (const literal of ids) if (tables.opening.has(literal)) return true;
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
      for (const assembler of assemblers) assembler.end(reportSink);
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
      for (const assembler of assemblers) assembler.end(reportSink);
    },
    result() {
      dumps.sort((a, b) => a.head.position.line - b.head.position.line);
      const { host, format: own = 'text' } = survey;
      return {
        format: dumps.length > 0 ? 'goroutine-dump' : own,
        streamedLines,
        ledger: () => ledger.result(novelty !== undefined || !prefilter || format?.everyLine === true),
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
  const groups = dump.groups.map((group) => ({ ...group, example: { ...group.example, line } }));
  return { ...read, dump: { ...dump, line, groups } };
}

/** A signal whose evidence shows no labels of goroutines. */
function redacted(signal: Signal): Signal {
  if (!signal.evidence.some(({ text }) => text.includes('goroutine '))) return signal;
  return { ...signal, evidence: signal.evidence.map((line) => ({ ...line, text: withoutLabels(line.text) })) };
}
