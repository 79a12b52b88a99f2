import type { EnvelopeFormat } from './core/log-format.js';
import type { LogRecord, RecordSink } from './core/log-record.js';
import type { SourceId } from './core/position.js';
import type { Signal } from './core/signal.js';
import { createRecordParser } from './formats/record-parser.js';
import { SEPARATED } from './lines/framing.js';
import { createLineScanner } from './lines/line-scanner.js';
import type { LiteralSearch } from './lines/literal-search.js';
import { countLines, TAIL_BYTES } from './lines/tail.js';
import type { SignalMatcher } from './signals/signal-matcher.js';

/** What looks at a source's end. */
export interface TailTables {
  /** Signatures that are looked for in the last MiB only, and the search for them. */
  readonly tailMatcher: SignalMatcher;
  readonly tailSearch: () => LiteralSearch;
}

/** The last bytes of a source, from the start of a line on. */
export interface LastBytes {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/**
 * Signals of the signatures that only matter at a source's end, in its last lines, which are read once more for it; `onRecord` gets the records
 * of those.
 */
export function scanTail(
  source: SourceId,
  format: EnvelopeFormat | undefined,
  { tailMatcher, tailSearch }: TailTables,
  maxLineBytes: number,
  tail: LastBytes,
  linesInAll: number,
  onRecord: (record: LogRecord) => void,
): Signal[] {
  const parser = createRecordParser({ source, primary: format });
  const signals: Signal[] = [];
  const sink: RecordSink = {
    record: (record) => {
      signals.push(...tailMatcher.matchRecord(record));
      onRecord(record);
    },
  };
  const isSeparated = format?.separated === true;
  // The tail begins inside a record.
  const start = isSeparated && tail.offset > 0 ? SEPARATED.nextRecordStart(tail.bytes, 0) : 0;
  const bytes = tail.bytes.subarray(start);
  const offset = tail.offset + start;
  const firstLine = linesInAll - countLines(bytes);
  const scanner = createLineScanner({
    search: tailSearch,
    everyLine: false,
    maxLineBytes,
    handler: {
      line(line, ids) {
        if (!isSeparated && ids.length === 0) return false;
        parser.push({ ...line, number: line.number + firstLine, offset: line.offset + offset }, sink);
        if (isSeparated) return parser.isWaiting;
        parser.flush(sink);
        return false;
      },
      gap() {
        parser.flush(sink);
      },
    },
    ...(isSeparated ? { framing: SEPARATED } : {}),
  });
  scanner.push(bytes);
  scanner.end();
  parser.flush(sink);
  return signals;
}

/** Keeps the records of the last MiB of a source whose entries take many lines: they cannot be read from any line on. */
export interface LastRecords {
  push(record: LogRecord): void;
  /** Signals of those from `offset` on; `onRecord` gets each of them. */
  scan(offset: number, matcher: SignalMatcher, onRecord: (record: LogRecord) => void): Signal[];
}

export function createLastRecords(): LastRecords {
  let records: LogRecord[] = [];
  let first = 0;
  return {
    push(record) {
      records.push(record);
      const limit = record.position.offset - TAIL_BYTES;
      while ((records[first]?.position.offset ?? limit) < limit) first++;
      if (first < 1024 || first * 2 < records.length) return;
      records = records.slice(first);
      first = 0;
    },
    scan(offset, matcher, onRecord) {
      const last = records.filter(({ position }) => position.offset >= offset);
      for (const record of last) onRecord(record);
      return last.flatMap((record) => matcher.matchRecord(record));
    },
  };
}
