import { describe, expect, it } from 'vitest';
import type { Signature } from '../../src/core/pattern.js';
import type { PlacedSignal } from '../../src/core/signal.js';
import { correlate } from '../../src/correlation/correlate.js';
import { buildIncidents } from '../../src/incidents/build-incidents.js';
import { container, host, lane, signature } from '../correlation/timeline.js';

/** Findings as `id <- id of what is above`, in rank order. */
function tree(signatures: readonly Signature[], signals: readonly PlacedSignal[]): string[] {
  const ranked = buildIncidents(correlate({ signatures, signals, dropped: new Map() }));
  const ids = new Map(ranked.map(({ key, signature: { id } }) => [key, id]));
  return ranked.map(({ signature: { id }, causedBy }) =>
    causedBy === null ? id : `${id} <- ${ids.get(causedBy) ?? '?'}`,
  );
}

const cause = signature({ id: 'test.a', leadsTo: ['test.b'] });
const middle = signature({ id: 'test.b', leadsTo: ['test.c'] });
const effect = signature({ id: 'test.c', severity: 'critical' });

describe('causes', () => {
  it('come before consequences, whatever their severity', () => {
    expect(tree([cause, middle, effect], lane('a-b-c'))).toEqual(['test.a', 'test.c <- test.b', 'test.b <- test.a']);
  });

  it('are not claimed where the consequence was there first', () => {
    expect(tree([cause, middle], lane('b---a'))).toEqual(['test.b', 'test.a']);
  });

  it('are not claimed across hosts or containers', () => {
    const a = 'a'.repeat(64);
    const b = 'b'.repeat(64);
    const apart = [...lane('a', { entities: [container(a)] }), ...lane('-b', { entities: [container(b)] })];
    expect(tree([cause, middle], apart)).toEqual(['test.a', 'test.b']);
    const hosts = [...lane('a', { entities: [host('n1')] }), ...lane('-b', { entities: [host('n2')] })];
    expect(tree([cause, middle], hosts)).toEqual(['test.a', 'test.b']);
  });

  it('are the nearest before the consequence', () => {
    const early = signature({ id: 'test.e', leadsTo: ['test.c'] });
    expect(tree([early, middle, effect], lane('e--b--c'))).toContain('test.c <- test.b');
  });

  it('are found where clocks cannot tell the order', () => {
    expect(tree([cause, middle], [...lane('a'), ...lane('b', { source: 1, uncertainty: 'unknown' })])).toContain(
      'test.b <- test.a',
    );
  });

  it('do not run in circles', () => {
    const back = signature({ id: 'test.b', leadsTo: ['test.a'] });
    expect(tree([cause, back], [...lane('a'), ...lane('b', { source: 1, uncertainty: 'unknown' })])).toHaveLength(2);
  });
});

describe('composites', () => {
  const composite = signature({
    id: 'test.composite',
    severity: 'critical',
    leadsTo: ['test.d'],
    rule: {
      kind: 'sequence',
      parts: [
        { name: 'a', ids: ['test.a'], required: true },
        { name: 'b', ids: ['test.b'], required: true },
      ],
    },
  });

  it('take over their parts and stand first', () => {
    expect(tree([composite, cause, middle], lane('a-b'))).toEqual([
      'test.composite',
      'test.a <- test.composite',
      'test.b <- test.composite',
    ]);
  });

  it('name their parts', () => {
    const ranked = buildIncidents(
      correlate({ signatures: [composite, cause, middle], signals: lane('a-b'), dropped: new Map() }),
    );
    expect(ranked[0]?.parts).toEqual(['F2', 'F3']);
  });

  it('stand above what they lead to', () => {
    expect(tree([composite, cause, middle, signature({ id: 'test.d' })], lane('a-b-d'))).toContain(
      'test.d <- test.composite',
    );
  });
});

describe('the rank of roots', () => {
  it('goes by severity, then confidence, then time', () => {
    const signatures = [
      signature({ id: 'test.w', severity: 'warning', confidence: 0.9 }),
      signature({ id: 'test.x', severity: 'error', confidence: 0.5 }),
      signature({ id: 'test.y', severity: 'error', confidence: 0.9 }),
      signature({ id: 'test.z', severity: 'error', confidence: 0.9 }),
    ];
    expect(tree(signatures, lane('w-x-z-y'))).toEqual(['test.z', 'test.y', 'test.x', 'test.w']);
  });
});
