import type { EnvelopeFormat } from '../core/log-format.js';
import { NO_STAMP } from '../core/stamp.js';
import { US_PER_SECOND } from '../core/units.js';
import { cleanLine, stripTerminalSequences } from './ansi.js';
import type { EntryDraft } from './entry.js';
import { createJsonBlockParser, type JsonBlockOptions } from './json-block.js';
import type { JsonObject } from './json-object.js';
import { facilityOfWord, priorityOfWord, setSpeaker } from './kernel-line.js';

const NAME = 'dmesg-json';
/** `{`, and `{"dmesg":[…` where the text was made compact. */
const BEGINNING = /^\{(?:$|[\t ]{0,8}"dmesg":)/;
const BLOCKS: JsonBlockOptions = {
  shapes: [{ opens: BEGINNING, entries: '$.dmesg.*', frame: '{"dmesg":[' }],
  toEntry,
};

/** `"pri": 6,`. */
const PAIR = /^[\t ]{1,20}"(?:fac|pri|time|caller|msg)": {1,12}/;
/** `{`, `},{`, `]`. */
const FRAME = /^[\t ]{0,20}[\]{}][\]{},]{0,3}$/;
const ARRAY = /^[\t ]{0,20}"dmesg": {0,4}\[/;

/**
 * dmesg from 2.40 takes any bracket at the start of a text for a caller (the OOM task table: `[ pid ]`, `[  20357]`);
 * what is no caller goes back in front of the text.
 */
function setCaller(draft: EntryDraft, caller: string): void {
  if (/^[TC]\d{1,7}$/.test(caller)) draft.fields = { caller };
  else draft.message = `[${caller === 'pid' ? '  pid  ' : caller.padStart(7)}] ${draft.message}`;
}

function toEntry({ time, pri, fac, caller, msg }: JsonObject, damaged: boolean): EntryDraft {
  const draft: EntryDraft = {
    format: NAME,
    time:
      typeof time === 'number'
        ? { kind: 'monotonic', us: Math.round(time * US_PER_SECOND), resolutionUs: 1 }
        : NO_STAMP,
    message: typeof msg === 'string' ? stripTerminalSequences(msg) : '',
    continuation: 'none',
    messageAt: 0,
    origin: 'kernel',
  };
  if (typeof pri === 'number') draft.priority = pri & 7;
  else if (typeof pri === 'string' && priorityOfWord(pri) >= 0) draft.priority = priorityOfWord(pri);
  if (typeof caller === 'string') setCaller(draft, caller);
  const facility = typeof fac === 'string' ? facilityOfWord(fac) : typeof pri === 'number' ? pri >> 3 : undefined;
  setSpeaker(draft, facility);
  if (damaged) draft.truncated = true;
  return draft;
}

function probe(lines: readonly string[]): number {
  const texts = lines.map(cleanLine).filter((text) => text.trim() !== '');
  const isDmesg = (text: string): boolean => ARRAY.test(text) || (text !== '{' && BEGINNING.test(text));
  if (!texts.some(isDmesg)) return 0;
  return texts.filter((text) => PAIR.test(text) || FRAME.test(text) || isDmesg(text)).length / texts.length;
}

/** `dmesg -J` (util-linux 2.38 on): `{ "dmesg": [ { "pri": 6, "time":  1234.500107, "msg": "…" }, … ] }`, a line a pair. */
export const dmesgJson: EnvelopeFormat = {
  name: NAME,
  title: 'dmesg -J: {"dmesg": [ … ]}',
  kind: 'envelope',
  everyLine: true,
  probe,
  createParser: (options) => createJsonBlockParser(BLOCKS, options),
};
