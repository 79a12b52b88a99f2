import { cleanLine } from './ansi.js';
import type { Entry } from './entry.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import { readSyslogStamp } from './stamps.js';

const NAME = 'journal-short';
const OPTIONS = { format: NAME, escapes: false } as const;

function read(text: string): Entry | undefined {
  const stamped = readSyslogStamp(text, 0);
  return stamped && readShortEntry(text, stamped, OPTIONS);
}

/** What rsyslog writes and journalctl never does: escapes, the kernel's stamp, a day of one digit without zero. */
const RSYSLOG = / kernel: \[ *\d{1,10}\.\d{6}\] |#01[1-2]|^[A-Z][a-z]{2} {2}\d /;

/** Whether a source with such stamps was written by a syslog daemon rather than by journalctl. */
export function looksLikeRsyslog(lines: readonly string[]): boolean {
  return lines.some((line) => RSYSLOG.test(cleanLine(line).slice(0, 400)));
}

/**
 * `journalctl -o short` and `short-precise` (systemd 38 on): `Dec 14 11:58:03 host dockerd[7926]: message`.
 * No year, no zone; months of the reader's locale; lines of a multi-line message are indented by the prefix's width.
 */
export const journalShort = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short, short-precise: Dec 14 11:58:03 host dockerd[7926]: message',
  begins: /[A-Za-z0-9 ]/,
  read,
  probe: (lines) => {
    const share = shareOfLines(lines, (text) => read(text) !== undefined);
    return looksLikeRsyslog(lines) ? share * 0.98 : share;
  },
});
