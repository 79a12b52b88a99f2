import type { LogRecord } from '../core/log-record.js';

/** Characters of a record's text that patterns see. */
const MAX_TEXT = 64 * 1024;

/**
 * The text that record patterns are matched against: the message, then ` key=value` for each further field of an opened message.
 * Quotes that are still escaped (an error quoted inside an error) are freed, so that one pattern fits all depths.
 */
export function recordText(record: LogRecord): string {
  let text = record.message;
  if (record.fields !== undefined) {
    for (const [key, value] of Object.entries(record.fields)) {
      if (key === 'timeNanos' || key.startsWith('_')) continue;
      text += ` ${key}=${typeof value === 'object' ? value.join(' ') : String(value)}`;
      if (text.length > MAX_TEXT) break;
    }
  }
  if (text.length > MAX_TEXT) text = text.slice(0, MAX_TEXT);
  return text.includes('\\"') ? text.replace(/\\{1,16}"/g, '"') : text;
}
