import { NO_STAMP } from '../core/stamp.js';
import type { Entry, EntryDraft } from './entry.js';
import type { LineFormat } from './line-format.js';
import { defineLineFormat } from './line-format.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'docker-stream';
/** Stream (1 stdout, 2 stderr), three NULs, four bytes of length, of which the last may be no UTF-8. */
const HEADER = /^[\x01\x02]\0\0\0\0[\s\S]{3}/;
const STREAMS: Readonly<Record<string, 'stdout' | 'stderr'>> = { '\x01': 'stdout', '\x02': 'stderr' };

function read(text: string): Entry | undefined {
  if (text.charCodeAt(1) !== 0 || !HEADER.test(text)) return undefined;
  const iso = readIsoStamp(text, 8);
  const isStamped = iso?.stamp.kind === 'wall' && iso.digits >= 7 && text.charCodeAt(iso.end) === 0x20;
  const messageAt = isStamped ? iso.end + 1 : 8;
  const draft: EntryDraft = {
    format: NAME,
    time: isStamped ? iso.stamp : NO_STAMP,
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    origin: 'container',
  };
  const stream = STREAMS[text.charAt(0)];
  if (stream !== undefined) draft.stream = stream;
  if (isStamped && iso.nanos !== undefined) draft.fields = { timeNanos: iso.nanos };
  return draft;
}

/**
 * The raw stream of Docker's API for logs and attach, of a container without terminal: eight bytes before each write, then its text.
 * Read line by line, since a literal at the start of a line stands behind bytes that may be anything.
 */
export const dockerStream: LineFormat = {
  ...defineLineFormat({
    name: NAME,
    title: "the raw stream of Docker's API: eight bytes of stream and length, then text",
    begins: /[\x01\x02]/,
    read,
    readAnywhere: () => undefined,
  }),
  everyLine: true,
};
