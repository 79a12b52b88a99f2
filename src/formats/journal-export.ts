import type { EnvelopeFormat, LineParser, ParserOptions } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import type { Fields } from './entry.js';
import { setField } from './entry.js';
import { journalEntry } from './journal-fields.js';
import { toRecord } from './to-record.js';

const NAME = 'journal-export';
const FIELD = /^([A-Z_][A-Z0-9_]{0,63})=/;
const BARE_NAME = /^[A-Z_][A-Z0-9_]{0,63}$/;
const LENGTH_BYTES = 8;
const EQUALS = 0x3d;
/** Of an entry; the rest of a longer one is dropped and the record marked. */
const MAX_CHARS = 4 * DEFAULT_LIMITS.maxLineBytes;
const encoder = new TextEncoder();

/** Index behind the field name at the start of a line: capitals, digits and underscores, 64 at most; 0 if there is none. */
function nameEnd(text: string): number {
  let end = 0;
  for (; end <= 64; end++) {
    const code = text.charCodeAt(end);
    const isLetter = (code >= 0x41 && code <= 0x5a) || code === 0x5f;
    if (!isLetter && !(end > 0 && code >= 0x30 && code <= 0x39)) break;
  }
  return end <= 64 ? end : 0;
}

/** Least and greatest length that the eight little-endian bytes at the start of a decoded text can mean. */
interface LengthRange {
  readonly least: number;
  readonly most: number;
  /** Characters that the eight bytes take in the text. */
  readonly chars: number;
}

/**
 * Lines reach a parser decoded, so a length byte of 0x80 and more may show as U+FFFD (then it is unknown), or two of them
 * as one character. Undefined if the text holds fewer than eight bytes.
 */
function readLength(text: string): LengthRange | undefined {
  let [least, most, bytes, chars] = [0, 0, 0, 0];
  while (bytes < LENGTH_BYTES) {
    const code = text.codePointAt(chars);
    if (code === undefined) return undefined;
    const char = String.fromCodePoint(code);
    const lost = code === 0xfffd;
    for (const byte of lost ? [0x80] : encoder.encode(char)) {
      const weight = 2 ** (8 * bytes);
      least += byte * weight;
      most += (lost ? 0xff : byte) * weight;
      bytes++;
    }
    chars += char.length;
  }
  return { least, most, chars };
}

/** A length-prefixed value under construction; its end is known from the byte offsets of the lines. */
interface BinaryValue {
  readonly name: string;
  readonly offset: number;
  lines: string[];
  range: LengthRange | undefined;
}

/**
 * States: between entries (an empty line was seen), in an entry (`NAME=value`, or `NAME` alone, which opens a binary value),
 * in a binary value (any text, until its length is reached). An empty line in an entry closes it.
 */
class ExportParser implements LineParser {
  readonly #source: number;
  #head: Line | undefined;
  #fields: Fields = {};
  #hasFields = false;
  #raws: string[] = [];
  /** Characters kept of this entry, values included. */
  #chars = 0;
  #value: BinaryValue | undefined;
  #nameAt = '';
  #cut = false;

  constructor({ source }: ParserOptions) {
    this.#source = source;
  }

  push(line: Line, sink: RecordSink): boolean {
    const { text } = line;
    if (this.#nameAt !== '') {
      this.#value = { name: this.#nameAt, offset: line.offset, lines: [text], range: readLength(text) };
      this.#nameAt = '';
      this.#keep(line);
      return true;
    }
    if (this.#value !== undefined && this.#isInside(this.#value, line)) {
      if (this.#hasRoom()) this.#value.lines.push(text);
      this.#value.range ??= readLength(this.#value.lines.join('\n'));
      this.#keep(line);
      return true;
    }
    this.#closeValue();
    if (text === '') {
      this.flush(sink);
      return true;
    }
    const equals = nameEnd(text);
    const isField = equals > 0 && text.charCodeAt(equals) === EQUALS;
    if (!isField && !(equals === text.length && this.#head !== undefined)) {
      this.flush(sink);
      return false;
    }
    // Header fields come first; a second cursor without an empty line between means that lines were lost.
    if (this.#hasFields && text.startsWith('__CURSOR=')) this.flush(sink);
    this.#head ??= line;
    this.#keep(line);
    if (isField) this.#addField(text.slice(0, equals), text.slice(equals + 1));
    else this.#nameAt = text;
    return true;
  }

  get isOpen(): boolean {
    return this.#head !== undefined;
  }

  #keep(line: Line): void {
    if (line.cut) this.#cut = true;
    this.#chars += line.text.length;
    if (this.#hasRoom()) this.#raws.push(line.text);
    else this.#cut = true;
  }

  #hasRoom(): boolean {
    return this.#raws.length < DEFAULT_LIMITS.maxRecordLines && this.#chars < MAX_CHARS;
  }

  /** Whether the line still belongs to the value, judged by where it starts. */
  #isInside({ offset, lines, range }: BinaryValue, line: Line): boolean {
    if (range === undefined) return lines.length < LENGTH_BYTES;
    const length = line.offset - 1 - offset - LENGTH_BYTES;
    if (length < range.least) return true;
    if (length >= range.most) return false;
    // A lost length byte: the first line within the range that can follow a value ends it.
    return line.text !== '' && !FIELD.test(line.text) && !BARE_NAME.test(line.text);
  }

  #addField(name: string, value: string): void {
    this.#hasFields = true;
    const present = this.#fields[name];
    if (present === undefined) setField(this.#fields, name, value);
    else setField(this.#fields, name, [...(typeof present === 'object' ? present : [String(present)]), value]);
  }

  #closeValue(): void {
    const value = this.#value;
    if (value === undefined) return;
    this.#value = undefined;
    const text = value.lines.join('\n');
    if (value.range === undefined) return;
    const body = text.slice(value.range.chars);
    if (body.length * 4 < value.range.least) this.#cut = true;
    this.#addField(value.name, body);
  }

  flush(sink: RecordSink): void {
    this.#closeValue();
    this.#nameAt = '';
    const head = this.#head;
    if (head === undefined) return;
    const raw = this.#raws.join('\n');
    const [fields, cut] = [this.#fields, this.#cut];
    this.#head = undefined;
    this.#fields = {};
    this.#hasFields = false;
    this.#raws = [];
    this.#chars = 0;
    this.#cut = false;
    const entry = journalEntry(NAME, fields);
    sink.record(
      toRecord(entry, entry.message, { source: this.#source, line: head.number, offset: head.offset }, raw, cut),
    );
  }
}

function probe(lines: readonly string[]): number {
  if (!lines.some((line) => /^__(?:CURSOR|REALTIME_TIMESTAMP)=/.test(line))) return 0;
  const texts = lines.filter((line) => line !== '');
  const fitting = texts.filter((line) => FIELD.test(line) || BARE_NAME.test(line)).length;
  // Binary values may hold any lines.
  return Math.max(fitting / texts.length, 0.5);
}

/**
 * `journalctl -o export` (38 on): `NAME=value` lines, entries end with an empty line; values with control characters are
 * `NAME`, eight bytes of length (little-endian), value.
 */
export const journalExport: EnvelopeFormat = {
  name: NAME,
  title: 'journalctl -o export',
  kind: 'envelope',
  everyLine: true,
  separated: true,
  probe,
  createParser: (options) => new ExportParser(options),
};
