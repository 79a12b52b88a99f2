import { stripTerminalSequences } from './ansi.js';
import { utf8Length } from './bytes.js';
import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { parseJsonLine } from './json-object.js';
import { defineLineFormat } from './line-format.js';
import { toFieldValue } from './logrus-json.js';
import { NO_STAMP } from '../core/stamp.js';
import { readIsoStamp } from './stamps.js';

const NAME = 'json-file';
/** A longer line comes in pieces of this size; only the last one ends with a newline, or what was written before the container stopped. */
const PIECE_BYTES = 16_384;
const BEGINNINGS = ['{"log":', '{"stream":'];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read(text: string): Entry | undefined {
  if (!BEGINNINGS.some((beginning) => text.startsWith(beginning))) return undefined;
  const parsed = parseJsonLine(text);
  if (parsed === undefined) return undefined;
  const { log, stream, time, attrs } = parsed.object;
  if (typeof log !== 'string') return undefined;
  if (typeof time !== 'string' && typeof stream !== 'string' && !parsed.damaged) return undefined;
  const iso = typeof time === 'string' ? readIsoStamp(time, 0) : undefined;
  const fields: Fields = {};
  if (iso?.nanos !== undefined) fields['timeNanos'] = iso.nanos;
  if (!log.endsWith('\n')) fields['partial'] = true;
  if (isObject(attrs)) for (const key of Object.keys(attrs)) setField(fields, key, toFieldValue(attrs[key]));
  const draft: EntryDraft = {
    format: NAME,
    // Zeros at the end of the fraction are not printed: the clock has nanoseconds all the same.
    time: iso === undefined || iso.stamp.kind === 'none' ? NO_STAMP : { ...iso.stamp, resolutionUs: 1 },
    message: stripTerminalSequences(log.endsWith('\n') ? log.slice(0, log.endsWith('\r\n') ? -2 : -1) : log),
    continuation: 'none',
    messageAt: 0,
    origin: 'container',
  };
  if (stream === 'stdout' || stream === 'stderr') draft.stream = stream;
  if (parsed.damaged) draft.truncated = true;
  else if (!log.endsWith('\n') && log.length * 3 >= PIECE_BYTES) draft.isPiece = utf8Length(log) >= PIECE_BYTES;
  if (Object.keys(fields).length > 0) draft.fields = fields;
  return draft;
}

/** Docker's json-file driver: `{"log":"err line\n","stream":"stderr","time":"2026-11-21T03:21:17.550357676Z"}`; pieces of long lines are joined, `fields.partial` marks a message without end. */
export const jsonFile = defineLineFormat({
  name: NAME,
  title: 'container logs of the json-file driver: {"log":"…\\n","stream":"stderr","time":"…"}',
  begins: /\{/,
  read,
});
