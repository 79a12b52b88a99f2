import type { ReportDocument } from '../../core/report-document.js';
import { isShowable, minutesWords } from '../times.js';
import { countOf } from '../words.js';
import { groupWords } from './goroutines.js';
import type { HtmlPage } from './page.js';

/** Bars drawn; a picture with more tells nothing. */
const MAX_BARS = 8;
const DETAIL = 200;
/** A wait is printed in whole minutes, and counts from a garbage collection, which comes every 2 minutes at least: µs. */
const UNSURE_WAIT = 180_000_000;

/** A wait or gap: something that lasted. Times in µs; it began `unsure` earlier at most. */
export interface Bar {
  readonly label: string;
  readonly detail: string;
  readonly from: number;
  readonly to: number;
  readonly unsure: number;
  readonly severity: string;
}

/**
 * Waits of goroutine groups up to their dump, and what of the timeline has an end; the weightiest, in order of time. A group
 * that began to wait long before anything else happened waits by design, unless the timeline says that it proves something.
 */
export function barsOf(page: HtmlPage, document: ReportDocument): Bar[] {
  const bars: { readonly bar: Bar; readonly weight: number }[] = [];
  const told = new Set<string>();
  const waits = new Set<string>();
  let low = Infinity;
  let high = -Infinity;
  for (const { time, until, source } of document.timeline) {
    if (!isShowable(time)) continue;
    low = Math.min(low, time);
    high = Math.max(high, until ?? time);
    if (until !== undefined) waits.add(`${time}:${source}`);
  }
  const earliest = low <= high ? low - (high - low) : -Infinity;
  for (const dump of document.dumps) {
    for (const group of dump.groups) {
      const { since, count } = group;
      if (since === undefined || dump.time === undefined || since >= dump.time) continue;
      const place = `${since}:${dump.source}`;
      if (since < earliest && !waits.has(place)) continue;
      told.add(place);
      bars.push({
        bar: {
          label: `${count} × ${groupWords(group)}`,
          detail: `${dump.program}: ${countOf(count, 'goroutine')} [${group.state}], longest wait ${minutesWords(group.maxWaitMinutes)}`,
          from: since,
          to: dump.time,
          unsure: UNSURE_WAIT,
          severity: 'error',
        },
        weight: count * (dump.time - since),
      });
    }
  }
  for (const entry of document.timeline) {
    const { until, time } = entry;
    if (until === undefined || until <= time || told.has(`${time}:${entry.source}`)) continue;
    const gap = entry.kind === 'gap';
    bars.push({
      bar: {
        label: gap ? `silence of ${page.sourceName(entry.source)}` : entry.text.slice(0, DETAIL),
        detail: entry.text.slice(0, DETAIL),
        from: time,
        to: until,
        unsure: gap ? 0 : entry.uncertainty,
        severity: entry.severity,
      },
      // A silence tells less than anything that waits.
      weight: gap ? 0 : until - time,
    });
  }
  return bars
    .filter(({ bar }) => isShowable(bar.from) && isShowable(bar.to))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_BARS)
    .sort((a, b) => a.bar.from - b.bar.from || b.weight - a.weight)
    .map(({ bar }) => bar);
}
