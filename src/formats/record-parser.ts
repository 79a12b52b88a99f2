import type { EnvelopeFormat, LineParser } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import type { RecordSink } from '../core/log-record.js';
import type { SourceId } from '../core/position.js';
import type { Entry } from './entry.js';
import { EntryAssembler } from './entry-assembler.js';
import { createEntryReader, ownReader } from './entry-reader.js';
import { journalJson } from './journal-json.js';
import { decodeEntities } from './html-entities.js';
import type { EntryReader } from './line-format.js';
import { isQuotation, readPastedLine } from './pasted-line.js';
import { isStampedPayload, openPayload } from './payloads.js';
import { PieceJoiner } from './piece-joiner.js';
import { isRewritten } from './rewritten-format.js';
import { bareEntry } from './to-record.js';
import { createEntryTest, WrappedLines } from './wrapped-lines.js';

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
  /** A message is held back whose next piece is wanted, or an entry whose next line is: whoever skips lines gives the next one whatever it holds. */
  readonly isWaiting: boolean;
}

const SPACE = 0x20;
const TAB = 0x09;

/** Indentation that tickets put in front of pasted lines, and marks of lists. A longer one is a continuation or a program's own. */
const INDENT = /^(?: {1,8}|\t{1,2})(?=\S)/;
const MARKS = ['- ', '* ', '"'];

/** What stands in front of a pasted line, if its first character allows for such a thing. */
function pastedPrefix(text: string): string | undefined {
  const code = text.charCodeAt(0);
  if (code === SPACE || code === TAB) return INDENT.exec(text)?.[0];
  return MARKS.find((mark) => text.startsWith(mark));
}

class MixedRecordParser implements RecordParser {
  readonly #assembler: EntryAssembler;
  readonly #pieces: PieceJoiner;
  readonly #readEntry: EntryReader;
  /** Parses lines of the primary format where one line does not tell an entry. */
  readonly #blocks: LineParser | undefined;
  /** `json-sse` puts an empty line behind each entry. */
  readonly #skipsBlankLines: boolean;
  /** Which of the two may hold a pending record. */
  #inBlocks = false;

  constructor({ source, primary }: RecordParserOptions) {
    this.#assembler = new EntryAssembler(source);
    this.#pieces = new PieceJoiner(source);
    this.#readEntry = createEntryReader(primary);
    this.#skipsBlankLines = primary === journalJson;
    if (ownReader(primary) === undefined) this.#blocks = primary?.createParser({ source });
  }

  get isWaiting(): boolean {
    return this.#pieces.isWaiting || this.#blocks?.isOpen === true;
  }

  push(line: Line, target: RecordSink): boolean {
    const sink = this.#pieces.isWaiting ? this.#pieces.behind(target) : target;
    const text = readPastedLine(line.text);
    const isIndented = (text.charCodeAt(0) === SPACE || text.charCodeAt(0) === TAB) && !isQuotation(line.text);
    if (isIndented && this.#assembler.ownsIndented(text)) return this.#assembler.continueWith(line, text, sink);
    if (text === '' && this.#skipsBlankLines) return true;
    if (this.#blocks !== undefined && this.#pushBlock(this.#blocks, line, isIndented, sink)) return true;
    const entry = this.#readEntry(text);
    if (entry !== undefined) {
      if (this.#takePiece(entry, line, sink, target)) return true;
      this.#start(entry, line, text, '', sink);
      return true;
    }
    return this.#pushPasted(line, text, sink) || this.#pushBare(line, text, isIndented, sink);
  }

  flush(sink: RecordSink): void {
    this.#blocks?.flush(sink);
    this.#inBlocks = false;
    this.#assembler.flush(this.#pieces.isWaiting ? this.#pieces.behind(sink) : sink);
    this.#pieces.flush(sink);
  }

  #takePiece(entry: Entry, line: Line, sink: RecordSink, target: RecordSink): boolean {
    if (entry.isPiece !== true && !this.#pieces.isWaiting) return false;
    this.#assembler.flush(sink);
    return this.#pieces.take(entry, line, target);
  }

  /** Lines of a quotation do not begin with a space, so the prefilter does not see that one continues another: neither may this. */
  #start(entry: Entry, line: Line, text: string, prefix: string, sink: RecordSink): boolean {
    const single = isQuotation(line.text) && entry.continuation !== 'none';
    return this.#assembler.start(single ? { ...entry, continuation: 'none' } : entry, line, text, prefix, sink);
  }

  /** Offers the line to the primary block format, keeping the order of records between the two. */
  #pushBlock(blocks: LineParser, line: Line, isIndented: boolean, sink: RecordSink): boolean {
    const wasInBlocks = this.#inBlocks;
    if (!wasInBlocks && !isIndented) this.#assembler.flush(sink);
    this.#inBlocks = blocks.push(line, sink);
    if (!this.#inBlocks) blocks.flush(sink);
    // An indented line that turns out to be the block format's ends what was pending.
    else if (!wasInBlocks) this.#assembler.flush(sink);
    return this.#inBlocks;
  }

  /** A pasted line: what stands in front is stripped only if the rest is an entry. */
  #pushPasted(line: Line, text: string, sink: RecordSink): boolean {
    const prefix = pastedPrefix(text);
    if (prefix === undefined) return false;
    const rest = decodeEntities(text.slice(prefix.length));
    const entry = this.#readEntry(rest) ?? (isStampedPayload(rest) ? bareEntry(rest) : undefined);
    if (entry === undefined) return false;
    this.#start(entry, line, rest, prefix.trim() === '' ? prefix : '', sink);
    return true;
  }

  #pushBare(line: Line, text: string, isIndented: boolean, sink: RecordSink): boolean {
    if (isIndented && this.#assembler.continueWith(line, text, sink)) return true;
    const decoded = decodeEntities(text);
    if (decoded !== text) {
      const entry = this.#readEntry(decoded) ?? (openPayload(decoded) === undefined ? undefined : bareEntry(decoded));
      if (entry !== undefined) {
        this.#start(entry, line, decoded, '', sink);
        return true;
      }
    }
    const isUnderstood = this.#start(bareEntry(text), line, text, '', sink);
    return isUnderstood || text.trim() === '';
  }
}

/**
 * Makes the parser of a source. A line is tried as the source's own format, then as each other envelope in a fixed order,
 * then without a ticket's quoting, then as continuation of the pending record, then as a bare payload; else it is a
 * bare record of origin `other`. What a line becomes depends on itself and the pending record only.
 */
export function createRecordParser(options: RecordParserOptions): RecordParser {
  const { source, primary } = options;
  if (!isRewritten(primary)) return new MixedRecordParser(options);
  const parser = new MixedRecordParser({ source, primary: primary.inner });
  if (primary.wrapWidth === undefined) return parser;
  return new WrappedLines(parser, primary.wrapWidth, createEntryTest(primary.inner));
}
