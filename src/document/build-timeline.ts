import type { HostEvent } from '../core/ledger.js';
import type { Limits } from '../core/limits.js';
import type { Entity } from '../core/entity.js';
import type { SourceId } from '../core/position.js';
import type { RankedFinding } from '../core/raw-finding.js';
import type { OpenRequestSummary, TimelineEntry } from '../core/report-document.js';
import type { SourceScan } from '../core/source.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';
import { US_PER_MINUTE } from '../core/units.js';

/** What a timeline is made of. */
export interface TimelineInput {
  readonly scans: readonly SourceScan[];
  readonly clocks: readonly { place(stamp: Stamp, line: number): PlacedTime | undefined }[];
  readonly findings: readonly RankedFinding[];
  readonly openRequests: readonly OpenRequestSummary[];
  readonly limits: Limits;
  /** Whether a time lies outside of the period that was asked for. */
  readonly isOutside: (time: PlacedTime) => boolean;
}

const MAX_TEXT = 300;
/** Values of one kind of entity that an entry names. */
const MAX_VALUES = 5;
/** Go counts waits from the garbage collection that first saw them, and forces one every two minutes at least. */
const WAIT_SLACK_US = 2 * US_PER_MINUTE;

/**
 * All that has a time, in order: what findings rest on, waits with their beginning and end, dumps, boots, gaps, and changes of state. Where the bound is
 * reached, that is also the order in which it is kept; `leftOut` says how many were not.
 */
export function buildTimeline(input: TimelineInput): { timeline: TimelineEntry[]; leftOut: number } {
  const names = new Map<SourceId, string>(input.scans.map((scan) => [scan.source, scan.name]));
  const entries = new Map<string, TimelineEntry>();
  let leftOut = 0;
  const add = (entry: TimelineEntry): void => {
    const place = `${entry.time} ${entry.line} ${entry.source}`;
    const known = entries.get(place);
    if (known !== undefined) {
      const findings = entry.findings.filter((key) => !known.findings.includes(key));
      if (findings.length > 0) entries.set(place, { ...known, findings: [...known.findings, ...findings] });
    } else if (entries.size >= input.limits.maxTimeline) leftOut++;
    else entries.set(place, entry);
  };
  // Ranked order: if the bound is reached, what matters less is left out.
  for (const finding of input.findings) for (const entry of entriesOf(finding, names)) add(entry);
  for (const entry of [...dumpEntries(input), ...waitEntries(input.openRequests)]) add(entry);
  const seen = new Set([...entries.values()].map(({ source, line }) => `${line} ${source}`));
  for (const kind of ['boot', 'gap', 'state'] as const)
    for (const entry of eventEntries(input, kind)) if (!seen.has(`${entry.line} ${entry.source}`)) add(entry);
  leftOut += input.scans.reduce((sum, { ledger }) => sum + (ledger?.droppedEvents ?? 0), 0);
  return { timeline: [...entries.values()].sort(compareEntries), leftOut };
}

function compareEntries(a: TimelineEntry, b: TimelineEntry): number {
  return a.time - b.time || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.line - b.line);
}

function* entriesOf(
  { signature, signals, key }: RankedFinding,
  names: ReadonlyMap<SourceId, string>,
): Generator<TimelineEntry> {
  for (const { time, evidence, waitMinutes, entities } of signals) {
    const line = evidence[0];
    if (time === undefined || line === undefined) continue;
    const { source, line: number } = line.record.position;
    const isWait = waitMinutes !== undefined && waitMinutes.max > 0;
    yield {
      kind: isWait ? 'wait' : 'signal',
      time: Math.round(time.us - (waitMinutes?.max ?? 0) * US_PER_MINUTE),
      ...(isWait ? { until: Math.round(time.us) } : {}),
      uncertainty: Math.round(time.uncertaintyUs + (waitMinutes === undefined ? 0 : WAIT_SLACK_US)),
      source: names.get(source) ?? '',
      line: number,
      severity: signature.severity,
      text: line.text.slice(0, MAX_TEXT),
      findings: [key],
      ...namedEntities(entities),
    };
  }
}

function namedEntities(entities: readonly Entity[]): { entities?: Record<string, string[]> } {
  const named: Record<string, string[]> = {};
  for (const { kind, value } of entities) {
    const values = (named[kind] ??= []);
    if (values.length < MAX_VALUES && !values.includes(value)) values.push(value);
  }
  return entities.length === 0 ? {} : { entities: named };
}

function* dumpEntries({ scans, clocks, isOutside }: TimelineInput): Generator<TimelineEntry> {
  for (const [index, { name, dumps }] of scans.entries()) {
    for (const { dump, head } of dumps) {
      const time = clocks[index]?.place(head.time, head.position.line);
      if (time === undefined || isOutside(time)) continue;
      const longest = dump.longestWaitMinutes;
      yield {
        kind: 'dump',
        time: Math.round(time.us),
        uncertainty: Math.round(time.uncertaintyUs),
        source: name,
        line: dump.line,
        severity: 'info',
        text: `dump of ${dump.total} goroutines of ${dump.program}${longest > 0 ? `, the longest wait ${longest} minutes` : ''}`,
        findings: [],
      };
    }
  }
}

/** Requests that a log leaves open; those that a dump shows are there as waits already. */
function* waitEntries(requests: readonly OpenRequestSummary[]): Generator<TimelineEntry> {
  for (const { state, what, container, since, until, uncertainty, source, line } of requests) {
    if (state !== 'open' || since === undefined) continue;
    const whose = container === undefined ? '' : ` (container ${container.slice(0, 12)})`;
    yield {
      kind: 'wait',
      time: since,
      ...(until === undefined ? {} : { until }),
      uncertainty: uncertainty ?? 0,
      source,
      line,
      severity: 'warning',
      text: `${what}${whose}: the log shows no end of it`,
      findings: [],
      ...(container === undefined ? {} : { entities: { container: [container] } }),
    };
  }
}

function* eventEntries(
  { scans, clocks, isOutside }: TimelineInput,
  wanted: HostEvent['kind'],
): Generator<TimelineEntry> {
  for (const [index, { name, ledger }] of scans.entries()) {
    for (const { kind, severity, stamp, until, line, text, entities } of ledger?.events ?? []) {
      if (kind !== wanted) continue;
      const time = clocks[index]?.place(stamp, line);
      if (time === undefined || isOutside(time)) continue;
      const end = until === undefined ? undefined : clocks[index]?.place(until.stamp, until.line);
      yield {
        kind,
        time: Math.round(time.us),
        ...(end === undefined ? {} : { until: Math.round(end.us) }),
        uncertainty: Math.round(time.uncertaintyUs),
        source: name,
        line,
        severity,
        text,
        findings: [],
        ...namedEntities(entities),
      };
    }
  }
}
