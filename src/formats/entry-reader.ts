import type { EnvelopeFormat } from '../core/log-format.js';
import type { Entry } from './entry.js';
import { LINE_FORMATS } from './envelopes.js';
import type { EntryReader, LineFormat } from './line-format.js';

function isLineFormat(format: EnvelopeFormat): format is LineFormat {
  return 'read' in format;
}

/** First characters that get a list of their own; all others (non-ASCII) share one with every format. */
const ASCII = 128;

/** Readers of all formats but the primary one, in their fixed order, by the first character of a line. */
type ReaderTable = readonly (readonly EntryReader[])[];
const tables = new Map<EnvelopeFormat | undefined, ReaderTable>();

function readersFor(primary: EnvelopeFormat | undefined): ReaderTable {
  const known = tables.get(primary);
  if (known !== undefined) return known;
  const others = LINE_FORMATS.filter((format) => format !== primary);
  const table: EntryReader[][] = [];
  for (let code = 0; code < ASCII; code++) {
    const first = String.fromCharCode(code);
    table.push(others.filter((format) => format.begins.test(first)).map((format) => format.readAnywhere));
  }
  table.push(others.map((format) => format.readAnywhere));
  tables.set(primary, table);
  return table;
}

/** The reader of a source's own format, where one line tells an entry; undefined for block formats. */
export function ownReader(primary: EnvelopeFormat | undefined): EntryReader | undefined {
  return primary !== undefined && isLineFormat(primary) && !primary.everyLine ? primary.read : undefined;
}

/** Reads a line as the source's own format, then as each other envelope in a fixed order. `primary` is one of `ENVELOPES`. */
export function createEntryReader(primary: EnvelopeFormat | undefined): EntryReader {
  const own = ownReader(primary);
  const table = readersFor(primary);
  return (text: string): Entry | undefined => {
    const entry = own?.(text);
    if (entry !== undefined) return entry;
    // Nothing but logrus begins so; dockerd's own log files have only such lines.
    if (text.startsWith('time="')) return undefined;
    const readers = table[Math.min(text.charCodeAt(0), ASCII)];
    if (readers === undefined) return undefined;
    for (const read of readers) {
      const other = read(text);
      if (other !== undefined) return other;
    }
    return undefined;
  };
}
