import { isUtf8 } from 'node:buffer';

/** A field of an entry. */
export interface Field {
  readonly name: string;
  /** The value as JSON: `"text"`, or `null` if it is left out. */
  readonly value: string;
  /** `,"NAME":"text"` */
  readonly pair: string;
  /** Bytes of the value were not UTF-8; they are U+FFFD in the text. */
  readonly isReplaced: boolean;
  readonly isLeftOut: boolean;
}

const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** journald takes names of 64 characters at most. */
const MAX_NAME_BYTES = 64;
/** Of fields other than the message, which is cut where lines are. */
const MAX_VALUE_BYTES = 64 * 1024;
export const MESSAGE = 'MESSAGE';

/** `NAME=value` as JSON; undefined if it has no name. */
export function makeField(text: Uint8Array): Field | undefined {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const equals = bytes.subarray(0, MAX_NAME_BYTES + 1).indexOf(EQUALS);
  if (equals <= 0 || !isPlain(bytes, 0, equals)) return undefined;
  const name = bytes.toString('latin1', 0, equals);
  const isLeftOut = bytes.length - equals > MAX_VALUE_BYTES && name !== MESSAGE;
  const plain = !isLeftOut && isPlain(bytes, equals + 1, bytes.length);
  const value = isLeftOut
    ? 'null'
    : plain
      ? `"${bytes.toString('latin1', equals + 1)}"`
      : JSON.stringify(bytes.toString('utf8', equals + 1));
  const isReplaced = !plain && !isLeftOut && !isUtf8(bytes.subarray(equals + 1));
  return { name, value, pair: `,"${name}":${value}`, isReplaced, isLeftOut };
}

/** Printable ASCII that stands in JSON as it is. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte >= 0x7f || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}
