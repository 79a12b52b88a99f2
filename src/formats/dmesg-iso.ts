import type { Entry } from './entry.js';
import { kernelEntry, readKernelPrefix } from './kernel-line.js';
import { defineLineFormat } from './line-format.js';
import { readBracketStamp, readIsoStamp } from './stamps.js';

const NAME = 'dmesg-iso';

function read(text: string): Entry | undefined {
  const prefix = readKernelPrefix(text);
  // The comma before the fraction tells it from all other ISO stamps.
  if (text.charCodeAt(prefix.end + 19) !== 0x2c) return undefined;
  const iso = readIsoStamp(text, prefix.end);
  if (iso?.stamp.kind !== 'wall' || iso.digits !== 6 || text.charCodeAt(iso.end) !== 0x20) return undefined;
  const raw = readBracketStamp(text, iso.end + 1);
  return kernelEntry(
    NAME,
    text,
    raw?.end ?? iso.end,
    iso.stamp,
    prefix,
    raw?.stamp.kind === 'monotonic' ? raw.stamp.us : undefined,
  );
}

/**
 * `dmesg --time-format iso`: `2026-11-21T03:47:56,535405+00:00 text`; with `--time-format raw` besides (util-linux 2.41)
 * the stamp since boot follows and becomes `monotonicUs`.
 */
export const dmesgIso = defineLineFormat({
  name: NAME,
  title: 'dmesg --time-format iso: 2026-11-21T03:47:56,535405+00:00 text',
  begins: /[\d<a-z ]/,
  read,
});
