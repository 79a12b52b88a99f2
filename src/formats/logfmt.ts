import type { Payload, PayloadFormat } from '../core/log-format.js';
import type { Stamp } from '../core/stamp.js';
import type { Fields } from './entry.js';
import { readPairs } from './logfmt-pairs.js';
import { originOfLogrus } from './origin.js';
import { readIsoStamp } from './stamps.js';

/** Payload under construction. */
export type PayloadDraft = { -readonly [Key in keyof Payload]: Payload[Key] };

/**
 * The stamp of an RFC 3339 text; its nanoseconds (0 to 999,999,999, of the second) go to `fields.timeNanos`
 * if the fraction has more than six digits.
 */
export function openTime(text: string, fields: Fields): Stamp | undefined {
  const iso = readIsoStamp(text, 0);
  if (iso?.end !== text.length) return undefined;
  if (iso.nanos !== undefined) fields['timeNanos'] = iso.nanos;
  return iso.stamp;
}

/** Opens a logrus text line whose first pair is `time=`, or `level=` where the program leaves the time to journald. */
function open(message: string): Payload | undefined {
  const code = message.charCodeAt(0);
  if (code === 0x74 /* t */) {
    if (!message.startsWith('time=')) return undefined;
  } else if (code !== 0x6c /* l */ || !message.startsWith('level=')) return undefined;
  const pairs = readPairs(message, 0);
  const { fields, level, msg, truncated } = pairs;
  // A stamp alone may be anybody's; a cut line has at least its level or an open quote.
  if (msg === undefined && level === undefined && !truncated) return undefined;
  const time = pairs.time === undefined ? undefined : openTime(pairs.time, fields);
  if (time === undefined && pairs.time !== undefined) fields['time'] = pairs.time;
  const text = msg ?? '';
  const payload: PayloadDraft = { message: text, origin: originOfLogrus(text, fields, pairs.hasFields) };
  if (time !== undefined) payload.time = time;
  if (level !== undefined) payload.level = level;
  if (truncated) payload.truncated = true;
  if (hasKeys(fields)) payload.fields = fields;
  return payload;
}

export function hasKeys(fields: Fields): boolean {
  for (const key in fields) if (key !== '') return true;
  return false;
}

/**
 * logrus text off a terminal, as dockerd, containerd, shims, runc and the docker client write it:
 * `time="2018-12-14T20:04:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1" key=value`.
 * Other keys become fields (text), unescaped; a field that clashes is named `fields.msg` by logrus itself.
 */
export const logfmt: PayloadFormat = {
  name: 'logfmt',
  title: 'logrus text: time="…" level=… msg="…" (dockerd, containerd, runc)',
  kind: 'payload',
  open,
};
