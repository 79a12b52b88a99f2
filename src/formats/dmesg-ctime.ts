import type { Entry } from './entry.js';
import { kernelEntry, readKernelPrefix } from './kernel-line.js';
import { defineLineFormat } from './line-format.js';
import { readCtimeStamp } from './stamps.js';

const NAME = 'dmesg-ctime';
const DELTA = / <[ \d-]{1,12}\.\d{6}>\]/y;

function read(text: string): Entry | undefined {
  const prefix = readKernelPrefix(text);
  if (text.charCodeAt(prefix.end) !== 0x5b) return undefined;
  const stamped = readCtimeStamp(text, prefix.end + 1);
  if (stamped === undefined) return undefined;
  let end = stamped.end;
  if (text.charCodeAt(end) === 0x5d) end++;
  else {
    DELTA.lastIndex = end;
    const delta = DELTA.exec(text);
    if (!delta) return undefined;
    end += delta[0].length;
  }
  return kernelEntry(NAME, text, end, stamped.stamp, prefix);
}

/**
 * `dmesg -T`: `[Sat Nov 21 03:46:58 2026] text`, also with `-d` and `-x`. Local time without zone, computed from the boot
 * time at reading: suspends and clock steps shift it.
 */
export const dmesgCtime = defineLineFormat({
  name: NAME,
  title: 'dmesg -T: [Sat Nov 21 03:46:58 2026] text',
  begins: /[[<a-z ]/,
  read,
});
