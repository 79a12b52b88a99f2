import JSONParser from '@streamparser/json/jsonparser.js';
import TokenType from '@streamparser/json/utils/types/tokenType.js';
import type { LineParser, ParserOptions } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import { cleanLine } from './ansi.js';
import type { Entry } from './entry.js';
import type { JsonObject } from './json-object.js';
import { toRecord } from './to-record.js';

/** Where entries lie in JSON text that is not one object a line. */
export interface JsonShape {
  /** A line that opens the text: it stands at the left margin. */
  readonly opens: RegExp;
  /** Selector of the entries: `$`, `$.*`, `$.dmesg.*`. */
  readonly entries: string;
  /** What stands in front of the first entry; put there again to go on in the middle of damaged text. Empty for `$`. */
  readonly frame: string;
}

export interface JsonBlockOptions {
  readonly shapes: readonly JsonShape[];
  /** Makes the entry of an object; `damaged`: it ends early. */
  readonly toEntry: (object: JsonObject, damaged: boolean) => Entry;
}

/** One entry's text; a longer one is given up as damaged. */
const MAX_ENTRY_CHARS = 4 * DEFAULT_LIMITS.maxLineBytes;
/** Logs nest a few levels; the parser's cost grows with the depth. */
const MAX_DEPTH = 64;

/**
 * The parser (0.0.26) loses a byte order mark at the start of a run of other than ASCII characters, escaped or not: a character that
 * Unicode keeps out of texts takes its place meanwhile.
 */
const MARK = '\ufeff';
const MARK_STAND_IN = '\ufdd0';

/** `{`, `},{`: the next entry of an array begins. */
const NEXT_ENTRY = /^[\t ]{0,64}(?:\}, {0,4})?\{$/;
/** The rest of a damaged entry: `"pri": 6,`, `12,`, `},`, `]`. */
const REMAINDER = /^[\t ]{0,64}(?:[\]}][\]}, ]{0,64}$|"|-?\d)|^$/;

/**
 * Reads entries out of pretty-printed, concatenated or wrapped JSON while its lines arrive; what was given out is forgotten, so an array
 * may be of any length.
 * States: outside (a line that `opens` leads inside), inside (every line goes to the parser; the end of the value leads outside), lost (after
 * damage: remainders are swallowed, a line that opens text or the next entry leads inside). Damage is a syntax error, a bound reached, or
 * text that begins anew at the left margin; it costs the entry that it lies in: what was read of it is given out as truncated.
 */
class JsonBlockParser implements LineParser {
  readonly #source: number;
  readonly #options: JsonBlockOptions;
  #shape: JsonShape | undefined;
  #parser: JSONParser | undefined;
  #state: 'outside' | 'inside' | 'lost' = 'outside';
  /** Brackets that are open, and how many of them enclose an entry. */
  #depth = 0;
  #entryDepth = 0;
  /** The entry under way: its first line, its lines, and the object as far as it is read. */
  #head: Line | undefined;
  #raws: string[] = [];
  #chars = 0;
  #object: JsonObject | undefined;
  #hasMarks = false;
  /** Set while a line is parsed. */
  #line: Line | undefined;
  #lineHasMarks = false;
  #sink: RecordSink | undefined;

  constructor(options: JsonBlockOptions, { source }: ParserOptions) {
    this.#options = options;
    this.#source = source;
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    const shape = this.#options.shapes.find(({ opens }) => opens.test(text));
    if (shape !== undefined) {
      this.flush(sink);
      // Values that follow each other need no new parser.
      if (this.#state === 'outside' && this.#shape === shape) this.#state = 'inside';
      else this.#open(shape, '');
      this.#feed(text, line, sink);
      return true;
    }
    if (this.#state === 'outside') return text === '';
    if (this.#state === 'inside' && this.#feed(text, line, sink)) return true;
    return this.#resume(text, line, sink) || REMAINDER.test(text);
  }

  flush(sink: RecordSink): void {
    if (this.#state !== 'inside') return;
    const object = this.#object;
    if (object !== undefined) this.#give(object, true, sink);
    this.#state = 'lost';
  }

  /** Goes on with the next entry of an array that was damaged. */
  #resume(text: string, line: Line, sink: RecordSink): boolean {
    if (this.#shape === undefined || this.#shape.frame === '' || !NEXT_ENTRY.test(text)) return false;
    this.#open(this.#shape, this.#shape.frame);
    return this.#feed(text.slice(text.indexOf('{')), line, sink);
  }

  #open(shape: JsonShape, frame: string): void {
    const { entries } = shape;
    this.#shape = shape;
    this.#entryDepth = entries.split('.').length - 1;
    this.#depth = 0;
    this.#state = 'inside';
    this.#forgetEntry();
    // An entry is wanted when it is whole; its pairs as well, for entries that never become whole.
    const parser = new JSONParser({ paths: [entries, `${entries}.*`], keepStack: false, separator: '' });
    parser.onToken = ({ token }) => {
      this.#see(token);
    };
    parser.onValue = ({ value, parent, stack }) => {
      if (stack.length > this.#entryDepth) {
        if (isObject(parent)) this.#object = parent;
      } else if (isObject(value) && this.#sink !== undefined) this.#give(value, false, this.#sink);
    };
    this.#parser = parser;
    if (frame !== '') parser.write(frame);
  }

  /** Follows the depth, ahead of the parser. */
  #see(token: TokenType): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      if (++this.#depth > MAX_DEPTH) throw new Error('nested too deep');
      // An object of its own begins with its brace; one of an array shares that line with the end of the one before.
      if (this.#entryDepth === 0 && this.#depth === 1) this.#begin();
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth--;
    else if (token === TokenType.STRING && this.#head === undefined && this.#depth === this.#entryDepth + 1)
      this.#begin();
  }

  #begin(): void {
    this.#forgetEntry();
    this.#head = this.#line;
    this.#hasMarks = this.#lineHasMarks;
    if (this.#line !== undefined) this.#raws.push(this.#line.text);
  }

  /** Hands a line to the parser; false if it is damage. */
  #feed(text: string, line: Line, sink: RecordSink): boolean {
    this.#line = line;
    this.#sink = sink;
    this.#chars += text.length;
    const closes = this.#entryDepth > 0 && text.trimStart().startsWith('}');
    if (this.#head !== undefined && !closes && this.#raws.length < DEFAULT_LIMITS.maxRecordLines)
      this.#raws.push(line.text);
    try {
      if (this.#chars > MAX_ENTRY_CHARS) throw new Error('entry too long');
      const hasMarks = text.includes(MARK);
      this.#lineHasMarks = hasMarks;
      if (hasMarks) this.#hasMarks = true;
      // Node encodes short texts faster than the parser's TextEncoder.
      this.#parser?.write(Buffer.from(`${hasMarks ? text.replaceAll(MARK, MARK_STAND_IN) : text}\n`, 'utf8'));
      if (this.#depth === 0) this.#state = 'outside';
      return true;
    } catch {
      this.flush(sink);
      return false;
    }
  }

  #give(object: JsonObject, damaged: boolean, sink: RecordSink): void {
    const head = this.#head;
    const whole = this.#hasMarks ? restoreMarks(object) : object;
    const raw = this.#raws.length === 1 ? (this.#raws[0] ?? '') : this.#raws.join('\n');
    this.#forgetEntry();
    if (head === undefined) return;
    const entry = this.#options.toEntry(whole, damaged);
    sink.record(
      toRecord(entry, entry.message, { source: this.#source, line: head.number, offset: head.offset }, raw, false),
    );
  }

  #forgetEntry(): void {
    this.#head = undefined;
    this.#raws = [];
    this.#chars = 0;
    this.#object = undefined;
    this.#hasMarks = false;
  }
}

function restoreMarks(object: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(object).replaceAll(MARK_STAND_IN, MARK)) as JsonObject;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes the parser of a format whose entries are objects over many lines, alone or in an array. */
export function createJsonBlockParser(options: JsonBlockOptions, parserOptions: ParserOptions): LineParser {
  return new JsonBlockParser(options, parserOptions);
}
