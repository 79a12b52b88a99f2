import type { Position } from './position.js';
import type { Stamp } from './stamp.js';

/** Which program's words the message is, as far as envelope and payload tell; `other` when they do not. */
export const ORIGINS = [
  'kernel',
  'systemd',
  'dockerd',
  'containerd',
  'shim',
  'runc',
  'kubelet',
  'container',
  'client',
  'other',
] as const;
/** Whose words a record holds. */
export type Origin = (typeof ORIGINS)[number];

/** A value of an opened logfmt or JSON message, or of a journal field; repeated journal fields are arrays. */
export type FieldValue = string | number | boolean | readonly string[];

/**
 * One normalized log entry. A multi-line message is one record, its lines joined by `\n`.
 * Absent properties are unknown.
 */
export interface LogRecord {
  readonly position: Position;
  /** The best stamp: the message's own one if it carries one (logfmt `time=`), else the envelope's. */
  readonly time: Stamp;
  /** The envelope's stamp when `time` came from inside the message. */
  readonly outerTime?: Stamp;
  /** µs since boot, when the line shows it beside a wall or civil time (kernel line in syslog, journal JSON). */
  readonly monotonicUs?: number;
  readonly bootId?: string;
  readonly host?: string;
  /** SYSLOG_IDENTIFIER or program name of the envelope. */
  readonly identifier?: string;
  readonly pid?: number;
  readonly unit?: string;
  /** Container id (12 or 64 hex) or, for Kubernetes, the container's name. */
  readonly container?: string;
  readonly stream?: 'stdout' | 'stderr';
  /** Syslog priority 0 to 7. */
  readonly priority?: number;
  /** Level word of the message as logged: `error`, `warning`, `E`, … */
  readonly level?: string;
  readonly origin: Origin;
  /** The message proper, unescaped: logfmt's or JSON's `msg` where there is one, else the text behind the prefix. */
  readonly message: string;
  /** Further keys of an opened message or entry, unescaped. */
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** Name of the envelope format and, behind `+`, of the payload: `journal-short+logfmt`. */
  readonly format: string;
  /** The line (or lines, joined by `\n`) as read. */
  readonly raw: string;
  /** The line was longer than the limit, or its quoted message never closes. */
  readonly truncated?: boolean;
}

/** Takes what a format parser makes. */
export interface RecordSink {
  record(record: LogRecord): void;
}
