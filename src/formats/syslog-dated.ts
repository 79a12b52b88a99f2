import type { Stamp } from '../core/stamp.js';
import { US_PER_MINUTE } from '../core/units.js';
import type { Entry, EntryDraft } from './entry.js';
import { priorityOfWord } from './kernel-line.js';
import { defineLineFormat } from './line-format.js';
import { readBracketStamp, readIsoStamp } from './stamps.js';
import { zoneOffsetMinutes } from './zone-names.js';

const NAME = 'syslog-dated';
/** Zone, facility and severity, host, each of which may be missing; then the program. */
const HEAD =
  /(?: ([+-]\d{4}))?(?: ([A-Z]{3,4}))?(?: (?:[a-z0-9]{3,8}\.)?(emerg|alert|crit|err|error|warn|warning|notice|info|debug))?(?: ([^\s:[\]]{1,64}))? ([^\s:[\]]{1,64})(?:\[(\d{1,10})\])?: /y;

function withZone(stamp: Stamp, zone: string | undefined): Stamp {
  const offsetMinutes = zone === undefined ? undefined : zoneOffsetMinutes(zone);
  if (stamp.kind !== 'civil' || offsetMinutes === undefined) return stamp;
  return {
    kind: 'wall',
    us: stamp.us - offsetMinutes * US_PER_MINUTE,
    resolutionUs: stamp.resolutionUs,
    offsetMinutes,
  };
}

function read(text: string): Entry | undefined {
  if (text.charCodeAt(10) !== 0x20) return undefined;
  const iso = readIsoStamp(text, 0);
  if (iso === undefined) return undefined;
  HEAD.lastIndex = iso.end;
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const [all, offset, zone, severity, host, program = '', pid] = head;
  // A date, two words and a colon may be anything; a severity, a pid or the kernel make it syslog's.
  if (severity === undefined && pid === undefined && program !== 'kernel') return undefined;
  const messageAt = iso.end + all.length;
  const draft: EntryDraft = {
    format: NAME,
    time: withZone(iso.stamp, offset ?? zone),
    message: text.slice(messageAt),
    continuation: 'plain',
    messageAt,
    identifier: program,
  };
  if (host !== undefined) draft.host = host;
  if (pid !== undefined) draft.pid = Number(pid);
  if (severity !== undefined) draft.priority = priorityOfWord(severity);
  const inner = program === 'kernel' ? readBracketStamp(draft.message, 0) : undefined;
  if (inner?.stamp.kind === 'monotonic') {
    draft.monotonicUs = inner.stamp.us;
    draft.message = draft.message.slice(inner.end).replace(/^ /, '');
  }
  return draft;
}

/** Syslog with full dates in the forms of some daemons' templates: `2016-07-31 16:26:53 +0000 UTC kern.info kernel: text`, `2017-09-16 00:29:55.672 info docker[41953]: text`. */
export const syslogDated = defineLineFormat({
  name: NAME,
  title: 'syslog with full dates: 2017-09-16 00:29:55.672 info docker[41953]: text',
  begins: /\d/,
  read,
});
