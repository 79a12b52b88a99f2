import { createClockObserver } from './clocks/clock-observer.js';
import { createStreamClock, type StreamClock } from './clocks/stream-clock.js';
import { createZoneOffset } from './clocks/zone-offset.js';
import type { Diagnostic } from './core/diagnostic.js';
import { DEFAULT_LIMITS } from './core/limits.js';
import type { EnvelopeFormat } from './core/log-format.js';
import type { FieldValue, LogRecord, Origin } from './core/log-record.js';
import type { PlacedTime } from './core/stamp.js';
import { forceFormat } from './force-format.js';
import { createRecordParser, detectEnvelope } from './formats/index.js';
import type { InputSource } from './sources/input-source.js';
import { openInput, prepareInput, type Input, type InputData } from './sources/open-input.js';
import { readLines, type LineReading } from './sources/read-lines.js';
import { headLines, looksBinary, readHead } from './sources/source-head.js';

/** Format name of lines that no envelope claims. */
const BARE = 'bare';

/** One record as `docklog parse` prints it; what is unknown is absent. */
export interface ParsedRecord {
  /** Name of the input. */
  readonly source: string;
  /** Line of the record's beginning, from 1. */
  readonly line: number;
  /** Byte offset of that line, from 0, in the decompressed input. */
  readonly offset: number;
  /** Whole µs since the Unix epoch, UTC; exact until the year 2255. */
  readonly time?: number;
  /** How `time` was obtained; there if `time` is. */
  readonly timeBasis?: PlacedTime['basis'];
  /** Whole µs since boot. */
  readonly monotonic?: number;
  readonly bootId?: string;
  readonly host?: string;
  /** SYSLOG_IDENTIFIER or program name of the envelope. */
  readonly identifier?: string;
  readonly pid?: number;
  readonly unit?: string;
  /** Container id (12 or 64 hex) or, for Kubernetes, the container's name. */
  readonly container?: string;
  readonly stream?: 'stdout' | 'stderr';
  /** Syslog priority 0 to 7. */
  readonly priority?: number;
  /** Level word as logged. */
  readonly level?: string;
  readonly origin: Origin;
  /** Lines of a multi-line message are joined by `\n`. */
  readonly message: string;
  /** Further keys of an opened message or entry; `truncated` is true if a line was cut or the message never closes. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
}

/** What was read of one input. */
export interface ParseSummary {
  readonly source: string;
  /** Envelope format, `binary`, `empty`, or `text` where no envelope fits. */
  readonly format: string;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** Lines that no format understood: records of origin `other` whose message is the line. */
  readonly notUnderstood: number;
  /** The first of them, up to 200 characters. */
  readonly firstNotUnderstood?: { readonly line: number; readonly text: string };
  /** Why it was read as its format, in words. */
  readonly formatReason?: string;
  readonly diagnostics: readonly Omit<Diagnostic, 'source'>[];
}

/** Options of `parseRecords`. */
export interface ParseOptions {
  /** Name of the input's format as in `FORMATS`; default: told by the first 64 KiB. */
  readonly format?: string;
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. Default: that of inner stamps, else UTC. */
  readonly zone?: string;
  /**
   * Year of the last stamp without a year, as for an analysis; the input is then read twice. Of a stream, which can be read once,
   * it is the year of the first one.
   */
  readonly year?: number;
  /** Wall time of boot for kernel logs without wall time, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** The present, µs since the Unix epoch: the last resort for a missing year, where a stream has no file time. */
  readonly nowUs?: number;
  /** Bytes of a line that are looked at. Default: 1 MiB. */
  readonly maxLineBytes?: number;
  /** Called once, behind the last record. */
  readonly onEnd?: (summary: ParseSummary) => void;
}

/**
 * The records of one input, in order, as they are read; memory is bounded. Leaving the loop closes the input.
 * Input never makes it throw: what could not be read is told to `onEnd`. Rejects with DocklogError for bad options.
 */
export async function* parseRecords(input: Input, options: ParseOptions = {}): AsyncGenerator<ParsedRecord> {
  for await (const batch of parseRecordBatches(input, options)) yield* batch;
}

/** The same records in batches of about 64 KiB of input: cheaper where millions are read. The members of directories and archives follow each other. */
export async function* parseRecordBatches(
  input: Input,
  options: ParseOptions = {},
): AsyncGenerator<readonly ParsedRecord[]> {
  const chosen = options.format === undefined ? undefined : forceFormat(options.format);
  if (options.zone !== undefined) createZoneOffset(options.zone);
  for await (const source of (await prepareInput(input)).open()) {
    const { name, container, diagnostics } = source;
    if (container === undefined) yield* parseSource(input, source, chosen, options);
    else if (diagnostics.length > 0)
      options.onEnd?.({
        source: name,
        format: container,
        bytes: 0,
        lines: 0,
        records: 0,
        notUnderstood: 0,
        diagnostics,
      });
  }
}

async function* parseSource(
  input: Input,
  source: InputSource,
  chosen: ReturnType<typeof forceFormat> | undefined,
  options: ParseOptions,
): AsyncGenerator<readonly ParsedRecord[]> {
  const { name } = source;
  const { head, blocks, close } = await readHead(source.blocks);
  if (looksBinary(head)) {
    await close();
    options.onEnd?.(summarizeBinary(name, head.length));
    return;
  }
  const lines = headLines(head);
  const { format: primary, reason } = chosen ?? detectEnvelope(lines);
  const newYears =
    options.year === undefined || source.isMember === true ? 0 : await countNewYears(input, source.bytes, primary);
  const firstYear = options.year === undefined ? {} : { year: options.year - newYears };
  const clock = createStreamClock(parseHead(lines, primary), { ...options, ...source, ...firstYear });
  const reading = readLines(blocks, options.maxLineBytes ?? DEFAULT_LIMITS.maxLineBytes);

  let batch: ParsedRecord[] = [];
  let records = 0;
  let notUnderstood = 0;
  let first: ParseSummary['firstNotUnderstood'];
  const sink = {
    record: (record: LogRecord): void => {
      if (!isBlank(record)) batch.push(toParsed(record, name, clock));
    },
  };
  const parser = createRecordParser({ source: 0, primary });
  for await (const some of reading.batches) {
    for (const line of some) {
      if (parser.push(line, sink)) continue;
      notUnderstood++;
      if (first === undefined && line.text.trim() !== '') first = { line: line.number, text: line.text.slice(0, 200) };
    }
    if (batch.length === 0) continue;
    records += batch.length;
    yield batch;
    batch = [];
  }
  parser.flush(sink);
  records += batch.length;
  if (batch.length > 0) yield batch;
  options.onEnd?.({
    source: name,
    format: reading.bytes === 0 ? 'empty' : (primary?.name ?? 'text'),
    bytes: reading.bytes,
    lines: reading.lines,
    records,
    notUnderstood,
    ...(first === undefined ? {} : { firstNotUnderstood: first }),
    ...(reading.bytes === 0 ? {} : { formatReason: reason }),
    diagnostics: [...source.diagnostics, ...readingDiagnostics(reading, source.diagnostics.length > 0)],
  });
}

/** Records of the beginning, for what they tell of zone and year; read again with exact positions later. */
function parseHead(lines: readonly string[], primary: EnvelopeFormat | undefined): LogRecord[] {
  const records: LogRecord[] = [];
  const sink = { record: (record: LogRecord): void => void records.push(record) };
  const parser = createRecordParser({ source: 0, primary });
  for (const [index, text] of lines.entries()) parser.push({ text, number: index + 1, offset: 0, cut: false }, sink);
  parser.flush(sink);
  return records;
}

/** New Years that the stamps of an input go over; 0 for a stream, which cannot be read before it is read. */
async function countNewYears(
  input: Input,
  bytes: number | undefined,
  primary: EnvelopeFormat | undefined,
): Promise<number> {
  const isWhole = typeof input === 'string' || input instanceof URL ? true : bytesAreThere(input.data);
  if (!isWhole || bytes === undefined) return 0;
  const observer = createClockObserver();
  const sink = {
    record: (record: LogRecord): void => {
      observer.record(record);
    },
  };
  const parser = createRecordParser({ source: 0, primary });
  const reading = readLines((await openInput(input)).blocks, DEFAULT_LIMITS.maxLineBytes);
  for await (const some of reading.batches) for (const line of some) parser.push(line, sink);
  parser.flush(sink);
  return observer.observations().newYears.reduce((years, { by }) => years + by, 0);
}

function bytesAreThere(data: InputData): boolean {
  return typeof data === 'string' || data instanceof Uint8Array;
}

/** An empty line that belongs to no record tells nothing. */
function isBlank({ format, raw }: LogRecord): boolean {
  return format === BARE && raw.trim() === '';
}

type ParsedDraft = { -readonly [Key in keyof ParsedRecord]: ParsedRecord[Key] };

/** Keys in the order in which they are documented. */
function toParsed(record: LogRecord, source: string, clock: StreamClock): ParsedRecord {
  const { position, time, origin, message } = record;
  const placed = clock.place(record);
  const monotonic = record.monotonicUs ?? (time.kind === 'monotonic' ? time.us : undefined);
  const parsed: Partial<ParsedDraft> = { source, line: position.line, offset: position.offset };
  if (placed !== undefined) {
    parsed.time = placed.us;
    parsed.timeBasis = placed.basis;
  }
  if (monotonic !== undefined) parsed.monotonic = Math.round(monotonic);
  if (record.bootId !== undefined) parsed.bootId = record.bootId;
  if (record.host !== undefined) parsed.host = record.host;
  if (record.identifier !== undefined) parsed.identifier = record.identifier;
  if (record.pid !== undefined) parsed.pid = record.pid;
  if (record.unit !== undefined) parsed.unit = record.unit;
  if (record.container !== undefined) parsed.container = record.container;
  if (record.stream !== undefined) parsed.stream = record.stream;
  if (record.priority !== undefined) parsed.priority = record.priority;
  if (record.level !== undefined) parsed.level = record.level;
  parsed.origin = origin;
  parsed.message = message;
  if (record.truncated === true) parsed.fields = { ...record.fields, truncated: true };
  else if (record.fields !== undefined) parsed.fields = record.fields;
  return parsed as ParsedRecord;
}

function readingDiagnostics(reading: LineReading, isKnownTrouble: boolean): Omit<Diagnostic, 'source'>[] {
  const { bytes, cutLines, firstInvalidLine } = reading;
  const found: Omit<Diagnostic, 'source'>[] = [];
  if (bytes === 0 && !isKnownTrouble)
    found.push({ code: 'file-empty', severity: 'warning', text: 'the input is empty' });
  if (cutLines > 0)
    found.push({ code: 'line-cut', severity: 'warning', text: `${cutLines} line(s) longer than the limit were cut` });
  if (firstInvalidLine !== undefined) {
    const text = 'holds bytes that are not UTF-8; they were replaced';
    found.push({ code: 'invalid-utf8', severity: 'info', line: firstInvalidLine, text });
  }
  return found;
}

function summarizeBinary(source: string, bytes: number): ParseSummary {
  const text = 'not text and no known container of text; nothing of it was parsed';
  return {
    source,
    format: 'binary',
    bytes,
    lines: 0,
    records: 0,
    notUnderstood: 0,
    diagnostics: [{ code: 'binary-input', severity: 'error', offset: 0, text }],
  };
}
