import type { Stamp } from '../core/stamp.js';
import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft, Fields } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readFullStamp } from './stamps.js';

const NAME = 'journal-marker';
const BOOT = /^-- Boot ([0-9a-f]{32}) --$/;
const RANGE = /^-- (?:Logs begin|Journal begins) at /;
const CATALOG = '\u2591\u2591';

/** `begin` and `end` as µs since the epoch (text), where the zone is known; else only `zone`. */
function readRange(text: string, fields: Fields): void {
  const beginAt = text.indexOf(' at ') + 4;
  const begin = readFullStamp(text, beginAt);
  if (begin === undefined) return;
  setRangeField(fields, 'begin', begin.stamp);
  const endAt = text.indexOf(' at ', begin.end);
  const end = endAt < 0 ? undefined : readFullStamp(text, endAt + 4);
  if (end !== undefined) setRangeField(fields, 'end', end.stamp);
  fields['zone'] = text.slice(text.lastIndexOf(' ', begin.end - 1) + 1, begin.end);
}

function setRangeField(fields: Fields, key: string, stamp: Stamp): void {
  if (stamp.kind === 'wall') fields[key] = String(stamp.us);
  // The year at least: the zone's abbreviation has several meanings.
  else if (stamp.kind === 'civil') fields[`${key}Civil`] = String(stamp.us);
}

/** `s=…;i=78;b=…;m=21658a32d280;t=59fbfc0657dc0;x=…`: the last entry's clocks, hexadecimal. */
function readCursor(text: string, draft: EntryDraft): void {
  for (const part of text.split(';', 8)) {
    const value = part.slice(2);
    if (!/^[0-9a-f]{1,32}$/.test(value)) continue;
    if (part.startsWith('b=')) draft.bootId = value;
    else if (value.length > 13) continue;
    else if (part.startsWith('m=')) draft.monotonicUs = Number.parseInt(value, 16);
    else if (part.startsWith('t=')) draft.time = { kind: 'wall', us: Number.parseInt(value, 16), resolutionUs: 1 };
  }
}

function read(text: string): Entry | undefined {
  const isCatalog = text.startsWith(CATALOG);
  if (!isCatalog && !text.startsWith('-- ') && text !== '--') return undefined;
  const fields: Fields = {};
  const draft: EntryDraft = {
    format: NAME,
    time: NO_STAMP,
    message: text,
    continuation: 'none',
    messageAt: 0,
    origin: 'other',
    fields,
  };
  const boot = BOOT.exec(text)?.[1];
  if (isCatalog) fields['marker'] = 'catalog';
  else if (boot !== undefined) {
    fields['marker'] = 'boot';
    draft.bootId = boot;
  } else if (text === '-- Reboot --') fields['marker'] = 'reboot';
  else if (text === '-- No entries --') fields['marker'] = 'no-entries';
  else if (text.startsWith('-- cursor: ')) {
    fields['marker'] = 'cursor';
    fields['cursor'] = text.slice(11);
    readCursor(text.slice(11), draft);
  } else if (RANGE.test(text)) {
    fields['marker'] = 'logs-begin';
    readRange(text, fields);
  } else fields['marker'] = 'catalog';
  return draft;
}

/**
 * journalctl's lines that are no entries; `fields.marker` says which: `logs-begin` (first line up to 249), `boot` (from 247),
 * `reboot` (up to 246), `no-entries`, `cursor` (`--show-cursor`), `catalog` (`-x`).
 */
export const journalMarker = defineLineFormat({
  name: NAME,
  title: 'journalctl markers: -- Logs begin at …, -- Boot … --, -- Reboot --, catalog texts',
  begins: /[-\u2591]/,
  read,
  probe: () => 0,
});
