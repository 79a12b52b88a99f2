import { NO_STAMP } from '../core/stamp.js';
import type { Stamp } from '../core/stamp.js';
import { US_PER_SECOND } from '../core/units.js';
import type { Entry, EntryDraft, Fields } from './entry.js';
import { setField } from './entry.js';
import { parseJsonLine } from './json-object.js';
import { defineLineFormat } from './line-format.js';
import { toFieldValue } from './logrus-json.js';

const NAME = 'docker-events-json';
/** `timeNano` exceeds 2^53, so its digits are taken from the text. */
const NANOS = /"timeNano":(\d{19})[,}]/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readTime(text: string, seconds: unknown, fields: Fields): Stamp {
  const nanos = NANOS.exec(text)?.[1];
  if (nanos !== undefined) {
    fields['timeNanos'] = Number(nanos.slice(-9));
    return { kind: 'wall', us: Number(nanos.slice(0, -3)), resolutionUs: 1 };
  }
  return typeof seconds === 'number'
    ? { kind: 'wall', us: Math.round(seconds * US_PER_SECOND), resolutionUs: US_PER_SECOND }
    : NO_STAMP;
}

function read(text: string): Entry | undefined {
  if (text.charCodeAt(0) !== 0x7b || !text.includes('"Action":') || !text.includes('"Type":')) return undefined;
  const parsed = parseJsonLine(text);
  if (parsed === undefined) return undefined;
  const { Type: type, Action: action, Actor: actor, time } = parsed.object;
  if (typeof type !== 'string' || typeof action !== 'string') return undefined;
  const fields: Fields = {};
  const attributes: string[] = [];
  const id = isObject(actor) && typeof actor['ID'] === 'string' ? actor['ID'] : '';
  if (isObject(actor) && isObject(actor['Attributes'])) {
    for (const key of Object.keys(actor['Attributes']).sort()) {
      const value = toFieldValue(actor['Attributes'][key]);
      setField(fields, key, value);
      attributes.push(`${key}=${String(value)}`);
    }
  }
  Object.assign(fields, { type, action: action.trimEnd(), id });
  const draft: EntryDraft = {
    format: NAME,
    time: readTime(text, time, fields),
    // The same words as in the text form, so that patterns need one wording.
    message: `${type} ${action} ${id}${attributes.length > 0 ? ` (${attributes.join(', ')})` : ''}`,
    continuation: 'none',
    messageAt: 0,
    origin: 'dockerd',
    fields,
  };
  if (type === 'container' && /^[0-9a-f]{12,64}$/.test(id)) draft.container = id;
  if (parsed.damaged) draft.truncated = true;
  return draft;
}

/** `docker events --format '{{json .}}'`, an object a line; the message is worded as `docker events` words it. */
export const dockerEventsJson = defineLineFormat({
  name: NAME,
  title: "docker events --format '{{json .}}'",
  begins: /\{/,
  read,
});
