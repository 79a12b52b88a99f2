import type { Signal } from '../core/signal.js';

/** Signals of one source, bounded: the first and the last of each signature are kept, all are counted. */
export interface SignalStore {
  add(signal: Signal): void;
  /** Kept signals, by signature and in order of arrival. */
  signals(): Signal[];
  /** How many of a signature's signals were not kept. */
  dropped(): ReadonlyMap<string, number>;
}

export function createSignalStore(maxSignals: number): SignalStore {
  const half = Math.max(1, maxSignals >> 1);
  const byId = new Map<string, { first: Signal[]; last: Signal[]; next: number; dropped: number }>();
  return {
    add(signal) {
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
  };
}
