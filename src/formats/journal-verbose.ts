import type { EnvelopeFormat, LineParser, ParserOptions } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import type { Stamp } from '../core/stamp.js';
import { cleanLine } from './ansi.js';
import type { Fields } from './entry.js';
import { setField } from './entry.js';
import { journalEntry } from './journal-fields.js';
import { readFullStamp } from './stamps.js';
import { toRecord } from './to-record.js';

const NAME = 'journal-verbose';
const FIELD = /^ {4}([A-Z_][A-Z0-9_]{0,63})=/;

interface Head {
  readonly stamp: Stamp;
  readonly bootId?: string;
  readonly monotonicUs?: number;
}

/** `Fri 2018-12-14 11:58:03.415007 UTC [s=…;i=1;b=…;m=…;t=…;x=…]` */
function readHead(text: string): Head | undefined {
  const stamped = readFullStamp(text, 0);
  if (stamped === undefined || !text.startsWith(' [s=', stamped.end) || !text.endsWith(']')) return undefined;
  const cursor = text.slice(stamped.end, stamped.end + 300);
  const bootId = /;b=([0-9a-f]{32});/.exec(cursor)?.[1];
  const monotonic = /;m=([0-9a-f]{1,13});/.exec(cursor)?.[1];
  return {
    stamp: stamped.stamp,
    ...(bootId === undefined ? {} : { bootId }),
    ...(monotonic === undefined ? {} : { monotonicUs: Number.parseInt(monotonic, 16) }),
  };
}

function addField(fields: Fields, key: string, value: string): void {
  const present = fields[key];
  if (present === undefined) setField(fields, key, value);
  else setField(fields, key, [...(typeof present === 'object' ? present : [String(present)]), value]);
}

/**
 * States: outside (a head line opens an entry), inside (`    FIELD=value`, and lines of a value indented by 4, its name and 1).
 * A line that is neither closes the entry.
 */
class VerboseParser implements LineParser {
  readonly #source: number;
  #line: Line | undefined;
  #head: Head | undefined;
  #fields: Fields = {};
  #raws: string[] = [];
  /** The value under construction. */
  #key = '';
  #value: string[] = [];

  constructor({ source }: ParserOptions) {
    this.#source = source;
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    const head = text.startsWith(' ') ? undefined : readHead(text);
    if (head !== undefined) {
      this.flush(sink);
      this.#head = head;
      this.#line = line;
      this.#raws.push(line.text);
      return true;
    }
    // The colour of the last value is reset behind its line.
    if (this.#head !== undefined && text === '' && line.text !== '') return true;
    if (this.#head === undefined || !text.startsWith('    ')) {
      this.flush(sink);
      return false;
    }
    if (this.#raws.length >= DEFAULT_LIMITS.maxRecordLines) return true;
    this.#raws.push(line.text);
    const indent = 5 + this.#key.length;
    const field = FIELD.exec(text);
    // A value's further lines are indented deeper than any field, unless they are cut short.
    if (field && !(this.#key !== '' && text.startsWith(' '.repeat(indent)))) {
      this.#closeValue();
      this.#key = field[1] ?? '';
      this.#value.push(text.slice(field[0].length));
    } else if (this.#key !== '') this.#value.push(text.startsWith(' '.repeat(indent)) ? text.slice(indent) : text);
    return true;
  }

  #closeValue(): void {
    if (this.#key !== '') addField(this.#fields, this.#key, this.#value.join('\n'));
    this.#key = '';
    this.#value = [];
  }

  flush(sink: RecordSink): void {
    const [head, line] = [this.#head, this.#line];
    if (head === undefined || line === undefined) return;
    this.#closeValue();
    const read = journalEntry(NAME, this.#fields, {}, head.stamp);
    const bootId = read.bootId ?? head.bootId;
    const monotonicUs = read.monotonicUs ?? head.monotonicUs;
    const entry = {
      ...read,
      ...(bootId === undefined ? {} : { bootId }),
      ...(monotonicUs === undefined ? {} : { monotonicUs }),
    };
    const raw = this.#raws.join('\n');
    this.#head = undefined;
    this.#line = undefined;
    this.#fields = {};
    this.#raws = [];
    sink.record(
      toRecord(entry, entry.message, { source: this.#source, line: line.number, offset: line.offset }, raw, false),
    );
  }
}

function probe(lines: readonly string[]): number {
  const texts = lines.map(cleanLine).filter((text) => text !== '' && !text.startsWith('-- '));
  if (!texts.some((text) => readHead(text) !== undefined)) return 0;
  return texts.filter((text) => text.startsWith('    ') || readHead(text) !== undefined).length / texts.length;
}

/** `journalctl -o verbose` (38 on): a head line with stamp and cursor, then `    FIELD=value` lines. */
export const journalVerbose: EnvelopeFormat = {
  name: NAME,
  title: 'journalctl -o verbose',
  kind: 'envelope',
  everyLine: true,
  probe,
  createParser: (options) => new VerboseParser(options),
};
