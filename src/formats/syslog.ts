import type { Entry, EntryDraft } from './entry.js';
import { looksLikeRsyslog } from './journal-short.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import { readIsoStamp, readSyslogStamp } from './stamps.js';
import type { StampAt } from './stamps.js';

/** A syslog priority `<30>` at the start of a line: facility times 8 plus severity. */
export function readPriority(text: string): { readonly value: number; readonly end: number } | undefined {
  if (text.charCodeAt(0) !== 0x3c) return undefined;
  const close = text.indexOf('>');
  if (close < 2 || close > 5) return undefined;
  let value = 0;
  for (let i = 1; i < close; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return { value, end: close + 1 };
}

function readWith(name: string, readStamp: (text: string, at: number) => StampAt | undefined) {
  const options = { format: name, escapes: true } as const;
  return (text: string): Entry | undefined => {
    const priority = readPriority(text);
    const stamped = readStamp(text, priority?.end ?? 0);
    const entry = stamped && readShortEntry(text, stamped, options);
    if (entry === undefined || priority === undefined) return entry;
    const draft: EntryDraft = { ...entry, priority: priority.value & 7 };
    return draft;
  };
}

const readTraditional = readWith('syslog', readSyslogStamp);

/**
 * rsyslog's traditional file format and RFC 3164 (with `<30>` in front): `Dec 14 03:21:03 host kernel: [7993043.926831] text`.
 * Control characters are escaped as `#011`, `#012`; a day of one digit is padded with a space; the kernel's stamp is kept.
 */
export const syslog = defineLineFormat({
  name: 'syslog',
  title: 'syslog, traditional stamps: Dec 14 03:21:03 host kernel: [7993043.926831] text',
  begins: /[A-Za-z0-9< ]/,
  read: readTraditional,
  probe: (lines) => {
    const share = shareOfLines(lines, (text) => readTraditional(text) !== undefined);
    return looksLikeRsyslog(lines) ? share : share * 0.98;
  },
});

/** RFC 3339 stamps without a host and program are other programs' lines (`docker logs -t`). */
function readRfc3339Stamp(text: string, at: number): StampAt | undefined {
  const iso = readIsoStamp(text, at);
  return iso?.stamp.kind === 'wall' && iso.digits <= 6 ? iso : undefined;
}

const readModern = readWith('syslog-rfc3339', readRfc3339Stamp);
const isModern = (text: string): boolean => {
  const entry = readModern(text);
  return entry?.host !== undefined && entry.identifier !== undefined;
};

/** rsyslog's RFC 3339 file format, the default of Debian 12 and Ubuntu 24.04: `2026-11-21T11:55:59.415657+08:00 host dockerd[7926]: text`. */
export const syslogRfc3339 = defineLineFormat({
  name: 'syslog-rfc3339',
  title: 'syslog, RFC 3339 stamps: 2026-11-21T11:55:59.415657+08:00 host dockerd[7926]: text',
  begins: /[\d<]/,
  read: readModern,
  // Outside its own sources the lines are those of `journalctl -o short-iso-precise`; only `<30>` tells them apart.
  readAnywhere: (text) => (text.charCodeAt(0) === 0x3c && isModern(text) ? readModern(text) : undefined),
  probe: (lines) => {
    const share = shareOfLines(lines, isModern);
    return looksLikeRsyslog(lines) ? share : share * 0.98;
  },
});
