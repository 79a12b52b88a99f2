import type { Entry } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import type { StampAt } from './stamps.js';
import { readSeconds } from './stamps.js';

const NAME = 'journal-short-delta';
const OPTIONS = { format: NAME, escapes: false, require: 'program' } as const;

/** Behind the seconds: `<  402.375974 >]`, `<…*>]` over a boot, or only spaces for the first entry. */
const DELTA = / (?:<[ \d.*]{1,26}>| {15,16})\]/y;

function readStamp(text: string): StampAt | undefined {
  if (text.charCodeAt(0) !== 0x5b) return undefined;
  const seconds = readSeconds(text, 1);
  if (seconds === undefined) return undefined;
  DELTA.lastIndex = seconds.end;
  const delta = DELTA.exec(text)?.[0];
  // `dmesg -d` has no space before the angle: `[ 1234.500107 <    0.000007>]`.
  if (delta === undefined || (delta.includes('<') && !/[ *]>\]$/.test(delta))) return undefined;
  return { stamp: { kind: 'monotonic', us: seconds.us, resolutionUs: 1 }, end: seconds.end + delta.length };
}

function read(text: string): Entry | undefined {
  const stamped = readStamp(text);
  return stamped && readShortEntry(text, stamped, OPTIONS);
}

/** `journalctl -o short-delta` (252 on): `[7993446.302825 <  402.375974 >] host dockerd[7926]: message`. */
export const journalShortDelta = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short-delta: [7993446.302825 <  402.375974 >] host dockerd[7926]: message',
  begins: /\[/,
  read,
});
