import type { Rule, Signature } from '../core/pattern.js';
import type { RawFinding } from '../core/raw-finding.js';
import type { PlacedSignal } from '../core/signal.js';
import type { SourceCoverage } from './coverage.js';
import { hostsOf, sameHost, shortHost } from './entities.js';
import { bySource, sourceOf, usualDistance } from './marks.js';
import { compareSignals } from './order.js';
import type { RuleContext } from './rule-context.js';
import { spanWords } from './span-words.js';

type GapRule = Extract<Rule, { kind: 'gap' }>;

/** A silence, and who went on in it. */
interface Gap {
  readonly before: PlacedSignal;
  /** Absent: it never came back. */
  readonly after?: PlacedSignal;
  readonly lengthUs: number;
  readonly witness: string;
}

/**
 * `gap`: what came regularly stays away, while others went on.
 *
 * ```
 * marks   m-m-m-m-m-----------m-m     usual distance: the median; silence: between two marks, or from the last one on
 * others  x--x----x--x--x--x--x--     must be seen inside the silence: a host that sleeps is silent as a whole
 * ```
 * Looks at each source by itself, on its own clock, so that clocks of sources do not matter for the marks. `minCount` marks must have been seen before the
 * silence. A silence counts from `silence` and from `factor` times the usual distance on (both ends count). A witness is a `while` signal, or without
 * such a list any other signal of the host inside the silence; for a silence to the end of the log also a source of the host in which another
 * program logged later. How long a silence to the end is, is told by the last witness: nothing is known behind it. Marks that were counted but
 * not kept make no silence. All silences of a source are one finding, with a count.
 */
export function findGap(signature: Signature, rule: GapRule, context: RuleContext): RawFinding[] {
  const own = new Set([...rule.ids, signature.id]);
  const witnesses =
    rule.witnesses.length > 0
      ? rule.witnesses.flatMap(context.signalsOf).sort(compareSignals)
      : context.signals.filter(({ id }) => !own.has(id));
  const findings: RawFinding[] = [];
  for (const [source, marks] of bySource(rule.ids.flatMap(context.signalsOf))) {
    for (const ofHost of byHost(marks, context)) {
      const coverage = context.coverage.find((known) => known.source === source);
      const gaps = findGaps(rule, ofHost, witnesses, coverage, context.coverage);
      const [first] = gaps;
      if (first === undefined) continue;
      const last = gaps[gaps.length - 1];
      findings.push({
        signature,
        signals: gaps.flatMap(({ before, after }) => (after === undefined ? [before] : [before, after])),
        anchor: first.before,
        count: gaps.length,
        confidence: signature.confidence,
        reasons: [
          `silent for ${spanWords(Math.max(...gaps.map(({ lengthUs }) => lengthUs)))}, usually seen every ${spanWords(distanceUpTo(ofHost, first.before))}`,
          first.witness,
          last?.after === undefined ? 'it did not come back before the end of the log' : 'it came back',
        ],
        missing: signature.confirm,
        partIds: [],
      });
    }
  }
  return findings;
}

function findGaps(
  rule: GapRule,
  marks: readonly PlacedSignal[],
  witnesses: readonly PlacedSignal[],
  coverage: SourceCoverage | undefined,
  all: readonly SourceCoverage[],
): Gap[] {
  const gaps: Gap[] = [];
  for (const [index, before] of marks.entries()) {
    if (index + 1 < rule.minCount || isBeforeHole(before, coverage)) continue;
    const after = marks[index + 1];
    const endUs = after?.localUs ?? Infinity;
    const beginUs = before.localUs ?? 0;
    if (endUs - beginUs < rule.silenceUs) continue;
    const leastUs = Math.max(rule.silenceUs, rule.factor * distanceUpTo(marks, before));
    if (endUs - beginUs < leastUs) continue;
    // Only what came well inside the silence shows that others went on.
    const inside = witnesses.filter((other) => isInside(other, before, after));
    const last = inside.reduce<number | undefined>((most, other) => {
      const distance = distanceUs(before, other);
      return distance === undefined || (most !== undefined && distance <= most) ? most : distance;
    }, undefined);
    if (after !== undefined) {
      if (last !== undefined) gaps.push({ before, after, lengthUs: endUs - beginUs, witness: wentOn(inside) });
      continue;
    }
    if (last !== undefined && last >= leastUs) gaps.push({ before, lengthUs: last, witness: wentOn(inside) });
    else if (rule.witnesses.length === 0) {
      const later = lastOfOthers(before, all);
      if (later !== undefined && later.lengthUs >= leastUs) gaps.push({ before, ...later });
    }
  }
  return gaps;
}

function wentOn(inside: readonly PlacedSignal[]): string {
  return `others went on: ${[...new Set(inside.map(({ id }) => id))].slice(0, 3).join(', ')}`;
}

/** Inside the silence for certain: strictly after the last mark, strictly before the next one. */
function isInside(other: PlacedSignal, before: PlacedSignal, after: PlacedSignal | undefined): boolean {
  if (!sameHost(other, before)) return false;
  const sinceBegin = distanceUs(before, other);
  if (sinceBegin === undefined || sinceBegin <= 0) return false;
  if (after === undefined) return true;
  const toEnd = distanceUs(other, after);
  return toEnd !== undefined && toEnd > 0;
}

/** Least time from `a` to `b`: on one source's own clock, else on the common one with the error bounds taken off. */
function distanceUs(a: PlacedSignal, b: PlacedSignal): number | undefined {
  const isOneClock = sourceOf(a) === sourceOf(b) && a.stamp.kind === b.stamp.kind;
  if (isOneClock && a.localUs !== undefined && b.localUs !== undefined) return b.localUs - a.localUs;
  if (a.time === undefined || b.time === undefined) return undefined;
  return b.time.us - b.time.uncertaintyUs - a.time.us - a.time.uncertaintyUs;
}

/** Another program of the host that logged later than the mark, by the sources' coverage. */
function lastOfOthers(
  before: PlacedSignal,
  coverage: readonly SourceCoverage[],
): { readonly lengthUs: number; readonly witness: string } | undefined {
  const { time } = before;
  const origin = before.evidence[0]?.record.origin;
  if (time === undefined) return undefined;
  let best: { lengthUs: number; witness: string } | undefined;
  for (const { name, host, origins } of coverage) {
    const hosts = hostsOf(before);
    if (host !== undefined && hosts.length > 0 && !hosts.includes(shortHost(host))) continue;
    for (const [other, { lastUs }] of origins) {
      if (other === origin || lastUs === undefined) continue;
      const lengthUs = lastUs - time.us - 2 * time.uncertaintyUs;
      if (best === undefined || lengthUs > best.lengthUs) best = { lengthUs, witness: `${other} went on in ${name}` };
    }
  }
  return best;
}

function isBeforeHole(mark: PlacedSignal, coverage: SourceCoverage | undefined): boolean {
  return coverage?.holes.get(mark.id)?.afterLine === mark.evidence[0]?.record.position.line;
}

function byHost(signals: readonly PlacedSignal[], { joiner }: RuleContext): PlacedSignal[][] {
  const hosts = new Map<string, PlacedSignal[]>();
  for (const signal of signals) {
    const list = hosts.get(joiner.hostKey(signal));
    if (list === undefined) hosts.set(joiner.hostKey(signal), [signal]);
    else list.push(signal);
  }
  return [...hosts.values()];
}

/** The usual distance of marks up to one of them. Sorted once a silence, of which there are few. */
function distanceUpTo(marks: readonly PlacedSignal[], upTo: PlacedSignal): number {
  return usualDistance(marks.slice(0, marks.indexOf(upTo) + 1).map(({ localUs }) => localUs ?? 0));
}
