import { cleanLine } from './ansi.js';
import { decodeEntities, isEscaped } from './html-entities.js';

const GREATER = 0x3e;
const SPACE = 0x20;
const BACKTICK = 0x60;
const FENCE = '```';
/** Replies to replies of a mail. */
const MAX_QUOTES = 8;

/** Index behind the marks of a quotation, `> `, `>> ` or `> > `. */
function quoteEnd(text: string): number {
  let end = 0;
  for (let level = 0; level < MAX_QUOTES; level++) {
    const at = level > 0 && text.charCodeAt(end) === SPACE ? end + 1 : end;
    if (text.charCodeAt(at) !== GREATER) break;
    end = at + 1;
  }
  return end > 0 && text.charCodeAt(end) === SPACE ? end + 1 : end;
}

/** Whether a line, as it is in the source, is part of a quotation. */
export function isQuotation(line: string): boolean {
  return line.charCodeAt(0) === GREATER || line.startsWith('&gt;');
}

/** Strips Markdown's code marks: a fence on the line of the first or last text, or single backticks around a line. */
function withoutCodeMarks(text: string): string {
  let start = 0;
  while (start < 3 && text.charCodeAt(start) === BACKTICK) start++;
  // A fence alone, maybe with the name of a language.
  if (start === 3 && !text.includes(' ')) return text;
  let end = text.length;
  if (text.endsWith(FENCE)) end -= 3;
  else if (start > 0 && start < 3 && text.endsWith('`')) end -= start;
  return end > start ? text.slice(start, end) : text;
}

/**
 * A line as parsers see it: without terminal sequences, and without what every line of a ticket may carry: HTML entities, the
 * marks of a quotation, code marks. Depends on nothing but the line. Indentation stays: programs indent, too.
 */
export function readPastedLine(line: string): string {
  let text = cleanLine(line);
  if (isEscaped(text)) text = decodeEntities(text);
  if (text.charCodeAt(0) === GREATER) text = text.slice(quoteEnd(text));
  if (text.charCodeAt(0) === BACKTICK || text.endsWith(FENCE)) text = withoutCodeMarks(text);
  return text;
}
