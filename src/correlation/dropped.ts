import type { PlacedSignal } from '../core/signal.js';
import type { SourceCoverage } from './coverage.js';

/** What sources cover, as far as signals that were counted but not kept matter. */
interface Covered {
  readonly coverage: readonly SourceCoverage[];
}

/** Between the two stood signals of the same signature that were not kept: the series went on. */
export function bridges(a: PlacedSignal, b: PlacedSignal, { coverage }: Covered): boolean {
  const [from, to] = [a.evidence[0]?.record.position, b.evidence[0]?.record.position];
  if (a.id !== b.id || from === undefined || from.source !== to?.source) return false;
  const hole = coverage.find(({ source }) => source === from.source)?.holes.get(a.id);
  return hole?.afterLine === from.line && hole.beforeLine === to.line;
}

/** Signals by weight, and those that were not kept in between. */
export function total(signals: readonly PlacedSignal[], { coverage }: Covered): number {
  let sum = signals.reduce((all, { weight }) => all + weight, 0);
  const lines = new Map<string, Set<number>>();
  for (const { id, evidence } of signals) {
    const position = evidence[0]?.record.position;
    if (position === undefined) continue;
    const key = `${position.source} ${id}`;
    const known = lines.get(key);
    if (known === undefined) lines.set(key, new Set([position.line]));
    else known.add(position.line);
  }
  for (const { source, holes } of coverage) {
    for (const [id, { count, afterLine, beforeLine }] of holes) {
      const own = lines.get(`${source} ${id}`);
      if (own?.has(afterLine) === true && own.has(beforeLine)) sum += count;
    }
  }
  return sum;
}
