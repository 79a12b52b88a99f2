import type { Stamp } from '../core/stamp.js';
import type { Entry, EntryDraft } from './entry.js';
import { isFaultText } from './fault-line.js';
import { originOf } from './origin.js';
import { readPriority } from './syslog.js';

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
];
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

/** `dmesg -x`: `kern  :warn  : `. */
const DECODED =
  /^(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7]) *:(emerg|alert|crit|err|warn|notice|info|debug) *: /;

/** What may stand before a kernel line's stamp. */
interface KernelPrefix {
  readonly end: number;
  /** 0 to 7. */
  readonly priority?: number;
  /** Facility number; 0 is the kernel itself. */
  readonly facility?: number;
}

const NO_PREFIX: KernelPrefix = { end: 0 };

/** Reads `<6>` (ring buffer, `dmesg -r`) or `kern  :warn  : ` (`dmesg -x`) at the start of a line. */
export function readKernelPrefix(text: string): KernelPrefix {
  const code = text.charCodeAt(0);
  if (code === 0x5b) return NO_PREFIX;
  if (code === 0x3c) {
    const priority = readPriority(text);
    return priority === undefined
      ? NO_PREFIX
      : { end: priority.end, priority: priority.value & 7, facility: priority.value >> 3 };
  }
  // Facilities are padded to six characters; only authpriv is longer.
  const isDecoded = text.charCodeAt(6) === 0x3a || text.charCodeAt(8) === 0x3a;
  const match = isDecoded ? DECODED.exec(text) : null;
  if (!match) return readLevelWord(text, code);
  return { end: match[0].length, priority: priorityOfWord(match[2] ?? ''), facility: facilityOfWord(match[1] ?? '') };
}

/** ` err [129398.233826] text`: a level word alone, as web consoles put it. */
const LEVEL_WORD = /^ {0,2}(emerg|alert|crit|err|error|warn|warning|notice|info|debug) {1,4}(?=\[)/;

function readLevelWord(text: string, code: number): KernelPrefix {
  if (code !== 0x20 && !(code >= 0x61 && code <= 0x7a)) return NO_PREFIX;
  const bracket = text.indexOf('[');
  const match = bracket > 0 && bracket < 16 ? LEVEL_WORD.exec(text) : null;
  return match ? { end: match[0].length, priority: priorityOfWord(match[1] ?? '') } : NO_PREFIX;
}

/** 0 to 7 of a severity's word, -1 if it is none. */
export function priorityOfWord(level: string): number {
  if (level === 'warning') return 4;
  return LEVELS.indexOf(level === 'error' ? 'err' : level);
}

export function facilityOfWord(facility: string): number {
  return facility.startsWith('local') ? 16 + Number(facility.slice(5)) : FACILITIES.indexOf(facility);
}

/** CONFIG_PRINTK_CALLER: `[    T1] `, `[    C2] ` behind the stamp; other brackets are text (the OOM task table). */
const CALLER = / ?\[ {0,5}([TC]\d{1,7})\] ?/y;

const SYSTEMD = 'systemd[1]: ';
const PROGRAM = /^([\w./@-]{1,64})\[(\d{1,10})\]: /;

/**
 * An entry of the kernel's ring buffer, whose stamp ends at `at`. Lines of other facilities (and of systemd, which logs
 * there early in a boot) are not the kernel's words.
 */
export function kernelEntry(
  format: string,
  text: string,
  at: number,
  time: Stamp,
  prefix: KernelPrefix,
  monotonicUs?: number,
): Entry {
  CALLER.lastIndex = at;
  const caller = CALLER.exec(text);
  let messageAt = caller ? at + caller[0].length : at;
  if (!caller && text.charCodeAt(at) === 0x20) messageAt++;
  const message = text.slice(messageAt);
  const draft: EntryDraft = { format, time, message, continuation: 'prefix', messageAt, origin: 'kernel' };
  if (prefix.priority !== undefined) draft.priority = prefix.priority;
  if (monotonicUs !== undefined) draft.monotonicUs = monotonicUs;
  if (caller) draft.fields = { caller: caller[1] ?? '' };
  setSpeaker(draft, prefix.facility);
  return draft;
}

/** Sets origin and program of a ring buffer message that the kernel did not write. */
export function setSpeaker(draft: EntryDraft, facility: number | undefined): void {
  const isForeign = facility !== undefined && facility > 0;
  if (!isForeign && !draft.message.startsWith(SYSTEMD)) return;
  const program = PROGRAM.exec(draft.message);
  if (program && isFaultText(draft.message.slice(program[0].length))) return;
  draft.origin = 'other';
  if (!program) return;
  const [all, identifier = '', pid] = program;
  draft.identifier = identifier;
  draft.pid = Number(pid);
  draft.origin = originOf(identifier, undefined);
  draft.message = draft.message.slice(all.length);
  draft.messageAt += all.length;
}
