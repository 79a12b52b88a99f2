import { NO_STAMP } from '../core/stamp.js';
import type { Entry } from './entry.js';
import { kernelEntry, readKernelPrefix } from './kernel-line.js';
import { journalShortMonotonic } from './journal-short-monotonic.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readSeconds } from './stamps.js';

const NAME = 'dmesg';
const BRACKET = 0x5b;
const CLOSE = 0x5d;
const LESS_THAN = 0x3c;

/** `dmesg -d` prints the time since the last line behind the stamp. */
const DELTA = / <[ \d-]{1,12}\.\d{6}>\]/y;

/** A bracket that is no stamp: rows of the OOM task table. */
const TABLE_ROW = /\[ {0,7}(?:\d{1,7}|pid {0,2})\] /y;

/** `dmesg -x -t`: facility and level, then the text at once. */
function isUnstamped(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === BRACKET) {
    TABLE_ROW.lastIndex = at;
    return TABLE_ROW.test(text);
  }
  // With `--time-format iso` a stamp follows.
  return !(code >= 0x30 && code <= 0x39 && text.charCodeAt(at + 19) === 0x2c);
}

function read(text: string): Entry | undefined {
  const prefix = readKernelPrefix(text);
  const isDecoded = prefix.facility !== undefined && text.charCodeAt(0) !== LESS_THAN;
  if (isDecoded && isUnstamped(text, prefix.end)) {
    const entry = kernelEntry(NAME, text, prefix.end - 1, NO_STAMP, prefix);
    return { ...entry, continuation: 'none' };
  }
  if (text.charCodeAt(prefix.end) !== BRACKET) return undefined;
  const seconds = readSeconds(text, prefix.end + 1);
  if (seconds === undefined) return undefined;
  let end = seconds.end;
  if (text.charCodeAt(end) === CLOSE) end++;
  else {
    DELTA.lastIndex = end;
    const delta = DELTA.exec(text);
    if (!delta) return undefined;
    end += delta[0].length;
  }
  return kernelEntry(NAME, text, end, { kind: 'monotonic', us: seconds.us, resolutionUs: 1 }, prefix);
}

/**
 * The kernel's ring buffer with stamps in seconds since boot: `dmesg`, `dmesg -d`, `-r` and console (`<6>[ … ] text`), `-x`,
 * with or without caller ids (`[    T1]`).
 */
export const dmesg = defineLineFormat({
  name: NAME,
  title: 'dmesg: [ 4450.732037] text; also -r, -x, -d, serial consoles',
  begins: /[[<a-z ]/,
  // Tickets mix dmesg with `journalctl -o short-monotonic`, whose host and program tell it.
  read: (text) => (journalShortMonotonic.readAnywhere(text) === undefined ? read(text) : undefined),
  readAnywhere: read,
  probe: (lines) => shareOfLines(lines, (text) => read(text) !== undefined),
});
