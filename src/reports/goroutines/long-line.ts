import { type ReadDump, createGoroutineReader } from './reader.js';
import { ByteUnescaper, type QuotedPlace, findQuotedDump } from './unescape.js';

const NEWLINE = 0x0a;
const OPENING = Buffer.from('goroutine ');
/** Bytes kept behind a quoted dump: the rest of a line's fields. */
const MAX_REST = 64 * 1024;

/** A line longer than lines may be that held a dump in escaped form. */
interface LongLineDump {
  /** The line without what follows the first goroutine's header in the dump. */
  readonly text: string;
  readonly reads: readonly ReadDump[];
}

/** Watches a source for dumps that were logged as one overlong line. */
export interface LongLineWatch {
  /** The next bytes, `maxLineBytes` at most. */
  push(piece: Uint8Array): void;
  end(): void;
  /** The dump of the line that begins at this offset, which must have ended; it is given out once. */
  take(offset: number): LongLineDump | undefined;
}

/**
 * Reads dumps that stand on one line of more than `maxLineBytes`, `msg="=== BEGIN goroutine stack dump ===\ngoroutine 1 …`, as a stream:
 * what is longer than lines may be is cut everywhere else. Keeps the beginning of the line that is open, no more.
 */
export function createLongLineWatch(maxLineBytes: number, maxGoroutines: number): LongLineWatch {
  return new Watch(maxLineBytes, maxGoroutines);
}

class Watch implements LongLineWatch {
  private readonly maxLineBytes: number;
  private readonly maxGoroutines: number;
  private kept = Buffer.alloc(64 * 1024);
  private used = 0;
  private offset = 0;
  private lineOffset = 0;
  /** The open line is too long, and holds no dump if there is no stream. */
  private judged = false;
  private stream: DumpStream | undefined;
  private readonly done = new Map<number, LongLineDump>();

  constructor(maxLineBytes: number, maxGoroutines: number) {
    this.maxLineBytes = maxLineBytes;
    this.maxGoroutines = maxGoroutines;
  }

  push(piece: Uint8Array): void {
    let from = 0;
    if (this.used > 0 || this.judged) {
      const newline = piece.indexOf(NEWLINE);
      this.consume(piece, 0, newline < 0 ? piece.length : newline);
      if (newline < 0) {
        this.offset += piece.length;
        return;
      }
      this.endLine();
      from = newline + 1;
    }
    // Lines that end within a piece are short enough.
    const start = Math.max(from, piece.lastIndexOf(NEWLINE) + 1);
    this.lineOffset = this.offset + start;
    this.consume(piece, start, piece.length);
    this.offset += piece.length;
  }

  end(): void {
    this.endLine();
  }

  take(offset: number): LongLineDump | undefined {
    const dump = this.done.get(offset);
    this.done.delete(offset);
    return dump;
  }

  private consume(piece: Uint8Array, from: number, to: number): void {
    if (this.stream !== undefined) this.stream.push(piece, from, to);
    else if (!this.judged) {
      this.keep(piece.subarray(from, to));
      if (this.used > this.maxLineBytes) this.judge();
    }
  }

  private keep(bytes: Uint8Array): void {
    const used = this.used + bytes.length;
    if (used > this.kept.length) {
      const grown = Buffer.alloc(Math.max(used, this.kept.length * 2));
      this.kept.copy(grown, 0, 0, this.used);
      this.kept = grown;
    }
    this.kept.set(bytes, this.used);
    this.used = used;
  }

  private judge(): void {
    this.judged = true;
    const first = this.kept.subarray(0, this.maxLineBytes);
    if (!first.includes(OPENING)) return;
    const place = findQuotedDump(first.toString('latin1'));
    if (place === undefined) return;
    const stream = new DumpStream(this.kept.toString('utf8', 0, place.headerEnd), place, this.maxGoroutines);
    stream.push(this.kept, place.start, this.used);
    this.stream = stream;
  }

  private endLine(): void {
    if (this.stream !== undefined) this.done.set(this.lineOffset, this.stream.end());
    this.stream = undefined;
    this.judged = false;
    this.used = 0;
  }
}

/** One dump, from the quote that opens it to the end of its line. */
class DumpStream {
  private readonly head: string;
  private readonly levels: number;
  private readonly unescaper: ByteUnescaper;
  private readonly reader;
  private rest = '';

  constructor(head: string, { levels }: QuotedPlace, maxGoroutines: number) {
    this.head = head;
    this.levels = levels;
    this.unescaper = new ByteUnescaper(levels);
    this.reader = createGoroutineReader({ maxGoroutines, inBulk: true });
  }

  push(bytes: Uint8Array, from: number, to: number): void {
    const at = this.unescaper.push(bytes, from, to, (piece, filled) => {
      this.reader.push(piece, 0, filled);
    });
    const room = MAX_REST - this.rest.length;
    if (at < to && room > 0) this.rest += Buffer.from(bytes.subarray(at, Math.min(to, at + room))).toString('utf8');
  }

  end(): LongLineDump {
    const slashes = '\\'.repeat(2 ** (this.levels - 1) - 1);
    return {
      text: this.unescaper.ended ? `${this.head}${slashes}"${this.rest}` : this.head,
      reads: this.reader.end(),
    };
  }
}
