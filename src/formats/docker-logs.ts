import type { Entry, EntryDraft } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'docker-logs';

/** The raw stream's frame header (stream, length), of which pasted text keeps up to eight characters. */
const FRAME = /^[\0-\x02]?[\0-\x1f\ufffd]{0,7}.?(?=\d{4}-\d\d-\d\dT)/s;

function read(text: string): Entry | undefined {
  const startAt = text.charCodeAt(10) === 0x54 ? 0 : (FRAME.exec(text.slice(0, 20))?.[0].length ?? -1);
  if (startAt < 0) return undefined;
  const iso = readIsoStamp(text, startAt);
  // dockerd prints nine digits always, the API trims zeros; fewer than seven are other programs' stamps.
  if (iso?.stamp.kind !== 'wall' || iso.digits < 7 || text.charCodeAt(startAt + 19) !== 0x2e) return undefined;
  if (iso.end < text.length && text.charCodeAt(iso.end) !== 0x20) return undefined;
  const messageAt = Math.min(iso.end + 1, text.length);
  const draft: EntryDraft = {
    format: NAME,
    time: iso.stamp,
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    origin: 'container',
  };
  if (iso.nanos !== undefined) draft.fields = { timeNanos: iso.nanos };
  return draft;
}

/** `docker logs -t`, `kubectl logs --timestamps`: `2026-11-21T03:21:17.550357676Z text`. */
export const dockerLogs = defineLineFormat({
  name: NAME,
  title: 'docker logs -t: 2026-11-21T03:21:17.550357676Z text',
  begins: /\d/,
  read,
  // Leftovers of frame headers are looked for in sources of this format only.
  readAnywhere: (text) => (text.charCodeAt(10) === 0x54 ? read(text) : undefined),
});
