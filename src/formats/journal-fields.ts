import type { FieldValue } from '../core/log-record.js';
import type { Stamp } from '../core/stamp.js';
import { NO_STAMP } from '../core/stamp.js';
import { stripTerminalSequences } from './ansi.js';
import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { receiptLateness, withLateness } from './receipt-lateness.js';

/** Fields of an entry that are in the record's own properties, or tell nothing about what happened. */
const TAKEN = new Set([
  'MESSAGE',
  'PRIORITY',
  'SYSLOG_IDENTIFIER',
  '_HOSTNAME',
  '_BOOT_ID',
  '_PID',
  '_SYSTEMD_UNIT',
  '__REALTIME_TIMESTAMP',
  '__MONOTONIC_TIMESTAMP',
  '_SOURCE_REALTIME_TIMESTAMP',
  '_SOURCE_MONOTONIC_TIMESTAMP',
  '__CURSOR',
  '__SEQNUM',
  '__SEQNUM_ID',
  '_MACHINE_ID',
  '_STREAM_ID',
  '_CAP_EFFECTIVE',
  '_SELINUX_CONTEXT',
  '_SYSTEMD_INVOCATION_ID',
  '_SYSTEMD_SLICE',
  '_SYSTEMD_CGROUP',
  '_UID',
  '_GID',
  '_RUNTIME_SCOPE',
]);

/** What the format says about the message beside the fields. */
interface MessageState {
  /** journalctl left the message out (4096 bytes or more without `-a`: JSON prints `null`). */
  readonly lost?: boolean;
  readonly cut?: boolean;
}

function numberOf(value: FieldValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value)) return undefined;
  return Number(value);
}

function textOf(value: FieldValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? value[0] : String(value);
}

function wall(us: number | undefined): Stamp {
  return us === undefined ? NO_STAMP : { kind: 'wall', us, resolutionUs: 1 };
}

/**
 * Makes an entry of journal fields. Time: `_SOURCE_REALTIME_TIMESTAMP` (when the program sent it), else journald's receipt;
 * monotonic: the kernel's own stamp where there is one, which equals dmesg's.
 * `shown` is the stamp a head line shows (verbose), used where the fields hold none.
 */
export function journalEntry(format: string, fields: Fields, state: MessageState = {}, shown: Stamp = NO_STAMP): Entry {
  const receipt = wall(numberOf(fields['__REALTIME_TIMESTAMP']));
  const sourced = wall(numberOf(fields['_SOURCE_REALTIME_TIMESTAMP']));
  const time = sourced.kind !== 'none' ? sourced : receipt.kind !== 'none' ? receipt : shown;
  const message = fields['MESSAGE'];
  const draft: EntryDraft = {
    format,
    time,
    message: stripTerminalSequences(typeof message === 'object' ? message.join('\n') : (textOf(message) ?? '')),
    continuation: 'none',
    messageAt: 0,
  };
  const sourceUs = numberOf(fields['_SOURCE_MONOTONIC_TIMESTAMP']);
  const receiptUs = numberOf(fields['__MONOTONIC_TIMESTAMP']);
  const monotonicUs = sourceUs ?? receiptUs;
  if (monotonicUs !== undefined) draft.monotonicUs = monotonicUs;
  setTexts(draft, fields);
  const pid = numberOf(fields['_PID']) ?? numberOf(fields['SYSLOG_PID']);
  if (pid !== undefined) draft.pid = pid;
  const priority = numberOf(fields['PRIORITY']);
  if (priority !== undefined && priority <= 7) draft.priority = priority;
  const transport = fields['_TRANSPORT'];
  const container = textOf(fields['CONTAINER_ID_FULL']) ?? textOf(fields['CONTAINER_ID']);
  // Programs may write to the ring buffer too (journald, early systemd).
  if (transport === 'kernel' && (draft.identifier ?? 'kernel') === 'kernel') {
    draft.origin = 'kernel';
    if (sourced.kind === 'none') draft.time = withLateness(time, receiptLateness(sourceUs, receiptUs));
  } else if (container !== undefined) {
    draft.origin = 'container';
    draft.container = container;
  }
  const others: Fields = {};
  let hasOthers = state.lost === true;
  for (const key in fields) {
    const value = TAKEN.has(key) ? undefined : fields[key];
    if (value === undefined) continue;
    hasOthers = true;
    setField(others, key, value);
  }
  if (state.lost) others['messageLost'] = true;
  if (state.lost || state.cut) draft.truncated = true;
  if (hasOthers) draft.fields = others;
  return draft;
}

function setTexts(draft: EntryDraft, fields: Fields): void {
  const bootId = textOf(fields['_BOOT_ID']);
  if (bootId !== undefined) draft.bootId = bootId;
  const host = textOf(fields['_HOSTNAME']);
  if (host !== undefined) draft.host = host;
  const identifier = textOf(fields['SYSLOG_IDENTIFIER']) ?? textOf(fields['_COMM']);
  if (identifier !== undefined) draft.identifier = identifier;
  const unit = textOf(fields['_SYSTEMD_UNIT']);
  if (unit !== undefined) draft.unit = unit;
}
