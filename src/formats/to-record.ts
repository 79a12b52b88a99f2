import type { LogRecord, Origin } from '../core/log-record.js';
import type { Payload } from '../core/log-format.js';
import type { Position } from '../core/position.js';
import type { Stamp } from '../core/stamp.js';
import { NO_STAMP } from '../core/stamp.js';
import type { Entry } from './entry.js';
import { containerOfIdentifier, containerOfUnit, originOf } from './origin.js';
import { openPayload } from './payloads.js';
import { receiptLateness, withLateness } from './receipt-lateness.js';

type RecordDraft = { -readonly [Key in keyof LogRecord]: LogRecord[Key] };

/** How much a stamp tells of the wall time; a message's own stamp wins only if it tells no less than the envelope's. */
function worth(stamp: Stamp): number {
  switch (stamp.kind) {
    case 'wall':
      return 4;
    case 'civil':
      return stamp.hasYear ? 3 : 2;
    case 'monotonic':
      return 1;
    case 'uptime':
    case 'none':
      return 0;
  }
}

/**
 * The envelope knows best whose words these are. Exceptions: dockerd and containerd hand on the output of what they
 * started, and a logrus line of a program that is named but unknown is not dockerd's.
 */
function combineOrigins(outer: Origin, inner: Origin, named: boolean): Origin {
  if (outer === 'other') return named && inner === 'dockerd' ? 'other' : inner;
  const child = inner === 'containerd' || inner === 'shim' || inner === 'runc';
  if (outer === 'dockerd' && child) return inner;
  return outer === 'containerd' && inner === 'shim' ? 'shim' : outer;
}

function setTimes(draft: RecordDraft, envelope: Stamp, own: Stamp): void {
  if (worth(own) < worth(envelope) || (own.kind === 'none' && envelope.kind === 'none')) return;
  if (own.kind === 'uptime' && envelope.kind !== 'none') return;
  draft.time = own;
  if (envelope.kind === 'none') return;
  draft.outerTime = envelope;
  if (envelope.kind === 'monotonic') draft.monotonicUs ??= envelope.us;
}

function applyPayload(draft: RecordDraft, entry: Entry, payload: Payload, format: string, outer: Origin): void {
  draft.message = payload.message;
  draft.format = entry.format === BARE ? format : `${entry.format}+${format}`;
  if (payload.time !== undefined) setTimes(draft, entry.time, payload.time);
  if (payload.level !== undefined) draft.level = payload.level;
  if (payload.pid !== undefined) draft.pid ??= payload.pid;
  if (payload.truncated) draft.truncated = true;
  if (payload.fields !== undefined) {
    draft.fields = entry.fields === undefined ? payload.fields : { ...entry.fields, ...payload.fields };
  }
  draft.origin = combineOrigins(outer, payload.origin ?? 'other', entry.identifier !== undefined);
}

/** Format name of lines that no envelope claims. */
export const BARE = 'bare';

/** An entry for a line without envelope: its message is the line. */
export function bareEntry(text: string): Entry {
  return { format: BARE, time: NO_STAMP, message: text, continuation: 'none', messageAt: 0 };
}

/**
 * Makes the record of an entry: opens its message and derives the origin.
 * `message` is the whole message, further lines included; `raw` the lines as read.
 */
export function toRecord(entry: Entry, message: string, position: Position, raw: string, cut: boolean): LogRecord {
  const outer = entry.origin ?? originOf(entry.identifier, entry.unit);
  const time = outer === 'kernel' ? kernelTime(entry) : entry.time;
  const draft: RecordDraft = { position, time, origin: outer, message, format: entry.format, raw };
  if (entry.monotonicUs !== undefined) draft.monotonicUs = entry.monotonicUs;
  if (entry.bootId !== undefined) draft.bootId = entry.bootId;
  if (entry.host !== undefined) draft.host = entry.host;
  if (entry.identifier !== undefined) draft.identifier = entry.identifier;
  if (entry.pid !== undefined) draft.pid = entry.pid;
  if (entry.unit !== undefined) draft.unit = entry.unit;
  if (entry.stream !== undefined) draft.stream = entry.stream;
  if (entry.priority !== undefined) draft.priority = entry.priority;
  if (entry.level !== undefined) draft.level = entry.level;
  if (entry.fields !== undefined) draft.fields = entry.fields;
  const container = entry.container ?? containerOf(entry, outer);
  if (container !== undefined) draft.container = container;
  if (entry.truncated === true || cut) draft.truncated = true;
  // The kernel's words are never a payload; markers are no messages.
  if (outer !== 'kernel' && entry.fields?.['marker'] === undefined) {
    const opened = openPayload(message);
    if (opened !== undefined) applyPayload(draft, entry, opened.payload, opened.format, outer);
  }
  return draft;
}

/** dmesg makes wall times from the kernel's own; all others are those of the reading. */
function kernelTime({ time, format, monotonicUs }: Entry): Stamp {
  if ('lateUs' in time || format.startsWith('dmesg')) return time;
  return withLateness(time, receiptLateness(monotonicUs, undefined));
}

function containerOf(entry: Entry, origin: Origin): string | undefined {
  if (origin === 'container' && entry.identifier !== undefined) return containerOfIdentifier(entry.identifier);
  return entry.unit === undefined ? undefined : containerOfUnit(entry.unit);
}
