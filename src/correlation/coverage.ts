import type { Origin } from '../core/log-record.js';
import type { SourceId } from '../core/position.js';
import type { Signal } from '../core/signal.js';
import type { SourceScan } from '../core/source.js';
import type { PlacedTime, Stamp } from '../core/stamp.js';

/** A stretch of time, µs. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/** What one source could have shown: whose words it holds, and of which time. Without it nothing counts as absent. */
export interface SourceCoverage {
  readonly source: SourceId;
  readonly name: string;
  readonly host?: string;
  /** Programs whose words stand in it, each with its own last moment on the common clock. */
  readonly origins: ReadonlyMap<Origin, { readonly lastUs?: number }>;
  /** What it surely covers on the common clock, its error bounds taken off. */
  readonly span?: Span;
  /** The same on its own clocks, by kind of stamp. */
  readonly local: ReadonlyMap<Stamp['kind'], Span>;
  readonly dumps: readonly { readonly program: string; readonly time?: PlacedTime }[];
  /** Stretches in which signals of a signature were counted but not kept, on its own clock. */
  readonly holes: ReadonlyMap<string, Hole>;
}

/** Signals that were counted but not kept: they stood between two lines. */
export interface Hole {
  readonly count: number;
  readonly afterLine: number;
  readonly beforeLine: number;
}

interface Clock {
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

/**
 * What each source covers. `sinceUs` and `untilUs` cut it, µs since the Unix epoch: what was left out was not seen.
 * A source covers the time from its first to its last line; that nothing was cut out in between cannot be seen.
 */
export function coverageOf(
  scans: readonly SourceScan[],
  clocks: readonly Clock[],
  { sinceUs, untilUs }: { readonly sinceUs?: number; readonly untilUs?: number } = {},
): SourceCoverage[] {
  return scans.map((scan, index) => {
    const clock = clocks[index];
    const isCut = sinceUs !== undefined || untilUs !== undefined;
    const local = new Map<Stamp['kind'], Span>();
    const origins = new Map<Origin, { lastUs?: number }>();
    let span: Span | undefined;
    const see = (stamp: Stamp | undefined, line: number): PlacedTime | undefined => {
      if (stamp === undefined || stamp.kind === 'none') return undefined;
      local.set(stamp.kind, widen(local.get(stamp.kind), stamp.us, stamp.us));
      const time = clock?.place(stamp, line);
      if (time !== undefined) span = widen(span, time.us + time.uncertaintyUs, time.us - time.uncertaintyUs);
      return time;
    };
    for (const [origin, { records, first, last }] of scan.coverage) {
      if (records === 0) continue;
      see(first?.stamp, first?.line ?? 0);
      const lastUs = see(last?.stamp, last?.line ?? 0)?.us;
      origins.set(origin, lastUs === undefined ? {} : { lastUs });
    }
    const { wall, civil } = scan.observations;
    if (wall !== undefined) {
      see({ kind: 'wall', us: wall.fromUs, resolutionUs: 0 }, 0);
      see({ kind: 'wall', us: wall.toUs, resolutionUs: 0 }, 0);
    }
    see(civil?.first.stamp, civil?.first.line ?? 0);
    see(civil?.last.stamp, civil?.last.line ?? 0);
    // After another boot the same monotonic stamp is another moment; yearless stamps over New Year go back.
    if (scan.observations.boots.length > 0 || isCut) local.delete('monotonic');
    if (scan.observations.newYears.length > 0 || isCut) local.delete('civil');
    if (isCut) local.clear();
    return {
      source: scan.source,
      name: scan.name,
      ...(scan.host === undefined ? {} : { host: scan.host }),
      origins,
      ...describeSpan(span, sinceUs, untilUs),
      local,
      dumps: scan.dumps.map(({ dump, head }) => {
        const time = clock?.place(head.time, head.position.line);
        return { program: dump.program, ...(time === undefined ? {} : { time }) };
      }),
      holes: holesOf(scan.signals, scan.droppedSignals),
    };
  });
}

function widen(span: Span | undefined, fromUs: number, toUs: number): Span {
  if (span === undefined) return { fromUs, toUs };
  return { fromUs: Math.min(span.fromUs, fromUs), toUs: Math.max(span.toUs, toUs) };
}

function describeSpan(span: Span | undefined, sinceUs = -Infinity, untilUs = Infinity): { span?: Span } {
  if (span === undefined) return {};
  const fromUs = Math.max(span.fromUs, sinceUs);
  const toUs = Math.min(span.toUs, untilUs);
  return fromUs > toUs ? {} : { span: { fromUs, toUs } };
}

/** The store keeps the first and the last half of a signature's signals; what it dropped stood between the two. */
function holesOf(signals: readonly Signal[], dropped: ReadonlyMap<string, number>): Map<string, Hole> {
  const holes = new Map<string, Hole>();
  for (const [id, count] of dropped) {
    const lines = signals.filter((signal) => signal.id === id).map(lineOf);
    const half = lines.length >> 1;
    holes.set(id, { count, afterLine: lines[half - 1] ?? 0, beforeLine: lines[half] ?? Number.MAX_SAFE_INTEGER });
  }
  return holes;
}

function lineOf(signal: Signal): number {
  return signal.evidence[0]?.record.position.line ?? 0;
}
