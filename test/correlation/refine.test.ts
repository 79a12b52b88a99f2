import { describe, expect, it } from 'vitest';
import { suppressRefined } from '../../src/correlation/refine.js';
import type { PlacedSignal } from '../../src/core/signal.js';
import { lane, signature } from './timeline.js';

const report = { report: 'kernel-trace' } as const;
const line = { record: 'some words that are long' } as const;

/** Ids that are left of a finer signal and a coarser one some lines behind it. */
function left(finer: object, coarser: object, lines: number, source = 0): string[] {
  const signatures = [
    signature({ id: 'test.f', refines: ['test.c'], match: [finer as never] }),
    signature({ id: 'test.c', match: [coarser as never] }),
  ];
  const signals = [
    ...lane('f', { uncertainty: 'unknown' }),
    ...lane(`${'-'.repeat(lines)}c`, { source, uncertainty: 'unknown' }),
  ].map(({ id, evidence, entities, values, weight, certainty }): PlacedSignal => ({
    id,
    evidence,
    entities,
    values,
    weight,
    certainty,
    stamp: { kind: 'none' },
  }));
  return suppressRefined(signals, signatures).map(({ id }) => id);
}

describe('a coarser signal near a finer one, without stamps', () => {
  it('is the same story told again, where either is a line', () => {
    expect(left(line, line, 5)).toEqual(['test.f']);
    expect(left(report, line, 5)).toEqual(['test.f']);
    expect(left(line, report, 5)).toEqual(['test.f']);
  });

  it('is another event where both are multi-line reports of one source', () => {
    expect(left(report, report, 5)).toEqual(['test.f', 'test.c']);
  });

  it('is the same report where another source shows it', () => {
    expect(left(report, report, 5, 1)).toEqual(['test.f']);
  });

  it('is another event further away', () => {
    expect(left(line, line, 25)).toEqual(['test.f', 'test.c']);
  });
});
