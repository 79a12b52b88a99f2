import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { unescapeSyslog } from './go-unquote.js';
import { defineLineFormat } from './line-format.js';
import { readBracketStamp, readIsoStamp } from './stamps.js';
import { readPriority } from './syslog.js';

const NAME = 'syslog-rfc5424';

/** Index behind the structured data at `at` (`-` or `[id key="value" …]…`); -1 if it is damaged. */
function structuredDataEnd(text: string, at: number, fields: Fields): number {
  if (text.charCodeAt(at) === 0x2d) return at + 1;
  let i = at;
  while (text.charCodeAt(i) === 0x5b) {
    const start = i + 1;
    let quoted = false;
    for (i++; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (quoted && code === 0x5c) i++;
      else if (code === 0x22) quoted = !quoted;
      else if (code === 0x5d && !quoted) break;
    }
    if (i >= text.length) return -1;
    const element = text.slice(start, i);
    const space = element.indexOf(' ');
    setField(fields, space < 0 ? element : element.slice(0, space), space < 0 ? '' : element.slice(space + 1));
    i++;
  }
  return i > at ? i : -1;
}

function read(text: string): Entry | undefined {
  const priority = readPriority(text);
  if (priority === undefined || !text.startsWith('1 ', priority.end)) return undefined;
  const parts: string[] = [];
  let at = priority.end + 2;
  // TIMESTAMP HOSTNAME APP-NAME PROCID MSGID
  for (let i = 0; i < 5; i++) {
    const space = text.indexOf(' ', at);
    if (space < 0 || space - at > 255) return undefined;
    parts.push(text.slice(at, space));
    at = space + 1;
  }
  const [stamp = '-', host = '-', program = '-', process = '-', messageId = '-'] = parts;
  const iso = readIsoStamp(stamp, 0);
  if (stamp !== '-' && iso?.stamp.kind !== 'wall') return undefined;
  const fields: Fields = {};
  const dataEnd = structuredDataEnd(text, at, fields);
  if (dataEnd < 0) return undefined;
  // rsyslog keeps the space that stood behind the tag of the message it received.
  let messageAt = dataEnd;
  for (let i = 0; i < 2 && text.charCodeAt(messageAt) === 0x20; i++) messageAt++;
  let message = text.slice(messageAt).replace(/^\ufeff/, '');
  const draft: EntryDraft = {
    format: NAME,
    time: iso?.stamp ?? NO_STAMP,
    message,
    continuation: 'plain',
    messageAt,
    priority: priority.value & 7,
  };
  if (host !== '-') draft.host = host;
  if (program !== '-') draft.identifier = program;
  if (/^\d{1,10}$/.test(process)) draft.pid = Number(process);
  if (messageId !== '-') fields['messageId'] = messageId;
  if (program === 'kernel' && message.startsWith('[')) {
    const inner = readBracketStamp(message, 0);
    if (inner?.stamp.kind === 'monotonic') {
      draft.monotonicUs = inner.stamp.us;
      message = message.slice(message.startsWith(' ', inner.end) ? inner.end + 1 : inner.end);
    }
  }
  draft.message = unescapeSyslog(message);
  if (Object.keys(fields).length > 0) draft.fields = fields;
  return draft;
}

/** RFC 5424: `<30>1 2026-11-21T11:55:59.415657+08:00 host dockerd 7926 - - text`. */
export const syslogRfc5424 = defineLineFormat({
  name: NAME,
  title: 'syslog, RFC 5424: <30>1 2026-11-21T11:55:59.415657+08:00 host dockerd 7926 - - text',
  begins: /</,
  read,
});
