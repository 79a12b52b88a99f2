import type { ReadDump } from './reader.js';
import { createGoroutineReader } from './reader.js';
import { ByteUnescaper } from './unescape.js';

export interface BareDumpLaneOptions {
  readonly maxGoroutines: number;
  /** Number of the first line pushed, 1 if absent. */
  readonly firstLine?: number;
  /** The bytes are the inside of a quoted message, from behind its opening quote on; the lane ends at the closing one. */
  readonly escaped?: boolean;
}

/** Reads bare dump bytes past records; see `createBareDumpLane`. */
export interface BareDumpLane {
  /** Bytes `[start, end)` of the source, cut anywhere; `firstLine` is the number of the line in which they begin, if known. */
  push(block: Uint8Array, start: number, end: number, firstLine?: number): void;
  /** Escaped input has come to its closing quote. */
  readonly ended: boolean;
  /** Dumps that are complete so far; each is given out once. */
  take(): readonly ReadDump[];
  /** Input has ended: all dumps not yet given out. */
  end(): readonly ReadDump[];
}

/**
 * The fast way for files that hold a dump and little else: raw bytes in, dumps out, no line or record made; 250 MB/s of CPU time on
 * 100 MB of a hung dockerd's stacks. Each dump becomes a report by `buildReport(head, dump)` with the record of its first line.
 */
export function createBareDumpLane(options: BareDumpLaneOptions): BareDumpLane {
  const { maxGoroutines, firstLine = 1 } = options;
  const reader = createGoroutineReader({ maxGoroutines, firstLine });
  const unescaper = options.escaped === true ? new ByteUnescaper() : undefined;
  let begun = false;
  return {
    push(block, start, end, blockLine) {
      if (!begun && blockLine !== undefined) reader.setLine(blockLine);
      begun = true;
      if (unescaper === undefined) {
        reader.push(block, start, end);
        return;
      }
      unescaper.push(block, start, end, (bytes, filled) => {
        reader.push(bytes, 0, filled);
      });
    },
    get ended() {
      return unescaper?.ended ?? false;
    },
    take: () => reader.take(),
    end: () => reader.end(),
  };
}

/** Share of the first lines that may be something else in a file that still is a bare dump. */
const FOREIGN_SHARE = 0.1;

/** Whether a source that begins with these lines is a bare dump (or profile), so that the lane may read all of it. */
export function isBareDump(lines: readonly string[]): boolean {
  const reader = createGoroutineReader({ maxGoroutines: 10_000 });
  let foreign = 0;
  let read = 0;
  for (const line of lines) {
    const kind = reader.pushLine(line.length > 4096 ? line.slice(0, 4096) : line);
    if (kind === 'blank') continue;
    read++;
    if (kind === 'foreign') foreign++;
  }
  return reader.inDump && foreign <= read * FOREIGN_SHARE;
}
