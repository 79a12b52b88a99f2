import type { Line } from './line.js';
import type { LogRecord, RecordSink, Origin } from './log-record.js';
import type { SourceId } from './position.js';
import type { Stamp } from './stamp.js';

/** Options of a format parser. */
export interface ParserOptions {
  readonly source: SourceId;
}

/**
 * A parser of one envelope format over one source: lines in, records out, no I/O, bounded state.
 * `push` may be called for any subset of a source's lines in order (the fast path skips lines);
 * whoever skips calls `flush` first, so that no record takes lines that do not follow it.
 */
export interface LineParser {
  /** Returns false when the line is not of this format (then nothing was kept, the caller tries others). */
  push(line: Line, sink: RecordSink): boolean;
  /** Gives out a pending record; called at a gap and at the end of input. */
  flush(sink: RecordSink): void;
  /** A record has begun and its end was not seen. */
  readonly isOpen?: boolean;
}

/**
 * A format of whole lines: yields time, host, program and message.
 * One module a format under `src/formats/`, each exporting one such const.
 */
export interface EnvelopeFormat {
  readonly name: string;
  /** A sentence for `docklog formats`. */
  readonly title: string;
  readonly kind: 'envelope';
  /**
   * How well the first lines of a source fit, 0 to 1: the share of lines that parse, or 0.
   * Ties and look-alikes are settled by the order in `detect.ts`.
   */
  probe(lines: readonly string[]): number;
  /**
   * True if a record's meaning depends on lines before it (journal export, verbose, json-pretty, dmesg -H):
   * such a source is read line by line, without the prefilter.
   */
  readonly everyLine: boolean;
  /**
   * True if an empty line ends each record, or the record holds a NUL byte: then whole records may be left out after all. The parser tells
   * whether it `isOpen`.
   */
  readonly separated?: boolean;
  /** A parser for one source. */
  createParser(options: ParserOptions): LineParser;
}

/** What a payload format reads from a message. */
export interface Payload {
  readonly message: string;
  readonly time?: Stamp;
  readonly level?: string;
  readonly pid?: number;
  readonly fields?: LogRecord['fields'];
  readonly origin?: Origin;
  readonly truncated?: boolean;
}

/** A format of messages inside an envelope, or of bare lines: logfmt, klog, JSON of logrus. */
export interface PayloadFormat {
  readonly name: string;
  readonly title: string;
  readonly kind: 'payload';
  /** Returns undefined when the message is not of this format. Must decide on the first bytes. */
  open(message: string): Payload | undefined;
}

/** A format of lines, or of what stands inside of them. */
export type LogFormat = EnvelopeFormat | PayloadFormat;
