import type { FieldValue, Origin } from '../core/log-record.js';
import type { Stamp } from '../core/stamp.js';

/** Further keys of an entry, under construction. */
export type Fields = Record<string, FieldValue>;

/**
 * What an envelope format reads from the first line of an entry, before its message is opened.
 * The optional names mean the same as in `LogRecord`.
 */
export interface Entry {
  /** Name of the envelope format. */
  readonly format: string;
  readonly time: Stamp;
  readonly message: string;
  /**
   * How indented lines that follow are treated. `none`: the format never continues an entry.
   * Otherwise they belong to the message, without the indentation that the format adds:
   * `prefix`: spaces in the width of the prefix (in bytes); `plain`: no indentation of its own;
   * `properties`: only ` KEY=value` lines, which become fields.
   */
  readonly continuation: 'none' | 'prefix' | 'plain' | 'properties';
  /** Index of the message in the line, for `prefix`. */
  readonly messageAt: number;
  /** A second width that some versions use instead (`journalctl -o short-monotonic` up to 247), for `prefix`. */
  readonly otherIndent?: number;
  readonly monotonicUs?: number;
  readonly bootId?: string;
  readonly host?: string;
  readonly identifier?: string;
  readonly pid?: number;
  readonly unit?: string;
  readonly container?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly priority?: number;
  readonly level?: string;
  /** Set where the format knows it; else it is derived from identifier and unit. */
  readonly origin?: Origin;
  readonly fields?: Fields;
  readonly truncated?: boolean;
  /** More of the message follows in the next entry of the same format and stream. */
  readonly isPiece?: boolean;
}

/** Entry under construction. */
export type EntryDraft = { -readonly [Key in keyof Entry]: Entry[Key] };

/** Sets a field of hostile origin: `__proto__` would not become one. */
export function setField(fields: Fields, key: string, value: FieldValue): void {
  if (key !== '__proto__') fields[key] = value;
}
