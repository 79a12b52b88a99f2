import type { LogRecord } from '../../core/log-record.js';
import { type GoroutineReader, type ReadDump, createGoroutineReader } from './reader.js';
import { unescapeOnce } from './unescape.js';

/** Lines of the same writer after which a dump is over. A register dump has 21 and may be the end; logs of others are shorter. */
const MAX_FOREIGN_LINES = 20;
/** Characters of a line that are looked at. */
const MAX_LINE = 1 << 20;
const BEGIN = '=== BEGIN goroutine stack dump ===';
const END = '=== END goroutine stack dump ===';

/** A dump with the record in which it begins. */
export interface HeadedDump {
  readonly head: LogRecord;
  readonly read: ReadDump;
}

/** The dump that one writer is printing, over the records that it comes in: one a line, many lines, or pieces of an escaped message. */
export class OpenDump {
  private readonly reader: GoroutineReader;
  private done: HeadedDump[] = [];
  /** By line of a dump's first goroutine: its record, for the open dump and one that is about to be taken. */
  private readonly headOf = new Map<number, LogRecord>();
  /** Records of the last two headers: a goroutine is known to be complete, and first of a dump, when the next one begins. */
  private header: LogRecord | undefined;
  private headerBefore: LogRecord | undefined;
  private foreign = 0;
  /** Text of a message cut by journald that the next piece goes on with. */
  private cut: string | undefined;
  private expectsEnd = false;
  /** Last record of which something belonged to the dump. */
  last: LogRecord | undefined;
  /** It is over; what comes next belongs to nobody or to another dump. */
  closed = false;

  /** `afterCrash`: a panic, fatal error or signal was told of right before. */
  constructor(maxGoroutines: number, afterCrash = false) {
    this.reader = createGoroutineReader({ maxGoroutines, afterCrash });
  }

  /** Reads a record of the dump's writer; false if nothing of it belongs to the dump. */
  push(record: LogRecord): boolean {
    this.last ??= record;
    const { message, position } = record;
    const begins = message.includes(BEGIN);
    if (begins) {
      this.endCut();
      // What came before it ends here, whether or not its end was announced.
      this.reader.endDump();
      this.collect(this.reader.take());
      this.expectsEnd = true;
    }
    let text = message;
    // An opened message is no piece of another one.
    if (this.cut !== undefined && record.format.includes('+')) this.endCut();
    if (this.cut !== undefined) text = this.continued(this.cut, message);
    // A message that was cut inside the quotes: what follows in its last line comes with the next record.
    const pieces = text.split('\n');
    const goesOn = this.expectsEnd && !text.includes(END) && (this.cut !== undefined || record.truncated === true);
    this.cut = goesOn ? pieces.pop() : undefined;
    // Lines of a message that was escaped all stand on one line of the source.
    const spread = record.raw.includes('\n') ? 1 : 0;
    let belonged = goesOn;
    for (const [index, piece] of pieces.entries()) {
      if (this.line(piece, position.line + index * spread, record)) belonged = true;
    }
    if (belonged) this.last = record;
    return belonged;
  }

  take(): readonly HeadedDump[] {
    const taken = this.done;
    this.done = [];
    return taken;
  }

  end(): void {
    if (this.cut !== undefined && this.cut !== '' && this.last !== undefined)
      this.line(this.cut, this.last.position.line, this.last);
    this.collect(this.reader.end());
    this.closed = true;
  }

  private endCut(): void {
    if (this.cut !== undefined && this.cut !== '' && this.last !== undefined) {
      this.line(this.cut, this.last.position.line, this.last);
    }
    this.cut = undefined;
  }

  private line(text: string, line: number, record: LogRecord): boolean {
    const kind = this.reader.pushLine(text.length > MAX_LINE ? text.slice(0, MAX_LINE) : text, line);
    this.collect(this.reader.take());
    const { firstLine } = this.reader;
    if (firstLine !== undefined && !this.headOf.has(firstLine))
      this.headOf.set(firstLine, this.headFor(firstLine, record));
    switch (kind) {
      case 'foreign':
        if (++this.foreign >= MAX_FOREIGN_LINES) this.closed = true;
        return false;
      case 'blank':
        return false;
      case 'end':
        this.expectsEnd = false;
        this.closed = true;
        return true;
      case 'header':
        this.headerBefore = this.header;
        this.header = record;
        break;
      case 'part':
      case 'preamble':
        break;
    }
    this.foreign = 0;
    return true;
  }

  private continued(tail: string, message: string): string {
    if (!message.includes('\\') && message.includes('\n')) return `${tail}${message}`;
    // An escape may be cut in two.
    const escape = tail.endsWith('\\') ? '\\' : '';
    return `${escape === '' ? tail : tail.slice(0, -1)}${unescapeOnce(`${escape}${message}`)}`;
  }

  private collect(dumps: readonly ReadDump[]): void {
    for (const read of dumps) {
      const { line } = read.dump;
      const head = this.headOf.get(line) ?? (this.last === undefined ? undefined : this.headFor(line, this.last));
      this.headOf.delete(line);
      if (head === undefined) continue;
      const unended = this.expectsEnd && !this.closed && !read.dump.truncated;
      this.done.push({ head, read: unended ? { ...read, dump: { ...read.dump, truncated: true } } : read });
    }
  }

  private headFor(line: number, otherwise: LogRecord): LogRecord {
    const { header, headerBefore } = this;
    if (header !== undefined && header.position.line <= line) return header;
    return headerBefore ?? header ?? otherwise;
  }
}
