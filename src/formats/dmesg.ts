import type { Entry } from './entry.js';
import { kernelEntry, readKernelPrefix } from './kernel-line.js';
import { journalShortMonotonic } from './journal-short-monotonic.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readSeconds } from './stamps.js';

const NAME = 'dmesg';
const BRACKET = 0x5b;
const CLOSE = 0x5d;

/** `dmesg -d` prints the time since the last line behind the stamp. */
const DELTA = / <[ \d-]{1,12}\.\d{6}>\]/y;

function read(text: string): Entry | undefined {
  const prefix = readKernelPrefix(text);
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
