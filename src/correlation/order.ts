import { comparePositions } from '../core/position.js';
import type { PlacedSignal } from '../core/signal.js';
import { onsetOf } from './time-relation.js';

/** Time order with a fixed tie-break, so that the order in which sources were read changes nothing. */
export function compareSignals(a: PlacedSignal, b: PlacedSignal): number {
  const onsetA = onsetOf(a)?.latestUs ?? Number.MAX_SAFE_INTEGER;
  const onsetB = onsetOf(b)?.latestUs ?? Number.MAX_SAFE_INTEGER;
  if (onsetA !== onsetB) return onsetA - onsetB;
  const positionA = a.evidence[0]?.record.position;
  const positionB = b.evidence[0]?.record.position;
  if (positionA === undefined || positionB === undefined) return 0;
  return comparePositions(positionA, positionB) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
