import type { EnvelopeFormat, LineParser, ParserOptions } from '../core/log-format.js';
import type { Line } from '../core/line.js';
import type { RecordSink } from '../core/log-record.js';
import { NO_STAMP } from '../core/stamp.js';
import { US_PER_SECOND } from '../core/units.js';
import { cleanLine, stripTerminalSequences } from './ansi.js';
import type { EntryDraft } from './entry.js';
import { facilityOfWord, priorityOfWord, setSpeaker } from './kernel-line.js';
import { toRecord } from './to-record.js';

const NAME = 'dmesg-json';
const PAIR = /^\s{1,20}"(fac|pri|time|caller|msg)": {1,12}/;
const OPEN = /^\s{0,20}(?:\},)?\{$/;
const CLOSE = /^\s{0,20}\}$/;
const FRAME = /^\s{0,20}(?:\{|\}|\]|"dmesg": \[(?:\])?)$/;

function parseValue(text: string): string | number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * dmesg from 2.40 takes any bracket at the start of a text for a caller (the OOM task table: `[ pid ]`, `[  20357]`);
 * what is no caller goes back in front of the text.
 */
function setCaller(draft: EntryDraft, caller: string): void {
  if (/^[TC]\d{1,7}$/.test(caller)) draft.fields = { caller };
  else draft.message = `[${caller === 'pid' ? '  pid  ' : caller.padStart(7)}] ${draft.message}`;
}

/** States: outside an object, inside one (pairs, a line each). `},{` closes one and opens the next. */
class DmesgJsonParser implements LineParser {
  readonly #source: number;
  #head: Line | undefined;
  #pairs = new Map<string, string | number>();
  #raws: string[] = [];

  constructor({ source }: ParserOptions) {
    this.#source = source;
  }

  push(line: Line, sink: RecordSink): boolean {
    const text = cleanLine(line.text);
    const pair = PAIR.exec(text);
    if (pair) {
      this.#head ??= line;
      const value = parseValue(text.slice(pair[0].length, text.endsWith(',') ? -1 : undefined));
      if (value !== undefined) this.#pairs.set(pair[1] ?? '', value);
      if (this.#raws.length < 8) this.#raws.push(line.text);
      return true;
    }
    if (OPEN.test(text) || CLOSE.test(text) || FRAME.test(text)) {
      this.flush(sink);
      return true;
    }
    this.flush(sink);
    return false;
  }

  flush(sink: RecordSink): void {
    const head = this.#head;
    if (head === undefined) return;
    const pairs = this.#pairs;
    const raw = this.#raws.join('\n');
    this.#head = undefined;
    this.#pairs = new Map();
    this.#raws = [];
    const [time, pri, fac, caller, msg] = ['time', 'pri', 'fac', 'caller', 'msg'].map((key) => pairs.get(key));
    const draft: EntryDraft = {
      format: NAME,
      time:
        typeof time === 'number'
          ? { kind: 'monotonic', us: Math.round(time * US_PER_SECOND), resolutionUs: 1 }
          : NO_STAMP,
      message: typeof msg === 'string' ? stripTerminalSequences(msg) : '',
      continuation: 'none',
      messageAt: 0,
      origin: 'kernel',
    };
    if (typeof pri === 'number') draft.priority = pri & 7;
    else if (typeof pri === 'string' && priorityOfWord(pri) >= 0) draft.priority = priorityOfWord(pri);
    if (typeof caller === 'string') setCaller(draft, caller);
    const facility = typeof fac === 'string' ? facilityOfWord(fac) : typeof pri === 'number' ? pri >> 3 : undefined;
    setSpeaker(draft, facility);
    sink.record(
      toRecord(draft, draft.message, { source: this.#source, line: head.number, offset: head.offset }, raw, false),
    );
  }
}

function probe(lines: readonly string[]): number {
  const texts = lines.map(cleanLine).filter((text) => text.trim() !== '');
  if (!texts.some((text) => text.includes('"dmesg": ['))) return 0;
  const fitting = texts.filter((text) => PAIR.test(text) || OPEN.test(text) || CLOSE.test(text) || FRAME.test(text));
  return fitting.length / texts.length;
}

/** `dmesg -J` (util-linux 2.38 on): `{ "dmesg": [ { "pri": 6, "time":  1234.500107, "msg": "…" }, … ] }`, a line a pair. */
export const dmesgJson: EnvelopeFormat = {
  name: NAME,
  title: 'dmesg -J: {"dmesg": [ … ]}',
  kind: 'envelope',
  everyLine: true,
  probe,
  createParser: (options) => new DmesgJsonParser(options),
};
