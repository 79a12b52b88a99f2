import { describe, expect, it } from 'vitest';
import type { PlacedSignal } from '../../src/core/signal.js';
import { correlate } from '../../src/correlation/correlate.js';
import { buildIncidents } from '../../src/incidents/build-incidents.js';
import { container, host, lane, signature } from '../correlation/timeline.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

/** A composite of a and b, which leads to c; d has nothing to do with it and leads to e. */
const signatures = [
  signature({
    id: 'test.composite',
    severity: 'critical',
    leadsTo: ['test.c'],
    rule: {
      kind: 'sequence',
      join: ['container'],
      parts: [
        { name: 'first', ids: ['test.a'], required: true },
        { name: 'second', ids: ['test.b'], required: true, within: '5m' },
      ],
    },
  }),
  signature({ id: 'test.a', groupBy: ['container'] }),
  signature({ id: 'test.b', groupBy: ['container'] }),
  signature({ id: 'test.c', groupBy: ['container'] }),
  signature({ id: 'test.d', leadsTo: ['test.e'] }),
  signature({ id: 'test.e' }),
];

/** Roots with all that hangs below each, sorted. */
function incidents(signals: readonly PlacedSignal[]): string[] {
  const ranked = buildIncidents(correlate({ signatures, signals, dropped: new Map() }));
  const rootOf = (key: string): string => {
    const above = ranked.find((finding) => finding.key === key)?.causedBy ?? null;
    return above === null ? key : rootOf(above);
  };
  const roots = ranked.filter(({ causedBy }) => causedBy === null);
  return roots
    .map(({ key }) =>
      ranked
        .filter((finding) => rootOf(finding.key) === key)
        .map((finding) => finding.signature.id)
        .sort()
        .join(' '),
    )
    .sort();
}

const CHAIN = 'test.a test.b test.c test.composite';

describe('two independent incidents in one input stay two', () => {
  it('of different kinds at the same time', () => {
    expect(incidents([...lane('a--b--c'), ...lane('-d-e', { source: 1 })])).toEqual([CHAIN, 'test.d test.e']);
  });

  it('of one kind, in two containers', () => {
    const signals = [
      ...lane('a--b--c', { entities: [container(A)] }),
      ...lane('-a--b--c', { entities: [container(B)] }),
    ];
    expect(incidents(signals)).toEqual([CHAIN, CHAIN]);
  });

  it('of one kind, on two hosts, whatever file came first', () => {
    const n1 = lane('a--b--c', { source: 0, entities: [host('n1')] });
    const n2 = lane('a--b--c', { source: 1, entities: [host('n2')] });
    expect(incidents([...n1, ...n2])).toEqual([CHAIN, CHAIN]);
    expect(incidents([...n2, ...n1])).toEqual([CHAIN, CHAIN]);
  });

  it('and one incident of one host stays one under its short and its full name', () => {
    const signals = [
      ...lane('a--b', { entities: [host('n1')] }),
      ...lane('------c', { source: 1, entities: [host('n1.example.com')] }),
    ];
    expect(incidents(signals)).toEqual([CHAIN]);
  });
});
