import type { Entry, EntryDraft, Fields } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'cri';

function read(text: string): Entry | undefined {
  if (text.charCodeAt(10) !== 0x54) return undefined;
  const iso = readIsoStamp(text, 0);
  if (iso?.stamp.kind !== 'wall' || !text.startsWith(' std', iso.end)) return undefined;
  const streamAt = iso.end + 1;
  const stream = text.startsWith('stdout ', streamAt)
    ? 'stdout'
    : text.startsWith('stderr ', streamAt)
      ? 'stderr'
      : undefined;
  if (stream === undefined) return undefined;
  // Tags: `F` or `P`, more may follow behind a colon.
  const tag = text.charCodeAt(streamAt + 7);
  if (tag !== 0x46 && tag !== 0x50) return undefined;
  const tagsEnd = text.indexOf(' ', streamAt + 7);
  if (tagsEnd < 0 ? text.length > streamAt + 40 : tagsEnd > streamAt + 40) return undefined;
  const messageAt = tagsEnd < 0 ? text.length : tagsEnd + 1;
  const draft: EntryDraft = {
    format: NAME,
    time: { ...iso.stamp, resolutionUs: 1 },
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    stream,
    origin: 'container',
  };
  const fields: Fields = {};
  if (iso.nanos !== undefined) fields['timeNanos'] = iso.nanos;
  if (tag === 0x50) {
    fields['partial'] = true;
    draft.isPiece = true;
  }
  if (Object.keys(fields).length > 0) draft.fields = fields;
  return draft;
}

/** CRI (kubelet, containerd, CRI-O, podman's k8s-file): `2018-12-14T12:07:00.123456789Z stdout F text`; `P` marks pieces of 16 KiB, which are joined. */
export const cri = defineLineFormat({
  name: NAME,
  title: 'container logs of CRI runtimes: 2018-12-14T12:07:00.123456789Z stdout F text',
  begins: /\d/,
  read,
});
