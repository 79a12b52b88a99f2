import type { Entity } from './core/entity.js';
import type { Signal } from './core/signal.js';
import type { SourceScan } from './core/source.js';
import { US_PER_SECOND } from './core/units.js';
import { isNextPart } from './sources/member-order.js';

/** Lines that the longest half of an OOM report takes. */
const MAX_HALF_LINES = 500;
/** A report is written within this. */
const MAX_PAUSE_US = 20 * US_PER_SECOND;

/**
 * An OOM report that a rotation cut in two is one event: the half at the end of the older file knows who needed memory, that at the beginning of
 * the newer one who was killed. The first half gives its lines to the second and is no signal of its own. Whose files follow each other their
 * names tell.
 */
export function joinRotated<T extends SourceScan>(scans: readonly T[]): T[] {
  const given = new Set<Signal>();
  const grown = new Map<Signal, Signal>();
  for (const { name, lines, signals } of scans) {
    for (const half of signals) {
      if (!isFirstHalf(half, lines)) continue;
      const seconds = secondsOf(half, name, scans);
      // A finer signature may have taken the second half.
      const second = seconds.find(({ id }) => id === half.id) ?? seconds[0];
      if (second === undefined) continue;
      given.add(half);
      for (const signal of seconds)
        if (signal.values['victimPid'] === second.values['victimPid'])
          grown.set(signal, together(half, grown.get(signal) ?? signal, signal.id === half.id));
    }
  }
  if (given.size === 0) return [...scans];
  return scans.map((scan) => ({
    ...scan,
    signals: scan.signals.flatMap((signal) => (given.has(signal) ? [] : [grown.get(signal) ?? signal])),
  }));
}

/** The signals of the other half, in a newer part of the same log. */
function secondsOf(half: Signal, name: string, scans: readonly SourceScan[]): readonly Signal[] {
  for (const next of scans) {
    if (!isNextPart(name, next.name)) continue;
    const seconds = next.signals.filter((signal) => isSecondHalf(signal) && isOneReport(half, signal));
    if (seconds.length > 0) return seconds;
  }
  return [];
}

/** The half that names the task's cgroup knows whose container it is; without that line others may be taken for it. */
function together(first: Signal, second: Signal, givesLines: boolean): Signal {
  const knows = 'limitCgroup' in first.values;
  return {
    ...second,
    evidence: givesLines ? [...first.evidence, ...second.evidence] : second.evidence,
    entities: knows ? withoutRepeats([...first.entities, ...second.entities.filter(isNoPlace)]) : second.entities,
    values: knows ? { ...second.values, ...first.values } : { ...first.values, ...second.values },
  };
}

const isNoPlace = ({ kind }: Entity): boolean => !['container', 'pod', 'cgroup'].includes(kind);

function withoutRepeats(entities: readonly Entity[]): Entity[] {
  const seen = new Map(entities.map((entity) => [`${entity.kind} ${entity.value}`, entity]));
  return [...seen.values()];
}

/** It tells who asked for memory, not who was killed, and the file ends soon. */
function isFirstHalf({ values, evidence }: Signal, lines: number): boolean {
  const { line } = evidence.at(-1)?.record.position ?? { line: 0 };
  return 'invokerComm' in values && !('victimPid' in values) && lines - line < MAX_HALF_LINES;
}

/** It tells who was killed, not who asked for memory, and the file began just before. */
function isSecondHalf({ values, evidence }: Signal): boolean {
  return (
    'victimPid' in values && !('invokerComm' in values) && (evidence[0]?.record.position.line ?? 0) < MAX_HALF_LINES
  );
}

function isOneReport(first: Signal, second: Signal): boolean {
  if (first.stamp.kind === 'none' || second.stamp.kind !== first.stamp.kind) return false;
  const pauseUs = second.stamp.us - first.stamp.us;
  return pauseUs >= 0 && pauseUs <= MAX_PAUSE_US;
}
