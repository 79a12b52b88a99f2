import type { Line } from '../core/line.js';
import { DEFAULT_LIMITS } from '../core/limits.js';
import type { LogRecord, RecordSink } from '../core/log-record.js';
import type { SourceId } from '../core/position.js';
import type { Entry, Fields } from './entry.js';
import { toRecord } from './to-record.js';

/** Records held back behind an unfinished message, so that all come out in the order of their lines. */
const MAX_HELD = 256;

/** A message of which pieces are still coming, or that is whole but waits for its turn. */
interface Joint {
  readonly entry: Entry;
  readonly line: Line;
  readonly messages: string[];
  readonly raws: string[];
  chars: number;
  cut: boolean;
  state: 'open' | 'whole' | 'given-up';
}

type Held = { readonly joint: Joint } | { readonly record: LogRecord };

/**
 * Joins the pieces of 16 KiB in which the json-file driver and CRI runtimes log a long line: those of one stream in a row, whatever
 * the other stream writes in between. A message that does not end keeps `fields.partial`. At most 1 MiB belongs to one
 * record, and 256 records are held back.
 */
export class PieceJoiner {
  readonly #source: SourceId;
  readonly #open = new Map<string, Joint>();
  #held: Held[] = [];

  constructor(source: SourceId) {
    this.#source = source;
  }

  /** Whether a message waits for its next piece. */
  get isWaiting(): boolean {
    return this.#held.length > 0;
  }

  /** Takes an entry that is a piece, or continues one; false for all others. */
  take(entry: Entry, line: Line, sink: RecordSink): boolean {
    const key = `${entry.format} ${entry.stream ?? ''}`;
    const joint = this.#open.get(key);
    if (joint === undefined) {
      if (entry.isPiece !== true) return false;
      const started: Joint = {
        entry,
        line,
        messages: [entry.message],
        raws: [line.text],
        chars: line.text.length,
        cut: line.cut || entry.truncated === true,
        state: 'open',
      };
      this.#open.set(key, started);
      this.#hold({ joint: started }, sink);
      return true;
    }
    joint.messages.push(entry.message);
    joint.raws.push(line.text);
    joint.chars += line.text.length;
    joint.cut ||= line.cut || entry.truncated === true;
    if (entry.isPiece !== true) joint.state = 'whole';
    else if (joint.chars > DEFAULT_LIMITS.maxLineBytes) joint.state = 'given-up';
    if (joint.state !== 'open') this.#open.delete(key);
    this.#drain(sink);
    return true;
  }

  /** Where records of other lines go while a message waits. */
  behind(sink: RecordSink): RecordSink {
    return {
      record: (record) => {
        if (this.isWaiting) this.#hold({ record }, sink);
        else sink.record(record);
      },
    };
  }

  /** Gives out all that is held; unfinished messages as they are. */
  flush(sink: RecordSink): void {
    if (!this.isWaiting) return;
    for (const joint of this.#open.values()) joint.state = 'given-up';
    this.#open.clear();
    this.#drain(sink);
  }

  #hold(held: Held, sink: RecordSink): void {
    this.#held.push(held);
    if (this.#held.length <= MAX_HELD) return;
    const [first] = this.#open;
    if (first === undefined) return;
    first[1].state = 'given-up';
    this.#open.delete(first[0]);
    this.#drain(sink);
  }

  #drain(sink: RecordSink): void {
    let given = 0;
    for (const held of this.#held) {
      if ('joint' in held && held.joint.state === 'open') break;
      sink.record('joint' in held ? this.#join(held.joint) : held.record);
      given++;
    }
    if (given > 0) this.#held = this.#held.slice(given);
  }

  #join({ entry, line, messages, raws, cut, state }: Joint): LogRecord {
    const { fields, ...rest } = entry;
    const kept: Fields = { ...fields };
    if (state === 'whole') delete kept['partial'];
    const whole: Entry = Object.keys(kept).length > 0 ? { ...rest, fields: kept } : rest;
    const position = { source: this.#source, line: line.number, offset: line.offset };
    return toRecord(whole, messages.join(''), position, raws.join('\n'), cut);
  }
}
