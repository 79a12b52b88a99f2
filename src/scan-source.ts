import type { Diagnostic } from './core/diagnostic.js';
import type { LogRecord } from './core/log-record.js';
import type { Signal } from './core/signal.js';
import type { OpenSource, SourceScan } from './core/source.js';
import type { SourceId } from './core/position.js';
import { createTail } from './lines/tail.js';
import { detectEnvelope } from './formats/detect.js';
import type { ForcedFormat } from './force-format.js';
import { SEPARATED } from './lines/framing.js';
import { createLineScanner } from './lines/line-scanner.js';
import type { Prescan } from './lines/prescan.js';
import type { SearchTable } from './lines/search-table.js';
import type { NoveltyScan } from './novelty/novelty.js';
import { isTooShortForNovelty } from './novelty/novelty-survey.js';
import {
  createDaemonDataTap,
  createLongLineWatch,
  isBareDump,
  isPprof,
  MAX_PPROF_BYTES,
  parsePprof,
  type DaemonData,
  type PprofDump,
} from './reports/goroutines/index.js';
import { scanTail, type LastBytes } from './scan-tail.js';
import { HEAD_BYTES, headLines, looksBinary } from './sources/source-head.js';
import { untilAborted } from './sources/until-aborted.js';
import { createScanAhead, MAX_AHEAD_BYTES, usualJobs, type ScanAhead } from './workers/scan-ahead.js';
import { createSourceReader, isReadWhole, redacted, type ReaderTables } from './source-reader.js';

/** What all sources of an analysis share: made once, read by all. */
export interface ScanTables extends ReaderTables {
  /** Tells which expressions of the user's signatures took too long since the last call. */
  readonly takeGivenUp: () => readonly Omit<Diagnostic, 'source'>[];
  /** Literals of the matcher; those that `search` finds besides have ids from here on. */
  readonly literalCount: number;
  /** What `search` looks with. */
  readonly searchTable: () => SearchTable;
  /** Threads that look through a source, this one included; absent: by its size and the machine. */
  readonly jobs?: number;
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

/** Blocks are handed on in pieces, so that no line that is too long lies within one. */
const MAX_PIECE = 1024 * 1024;
const MIN_PIECE = 1024;
/** A source up to this size is kept until it is known whether it is worth the search for what is new; a smaller one is searched at once. */
const KEPT_BYTES = 4 * 1024 * 1024;
const AT_ONCE_BYTES = 64 * 1024;
/** From this size on a source is worth further threads. */
const LARGE_BYTES = 64 * 1024 * 1024;

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
  if (scan !== undefined) return withFailedThread(scan.end(source), ahead?.failure);
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

function withFailedThread(scan: NovelScan, failure: string | undefined): NovelScan {
  if (failure === undefined) return scan;
  const diagnostic: Diagnostic = {
    code: 'thread-failed',
    severity: 'warning',
    source: scan.source,
    text: `a thread that searched ahead failed (${failure}); its part was searched again, nothing is missing`,
  };
  return { ...scan, diagnostics: [...scan.diagnostics, diagnostic] };
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
  const reader = createSourceReader(
    id,
    format,
    { ...tables, noveltyBytes: isDump ? 0 : tables.noveltyBytes },
    long,
    isDump && tables.prefilter,
  );
  const scanner = createLineScanner({
    search: () => reader.search(),
    handler: reader,
    everyLine: !tables.prefilter || isReadWhole(format),
    ...(format?.separated === true ? { framing: SEPARATED } : {}),
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
    if (isReadWhole(format)) return reader.lastSignals(last.offset, onRecord);
    return scanTail(id, format, tables, tables.limits.maxLineBytes, last, scanner.lines, onRecord);
  }

  return {
    push,
    isBareDump: isDump,
    seeks: !binary && !isDump && tables.prefilter && !isReadWhole(format),
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
