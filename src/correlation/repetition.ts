import type { RawFinding } from '../core/raw-finding.js';
import type { Rule, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_MINUTE } from '../core/units.js';
import { sameHost } from './entities.js';

/** Signs of progress that must have been seen before their absence means something. */
const MIN_PROGRESS = 5;

/**
 * `repetition`: the same thing again and again, while what used to happen beside it has stopped.
 *
 * Looks at each source by itself, on its own clock. Progress must have been seen often enough to know its usual distance (the median). The finding
 * is made if after the last sign of progress there are `count` repetitions and a silence of at least `silence` and of `factor`
 * times the usual distance. Progress that comes back before the source ends takes the silence back.
 */
export function findRepetition(
  signature: Signature,
  rule: Extract<Rule, { kind: 'repetition' }>,
  signalsOf: (id: string) => readonly PlacedSignal[],
): RawFinding[] {
  const findings: RawFinding[] = [];
  const progress = rule.progress.flatMap(signalsOf);
  for (const [source, repeated] of bySource(rule.ids.flatMap(signalsOf))) {
    const marks = (bySource(progress).get(source) ?? []).map(({ localUs }) => localUs ?? 0).sort((a, b) => a - b);
    const lastMark = marks[marks.length - 1];
    if (lastMark === undefined || marks.length < MIN_PROGRESS) continue;
    const after = repeated.filter(({ localUs }) => localUs !== undefined && localUs > lastMark);
    const last = after[after.length - 1];
    const first = after[0];
    if (first === undefined || last?.localUs === undefined || after.length < rule.count) continue;
    const silenceUs = last.localUs - lastMark;
    if (silenceUs < rule.silenceUs || silenceUs < rule.factor * usualDistance(marks)) continue;
    findings.push({
      signature,
      signals: after.filter((signal) => sameHost(first, signal)),
      count: after.length,
      confidence: signature.confidence * 0.5,
      reasons: [
        `${after.length} repetitions in ${Math.round(silenceUs / US_PER_MINUTE)} minutes without a sign of progress`,
        'inferred from what the log no longer shows',
      ],
      missing: signature.confirm,
      partIds: [],
    });
  }
  return findings;
}

function bySource(signals: readonly PlacedSignal[]): Map<number, PlacedSignal[]> {
  const sources = new Map<number, PlacedSignal[]>();
  for (const signal of signals) {
    const source = signal.evidence[0]?.record.position.source;
    if (source === undefined || signal.localUs === undefined) continue;
    const list = sources.get(source);
    if (list === undefined) sources.set(source, [signal]);
    else list.push(signal);
  }
  for (const list of sources.values()) list.sort((a, b) => (a.localUs ?? 0) - (b.localUs ?? 0));
  return sources;
}

/** Median distance between two signs of progress. */
function usualDistance(sorted: readonly number[]): number {
  const distances = sorted.slice(1).map((us, index) => us - (sorted[index] ?? us));
  distances.sort((a, b) => a - b);
  return distances[distances.length >> 1] ?? 0;
}
