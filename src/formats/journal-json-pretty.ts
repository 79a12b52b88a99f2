import type { EnvelopeFormat, LineParser, ParserOptions } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { RecordSink } from '../core/log-record.js';
import { cleanLine } from './ansi.js';
import { entryOfJournalJson, isJournalJson } from './journal-json.js';
import { parseJsonLine } from './json-object.js';
import { toRecord } from './to-record.js';

const NAME = 'journal-json-pretty';
/** An entry has some 30 fields of one line each, arrays of bytes one line each too. */
const MAX_CHARS = 4 * DEFAULT_LIMITS.maxLineBytes;

/**
 * States: outside (`{` alone opens an object), inside (lines that start with a tab, or an array's), closed by `}` alone.
 * Any other line inside ends the object early; what was read of it becomes a truncated record.
 */
class PrettyParser implements LineParser {
  readonly #source: number;
  #head: Line | undefined;
  #lines: string[] = [];
  #raws: string[] = [];
  #chars = 0;

  constructor({ source }: ParserOptions) {
    this.#source = source;
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    if (text === '{') {
      this.flush(sink);
      this.#head = line;
    } else if (this.#head === undefined) return text === '';
    else if (text !== '}' && !/^[\t ]/.test(text)) {
      this.flush(sink);
      return false;
    }
    this.#chars += text.length;
    if (this.#raws.length < DEFAULT_LIMITS.maxRecordLines && this.#chars < MAX_CHARS) {
      this.#lines.push(text);
      this.#raws.push(line.text);
    }
    if (text === '}') this.flush(sink);
    return true;
  }

  flush(sink: RecordSink): void {
    const head = this.#head;
    if (head === undefined) return;
    const parsed = parseJsonLine(this.#lines.join('\n'));
    const raw = this.#raws.join('\n');
    this.#head = undefined;
    this.#lines = [];
    this.#raws = [];
    this.#chars = 0;
    if (parsed === undefined) return;
    const entry = entryOfJournalJson(NAME, parsed.object, parsed.damaged);
    sink.record(
      toRecord(entry, entry.message, { source: this.#source, line: head.number, offset: head.offset }, raw, false),
    );
  }
}

function probe(lines: readonly string[]): number {
  const texts = lines.map(cleanLine).filter((text) => text !== '');
  if (!texts.includes('{') || !texts.some((text) => text.startsWith('\t"') && isJournalJson(text))) return 0;
  const fitting = texts.filter((text) => text === '{' || text === '}' || text.startsWith('\t'));
  return fitting.length / texts.length;
}

/** `journalctl -o json-pretty` (195 on): objects over many lines, tab-indented `"KEY" : "value"`, nothing around them. */
export const journalJsonPretty: EnvelopeFormat = {
  name: NAME,
  title: 'journalctl -o json-pretty',
  kind: 'envelope',
  everyLine: true,
  probe,
  createParser: (options) => new PrettyParser(options),
};
