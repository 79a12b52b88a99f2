import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft } from './entry.js';
import { defineLineFormat, shareOfLines } from './line-format.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'compose';
/** A name in lower case, padded, and a bar. */
const HEAD = /^([a-z0-9][a-zA-Z0-9_.-]{0,80}) {1,64}\|(?: |$)/;
/** Names that compose gives end with the instance's number: `web_1` (compose 1), `web-1` (2). */
const NUMBERED = /[_-]\d{1,4}$/;
/** A bar behind a word is common in tables and shell commands: names without number count only in a source full of them. */
const LEAST_SHARE = 0.5;

function read(text: string): Entry | undefined {
  const head = HEAD.exec(text);
  if (!head) return undefined;
  let messageAt = head[0].length;
  const iso = readIsoStamp(text, messageAt);
  const stamped = iso?.stamp.kind === 'wall' && iso.digits >= 7;
  if (stamped) messageAt = Math.min(iso.end + 1, text.length);
  const draft: EntryDraft = {
    format: NAME,
    time: stamped ? iso.stamp : NO_STAMP,
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    identifier: head[1] ?? '',
    origin: 'container',
  };
  if (stamped && iso.nanos !== undefined) draft.fields = { timeNanos: iso.nanos };
  return draft;
}

/** `docker compose logs`: `web-1  | text`, with `-t` a stamp before the text. The name in front is the identifier. */
export const compose = defineLineFormat({
  name: NAME,
  title: 'docker compose logs: web-1  | text',
  begins: /[a-z0-9]/,
  read,
  readAnywhere: (text) => {
    const entry = read(text);
    return entry?.identifier !== undefined && NUMBERED.test(entry.identifier) ? entry : undefined;
  },
  probe: (lines) => {
    const share = shareOfLines(lines, (text) => read(text) !== undefined);
    return share >= LEAST_SHARE ? share : 0;
  },
});
