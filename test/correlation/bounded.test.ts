import { describe, expect, it } from 'vitest';
import type { Signal } from '../../src/core/signal.js';
import type { SourceScan } from '../../src/core/source.js';
import { correlate } from '../../src/correlation/correlate.js';
import { coverageOf } from '../../src/correlation/coverage.js';
import { createSignalStore } from '../../src/signals/signal-store.js';
import { container, signature } from './timeline.js';

const SECOND = 1_000_000;
const TOTAL = 10_000_000;
const KEPT = 1_000;

/** Ten million signals of one source, a tenth of a second apart; `quiet` signals are left out from the middle on. */
function scan(): SourceScan {
  const store = createSignalStore(KEPT);
  const entities = [container('a'.repeat(64))];
  const heapBefore = process.memoryUsage().heapUsed;
  for (let index = 0; index < TOTAL; index++) {
    const us = 1_600_000_000 * SECOND + (index * SECOND) / 10;
    const stamp = { kind: 'wall', us, resolutionUs: 1 } as const;
    const record = {
      position: { source: 0, line: index + 1, offset: index * 100 },
      time: stamp,
      origin: 'dockerd' as const,
      message: 'x',
      format: 'test',
      raw: 'x',
    };
    const signal: Signal = {
      id: 'test.a',
      evidence: [{ record, role: 'match', text: 'x' }],
      entities,
      values: {},
      stamp,
      weight: 1,
      certainty: 1,
    };
    store.add(signal);
  }
  const grown = process.memoryUsage().heapUsed - heapBefore;
  expect(store.signals()).toHaveLength(KEPT);
  // Garbage of the last collection included: far below what ten million signals would take.
  expect(grown).toBeLessThan(256 * 1024 * 1024);
  return {
    source: 0,
    name: 'long.log',
    format: 'test',
    bytes: 0,
    lines: TOTAL,
    records: TOTAL,
    candidates: TOTAL,
    notUnderstood: { lines: 0 },
    observations: {
      zoneVotes: [],
      yearVotes: [],
      newYears: [],
      boots: [],
      pairs: [],
      anchors: [],
      dumpsWritten: [],
    } as unknown as SourceScan['observations'],
    coverage: new Map([['dockerd', { records: TOTAL, first: at(0), last: at(TOTAL - 1) }]]),
    signals: store.signals(),
    droppedSignals: store.dropped(),
    dumps: [],
    versions: [],
    isDump: false,
    diagnostics: [],
  };
}

function at(index: number) {
  return {
    stamp: { kind: 'wall' as const, us: 1_600_000_000 * SECOND + (index * SECOND) / 10, resolutionUs: 1 },
    line: index + 1,
  };
}

describe('ten million signals', () => {
  it('are kept in a bounded store, and findings count them all', () => {
    const one = scan();
    const clock = {
      place: (stamp: Signal['stamp']) =>
        stamp.kind === 'none' ? undefined : { us: stamp.us, uncertaintyUs: 0, basis: 'exact' as const },
    };
    const coverage = coverageOf([one], [clock]);
    expect([...(coverage[0]?.holes.values() ?? [])]).toEqual([
      { count: TOTAL - KEPT, afterLine: KEPT / 2, beforeLine: TOTAL - KEPT / 2 + 1 },
    ]);
    const signals = one.signals.map((signal) => {
      const time = clock.place(signal.stamp);
      return { ...signal, ...(time === undefined ? {} : { time, localUs: time.us }) };
    });
    const match = [{ record: 'some words that are long', origins: ['dockerd'] as const }];
    const signatures = [
      signature({ id: 'test.a', match }),
      signature({ id: 'test.count', rule: { kind: 'threshold', of: ['test.a'], count: 1_000_000, within: '1m' } }),
      signature({
        id: 'test.burst',
        rule: { kind: 'threshold', of: ['test.a'], count: 500, within: '1m' },
        groupBy: ['container'],
      }),
      signature({ id: 'test.rate', rule: { kind: 'threshold', of: ['test.a'], rate: '9/s', within: '10d' } }),
      signature({ id: 'test.gap', rule: { kind: 'gap', of: ['test.a'], silence: '1h' } }),
    ];
    const findings = correlate({ signatures, signals, dropped: one.droppedSignals, coverage });
    const counts = Object.fromEntries(findings.map(({ signature: { id }, count }) => [id, count]));
    // The window that would be full lies in what was not kept: it may not be claimed, the rate over all of it may.
    expect(counts).toEqual({ 'test.a': TOTAL, 'test.burst': TOTAL, 'test.rate': TOTAL });
  });
});
