import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import type { SourceId } from '../core/position.js';
import { utf8Length } from './bytes.js';
import type { Entry } from './entry.js';
import { setField } from './entry.js';
import { klogIsOpen } from './klog.js';
import { BARE, toRecord } from './to-record.js';

const SPACE = 0x20;
const TAB = 0x09;
/** A property of a `/dev/kmsg` record: ` SUBSYSTEM=acpi`. */
const PROPERTY = /^ [A-Z][A-Z0-9_]{0,63}=/;

function leadingSpaces(text: string, limit: number): number {
  let count = 0;
  while (count < limit && text.charCodeAt(count) === SPACE) count++;
  return count;
}

/** Whether an indented line may go on with the entry: the format says so, or klog's multi-line value is open. */
function mayContinue(entry: Entry): boolean {
  return entry.continuation !== 'none' || klogIsOpen(entry.message);
}

/**
 * Holds the entry whose lines are still coming, and makes records. At most `maxRecordLines` lines belong to one record;
 * then the entry starts anew with the same prefix at the line reached.
 */
export class EntryAssembler {
  readonly #source: SourceId;
  readonly #maxLines: number;
  #entry: Entry | undefined;
  #line: Line | undefined;
  /** The entry's first line as parsed, and what was stripped in front of it (a ticket's quoting). */
  #text = '';
  #quote = '';
  /** Width that further lines are indented by; -1 until the first of them is seen. */
  #indent = -1;
  #messages: string[] = [];
  #raws: string[] = [];
  #chars = 0;
  #cut = false;

  constructor(source: SourceId, maxLines: number = DEFAULT_LIMITS.maxRecordLines) {
    this.#source = source;
    this.#maxLines = maxLines;
  }

  /** Begins an entry; what was pending is given out. Returns whether any format understood the line. */
  start(entry: Entry, line: Line, text: string, quote: string, sink: RecordSink): boolean {
    this.flush(sink);
    this.#cut = line.cut;
    if (!mayContinue(entry)) {
      const record = toRecord(entry, entry.message, this.#positionOf(line), line.text, line.cut);
      sink.record(record);
      return record.format !== BARE;
    }
    this.#entry = entry;
    this.#line = line;
    this.#text = text;
    this.#quote = quote;
    this.#indent = -1;
    this.#messages.push(entry.message);
    this.#raws.push(line.text);
    this.#chars = line.text.length;
    return true;
  }

  /**
   * Whether the line is indented by the full width of the pending entry's prefix: then it belongs to that entry
   * even if its text looks like an entry.
   */
  ownsIndented(text: string): boolean {
    const entry = this.#entry;
    if (entry?.continuation !== 'prefix' || !text.startsWith(`${this.#quote}  `)) return false;
    const width = this.#indentOf(entry);
    return leadingSpaces(this.#unquote(text), width) === width;
  }

  /** Takes an indented line into the pending entry; false if there is none that it could belong to. */
  continueWith(line: Line, text: string, sink: RecordSink): boolean {
    const entry = this.#entry;
    if (entry === undefined) return false;
    const body = this.#unquote(text);
    const first = body.charCodeAt(0);
    if (first !== SPACE && first !== TAB) return false;
    if (entry.continuation === 'properties') return this.#takeProperty(entry, line, body);
    if (this.#raws.length >= this.#maxLines || this.#chars > DEFAULT_LIMITS.maxLineBytes) this.#startAnew(line, sink);
    this.#chars += line.text.length;
    this.#messages.push(this.#withoutIndent(entry, body));
    this.#raws.push(line.text);
    if (line.cut) this.#cut = true;
    return true;
  }

  /** Gives out the pending entry. */
  flush(sink: RecordSink): void {
    const entry = this.#entry;
    const line = this.#line;
    if (entry === undefined || line === undefined) return;
    const message = this.#messages.length === 1 ? entry.message : this.#messages.join('\n');
    const raw = this.#raws.length === 1 ? line.text : this.#raws.join('\n');
    this.#entry = undefined;
    this.#messages = [];
    this.#raws = [];
    this.#chars = 0;
    sink.record(toRecord(entry, message, this.#positionOf(line), raw, this.#cut));
  }

  #takeProperty(entry: Entry, line: Line, body: string): boolean {
    const equals = body.indexOf('=');
    if (entry.fields === undefined || !PROPERTY.test(body) || this.#raws.length >= this.#maxLines) return false;
    setField(entry.fields, body.slice(1, equals), body.slice(equals + 1));
    this.#raws.push(line.text);
    return true;
  }

  #startAnew(line: Line, sink: RecordSink): void {
    const entry = this.#entry;
    this.flush(sink);
    this.#entry = entry;
    this.#line = line;
    this.#cut = false;
  }

  #unquote(text: string): string {
    return this.#quote !== '' && text.startsWith(this.#quote) ? text.slice(this.#quote.length) : text;
  }

  #indentOf(entry: Entry): number {
    // The programs count the prefix in bytes, not in columns.
    if (this.#indent < 0) return utf8Length(this.#text.slice(0, entry.messageAt));
    return this.#indent;
  }

  #withoutIndent(entry: Entry, body: string): string {
    if (entry.continuation !== 'prefix') return body;
    if (this.#indent < 0) {
      const width = this.#indentOf(entry);
      const other = entry.otherIndent ?? width;
      this.#indent = leadingSpaces(body, width) === width ? width : Math.min(other, width);
    }
    const found = leadingSpaces(body, this.#indent);
    return found === this.#indent ? body.slice(found) : body;
  }

  #positionOf(line: Line): { source: SourceId; line: number; offset: number } {
    return { source: this.#source, line: line.number, offset: line.offset };
  }
}
