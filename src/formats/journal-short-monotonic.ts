import { cleanLine } from './ansi.js';
import type { Entry } from './entry.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import { readBracketStamp } from './stamps.js';

const NAME = 'journal-short-monotonic';

/**
 * Up to 247 (at least) continuation lines are indented for a stamp of 14 characters, however wide it is:
 * too little from an uptime of 100,000 s on.
 */
const ASSUMED_STAMP_WIDTH = 14;

function readWith(text: string, require: 'program' | 'strict'): Entry | undefined {
  const stamped = readBracketStamp(text, 0);
  if (stamped === undefined || text.charCodeAt(stamped.end) !== 0x20) return undefined;
  const entry = readShortEntry(text, stamped, {
    format: NAME,
    escapes: false,
    require,
    indentShortfall: Math.max(0, stamped.end - ASSUMED_STAMP_WIDTH),
  });
  // `[ 4.1] docker0: port 1 entered …` and faults of programs are dmesg's: a journal's entries have a host, a pid or are the kernel's.
  if (entry === undefined || entry.origin === 'kernel') return undefined;
  const { host, pid, identifier } = entry;
  // journalctl prints `unknown` for an entry that names no program; there the entry has no identifier.
  return host !== undefined || pid !== undefined || identifier === 'kernel' || identifier === undefined
    ? entry
    : undefined;
}

const read = (text: string): Entry | undefined => readWith(text, 'program');
const readAnywhere = (text: string): Entry | undefined => readWith(text, 'strict');

/** Programs that write to the kernel's ring buffer while journald does not run yet, so that dmesg shows them too. */
const WRITES_TO_KERNEL = /^(?:systemd|udevd|dracut)/;

/** Share of stamped lines that one host, or a `kernel:` or `name[pid]:` behind the stamp, must have to be a journal. */
const HOST_SHARE = 0.8;

/**
 * dmesg prints the same stamp, and `[ 4.1] docker0: port 1 entered …` looks like an entry without host. A journal repeats
 * its host on every line; without hosts most lines name a program, and the kernel is named.
 */
function probe(lines: readonly string[]): number {
  const hosts = new Map<string, number>();
  let stamped = 0;
  let kernel = 0;
  let processes = 0;
  let strict = 0;
  for (const line of lines) {
    const text = cleanLine(line);
    if (readBracketStamp(text, 0) === undefined) continue;
    stamped++;
    const entry = read(text);
    if (entry?.host !== undefined) hosts.set(entry.host, (hosts.get(entry.host) ?? 0) + 1);
    else if (entry?.identifier === 'kernel') kernel++;
    else if (entry?.pid !== undefined && !WRITES_TO_KERNEL.test(entry.identifier ?? '')) processes++;
    if (readAnywhere(text) !== undefined) strict++;
  }
  if (stamped === 0) return 0;
  const oneHost = strict > 0 && Math.max(0, ...hosts.values()) >= stamped * HOST_SHARE;
  const noHosts = kernel + processes >= stamped * HOST_SHARE;
  // Entries without host and pid are dmesg's by the look of them, but not in a journal.
  return oneHost || noHosts ? shareOfLines(lines, (text) => readBracketStamp(text, 0) !== undefined) : 0;
}

/** `journalctl -o short-monotonic`: `[7993043.926831] host dockerd[7926]: message`. */
export const journalShortMonotonic = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short-monotonic: [7993043.926831] host dockerd[7926]: message',
  begins: /\[/,
  read,
  readAnywhere,
  probe,
});
