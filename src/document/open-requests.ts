import type { OpenRequest } from '../core/ledger.js';
import type { OpenRequestSummary } from '../core/report-document.js';
import type { SourceScan } from '../core/source.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';
import { US_PER_MINUTE } from '../core/units.js';

interface Clock {
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

/** Requests kept in the document, those that wait longest first. */
const MAX_REQUESTS = 100;
/** `GET /containers/json` or the like: entries of goroutines that are no API calls are left out. */
const ROUTE = /^(?:GET|POST|PUT|DELETE|HEAD) \//;
/** A request that has waited for less at dump time is simply under way. */
const MIN_WAIT_MINUTES = 1;

/**
 * Requests that were not answered when a log ended or a dump was taken: what a log shows the beginning of and not the end, and what goroutines wait in.
 */
export function openRequests(scans: readonly SourceScan[], clocks: readonly Clock[]): OpenRequestSummary[] {
  return scans
    .flatMap((scan, index) => [...fromLog(scan, clocks[index]), ...fromDumps(scan, clocks[index])])
    .sort(compare)
    .slice(0, MAX_REQUESTS);
}

function compare(a: OpenRequestSummary, b: OpenRequestSummary): number {
  const order = (a.since ?? Number.MAX_SAFE_INTEGER) - (b.since ?? Number.MAX_SAFE_INTEGER);
  return order !== 0 ? order : a.source < b.source ? -1 : a.source > b.source ? 1 : a.line - b.line;
}

function fromLog(scan: SourceScan, clock: Clock | undefined): OpenRequestSummary[] {
  const end = endOf(scan, clock);
  return (scan.ledger?.open ?? []).map((request: OpenRequest): OpenRequestSummary => {
    const { what, container, count, first, state } = request;
    const since = clock?.place(first.stamp, first.line);
    return {
      what,
      ...(container === undefined ? {} : { container }),
      count,
      ...(since === undefined ? {} : { since: Math.round(since.us), uncertainty: Math.round(since.uncertaintyUs) }),
      ...(since === undefined || end === undefined || end < since.us ? {} : { until: Math.round(end) }),
      state,
      source: scan.name,
      line: first.line,
    };
  });
}

/** The last moment that a daemon's log shows. */
function endOf({ coverage }: SourceScan, clock: Clock | undefined): number | undefined {
  const ends = (['dockerd', 'containerd'] as const).flatMap((origin) => {
    const last = coverage.get(origin)?.last;
    return last === undefined ? [] : (clock?.place(last.stamp, last.line)?.us ?? []);
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function fromDumps({ name, dumps }: SourceScan, clock: Clock | undefined): OpenRequestSummary[] {
  return dumps.flatMap(({ dump, head }) => {
    const time = clock?.place(head.time, head.position.line);
    return dump.groups
      .filter(
        ({ idle, entry, maxWaitMinutes }) =>
          !idle && entry !== undefined && ROUTE.test(entry) && maxWaitMinutes >= MIN_WAIT_MINUTES,
      )
      .map(({ entry = '', count, maxWaitMinutes, activity, example }): OpenRequestSummary => ({
        what: entry,
        count,
        ...(time === undefined
          ? {}
          : {
              since: Math.round(time.us - maxWaitMinutes * US_PER_MINUTE),
              uncertainty: Math.round(time.uncertaintyUs + 2 * US_PER_MINUTE),
              until: Math.round(time.us),
            }),
        waitMinutes: maxWaitMinutes,
        ...(activity === undefined ? {} : { waitsFor: activity }),
        state: 'in-dump',
        source: name,
        line: example.line,
      }));
  });
}
