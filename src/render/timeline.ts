import type { ReportDocument, TimelineEntry } from '../core/report-document.js';
import { SEVERITY_STYLES } from './ansi.js';
import { bestExcerpt, spansOf } from './excerpt.js';
import type { RenderOptions } from './options.js';
import { createScreen, heading, oneLine, paragraph, type Screen } from './table/screen.js';
import { isShowable } from './times.js';
import { displayWidth, padEnd, truncate, truncateStart } from './width.js';
import { severityWord } from './words.js';

/** Width of `~12:04:45.788` and of the longest severity. */
const TIME_WIDTH = 13;
const SEVERITY_WIDTH = 8;
/** An error bound from here on (µs) is marked by `~` and hides the fractions. */
const UNSURE_FROM_US = 1_000_000;
/** With less room than this an event's text stands on a line of its own. */
const MIN_TEXT = 16;

function entryLine(screen: Screen, entry: TimelineEntry, placeWidth: number): string[] {
  const unsure = entry.uncertainty >= UNSURE_FROM_US;
  const time = `${unsure ? '~' : ' '}${screen.time.time(entry.time, unsure ? 0 : 3)}`;
  const { ellipsis } = screen.glyphs;
  const place = padEnd(truncateStart(screen.text(`${entry.source}:${entry.line}`), placeWidth, ellipsis), placeWidth);
  const keys = screen.text(entry.findings.join(','));
  const room = screen.width - TIME_WIDTH - SEVERITY_WIDTH - placeWidth - 6 - (keys === '' ? 0 : displayWidth(keys) + 2);
  const severity = screen.paint(
    padEnd(severityWord(entry.severity), SEVERITY_WIDTH),
    ...SEVERITY_STYLES[entry.severity],
  );
  const left = `${padEnd(time, TIME_WIDTH)}  ${severity}  ${screen.paint(place, 'cyan')}`;
  const text = screen.text(entry.text).trim();
  const tail = keys === '' ? '' : `  ${screen.paint(keys, 'dim')}`;
  if (room < MIN_TEXT)
    return [left.trimEnd(), oneLine(screen, 2, text), ...(keys === '' ? [] : [oneLine(screen, 2, keys, 'dim')])];
  if (screen.verbose && displayWidth(text) > room)
    return [`${left}${tail}`.trimEnd(), ...paragraph(screen, TIME_WIDTH + 2, text)];
  return [
    `${left}  ${tail === '' ? shorten(screen, text, room) : padEnd(shorten(screen, text, room), room)}${tail}`.trimEnd(),
  ];
}

/** A text in `room` columns, cut around what is worth showing. */
function shorten(screen: Screen, text: string, room: number): string {
  if (displayWidth(text) <= room) return text;
  const { ellipsis } = screen.glyphs;
  const { from } = bestExcerpt(text, spansOf(text, []), room - 2);
  return truncate(from > 0 ? ellipsis + text.slice(from) : text, room, ellipsis);
}

/** The timeline for a terminal: a line an entry, a heading a day. Yields a chunk for some hundred entries. */
export function* renderTimeline(document: ReportDocument, options: RenderOptions): Generator<string> {
  const screen = createScreen(options);
  const natural = document.timeline.reduce(
    (widest, entry) => Math.max(widest, displayWidth(screen.text(`${entry.source}:${entry.line}`))),
    0,
  );
  const placeWidth = Math.min(natural, Math.max(8, Math.floor(screen.width / 5)));
  if (document.timeline.length === 0) yield `${heading(screen, 'No event has a time.')}\n`;
  let day = '';
  let lines: string[] = [];
  for (const entry of document.timeline) {
    const date = isShowable(entry.time)
      ? `${screen.time.date(entry.time)} ${screen.time.zone(entry.time)}`
      : 'time unknown';
    if (date !== day) {
      if (day !== '') lines.push('');
      lines.push(heading(screen, date));
      day = date;
    }
    lines.push(...entryLine(screen, entry, placeWidth));
    if (lines.length < 500) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
