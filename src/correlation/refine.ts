import type { Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_SECOND } from '../core/units.js';
import { sameHost } from './entities.js';
import { createTimeIndex } from './time-index.js';
import { isWithin } from './time-relation.js';

/** One failure is told by several programs within this time. */
const TOLD_AGAIN_US = 2 * US_PER_SECOND;
/** Where no line shows a time, the same story is told within this many lines. */
const TOLD_AGAIN_LINES = 20;

/**
 * A finer signature replaces its parents also where they were seen in other lines of the same story: runc's error comes again
 * from the shim, containerd, dockerd and the client, each time with less detail.
 *
 * Two multi-line reports of one source are two events, however near: of one and the same report the finer signature alone makes a signal.
 */
export function suppressRefined(signals: readonly PlacedSignal[], signatures: readonly Signature[]): PlacedSignal[] {
  const finerIds = new Map<string, string[]>();
  for (const { id, refines } of signatures) {
    for (const parent of refines) finerIds.set(parent, [...(finerIds.get(parent) ?? []), id]);
  }
  const byId = new Map<string, PlacedSignal[]>();
  for (const signal of signals) {
    const list = byId.get(signal.id);
    if (list === undefined) byId.set(signal.id, [signal]);
    else list.push(signal);
  }
  const seen = signatures.filter(({ id }) => byId.has(id));
  const reportOnly = new Set(seen.filter(({ match }) => match.every(({ on }) => on === 'report')).map(({ id }) => id));
  const mayBeReport = new Set(seen.filter(({ match }) => match.some(({ on }) => on === 'report')).map(({ id }) => id));
  const isReport = ({ id, evidence }: PlacedSignal): boolean =>
    mayBeReport.has(id) && (reportOnly.has(id) || evidence.length > 1);
  const timed = new Map([...byId].map(([id, list]) => [id, createTimeIndex(list)]));
  return signals.filter((signal) => {
    for (const id of finerIds.get(signal.id) ?? []) {
      const near = timed.get(id)?.near(signal, -TOLD_AGAIN_US, TOLD_AGAIN_US) ?? [];
      if (near.some((other) => !areTwoReports(signal, other) && tellsTheSame(signal, other))) return false;
    }
    return true;
  });

  function areTwoReports(a: PlacedSignal, b: PlacedSignal): boolean {
    const [first, second] = [a.evidence[0]?.record.position, b.evidence[0]?.record.position];
    return first !== undefined && first.source === second?.source && isReport(a) && isReport(b);
  }
}

function tellsTheSame(parent: PlacedSignal, finer: PlacedSignal): boolean {
  if (!sameHost(parent, finer)) return false;
  const answer = isWithin(finer, parent, -TOLD_AGAIN_US, TOLD_AGAIN_US);
  if (answer !== 'unknown') return answer === 'yes';
  const a = parent.evidence[0]?.record.position;
  const b = finer.evidence[0]?.record.position;
  if (a === undefined || b === undefined) return false;
  // Without a common clock: pasted parts of one ticket tell one story.
  return a.source !== b.source || Math.abs(a.line - b.line) <= TOLD_AGAIN_LINES;
}
