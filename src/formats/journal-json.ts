import { decodeUtf8 } from './bytes.js';
import type { Entry, Fields } from './entry.js';
import { setField } from './entry.js';
import { journalEntry } from './journal-fields.js';
import type { JsonObject } from './json-object.js';
import { parseJsonLine } from './json-object.js';
import { defineLineFormat } from './line-format.js';

const NAME = 'journal-json';

/** An unprintable value is an array of its bytes. */
function isBytes(value: readonly unknown[]): value is readonly number[] {
  return value.every((item) => typeof item === 'number' && item >= 0 && item <= 255);
}

function textsOf(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const items: readonly unknown[] = value;
  if (isBytes(items)) return decodeUtf8(items);
  // A field given twice is an array of texts, or of such byte arrays.
  const texts: string[] = [];
  for (const item of items) {
    const text = Array.isArray(item) ? textsOf(item) : item;
    if (typeof text === 'string') texts.push(text);
  }
  return texts.length > 0 ? texts : undefined;
}

/** Most entries have only text values; their object serves as it is, without a copy of thirty keys. */
function isAllText(object: JsonObject): object is Fields {
  for (const key in object) if (typeof object[key] !== 'string') return false;
  return true;
}

function toFields(object: JsonObject): Fields {
  if (isAllText(object)) return object;
  const fields: Fields = {};
  for (const key of Object.keys(object)) {
    const text = textsOf(object[key]);
    if (text !== undefined) setField(fields, key, text);
  }
  return fields;
}

/** The entry of a journal object as journalctl's JSON modes print it. */
export function entryOfJournalJson(format: string, object: JsonObject, cut: boolean): Entry {
  return journalEntry(format, toFields(object), { lost: object['MESSAGE'] === null, cut });
}

/** Keys of which every journal object has one; `--output-fields` still prints the `__` ones. */
const KEYS = [
  '"__REALTIME_TIMESTAMP"',
  '"__CURSOR"',
  '"_BOOT_ID"',
  '"_SOURCE_REALTIME_TIMESTAMP"',
  '"SYSLOG_IDENTIFIER"',
];

/** Whether a JSON text shows the fields of a journal entry. */
export function isJournalJson(text: string): boolean {
  for (const key of KEYS) if (text.includes(key)) return true;
  return false;
}

const EVENT = 'data: ';

function read(line: string): Entry | undefined {
  // json-seq puts 0x1E in front, json-sse `data: `.
  const code = line.charCodeAt(0);
  const text =
    code === 0x1e ? line.slice(1) : code === 0x64 && line.startsWith(EVENT) ? line.slice(EVENT.length) : line;
  if (text.charCodeAt(0) !== 0x7b || !isJournalJson(text)) return undefined;
  const parsed = parseJsonLine(text);
  return parsed && entryOfJournalJson(NAME, parsed.object, parsed.damaged);
}

/**
 * `journalctl -o json` (38 on), `json-sse` and `json-seq`: one object a line, values are text; `null` for a field of 4096 bytes
 * or more without `-a`, an array of bytes for unprintable values. Fields: all but those in the record and bookkeeping.
 */
export const journalJson = defineLineFormat({
  name: NAME,
  title: 'journalctl -o json, json-sse, json-seq',
  begins: /[{d\x1e]/,
  read,
});
