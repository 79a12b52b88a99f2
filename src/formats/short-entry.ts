import type { Entry, EntryDraft } from './entry.js';
import { isFaultText } from './fault-line.js';
import { unescapeSyslog } from './go-unquote.js';
import { readShortPrefix } from './short-prefix.js';
import { readBracketStamp } from './stamps.js';
import type { StampAt } from './stamps.js';

interface ShortEntryOptions {
  readonly format: string;
  /** rsyslog's escapes are undone everywhere, not only where a message starts with an escaped tab. */
  readonly escapes: boolean;
  /** The name in front of the pid is the unit (`-o with-unit`). */
  readonly unitFirst?: boolean;
  /** A program must be named, with a pid or as `kernel` if `strict`; for stamps that other formats share. */
  readonly require?: 'program' | 'strict';
  /** Indentation of further lines differs from the prefix's width in some versions, by this many bytes. */
  readonly indentShortfall?: number;
}

const UNIT =
  /^[^\s/]{1,250}\.(?:service|scope|slice|socket|mount|timer|target|swap|path|device|automount)(?:\/\S{1,250})?$/;
/** `traps: crash[27700] trap invalid opcode ip:401764 …`, the kernel's. */
const TRAPS = 'traps';
/** Newlines are escaped by nobody but syslog daemons. */
const ESCAPED_TAB = '#011';

function setProgram(draft: EntryDraft, name: string, options: ShortEntryOptions): void {
  if (options.unitFirst === true && UNIT.test(name)) {
    const slash = name.indexOf('/');
    draft.unit = slash < 0 ? name : name.slice(0, slash);
    if (slash >= 0) draft.fields = { userUnit: name.slice(slash + 1) };
  } else if (name !== 'unknown') draft.identifier = name;
  // journalctl prints `unknown` where the entry names no program.
}

/** The kernel's own stamp at the start of its message, as imklog keeps it: `kernel: [7993043.926831] text`. */
function openKernelStamp(draft: EntryDraft, message: string): string {
  const inner = message.startsWith('[') ? readBracketStamp(message, 0) : undefined;
  if (inner?.stamp.kind !== 'monotonic') return message;
  draft.monotonicUs = inner.stamp.us;
  return message.slice(message.startsWith(' ', inner.end) ? inner.end + 1 : inner.end);
}

/** Reads an entry of journalctl's short family, or of syslog, whose stamp ends at `stamped.end`. */
export function readShortEntry(text: string, stamped: StampAt, options: ShortEntryOptions): Entry | undefined {
  const at = stamped.end;
  if (text.charCodeAt(at) !== 0x20 || at + 1 >= text.length) return undefined;
  const prefix = readShortPrefix(text, at + 1);
  const { host, identifier, pid, messageAt } = prefix;
  if (options.require !== undefined) {
    if (identifier === undefined) return undefined;
    if (options.require === 'strict' && (host === undefined || (pid === undefined && identifier !== 'kernel')))
      return undefined;
  }
  let message = text.slice(messageAt);
  const draft: EntryDraft = { format: options.format, time: stamped.stamp, message, continuation: 'prefix', messageAt };
  if (host !== undefined && host !== '') draft.host = host;
  if (pid === undefined ? identifier === TRAPS : isFaultText(message)) {
    // The kernel's text, whose `kernel: ` was left out.
    draft.origin = 'kernel';
    draft.messageAt = host === undefined ? at + 1 : at + host.length + 2;
    draft.message = text.slice(draft.messageAt);
    return draft;
  }
  if (pid !== undefined) draft.pid = pid;
  if (identifier !== undefined) setProgram(draft, identifier, options);
  if (identifier === 'kernel') message = openKernelStamp(draft, message);
  if (options.escapes || message.startsWith(ESCAPED_TAB)) message = unescapeSyslog(message);
  draft.message = message;
  if (options.indentShortfall !== undefined) draft.otherIndent = messageAt - options.indentShortfall;
  return draft;
}
