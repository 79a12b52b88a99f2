import { sameEntity, type Entity, type EntityKind } from '../core/entity.js';
import type { PlacedSignal } from '../core/signal.js';

export function valuesOf(signal: { readonly entities: readonly Entity[] }, kind: EntityKind): string[] {
  return signal.entities.filter((entity) => entity.kind === kind).map(({ value }) => value);
}

/** Hosts are asked for in every comparison of two signals. */
const hostsBySignal = new WeakMap<object, readonly string[]>();

function hostsOf(signal: PlacedSignal): readonly string[] {
  let hosts = hostsBySignal.get(signal);
  if (hosts === undefined) {
    hosts = valuesOf(signal, 'host').map(shortHost);
    hostsBySignal.set(signal, hosts);
  }
  return hosts;
}

/** Whether two signals can be of one host: unknown hosts join any. Short and full names of one host are equal. */
export function sameHost(a: PlacedSignal, b: PlacedSignal): boolean {
  const hostsA = hostsOf(a);
  const hostsB = hostsOf(b);
  if (hostsA.length === 0 || hostsB.length === 0) return true;
  return hostsA.some((host) => hostsB.includes(host));
}

export function shortHost(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}

/**
 * How two signals join on some kinds: `yes` if a kind that both know agrees, `no` if all kinds that both know differ,
 * `unknown` if they know no kind in common.
 */
export function joins(a: PlacedSignal, b: PlacedSignal, kinds: readonly EntityKind[]): 'yes' | 'no' | 'unknown' {
  let compared = false;
  for (const kind of kinds) {
    const valuesA = valuesOf(a, kind);
    const valuesB = valuesOf(b, kind);
    if (valuesA.length === 0 || valuesB.length === 0) continue;
    compared = true;
    if (valuesA.some((x) => valuesB.some((y) => sameEntity(kind, x, y)))) return 'yes';
  }
  return compared ? 'no' : 'unknown';
}
