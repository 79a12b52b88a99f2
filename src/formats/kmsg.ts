import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { unescapeHex } from './go-unquote.js';
import { setSpeaker } from './kernel-line.js';
import { defineLineFormat } from './line-format.js';

const NAME = 'kmsg';
const HEAD = /^(\d{1,4}),(\d{1,20}),(\d{1,17}),([^;]{1,120});/;

function read(text: string): Entry | undefined {
  const code = text.charCodeAt(0);
  if (code < 0x30 || code > 0x39) return undefined;
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const [all, priority = '0', sequence = '', us = '0', flags = ''] = head;
  const fields: Fields = { sequence };
  for (const flag of flags.split(',')) {
    const equals = flag.indexOf('=');
    if (equals > 0) setField(fields, flag.slice(0, equals), flag.slice(equals + 1));
    else if (flag !== '-') fields['flags'] = flag;
  }
  const value = Number(priority);
  const draft: EntryDraft = {
    format: NAME,
    time: { kind: 'monotonic', us: Number(us), resolutionUs: 1 },
    message: unescapeHex(text.slice(all.length)),
    continuation: 'properties',
    messageAt: all.length,
    origin: 'kernel',
    priority: value & 7,
    fields,
  };
  setSpeaker(draft, value >> 3);
  return draft;
}

/**
 * `/dev/kmsg` and extended netconsole: `6,3495,4452618000,-;text` (priority, sequence, µs since boot, flags), bytes escaped
 * as `\xNN`. Fields: `sequence`, `caller`, `flags` (`c`: continues the record before), `ncfrag`, and the record's properties,
 * which follow it a line each: ` SUBSYSTEM=acpi`.
 */
export const kmsg = defineLineFormat({
  name: NAME,
  title: '/dev/kmsg: 6,3495,4452618000,-;text',
  begins: /\d/,
  read,
});
