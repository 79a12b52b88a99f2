/** Bounds of an analysis. Each is an option of the library; reaching one is said in the report. */
export interface Limits {
  /** Bytes of a line that are looked at; the rest of a longer line is skipped. */
  readonly maxLineBytes: number;
  /** Lines that may belong to one record. */
  readonly maxRecordLines: number;
  /** Evidence lines kept for a finding. */
  readonly maxEvidence: number;
  /** Signals kept for one signature and source: half from the start, half from the end; all are counted. */
  readonly maxSignals: number;
  /** Entries of the report's timeline. */
  readonly maxTimeline: number;
  /** Goroutines kept of one dump. */
  readonly maxGoroutines: number;
  /** Files taken from one directory or archive. */
  readonly maxMembers: number;
  /** How many times its size a compressed input may expand to, whatever is nested in it. */
  readonly maxExpansion: number;
}

/** The bounds that hold unless options say otherwise. */
export const DEFAULT_LIMITS: Limits = {
  maxLineBytes: 1024 * 1024,
  maxRecordLines: 1_000,
  maxEvidence: 20,
  maxSignals: 1_000,
  maxTimeline: 50_000,
  maxGoroutines: 5_000_000,
  maxMembers: 100_000,
  maxExpansion: 1_000,
};
