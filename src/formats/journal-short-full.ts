import type { Entry } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readShortEntry } from './short-entry.js';
import { readFullStamp } from './stamps.js';

const NAME = 'journal-short-full';
const OPTIONS = { format: NAME, escapes: false, unitFirst: true } as const;

function read(text: string): Entry | undefined {
  const stamped = readFullStamp(text, 0);
  // The head line of `-o verbose` shows a cursor behind the same stamp.
  if (stamped === undefined || text.startsWith(' [s=', stamped.end)) return undefined;
  return readShortEntry(text, stamped, OPTIONS);
}

/**
 * `journalctl -o short-full` (232 on) and `with-unit` (239 on): `Fri 2018-12-14 11:58:03 UTC host dockerd[7926]: message`;
 * with-unit prints the unit in place of the identifier, `user@1000.service/docker.service` for a user's unit.
 */
export const journalShortFull = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short-full, with-unit: Fri 2018-12-14 11:58:03 UTC host docker.service[7926]: message',
  begins: /[A-Za-z]/,
  read,
});
