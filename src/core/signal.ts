import type { Entity } from './entity.js';
import type { LogRecord } from './log-record.js';
import type { PlacedTime, Stamp } from './stamp.js';

/** What is kept of a record that a signal rests on: thousands of signals are, and a record holds its text several times over. */
export type EvidenceRecord = Pick<LogRecord, 'position' | 'time' | 'origin'>;

/** A line that a signal rests on. */
export interface EvidenceLine {
  readonly record: EvidenceRecord;
  readonly role: string;
  readonly text: string;
}

/** One observation: a pattern of a signature matched a record or a report. */
export interface Signal {
  /** Signature id. */
  readonly id: string;
  readonly evidence: readonly EvidenceLine[];
  readonly entities: readonly Entity[];
  /** Captured values that are no entities: `score`, `limit`, `version`. */
  readonly values: Readonly<Record<string, string>>;
  readonly stamp: Stamp;
  /** A wait that began this many minutes before (goroutines); min and max over the group. */
  readonly waitMinutes?: { readonly min: number; readonly max: number };
  /** How many observations this one stands for (goroutines of a group); 1 for a line. */
  readonly weight: number;
  /** Why the pattern is less sure than usual here, as a factor 0 to 1 on the finding's confidence. */
  readonly certainty: number;
}

/** A signal with what is known of its time. */
export interface PlacedSignal extends Signal {
  /** On the common clock; absent if its source could not be placed. */
  readonly time?: PlacedTime;
  /** On its source's own clock (µs, any origin): orders signals of one source even where it could not be placed. */
  readonly localUs?: number;
}
