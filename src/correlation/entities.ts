import { sameEntity, type Entity, type EntityKind } from '../core/entity.js';
import type { HostScope } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { cgroupOwner } from './cgroup-owner.js';

export type Joined = 'yes' | 'no' | 'unknown';

/** What a rule says of entities: on which kinds its signals must agree, and whether over hosts. */
export interface JoinRule {
  readonly join: readonly EntityKind[];
  readonly hosts?: HostScope;
}

/** Answers whether signals are about the same things; knows what a device's pool is from signals that name both. */
export interface Joiner {
  /**
   * `no` if the hosts or all kinds that both know differ, `yes` if one kind agrees, `unknown` if they know none in common. Over hosts (`hosts: any`)
   * only an entity that hosts share makes a `yes`.
   */
  joins(a: PlacedSignal, b: PlacedSignal, rule: JoinRule): Joined;
  /** Values that a signal names, and those that follow from them: cgroup path to container, pod or unit, device to pool. */
  valuesOf(signal: PlacedSignal, kind: EntityKind): readonly string[];
  /** The host's short name; of a signal without one that of the only host there is, else empty. */
  hostKey(signal: PlacedSignal): string;
}

/** Things that several hosts can have in common. */
const SHARED: ReadonlySet<EntityKind> = new Set(['image', 'registry', 'address']);
/** Pools told apart per device; a device that is in more is none's. */
const MAX_LINKS = 10_000;

export function createJoiner(signals: readonly PlacedSignal[]): Joiner {
  const pools = poolsByDevice(signals);
  const known = new WeakMap<PlacedSignal, Map<EntityKind, readonly string[]>>();

  function allValues(signal: PlacedSignal, kind: EntityKind): readonly string[] {
    let byKind = known.get(signal);
    if (byKind === undefined) known.set(signal, (byKind = new Map<EntityKind, readonly string[]>()));
    let values = byKind.get(kind);
    if (values === undefined) {
      values = [...new Set([...valuesOf(signal, kind), ...derived(signal, kind)])];
      byKind.set(kind, values);
    }
    return values;
  }

  function derived(signal: PlacedSignal, kind: EntityKind): string[] {
    if (kind === 'container' || kind === 'pod' || kind === 'unit') {
      const paths = [...valuesOf(signal, 'cgroup'), ...(kind === 'unit' ? [] : valuesOf(signal, 'unit'))];
      return paths.flatMap((path) => cgroupOwner(path)[kind] ?? []);
    }
    if (kind !== 'pool') return [];
    return valuesOf(signal, 'device').flatMap((device) => pools.get(deviceKey(signal, device)) ?? []);
  }

  function agree(a: PlacedSignal, b: PlacedSignal, kinds: readonly EntityKind[]): Joined {
    let compared = false;
    for (const kind of kinds) {
      const valuesA = allValues(a, kind);
      const valuesB = allValues(b, kind);
      if (valuesA.length === 0 || valuesB.length === 0) continue;
      compared = true;
      // A pid is a process of one boot.
      if (kind === 'pid' && differ(allValues(a, 'boot'), allValues(b, 'boot'))) continue;
      if (valuesA.some((x) => valuesB.some((y) => sameEntity(kind, x, y)))) return 'yes';
    }
    return compared ? 'no' : 'unknown';
  }

  const names = new Set(signals.flatMap(hostsOf));
  const onlyHost = names.size === 1 ? [...names][0] : undefined;

  return {
    valuesOf: allValues,
    hostKey: (signal) => hostsOf(signal)[0] ?? onlyHost ?? '',
    joins(a, b, { join, hosts }) {
      if (sameHost(a, b)) return agree(a, b, join);
      if (hosts !== 'any') return 'no';
      const shared = join.filter((kind) => SHARED.has(kind));
      return agree(a, b, shared) === 'yes' ? 'yes' : 'no';
    },
  };
}

export function valuesOf(signal: { readonly entities: readonly Entity[] }, kind: EntityKind): string[] {
  return signal.entities.filter((entity) => entity.kind === kind).map(({ value }) => value);
}

/** Hosts are asked for in every comparison of two signals. */
const hostsBySignal = new WeakMap<object, readonly string[]>();

export function hostsOf(signal: PlacedSignal): readonly string[] {
  let hosts = hostsBySignal.get(signal);
  if (hosts === undefined) {
    hosts = valuesOf(signal, 'host').map(shortHost);
    hostsBySignal.set(signal, hosts);
  }
  return hosts;
}

/** Whether two signals can be of one host: unknown hosts join any. Short and full names of one host are equal. */
export function sameHost(a: PlacedSignal, b: PlacedSignal): boolean {
  return !differ(hostsOf(a), hostsOf(b));
}

export function shortHost(host: string): string {
  return /^[\d.]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}

function differ(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some((value) => b.includes(value));
}

function deviceKey(signal: PlacedSignal, device: string): string {
  return `${hostsOf(signal)[0] ?? ''}\u0000${device.replace(/^\/dev\/(?:mapper\/)?/, '')}`;
}

/** A signal that names one device and one pool says that they belong together, on its host. */
function poolsByDevice(signals: readonly PlacedSignal[]): Map<string, readonly string[]> {
  const pools = new Map<string, readonly string[]>();
  for (const signal of signals) {
    if (pools.size >= MAX_LINKS) break;
    const devices = valuesOf(signal, 'device');
    const named = valuesOf(signal, 'pool');
    const [device] = devices;
    if (device === undefined || devices.length !== 1 || named.length !== 1) continue;
    const key = deviceKey(signal, device);
    pools.set(key, [...new Set([...(pools.get(key) ?? []), ...named])]);
  }
  // Said to be in two pools: not a sign of either.
  for (const [key, names] of pools) if (names.length > 1) pools.delete(key);
  return pools;
}
