import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft } from './entry.js';
import { isFaultText } from './fault-line.js';
import { defineLineFormat } from './line-format.js';
import { originOf } from './origin.js';

const NAME = 'unstamped';
const PROGRAM = /^([a-z][a-zA-Z0-9_.-]{1,48})\[(\d{1,10})\]: /;
/** syslogd's broadcast to terminals: ` kernel:NMI watchdog: …` below `Message from syslogd@host at …`. */
const BROADCAST = /^ ?kernel:(?! )/;

function read(text: string): Entry | undefined {
  const code = text.charCodeAt(0);
  if (code === 0x20 || code === 0x6b) {
    const broadcast = BROADCAST.exec(text) ?? (text.startsWith('kernel: ') ? ['kernel: '] : undefined);
    if (broadcast !== undefined) return entry(text, broadcast[0].length, 'kernel');
  }
  if (code < 0x61 || code > 0x7a) return undefined;
  const program = PROGRAM.exec(text);
  const identifier = program?.[1] ?? '';
  // Any word and number in brackets may stand so (`crash[3999]: segfault at 0`); only known daemons are taken.
  if (!program || (originOf(identifier, undefined) === 'other' && !identifier.startsWith('docker'))) return undefined;
  if (isFaultText(text.slice(program[0].length))) return undefined;
  return entry(text, program[0].length, identifier, Number(program[2]));
}

function entry(text: string, messageAt: number, identifier: string, pid?: number): Entry {
  const draft: EntryDraft = {
    format: NAME,
    time: NO_STAMP,
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    identifier,
  };
  if (pid !== undefined) draft.pid = pid;
  return draft;
}

/** Journal or syslog lines whose stamp and host were cut off in a ticket: `dockerd[41140]: text`; and the kernel's broadcasts. */
export const unstamped = defineLineFormat({
  name: NAME,
  title: 'lines without stamp: dockerd[41140]: text, kernel:text',
  begins: /[a-z ]/,
  read,
});
