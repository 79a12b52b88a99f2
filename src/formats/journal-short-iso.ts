import type { Entry } from './entry.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { looksLikeRsyslog } from './journal-short.js';
import { readShortEntry } from './short-entry.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'journal-short-iso';

function readWith(text: string, require: 'program' | 'strict' | undefined): Entry | undefined {
  if (text.charCodeAt(10) !== 0x54) return undefined;
  const iso = readIsoStamp(text, 0);
  // journalctl prints a numeric zone and a fraction of six digits or none.
  if (iso?.stamp.kind !== 'wall' || (iso.digits !== 0 && iso.digits !== 6)) return undefined;
  const needed = iso.isZulu ? 'strict' : require;
  return readShortEntry(text, iso, {
    format: NAME,
    escapes: false,
    ...(needed === undefined ? {} : { require: needed }),
  });
}

const read = (text: string): Entry | undefined =>
  text.charCodeAt(19) === 0x2c ? undefined : readWith(text, undefined);
const readAnywhere = (text: string): Entry | undefined =>
  text.charCodeAt(19) === 0x2c ? undefined : readWith(text, 'program');

/**
 * `journalctl -o short-iso` (206 on) and `short-iso-precise` (234 on): `2018-12-14T11:58:03+0000 host dockerd[7926]: message`,
 * from 255 with a colon in the zone.
 */
export const journalShortIso = defineLineFormat({
  name: NAME,
  title: 'journalctl -o short-iso, short-iso-precise: 2018-12-14T11:58:03+0000 host dockerd[7926]: message',
  begins: /\d/,
  read,
  readAnywhere,
  probe: (lines) => {
    const share = shareOfLines(lines, (text) => readAnywhere(text) !== undefined);
    return looksLikeRsyslog(lines) ? share * 0.98 : share;
  },
});
