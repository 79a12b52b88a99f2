import type { Signal } from './core/signal.js';
import type { OpenSource } from './core/source.js';
import type { SourceId } from './core/position.js';
import { kindOfHead, startScan, type NovelScan, type Scan, type ScanTables } from './scan-source.js';
import { noBlocks } from './sources/open-stream.js';
import { HEAD_BYTES } from './sources/source-head.js';

const NEWLINE = 0x0a;
/** Beginnings of files kept, for the places in them that are shown. */
const MAX_PARTS = 1_000;

/** A place in one of the files that had the name of a source. */
interface LivePlace {
  readonly line: number;
  readonly offset: number;
}

/**
 * A source without end: what comes under one name, from whatever files, is one stream of lines. Its format is told anew as long as it is short.
 * `nowMs` is of any clock that does not go back.
 */
export class LiveSource {
  readonly name: string;
  /** When bytes came last. */
  lastBytesMs = 0;
  /** What went wrong in reading it. */
  readonly diagnostics: OpenSource['diagnostics'][number][] = [];
  readonly #id: SourceId;
  readonly #tables: ScanTables;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #kind = '';
  #toldBytes = 0;
  #scan: Scan | undefined;
  #lastByte = NEWLINE;
  #closed: 'nothing' | 'records' | 'reports' = 'reports';
  #parts: LivePlace[] = [{ line: 0, offset: 0 }];
  #tail: { readonly bytes: number; readonly signals: readonly Signal[] } = { bytes: 0, signals: [] };

  constructor(id: SourceId, name: string, tables: ScanTables) {
    this.name = name;
    this.#id = id;
    this.#tables = tables;
  }

  push(bytes: Uint8Array, nowMs: number): void {
    if (bytes.length === 0) return;
    this.lastBytesMs = nowMs;
    this.#lastByte = bytes[bytes.length - 1] ?? NEWLINE;
    this.#closed = 'nothing';
    if (this.#headBytes < HEAD_BYTES) {
      this.#head.push(bytes.slice());
      this.#headBytes += bytes.length;
      this.#scan?.push(bytes);
      if (this.#headBytes < HEAD_BYTES) return;
      this.#tell();
      this.#head = [];
    } else this.#scan?.push(bytes);
  }

  /** What follows comes from the beginning of a file. */
  restart(nowMs: number): void {
    if (this.#lastByte !== NEWLINE) this.push(Uint8Array.of(NEWLINE), nowMs);
    this.settle(nowMs, Infinity);
    this.#scan?.close('records');
    const place = { line: this.#scan?.lines ?? 0, offset: this.#scan?.bytes ?? 0 };
    this.#parts.push(place);
    if (this.#parts.length > MAX_PARTS) this.#parts.shift();
  }

  /** Reads what is held back, as far as it is whole; what waits for its continuation only if nothing came for `idleMs`, reports for twice as long. */
  settle(nowMs: number, idleMs: number): void {
    if (this.#headBytes > this.#toldBytes && this.#toldBytes < HEAD_BYTES) this.#tell();
    const scan = this.#scan;
    if (scan === undefined || this.#closed === 'reports') return;
    scan.settle();
    const quietMs = nowMs - this.lastBytesMs;
    if (quietMs >= 2 * idleMs) this.#close(scan, 'reports');
    else if (quietMs >= idleMs && this.#closed === 'nothing') this.#close(scan, 'records');
  }

  forget(): void {
    this.#scan?.forget();
  }

  /** Bytes that were read, with newlines that were missing at the ends of files. */
  get bytes(): number {
    return this.#scan?.bytes ?? this.#headBytes;
  }

  /** Signals that were found so far. */
  get signals(): number {
    return this.#scan?.signals ?? 0;
  }

  snapshot(): NovelScan {
    const scan = this.#started();
    if (this.#tail.bytes !== scan.bytes) this.#tail = { bytes: scan.bytes, signals: scan.tailSignals() };
    return scan.snapshot(this.#open(), this.#tail.signals);
  }

  end(): NovelScan {
    return this.#started().end(this.#open());
  }

  /** Where a line of the stream stands in its file. */
  placeOf({ line, offset }: LivePlace): LivePlace {
    const part = this.#parts.findLast((one) => one.line < line) ?? { line: 0, offset: 0 };
    return { line: line - part.line, offset: offset - part.offset };
  }

  #close(scan: Scan, what: 'records' | 'reports'): void {
    scan.close(what);
    this.#closed = what;
  }

  /** Begins the scan, or begins it again where more of the source's beginning shows that it is something else. */
  #tell(): void {
    const head = Buffer.concat(this.#head);
    this.#toldBytes = this.#headBytes;
    const kind = kindOfHead(head, this.#tables);
    if (this.#scan !== undefined && kind === this.#kind) return;
    this.#kind = kind;
    this.#scan = startScan(this.#id, head, this.#tables);
  }

  #started(): Scan {
    return (this.#scan ??= startScan(this.#id, Buffer.concat(this.#head), this.#tables));
  }

  #open(): OpenSource {
    return { name: this.name, blocks: noBlocks(), diagnostics: this.diagnostics };
  }
}
