import type { RawFinding } from '../core/raw-finding.js';
import type { Rule, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_MINUTE } from '../core/units.js';
import { sameHost } from './entities.js';
import { bySource, usualDistance } from './marks.js';

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
  const progress = bySource(rule.progress.flatMap(signalsOf));
  for (const [source, repeated] of bySource(rule.ids.flatMap(signalsOf))) {
    const marks = (progress.get(source) ?? []).map(({ localUs }) => localUs ?? 0);
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
