import type { Signal } from '../core/signal.js';

/** Signals of one source, bounded: the first and the last of each signature are kept, all are counted. */
export interface SignalStore {
  add(signal: Signal): void;
  /** Kept signals, by signature and in order of arrival. */
  signals(): Signal[];
  /** How many of a signature's signals were not kept. */
  dropped(): ReadonlyMap<string, number>;
  /** Signals that were added, kept or not. */
  readonly added: number;
  /** Forgets what was added before the call before this one: a source without end keeps what is recent. */
  forget(): void;
}

/** For sources without end: the same of two periods, each with half of the room; `forget` begins a new period. */
export function createRecentSignalStore(maxSignals: number): SignalStore {
  let older = createSignalStore(maxSignals >> 1);
  let newer = createSignalStore(maxSignals >> 1);
  let added = 0;
  return {
    add(signal) {
      added++;
      newer.add(signal);
    },
    signals: () => [...older.signals(), ...newer.signals()],
    dropped() {
      const sum = new Map(older.dropped());
      for (const [id, count] of newer.dropped()) sum.set(id, (sum.get(id) ?? 0) + count);
      return sum;
    },
    get added() {
      return added;
    },
    forget() {
      older = newer;
      newer = createSignalStore(maxSignals >> 1);
    },
  };
}

export function createSignalStore(maxSignals: number): SignalStore {
  const half = Math.max(1, maxSignals >> 1);
  const byId = new Map<string, { first: Signal[]; last: Signal[]; next: number; dropped: number }>();
  let added = 0;
  return {
    add(signal) {
      added++;
      let kept = byId.get(signal.id);
      if (kept === undefined) byId.set(signal.id, (kept = { first: [], last: [], next: 0, dropped: 0 }));
      if (kept.first.length < half) kept.first.push(signal);
      else {
        if (kept.last.length === half) kept.dropped++;
        kept.last[kept.next] = signal;
        kept.next = (kept.next + 1) % half;
      }
    },
    signals() {
      return [...byId.values()].flatMap(({ first, last, next }) => [
        ...first,
        ...last.slice(next),
        ...last.slice(0, next),
      ]);
    },
    dropped() {
      return new Map([...byId].filter(([, kept]) => kept.dropped > 0).map(([id, kept]) => [id, kept.dropped]));
    },
    get added() {
      return added;
    },
    forget() {
      byId.clear();
    },
  };
}
