import type { SourceClock } from './clocks/align-clocks.js';
import type { GoroutineGroup } from './core/goroutine-dump.js';
import type { GoroutineDumpReport } from './core/multi-line-report.js';
import type { Signature } from './core/pattern.js';
import type { Signal } from './core/signal.js';
import type { NovelScan } from './scan-source.js';
import { matchReport } from './signals/match-report.js';

/** Goroutines that a stack has to gain over two dumps, to be more than a busy moment; it has to double as well. */
const GAIN_OF_TWO = 100;
/** The same over three dumps or more, in each of which there are more than before. */
const GAIN_OF_MANY = 30;

interface TimedDump {
  readonly scan: number;
  readonly report: GoroutineDumpReport;
  /** On the common clock, µs; absent if unknown. */
  readonly us?: number;
}

/**
 * Adds what several dumps of one program show together: stacks with more and more goroutines (fact `growing`: how many stacks). Dumps without a
 * time are not compared, as their order is unknown.
 */
export function withGrowth(
  scans: readonly NovelScan[],
  clocks: readonly SourceClock[],
  signatures: readonly Signature[],
): readonly NovelScan[] {
  const series = new Map<string, TimedDump[]>();
  for (const [scan, { dumps, host }] of scans.entries()) {
    for (const report of dumps) {
      const us = clocks[scan]?.place(report.head.time, report.head.position.line)?.us;
      if (us === undefined || report.facts['crash'] === true) continue;
      const key = `${host ?? ''} ${report.dump.program} ${String(report.facts['profile'] === true)}`;
      series.set(key, [...(series.get(key) ?? []), { scan, report, us }]);
    }
  }
  const compared = [...series.values()].filter(({ length }) => length > 1);
  if (compared.length === 0) return scans;
  const asking = signatures.filter(({ match }) => match.some((one) => one.on === 'report' && 'growing' in one.where));
  const added = new Map<number, Signal[]>();
  for (const dumps of compared) {
    const sorted = [...dumps].sort((a, b) => (a.us ?? 0) - (b.us ?? 0));
    const last = sorted.at(-1);
    const growing = growingGroups(sorted.map(({ report }) => report));
    if (last === undefined || growing.length === 0) continue;
    const { report, scan } = last;
    const grown: GoroutineDumpReport = {
      ...report,
      facts: { program: report.dump.program, total: report.dump.total, growing: growing.length },
      dump: { ...report.dump, groups: growing, locks: [], cycles: [] },
    };
    const known = new Set(scans[scan]?.signals.map(({ id }) => id));
    const signals = asking.flatMap((signature) => matchReport(signature, grown) ?? []);
    added.set(
      scan,
      signals.filter(({ id }) => !known.has(id)),
    );
  }
  if (added.size === 0) return scans;
  return scans.map((scan, index) => ({ ...scan, signals: [...scan.signals, ...(added.get(index) ?? [])] }));
}

/** Groups of the last dump that gained goroutines in every dump, the largest gain first. */
function growingGroups(dumps: readonly GoroutineDumpReport[]): GoroutineGroup[] {
  const gain = dumps.length > 2 ? GAIN_OF_MANY : GAIN_OF_TWO;
  const counts = dumps.map(({ dump }) => {
    const byStack = new Map<string, number>();
    for (const group of dump.groups) byStack.set(keyOf(group), (byStack.get(keyOf(group)) ?? 0) + group.count);
    return byStack;
  });
  const found: { group: GoroutineGroup; by: number }[] = [];
  for (const group of dumps.at(-1)?.dump.groups ?? []) {
    const history = counts.map((byStack) => byStack.get(keyOf(group)) ?? 0);
    const first = history[0] ?? 0;
    const by = (history.at(-1) ?? 0) - first;
    const rises = history.every((count, at) => at === 0 || count > (history[at - 1] ?? 0));
    if (rises && by >= gain && by >= first) found.push({ group, by });
  }
  return found.sort((a, b) => b.by - a.by).map(({ group }) => group);
}

/** The functions and the state; lines differ between versions only, which one process does not change. */
function keyOf({ state, frames }: GoroutineGroup): string {
  return `${state}\n${frames.map((frame) => `${frame.function}:${frame.line}`).join('\n')}`;
}
