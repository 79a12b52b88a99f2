import type { TimelineEntry } from '../../core/report-document.js';
import { forHtml } from '../sanitize.js';
import { isShowable } from '../times.js';
import { displayWidth, takeWidth, truncateStart } from '../width.js';
import type { Bar } from './bars.js';
import type { HtmlPage } from './page.js';

/** Units of the drawing; it scales with the page. The script draws the same in pixels, and zoomed. */
const WIDTH = 1000;
const LEFT = 300;
const RIGHT = 14;
const LANE = 24;
const TOP = 8;
const AXIS = 26;
const LABEL = 48;
/** Lanes and marks drawn; a picture with more tells nothing. */
const MAX_LANES = 14;
const MAX_MARKS = 1_000;
const TICKS = 4;

/** A number for an attribute: finite, two digits. */
function unit(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Marks worth drawing: those that findings rest on first, then the rest, in order of time. */
function marksOf(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const showable = entries.filter((entry) => isShowable(entry.time));
  if (showable.length <= MAX_MARKS) return showable;
  const withFindings = showable.filter((entry) => entry.findings.length > 0);
  return (withFindings.length > 0 ? withFindings : showable).slice(0, MAX_MARKS);
}

/** The sources of entries, each with a lane: those that findings rest on first. */
export function lanesOf(entries: readonly TimelineEntry[]): string[] {
  const proving = entries.filter(({ findings }) => findings.length > 0);
  return [...new Set([...proving, ...entries].map(({ source }) => source))];
}

/**
 * The timeline as inline SVG: one lane a source, a dot an event, a bar for its error bound, and one lane for each thing
 * that lasted. Empty if nothing has a time.
 */
export function lanesSvg(page: HtmlPage, entries: readonly TimelineEntry[], bars: readonly Bar[]): string {
  const { time } = page;
  const marks = marksOf(entries);
  if (marks.length === 0 && bars.length === 0) return '';
  const lanes = lanesOf(marks).slice(0, MAX_LANES);
  let from = Infinity;
  let to = -Infinity;
  for (const { time: at } of marks) {
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  for (const bar of bars) {
    from = Math.min(from, bar.from);
    to = Math.max(to, bar.to);
  }
  // Some air at both ends, and no division by zero for a single moment.
  const margin = Math.max((to - from) * 0.03, 500_000);
  const scale = (WIDTH - LEFT - RIGHT) / (to - from + 2 * margin);
  const x = (us: number): number => Math.min(WIDTH - RIGHT, Math.max(LEFT, LEFT + (us - from + margin) * scale));
  const bottom = TOP + (lanes.length + bars.length) * LANE;

  const parts: string[] = [];
  const lane = (index: number, label: string): number => {
    const y = TOP + index * LANE + LANE / 2;
    parts.push(
      `<text x="4" y="${y + 4}">${forHtml(label)}</text><line class="lane" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`,
    );
    return y;
  };
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const us = Math.round(from + ((to - from) * tick) / TICKS);
    const anchor = tick === 0 ? 'start' : tick === TICKS ? 'end' : 'middle';
    const label = tick === 0 ? `${time.date(us)} ${time.time(us, 0)} ${time.zone(us)}` : time.time(us, 0);
    parts.push(
      `<line class="tick" x1="${unit(x(us))}" x2="${unit(x(us))}" y1="${TOP}" y2="${bottom + 6}"/><text x="${unit(x(us))}" y="${bottom + 19}" text-anchor="${anchor}">${forHtml(label)}</text>`,
    );
  }
  const yOf = new Map(
    lanes.map((name, index) => {
      const label = page.sourceName(name);
      return [name, lane(index, displayWidth(label) > LABEL ? truncateStart(label, LABEL, '…') : label)];
    }),
  );
  for (const entry of marks) {
    const y = yOf.get(entry.source);
    if (y === undefined) continue;
    const left = x(entry.time - entry.uncertainty);
    const width = x(entry.time + entry.uncertainty) - left;
    const bar =
      width >= 2 ? `<rect class="span" x="${unit(left)}" y="${y - 4}" width="${unit(width)}" height="8"/>` : '';
    const title = `${time.time(entry.time, 3)} ${page.sourceName(entry.source)}:${entry.line} ${entry.text.slice(0, 200)}`;
    parts.push(
      `<g class="${entry.severity}"><title>${forHtml(title)}</title>${bar}<circle cx="${unit(x(entry.time))}" cy="${y}" r="5"/></g>`,
    );
  }
  bars.forEach((bar, index) => {
    const label = displayWidth(bar.label) > LABEL ? `${takeWidth(bar.label, LABEL - 1)}…` : bar.label;
    const y = lane(lanes.length + index, label);
    const early = x(bar.from - bar.unsure);
    parts.push(
      `<g class="bar ${bar.severity}"><title>${forHtml(`${bar.label}: ${bar.detail}`)}</title><rect class="span" x="${unit(early)}" y="${y - 6}" width="${unit(x(bar.from) - early)}" height="12"/><rect class="wait" x="${unit(x(bar.from))}" y="${y - 6}" width="${unit(Math.max(2, x(bar.to) - x(bar.from)))}" height="12"/></g>`,
    );
  });
  return `<svg id="chart" viewBox="0 0 ${WIDTH} ${bottom + AXIS}" role="img" aria-labelledby="chart-title chart-desc"><title id="chart-title">Timeline, one lane a source</title><desc id="chart-desc">Dots are log entries, pale bars behind them how unsure their time is; long bars are waits of goroutines and silences. The table below tells the same in words.</desc>${parts.join('')}</svg>`;
}
