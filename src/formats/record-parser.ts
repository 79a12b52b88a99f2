import type { EnvelopeFormat, LineParser } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import type { RecordSink } from '../core/log-record.js';
import type { SourceId } from '../core/position.js';
import { cleanLine } from './ansi.js';
import type { Entry } from './entry.js';
import { EntryAssembler } from './entry-assembler.js';
import { LINE_FORMATS } from './envelopes.js';
import { journalJson } from './journal-json.js';
import { decodeEntities } from './html-entities.js';
import type { EntryReader, LineFormat } from './line-format.js';
import { isStampedPayload, openPayload } from './payloads.js';
import { bareEntry } from './to-record.js';

export interface RecordParserOptions {
  readonly source: SourceId;
  /** The source's own format, as `detectEnvelope` found it. */
  readonly primary: EnvelopeFormat | undefined;
}

/** Turns the lines of one source into records, whatever mixture of formats they are. */
export interface RecordParser {
  /**
   * Takes a line; a record of it comes at once or, while it may go on, with a later call.
   * Returns false if no format understood it: it is a record of its own then, its message is the line.
   */
  push(line: Line, sink: RecordSink): boolean;
  /** Gives out a pending record; to be called where lines were skipped, and at the end. */
  flush(sink: RecordSink): void;
}

const SPACE = 0x20;
const TAB = 0x09;

/** What tickets put in front of pasted lines. A longer indentation is a continuation or a program's own. */
const QUOTES = ['> ', '&gt; ', '    ', '\t', '"'];

function isLineFormat(format: EnvelopeFormat): format is LineFormat {
  return 'read' in format;
}

/** First characters that get a list of their own; all others (non-ASCII) share one with every format. */
const ASCII = 128;

/** Readers of all formats but the primary one, in their fixed order, by the first character of a line. */
type ReaderTable = readonly (readonly EntryReader[])[];
const tables = new Map<EnvelopeFormat | undefined, ReaderTable>();

function readersFor(primary: EnvelopeFormat | undefined): ReaderTable {
  const known = tables.get(primary);
  if (known !== undefined) return known;
  const others = LINE_FORMATS.filter((format) => format !== primary);
  const table: EntryReader[][] = [];
  for (let code = 0; code < ASCII; code++) {
    const first = String.fromCharCode(code);
    table.push(others.filter((format) => format.begins.test(first)).map((format) => format.readAnywhere));
  }
  table.push(others.map((format) => format.readAnywhere));
  tables.set(primary, table);
  return table;
}

class MixedRecordParser implements RecordParser {
  readonly #assembler: EntryAssembler;
  /** Reads lines of the primary format where one line tells; else `#blocks` parses it. */
  readonly #read: EntryReader | undefined;
  readonly #blocks: LineParser | undefined;
  readonly #others: ReaderTable;
  /** `json-sse` puts an empty line behind each entry. */
  readonly #skipsBlankLines: boolean;
  /** Which of the two may hold a pending record. */
  #inBlocks = false;

  constructor({ source, primary }: RecordParserOptions) {
    this.#assembler = new EntryAssembler(source);
    this.#others = readersFor(primary);
    this.#skipsBlankLines = primary === journalJson;
    if (primary !== undefined && isLineFormat(primary) && !primary.everyLine) this.#read = primary.read;
    else this.#blocks = primary?.createParser({ source });
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    if (this.#assembler.ownsIndented(text)) return this.#assembler.continueWith(line, text, sink);
    if (text === '' && this.#skipsBlankLines) return true;
    if (this.#blocks !== undefined && this.#pushBlock(this.#blocks, line, text, sink)) return true;
    const entry = this.#readEntry(text);
    if (entry !== undefined) {
      this.#assembler.start(entry, line, text, '', sink);
      return true;
    }
    return this.#pushQuoted(line, text, sink) || this.#pushBare(line, text, sink);
  }

  flush(sink: RecordSink): void {
    this.#blocks?.flush(sink);
    this.#inBlocks = false;
    this.#assembler.flush(sink);
  }

  /** Offers the line to the primary block format, keeping the order of records between the two. */
  #pushBlock(blocks: LineParser, line: Line, text: string, sink: RecordSink): boolean {
    if (!this.#inBlocks) {
      const isIndented = text.charCodeAt(0) === SPACE || text.charCodeAt(0) === TAB;
      if (!isIndented) this.#assembler.flush(sink);
    }
    this.#inBlocks = blocks.push(line, sink);
    if (!this.#inBlocks) blocks.flush(sink);
    return this.#inBlocks;
  }

  #readEntry(text: string): Entry | undefined {
    const own = this.#read?.(text);
    if (own !== undefined) return own;
    // Nothing but logrus begins so; dockerd's own log files have only such lines.
    if (text.startsWith('time="')) return undefined;
    const readers = this.#others[Math.min(text.charCodeAt(0), ASCII)];
    if (readers === undefined) return undefined;
    for (const read of readers) {
      const entry = read(text);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** A pasted line: what stands in front is stripped only if the rest is an entry. */
  #pushQuoted(line: Line, text: string, sink: RecordSink): boolean {
    for (const quote of QUOTES) {
      if (!text.startsWith(quote)) continue;
      const rest = decodeEntities(text.slice(quote.length));
      if (rest.charCodeAt(0) === SPACE || rest.charCodeAt(0) === TAB) continue;
      const entry = this.#readEntry(rest) ?? (isStampedPayload(rest) ? bareEntry(rest) : undefined);
      if (entry === undefined) continue;
      this.#assembler.start(entry, line, rest, quote, sink);
      return true;
    }
    return false;
  }

  #pushBare(line: Line, text: string, sink: RecordSink): boolean {
    if (this.#assembler.continueWith(line, text, sink)) return true;
    const decoded = decodeEntities(text);
    if (decoded !== text) {
      const entry = this.#readEntry(decoded) ?? (openPayload(decoded) === undefined ? undefined : bareEntry(decoded));
      if (entry !== undefined) {
        this.#assembler.start(entry, line, decoded, '', sink);
        return true;
      }
    }
    const isUnderstood = this.#assembler.start(bareEntry(text), line, text, '', sink);
    return isUnderstood || text.trim() === '';
  }
}

/**
 * Makes the parser of a source. A line is tried as the source's own format, then as each other envelope in a fixed order,
 * then without a ticket's quoting, then as continuation of the pending record, then as a bare payload; else it is a
 * bare record of origin `other`. What a line becomes depends on itself and the pending record only.
 */
export function createRecordParser(options: RecordParserOptions): RecordParser {
  return new MixedRecordParser(options);
}
