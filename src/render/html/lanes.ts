import type { ReportDocument, TimelineEntry } from '../../core/report-document.js';
import { forHtml } from '../sanitize.js';
import { isShowable, type TimeFormat } from '../times.js';
import { displayWidth, truncateStart } from '../width.js';

/** Units of the drawing; it scales with the page. */
const WIDTH = 1000;
const LEFT = 190;
const RIGHT = 14;
const LANE = 24;
const TOP = 8;
const AXIS = 26;
/** Lanes and marks drawn; a picture with more tells nothing. */
const MAX_LANES = 16;
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

/**
 * The timeline as inline SVG: one lane a source, a dot an event, a bar for its error bound. Each dot links to its row
 * of the table (`#t0`, `#t1`, …). Empty if nothing has a time.
 */
export function lanesSvg(document: ReportDocument, time: TimeFormat): string {
  const marks = marksOf(document.timeline);
  const first = marks[0];
  if (first === undefined) return '';
  const rowOf = new Map(document.timeline.map((entry, index) => [entry, index]));
  const lanes = [...new Set(marks.map((entry) => entry.source))].slice(0, MAX_LANES);
  let from = first.time;
  let to = first.time;
  for (const { time: at } of marks) {
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  // Some air at both ends, and no division by zero for a single moment.
  const margin = Math.max((to - from) * 0.03, 500_000);
  const scale = (WIDTH - LEFT - RIGHT) / (to - from + 2 * margin);
  const x = (us: number): number => Math.min(WIDTH - RIGHT, Math.max(LEFT, LEFT + (us - from + margin) * scale));
  const height = TOP + lanes.length * LANE + AXIS;

  const parts: string[] = [];
  lanes.forEach((lane, index) => {
    const y = TOP + index * LANE + LANE / 2;
    const label = displayWidth(lane) > 28 ? truncateStart(lane, 28, '…') : lane;
    parts.push(
      `<text x="4" y="${y + 4}">${forHtml(label)}</text><line class="lane" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`,
    );
  });
  for (let tick = 0; tick <= TICKS; tick += 1) {
    const us = Math.round(from + ((to - from) * tick) / TICKS);
    const anchor = tick === 0 ? 'start' : tick === TICKS ? 'end' : 'middle';
    const label = tick === 0 ? `${time.date(us)} ${time.time(us, 0)} ${time.zone(us)}` : time.time(us, 0);
    const bottom = TOP + lanes.length * LANE;
    parts.push(
      `<line class="tick" x1="${unit(x(us))}" x2="${unit(x(us))}" y1="${TOP}" y2="${bottom + 6}"/><text x="${unit(x(us))}" y="${bottom + 19}" text-anchor="${anchor}">${forHtml(label)}</text>`,
    );
  }
  for (const entry of marks) {
    const lane = lanes.indexOf(entry.source);
    if (lane < 0) continue;
    const y = TOP + lane * LANE + LANE / 2;
    const left = x(entry.time - entry.uncertainty);
    const width = x(entry.time + entry.uncertainty) - left;
    const bar =
      width >= 2 ? `<rect class="span" x="${unit(left)}" y="${y - 4}" width="${unit(width)}" height="8"/>` : '';
    const title = `${time.time(entry.time, 3)} ${entry.source}:${entry.line} ${entry.text.slice(0, 200)}`;
    parts.push(
      `<a href="#t${rowOf.get(entry) ?? 0}" class="${entry.severity}"><title>${forHtml(title)}</title>${bar}<circle cx="${unit(x(entry.time))}" cy="${y}" r="5"/></a>`,
    );
  }
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline, one lane a source">${parts.join('')}</svg>`;
}
