import type { ReportDocument, TimelineEntry } from '../../core/report-document.js';
import { forHtml, forTerminal, safeJson } from '../sanitize.js';
import { durationWords, isShowable } from '../times.js';
import { countOf, formatCount } from '../words.js';
import { barsOf, type Bar } from './bars.js';
import { lanesOf, lanesSvg } from './lanes.js';
import { tableHtml, type Cell, type HtmlPage } from './page.js';

/** Rows that stand in the page itself; the script shows the others from its data. */
const STATIC_ROWS = 300;
/** Characters of a text; the JSON report holds all. */
const TEXT = 1_000;
/** Entries a chunk of the data. */
const CHUNK = 1_000;

const SEVERITIES = ['info', 'warning', 'error', 'critical'];

function row(page: HtmlPage, entry: TimelineEntry): Cell[] {
  const unsure = entry.uncertainty >= 1_000_000 ? ` ± ${durationWords(entry.uncertainty)}` : '';
  const moment = isShowable(entry.time)
    ? `${page.time.date(entry.time)} ${page.time.time(entry.time, unsure === '' ? 3 : 0)}${unsure}`
    : 'unknown';
  return [
    [forHtml(moment), 't'],
    [`<span class="${entry.severity}">${entry.severity}</span>`],
    [forHtml(`${page.sourceName(entry.source)}:${entry.line}`)],
    [`<code>${forHtml(entry.text.slice(0, TEXT))}</code>`],
    [forHtml(entry.findings.join(' '))],
  ];
}

/**
 * JSON for a script element of type `application/json`: the text may hold neither a tag nor a line separator. The
 * browser never runs it; the page's own script parses it and shows its texts as text.
 */
function embeddedJson(value: unknown): string {
  return safeJson(value).replace(
    /[<>&]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Offsets from UTC by the time from which they hold, so that the script needs no time zone data. */
function zonesOf(page: HtmlPage, entries: readonly TimelineEntry[]): [number, string][] {
  const zones: [number, string][] = [];
  let last = '';
  for (const { time } of entries) {
    if (!isShowable(time)) continue;
    const zone = page.time.zone(time);
    if (zone !== last) zones.push([time, zone]);
    last = zone;
  }
  return zones;
}

/** Everything that the script needs, in chunks. Texts are made visible here, so that the page shows the same with and without script. */
function* dataHtml(page: HtmlPage, entries: readonly TimelineEntry[], bars: readonly Bar[]): Generator<string> {
  const sources = lanesOf(entries);
  const indexOf = new Map(sources.map((name, index) => [name, index]));
  const head = {
    zones: zonesOf(page, entries),
    sources: sources.map((name) => forTerminal(page.sourceName(name))),
    bars: bars.map((bar) => ({ ...bar, label: forTerminal(bar.label), detail: forTerminal(bar.detail) })),
  };
  yield `<script type="application/json" id="data">[${embeddedJson(head)}`;
  for (let at = 0; at < entries.length; at += CHUNK) {
    let text = '';
    for (const entry of entries.slice(at, at + CHUNK)) {
      const { time, until, uncertainty, source, line, severity, findings } = entry;
      const known = isShowable(time);
      text += `,${embeddedJson([
        known ? time : null,
        known ? uncertainty : 0,
        until ?? 0,
        indexOf.get(source) ?? 0,
        line,
        SEVERITIES.indexOf(severity),
        forTerminal(entry.text.slice(0, TEXT)),
        findings.map(forTerminal).join(' '),
      ])}\n`;
    }
    yield text;
  }
  yield ']</script>';
}

const BUTTONS: readonly (readonly [id: string, label: string, shown: string])[] = [
  ['in', 'Zoom in', '+'],
  ['out', 'Zoom out', '−'],
  ['left', 'Earlier', '←'],
  ['right', 'Later', '→'],
  ['all', 'Show all of it', 'All'],
];

/** What only works with the script; hidden until it runs. */
function controlsHtml(page: HtmlPage, entries: readonly TimelineEntry[]): string {
  const sources = lanesOf(entries)
    .slice(0, 1_000)
    .map((name, index) => `<option value="${index}">${forHtml(page.sourceName(name))}</option>`);
  const buttons = BUTTONS.map(
    ([id, label, shown]) =>
      `<button type="button" data-zoom="${id}" aria-label="${label}" title="${label}">${shown}</button>`,
  );
  return `<div id="controls" class="controls" hidden><div class="zoom">${buttons.join('')}</div><label><span class="sr">Filter by words</span><input id="filter" type="search" placeholder="Filter by words" autocomplete="off" spellcheck="false"></label><label><span class="sr">Severity</span><select id="severity"><option value="0">all severities</option><option value="1">warning and above</option><option value="2">error and above</option><option value="3">critical</option><option value="9">only what proves a finding</option></select></label><label><span class="sr">Source</span><select id="source"><option value="">all sources</option>${sources.join('')}</select></label></div>`;
}

/** The timeline: picture, controls, the first rows as a table, and the data of all rows. */
export function* timelineHtml(page: HtmlPage, document: ReportDocument): Generator<string> {
  const { timeline } = document;
  const bars = barsOf(page, document);
  if (timeline.length === 0 && bars.length === 0) return;
  const rows = timeline.slice(0, STATIC_ROWS).map((entry) => row(page, entry));
  const zone = forHtml(page.time.zone(timeline.find(({ time }) => isShowable(time))?.time ?? 0));
  const head: Cell[] = [[`Time (${zone})`], ['Severity'], ['Place'], ['What'], ['Finding']];
  const leftOut = document.timelineLeftOut ?? 0;
  const first =
    timeline.length > rows.length
      ? `The first ${formatCount(rows.length)} of ${countOf(timeline.length, 'entry', 'entries')}.`
      : `${countOf(timeline.length, 'entry', 'entries')}.`;
  yield `<section id="timeline-section"><h2>Timeline</h2>${controlsHtml(page, timeline)}`;
  yield `<div id="stage" class="stage">${lanesSvg(page, timeline, bars)}</div><p id="keys" class="dim keys" hidden>Drag over the picture to zoom. With the picture focused: <kbd>+</kbd> <kbd>−</kbd> <kbd>←</kbd> <kbd>→</kbd>, <kbd>0</kbd> for all, the wheel zooms.</p>`;
  yield `<p id="state" role="status" class="dim">${first}</p>`;
  yield tableHtml('Timeline entries', head, rows, ' id="timeline"');
  yield '<div id="pages" class="controls" hidden><button type="button" id="before">Earlier rows</button><button type="button" id="after">Later rows</button></div>';
  if (leftOut > 0) yield `<p class="dim">${countOf(leftOut, 'entry', 'entries')} were left out of the report.</p>`;
  yield* dataHtml(page, timeline, bars);
  yield '</section>\n';
}
