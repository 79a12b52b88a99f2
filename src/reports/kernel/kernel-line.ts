import type { LogRecord } from '../../core/log-record.js';

/** Characters of a kernel line that are looked at; printk itself cuts a record at about 1,000 bytes, console copies may be longer. */
const MAX_KERNEL_LINE = 4096;
/** Lines of one record that are looked at. */
const MAX_LINES = 1_000;

/** One line of kernel text: leading space removed, because some journals and copies strip it anyway. */
export interface KernelLine {
  readonly record: LogRecord;
  readonly text: string;
  /** Thread or CPU that printed it, `T123` or `C2`, where the kernel was built with CONFIG_PRINTK_CALLER. */
  readonly caller: string | undefined;
}

// [   T12] text: the caller column of dmesg 2.40 and of consoles
const CALLER = /^\[ {0,8}([TC]\d{1,10})\] ?/;
// Apr 15 10:22:13 host kernel: [ 1234.500100] text, and other prefixes that no envelope format took away
const STAMP_PREFIX = /^.{0,120}?\[ {0,6}\d{1,9}\.\d{6}\] ?/;
const NAME_PREFIX = /^.{0,100}?\bkernel: ?/;

/**
 * Whether a record may hold kernel text: it came from the kernel, or it is pasted text of unknown origin.
 * Kernel lines have no pid, unit or container, so a record of unknown origin with one is another program's.
 */
export function mayBeKernel(record: LogRecord): boolean {
  if (record.origin === 'kernel') return true;
  if (record.origin !== 'other') return false;
  return record.pid === undefined && record.unit === undefined && record.container === undefined;
}

function bareText(line: string, origin: LogRecord['origin']): string {
  if (origin === 'kernel') return line;
  // The stamp is looked for first, it stands behind the name where both are there.
  const stamped = line.replace(STAMP_PREFIX, '');
  return stamped.length === line.length ? line.replace(NAME_PREFIX, '') : stamped;
}

/** The lines of a record's message as kernel text; empty lines are left out. */
export function kernelLines(record: LogRecord): KernelLine[] {
  const lines: KernelLine[] = [];
  const field = record.fields?.['caller'];
  const { message } = record;
  let start = 0;
  while (start <= message.length && lines.length < MAX_LINES) {
    const newline = message.indexOf('\n', start);
    const end = newline < 0 ? message.length : newline;
    let text = bareText(message.slice(start, Math.min(end, start + MAX_KERNEL_LINE)), record.origin).trimStart();
    let caller = typeof field === 'string' ? field : undefined;
    const column = CALLER.exec(text);
    if (column !== null) {
      caller = column[1];
      text = text.slice(column[0].length).trimStart();
    }
    text = text.trimEnd();
    if (text !== '') lines.push({ record, text, caller });
    start = end + 1;
  }
  return lines;
}

/** Time between two records in µs, never negative; undefined if their stamps cannot be compared. */
export function gapUs(a: LogRecord, b: LogRecord): number | undefined {
  if (a.monotonicUs !== undefined && b.monotonicUs !== undefined) return Math.abs(b.monotonicUs - a.monotonicUs);
  const from = a.time;
  const to = b.time;
  if (from.kind === 'none' || to.kind === 'none' || from.kind !== to.kind) return undefined;
  return Math.abs(to.us - from.us);
}
