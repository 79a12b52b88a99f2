import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { defineLineFormat } from './line-format.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'docker-events';
const TYPES = [
  'container',
  'image',
  'network',
  'volume',
  'daemon',
  'plugin',
  'service',
  'node',
  'secret',
  'config',
  'builder',
];
const CONTAINER_ID = /^[0-9a-f]{12,64}$/;
/** `TIME <64>: (from image:tag) die`, up to Docker 1.9. */
const OLD = /^([0-9a-f]{64}): (?:\(from ([^()]{1,256})\) )?(\S.{0,1024})$/s;

/** `image=lab/busybox:1, name=oom`; a value may hold `, `, so a pair begins only where a key does. */
function readAttributes(text: string, fields: Fields): void {
  const starts = text.matchAll(/(?:^|, )([A-Za-z_][\w.-]{0,127})=/g);
  let key = '';
  let valueAt = 0;
  for (const start of starts) {
    if (key !== '') setField(fields, key, text.slice(valueAt, start.index));
    key = start[1] ?? '';
    valueAt = start.index + start[0].length;
  }
  if (key !== '') setField(fields, key, text.slice(valueAt));
}

function readModern(text: string, at: number, fields: Fields): string | undefined {
  const space = text.indexOf(' ', at);
  const type = text.slice(at, space);
  if (space < 0 || !TYPES.includes(type)) return undefined;
  const open = text.indexOf(' (', space);
  const head = text.slice(space + 1, open < 0 ? text.length : open);
  const idAt = head.lastIndexOf(' ');
  if (idAt < 1) return undefined;
  const id = head.slice(idAt + 1);
  if (open >= 0) readAttributes(text.slice(open + 2, text.endsWith(')') ? -1 : undefined), fields);
  fields['type'] = type;
  fields['action'] = head.slice(0, idAt).trimEnd();
  fields['id'] = id;
  return type === 'container' ? id : undefined;
}

function read(text: string): Entry | undefined {
  if (text.charCodeAt(10) !== 0x54) return undefined;
  const iso = readIsoStamp(text, 0);
  if (iso?.stamp.kind !== 'wall' || text.charCodeAt(iso.end) !== 0x20) return undefined;
  const messageAt = iso.end + 1;
  const fields: Fields = {};
  let container = readModern(text, messageAt, fields);
  if (fields['type'] === undefined) {
    const old = text.charCodeAt(messageAt + 64) === 0x3a ? OLD.exec(text.slice(messageAt)) : null;
    if (!old) return undefined;
    container = old[1] ?? '';
    Object.assign(fields, { type: 'container', action: old[3] ?? '', id: container });
    if (old[2] !== undefined) fields['image'] = old[2];
  }
  if (iso.nanos !== undefined) fields['timeNanos'] = iso.nanos;
  const draft: EntryDraft = {
    format: NAME,
    time: iso.stamp,
    message: text.slice(messageAt),
    continuation: 'none',
    messageAt,
    origin: 'dockerd',
    fields,
  };
  if (container !== undefined && CONTAINER_ID.test(container)) draft.container = container;
  return draft;
}

/** `docker events`: `2026-11-21T03:21:18.023158790Z container oom 9baf85… (image=lab/busybox:1, name=oom)`; fields `type`, `action`, `id` and the attributes. */
export const dockerEvents = defineLineFormat({
  name: NAME,
  title: 'docker events: 2026-11-21T03:21:18.023158790Z container oom ID (image=…, name=…)',
  begins: /\d/,
  read,
});
