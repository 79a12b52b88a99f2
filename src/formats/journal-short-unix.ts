import type { Entry } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import { readUnixStamp } from './stamps.js';

const NAME = 'journal-short-unix';
const OPTIONS = { format: NAME, escapes: false, require: 'program' } as const;

function read(text: string): Entry | undefined {
  const stamped = readUnixStamp(text, 0);
  return stamped && readShortEntry(text, stamped, OPTIONS);
}

/** `journalctl -o short-unix` (230 on): `1544788683.415067 host dockerd[7926]: message`. */
export const journalShortUnix = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short-unix: 1544788683.415067 host dockerd[7926]: message',
  begins: /\d/,
  read,
});
