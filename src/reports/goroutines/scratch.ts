/** Frames kept of one goroutine. The runtime prints 100, or 50 and 50; with ancestors or cgo a few more. */
export const MAX_GOROUTINE_FRAMES = 1024;

/**
 * The goroutine being read; one object is used for all of them. Frames are ids of a `FrameTable`; arguments are spans
 * of the reader's buffer, valid during `GoroutineSink.goroutine` only.
 */
export interface Scratch {
  id: number;
  /** Id of the header's status but for the minutes, see `StatusTable`. */
  status: number;
  /** Whole minutes of waiting, 0 where none are shown. */
  minutes: number;
  /** Line of the header, and the offset of its first byte in what was pushed. */
  line: number;
  offset: number;
  /** Span of the header's line in the buffer; from a negative start on it is no longer there. */
  headerStart: number;
  headerStop: number;
  frameCount: number;
  readonly frames: Int32Array;
  readonly argStarts: Int32Array;
  readonly argEnds: Int32Array;
  /** Frame id of the `created by` line, -1 without one. */
  createdFrame: number;
  /** Goroutine id of the creator, 0 where not shown. */
  createdIn: number;
  elided: boolean;
  /** Lines of others since the goroutine before it. */
  foreignBefore: number;
}

/** `arrays`: where frames and the spans of arguments are kept, if not in arrays of its own. */
export function createScratch(arrays?: Pick<Scratch, 'frames' | 'argStarts' | 'argEnds'>): Scratch {
  return {
    id: 0,
    status: 0,
    minutes: 0,
    line: 0,
    offset: 0,
    headerStart: 0,
    headerStop: 0,
    frameCount: 0,
    frames: arrays?.frames ?? new Int32Array(MAX_GOROUTINE_FRAMES),
    argStarts: arrays?.argStarts ?? new Int32Array(MAX_GOROUTINE_FRAMES),
    argEnds: arrays?.argEnds ?? new Int32Array(MAX_GOROUTINE_FRAMES),
    createdFrame: -1,
    createdIn: 0,
    elided: false,
    foreignBefore: 0,
  };
}

/** Takes what the line machine reads. */
export interface GoroutineSink {
  /** A goroutine is complete; `bytes` holds its arguments. */
  goroutine(scratch: Scratch, bytes: Uint8Array): void;
  /** A line that announces a dump or crash (`=== BEGIN`, `panic:`, `SIGQUIT: quit`); the next goroutine may be another dump's. */
  preamble(kind: PreambleKind, line: number): void;
  /** Something in or before the goroutine with this line could not be read. */
  damage(line: number): void;
  /** A line of a `debug=1` profile, which has no headers: `goroutine profile: total 8` and what follows. */
  profileLine(text: string, line: number, offset: number): void;
  /** The end marker of a dump that was logged as a message. */
  endMarker(): void;
  /** A line of somebody else, maybe with a dump quoted in it; `run` lines in a row belonged to no goroutine. */
  foreign(bytes: Uint8Array, start: number, stop: number, line: number, offset: number, run: number): void;
}

export type PreambleKind = 'begin' | 'crash' | 'signal';
