import type { RawFinding } from '../core/raw-finding.js';
import type { Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { shortHost, valuesOf } from './entities.js';

/**
 * `any`: every own signal proves the signature.
 *
 * Signals of one host, and of one value of each `groupBy` entity, make one finding; signals without a host belong to the only host there is.
 * Time does not split a group: a failure that comes again is one finding with a count and an interval.
 */
export function findAny(signature: Signature, signals: readonly PlacedSignal[], droppedCount: number): RawFinding[] {
  const groups = new Map<string, PlacedSignal[]>();
  const hosts = new Set(signals.flatMap((signal) => valuesOf(signal, 'host').map(shortHost)));
  const onlyHost = hosts.size === 1 ? [...hosts][0] : undefined;
  for (const signal of signals) {
    const host = valuesOf(signal, 'host').map(shortHost)[0] ?? onlyHost ?? '';
    const key = [host, ...signature.groupBy.map((kind) => valuesOf(signal, kind)[0] ?? '')].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [signal]);
    else group.push(signal);
  }
  return [...groups.values()].map((group) => {
    const certainty = Math.max(...group.map((signal) => signal.certainty));
    const reasons = [group.length === 1 ? 'one line or report shows it' : `${group.length} lines or reports show it`];
    if (certainty < 1) reasons.push('the text stands without the prefix of the program that writes it, or is cut');
    return {
      signature,
      signals: group,
      count: group.reduce((sum, signal) => sum + signal.weight, 0) + (groups.size === 1 ? droppedCount : 0),
      confidence: signature.confidence * certainty,
      reasons,
      missing: signature.confirm,
      partIds: [],
    };
  });
}
