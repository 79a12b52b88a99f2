import type { ReportDocument, TimelineEntry } from '../core/report-document.js';
import { SEVERITY_STYLES } from './ansi.js';
import { bestExcerpt, spansOf } from './excerpt.js';
import type { RenderOptions } from './options.js';
import { createScreen, heading, oneLine, paragraph, type Screen } from './table/screen.js';
import { durationWords, isShowable } from './times.js';
import { displayWidth, padEnd, truncate, truncateStart } from './width.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { countOf, severityWord } from './words.js';
import { openRequestLines } from './table/open-requests.js';

/** Width of `~12:04:45±99m` and of the longest severity. */
const TIME_WIDTH = 13;
const SEVERITY_WIDTH = 8;
/** An error bound from here on (µs) is marked by `~` and hides the fractions. */
const UNSURE_FROM_US = 1_000_000;
/** With less room than this an event's text stands on a line of its own. */
const MIN_TEXT = 16;

function entryLine(screen: Screen, entry: TimelineEntry, placeWidth: number): string[] {
  const unsure = entry.uncertainty >= UNSURE_FROM_US;
  // Without the sign there would be no telling what the length means.
  const bound = unsure && screen.text('±') === '±' ? `±${shortBound(entry.uncertainty)}` : '';
  const time = `${unsure ? '~' : ' '}${screen.time.time(entry.time, unsure ? 0 : 3)}${bound}`;
  const { ellipsis } = screen.glyphs;
  const place = padEnd(truncateStart(screen.text(`${entry.source}:${entry.line}`), placeWidth, ellipsis), placeWidth);
  const keys = screen.text(entry.findings.join(','));
  const room = screen.width - TIME_WIDTH - SEVERITY_WIDTH - placeWidth - 6 - (keys === '' ? 0 : displayWidth(keys) + 2);
  const isProof = entry.findings.length > 0 || entry.kind === undefined || entry.kind === 'signal';
  const severity = screen.paint(
    padEnd(isProof ? severityWord(entry.severity) : (entry.kind ?? ''), SEVERITY_WIDTH),
    ...(isProof || entry.severity !== 'info' ? SEVERITY_STYLES[entry.severity] : (['dim'] as const)),
  );
  const left = `${padEnd(time, TIME_WIDTH)}  ${severity}  ${screen.paint(place, 'cyan')}`;
  const text = screen.text(`${intervalWords(screen, entry)}${withoutStamp(entry.text)}`).trim();
  const tail = keys === '' ? '' : `  ${screen.paint(keys, 'dim')}`;
  if (room < MIN_TEXT)
    return [left.trimEnd(), oneLine(screen, 2, text), ...(keys === '' ? [] : [oneLine(screen, 2, keys, 'dim')])];
  if (screen.verbose && displayWidth(text) > room)
    return [`${left}${tail}`.trimEnd(), ...paragraph(screen, TIME_WIDTH + 2, text)];
  return [
    `${left}  ${tail === '' ? shorten(screen, text, room) : padEnd(shorten(screen, text, room), room)}${tail}`.trimEnd(),
  ];
}

/** An error bound in few columns, never less than it is: `2s`, `3m`, `1h`, `4d`. */
function shortBound(us: number): string {
  if (us <= 99 * US_PER_SECOND) return `${Math.ceil(us / US_PER_SECOND - 0.001)}s`;
  if (us <= 99 * US_PER_MINUTE) return `${Math.ceil(us / US_PER_MINUTE)}m`;
  if (us <= 48 * US_PER_HOUR) return `${Math.ceil(us / US_PER_HOUR)}h`;
  return `${Math.min(999, Math.ceil(us / US_PER_DAY))}d`;
}

/** What goes on: how long, and until when; another day's end is told with its date. */
function intervalWords(screen: Screen, { kind, time, until }: TimelineEntry): string {
  if (until === undefined || until <= time || !isShowable(until)) return '';
  const day = screen.time.date(until) === screen.time.date(time) ? '' : `${screen.time.date(until)} `;
  const word = kind === 'gap' ? 'gap of' : 'waits';
  return `${word} ${durationWords(until - time)}, until ${day}${screen.time.time(until, 0)}: `;
}

/** Stamps at the beginning of a line, each with the line that it was written for: the timeline tells the time itself. */
const STAMPS: readonly RegExp[] = [
  // Dec 14 20:04:45.123456 node-41 dockerd[7926]: …
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \S{1,80} (?=\S)/,
  // 2018-12-14T20:04:45+0800 node-41 dockerd[7926]: …
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:[\w.-]{1,80} (?=[\w.@/-]{1,80}(?:\[\d{1,9}\])?: ))?/,
  // Fri 2018-12-14 20:04:45 CST node-41 docker.service[7926]: …
  /^[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [A-Z+-]\S{0,8} \S{1,80} (?=\S)/,
  // [Fri Dec 14 20:04:45 2018] … and [7993043.926831] …
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] /,
  /^\[ {0,7}\d{1,9}\.\d{6}\] /,
];
/** `dockerd[7926]: ` stays, the stamp of the message itself goes, and so do its quotes and the level of an ordinary line. */
const INNER_STAMP = /^((?:\S{1,80}: )?)time="[^"\n]{10,45}" level=(\w{1,10}) msg=("(?:[^"\\]|\\.)*")?/;

function withoutStamp(text: string): string {
  const stamp = STAMPS.find((regex) => regex.test(text));
  return (stamp === undefined ? text : text.replace(stamp, '')).replace(
    INNER_STAMP,
    (_, program: string, level: string, message: string | undefined) =>
      `${program}${level === 'info' || level === 'debug' ? '' : `${level}: `}${message?.slice(1, -1).replaceAll('\\"', '"') ?? ''}`,
  );
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
  const { timelineLeftOut: leftOut = 0 } = document;
  if (leftOut > 0)
    yield `${oneLine(screen, 0, `${countOf(leftOut, 'entry', 'entries')} left out; what matters more was kept (--limit, --around, --entity)`, 'dim')}\n`;
  const open = openRequestLines(screen, document, screen.verbose ? Infinity : 20);
  if (open.length > 0) yield `\n${open.join('\n')}\n`;
}
