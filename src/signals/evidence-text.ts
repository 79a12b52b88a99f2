import type { LogRecord } from '../core/log-record.js';
import type { EvidenceRecord } from '../core/signal.js';

/** Terminal sequences in a message: `\x1b[0;31m`. */
const SEQUENCE = /\x1b\[[0-9;]{0,32}[a-zA-Z]/g;

export function evidenceRecord({ position, time, origin }: LogRecord): EvidenceRecord {
  return { position, time, origin };
}

/**
 * What a reader is shown of a record: the line as it stands in the source, of several lines the one that holds `wanted`.
 * An entry of the journal in JSON, or of a journal file, has some thirty fields on its line: it is shown as journalctl's
 * short-iso-precise has it, in UTC.
 */
export function evidenceText(record: LogRecord, wanted: string): string {
  const { raw } = record;
  const message = record.format.startsWith('journal-json') ? storedMessage(raw) : undefined;
  if (message !== undefined) return `${journalPrefix(record)}${lineWith(message, wanted)}`;
  return lineWith(raw, wanted);
}

function lineWith(text: string, wanted: string): string {
  if (!text.includes('\n')) return text;
  return text.split('\n').find((line) => line.includes(wanted)) ?? text;
}

/** The message of a journal entry as it was stored: a text, or an array of bytes. Undefined where the line was cut or holds none. */
function storedMessage(raw: string): string | undefined {
  // json-seq and json-sse put a mark in front of the object.
  const start = raw.indexOf('{');
  let object: unknown;
  try {
    object = JSON.parse(start < 0 ? raw : raw.slice(start));
  } catch {
    return undefined;
  }
  if (typeof object !== 'object' || object === null || !('MESSAGE' in object)) return undefined;
  const { MESSAGE } = object;
  const text = Array.isArray(MESSAGE) ? textOfBytes(MESSAGE) : MESSAGE;
  return typeof text === 'string' && text !== '' ? text.replace(SEQUENCE, '').trimEnd() : undefined;
}

function textOfBytes(items: readonly unknown[]): string | undefined {
  const bytes = items.filter((item) => typeof item === 'number');
  return bytes.length === items.length ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined;
}

function journalPrefix({ time, outerTime, host, identifier, pid }: LogRecord): string {
  const stamp = outerTime ?? time;
  const shown = stamp.kind === 'wall' ? isoOf(stamp.us) : undefined;
  const program = identifier === undefined ? undefined : `${identifier}${pid === undefined ? '' : `[${pid}]`}:`;
  return [shown, host, program].flatMap((part) => (part === undefined ? [] : `${part} `)).join('');
}

/** `2018-12-14T12:04:45.788669Z`; undefined for a time that no calendar holds. */
function isoOf(us: number): string | undefined {
  const date = new Date(Math.floor(us / 1000));
  if (us < 0 || Number.isNaN(date.getTime())) return undefined;
  const fraction = String(Math.floor(us) % 1_000_000).padStart(6, '0');
  return `${date.toISOString().slice(0, -4)}${fraction}Z`;
}
