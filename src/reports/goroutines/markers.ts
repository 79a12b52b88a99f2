import { decodeText } from './text-table.js';
import { startsWith } from './line-bytes.js';

/** Lines that announce a dump or a crash, end a dump, or begin the system stack, which has no header. */
export type Marker = 'begin' | 'crash' | 'signal' | 'stack' | 'end';

const BEGIN = '=== BEGIN goroutine stack dump ===';
const END = '=== END goroutine stack dump ===';
const MARKERS = [
  ['panic: ', 'crash'],
  ['fatal error: ', 'crash'],
  [BEGIN, 'begin'],
  [END, 'end'],
  ['runtime stack:', 'stack'],
] as const;
/** Bytes of a log line in which the marker of a message is looked for. */
const LOG_LINE = 400;

/** What the line `bytes[first, stop)` announces, if anything. */
export function markerKind(bytes: Uint8Array, first: number, stop: number): Marker | undefined {
  for (const [text, kind] of MARKERS) {
    if (startsWith(bytes, first, stop, text)) return kind;
  }
  // `SIGQUIT: quit`; the name's end is the first colon.
  if (startsWith(bytes, first, stop, 'SIG')) {
    let at = first + 3;
    while (at < stop && at < first + 12 && (bytes[at] ?? 0) >= 0x41 && (bytes[at] ?? 0) <= 0x5a) at++;
    return bytes[at] === 0x3a && bytes[at + 1] === 0x20 ? 'signal' : undefined;
  }
  // A log line of a daemon whose message begins or ends a dump.
  const text = decodeText(bytes, first, Math.min(stop, first + LOG_LINE));
  if (text.includes(BEGIN)) return 'begin';
  return text.includes(END) ? 'end' : undefined;
}

const ESCAPED_HEADER = Buffer.from('\\ngoroutine ');

/** Whether a log line holds a dump in escaped form, `msg="=== BEGIN goroutine stack dump ===\ngoroutine 1 [running]:\n…`. */
export function isQuoting(bytes: Uint8Array, first: number, stop: number): boolean {
  return (
    bytes[first] !== 0x3d && Buffer.from(bytes.buffer, bytes.byteOffset + first, stop - first).includes(ESCAPED_HEADER)
  );
}
