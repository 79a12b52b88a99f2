import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signature } from '../../src/core/pattern.js';
import type { PlacedSignal } from '../../src/core/signal.js';
import { correlate } from '../../src/correlation/correlate.js';
import { container, host, lane, signature } from './timeline.js';

function findingsOf(signatures: readonly Signature[], signals: readonly PlacedSignal[], id: string) {
  return correlate({ signatures, signals, dropped: new Map() }).filter((finding) => finding.signature.id === id);
}

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('any', () => {
  it('makes one finding of all signals of a host', () => {
    const findings = findingsOf([signature({ id: 'test.a' })], lane('a-a--a'), 'test.a');
    expect(findings.map(({ count }) => count)).toEqual([3]);
  });

  it('keeps hosts apart, and gives signals without a host to the only one there is', () => {
    const two = [...lane('a', { entities: [host('n1')] }), ...lane('-a', { entities: [host('n2')] })];
    expect(findingsOf([signature({ id: 'test.a' })], two, 'test.a')).toHaveLength(2);
    const one = [
      ...lane('a', { entities: [host('n1')] }),
      ...lane('-a', { entities: [host('n1.example.com')] }),
      ...lane('--a'),
    ];
    expect(findingsOf([signature({ id: 'test.a' })], one, 'test.a')).toHaveLength(1);
  });

  it('splits by the entities of groupBy', () => {
    const signals = [...lane('a', { entities: [container(A)] }), ...lane('-a', { entities: [container(B)] })];
    expect(findingsOf([signature({ id: 'test.a', groupBy: ['container'] })], signals, 'test.a')).toHaveLength(2);
  });
});

describe('threshold', () => {
  const loop = signature({ id: 'test.loop', rule: { kind: 'threshold', of: ['test.a'], count: 3, within: '5m' } });
  const found = (drawing: string, options = {}): number =>
    findingsOf([loop], lane(drawing, options), 'test.loop').length;

  it('needs its count within the window', () => {
    expect(found('a-a-a')).toBe(1);
    expect(found('a-a')).toBe(0);
    expect(found('a---a---a')).toBe(0);
  });

  it('counts both ends of the window', () => {
    expect(found('a--a-a')).toBe(1);
    expect(found('a--a--a')).toBe(0);
  });

  it('makes one finding of a series that goes on, and two of two series', () => {
    expect(found('aaa--aa--a')).toBe(1);
    expect(found('aaa----------------aaa')).toBe(2);
  });

  it('counts distinct values of an entity if asked to', () => {
    const distinct = signature({
      id: 'test.loop',
      rule: { kind: 'threshold', of: ['test.a'], count: 2, distinct: 'container', within: '5m' },
    });
    const same = lane('aa', { entities: [container(A)] });
    expect(findingsOf([distinct], same, 'test.loop')).toHaveLength(0);
    expect(findingsOf([distinct], [...same, ...lane('--a', { entities: [container(B)] })], 'test.loop')).toHaveLength(
      1,
    );
  });

  it('works on the clock of a source that could not be placed', () => {
    expect(found('a-a-a', { uncertainty: 'unknown' })).toBe(1);
    expect(found('a---a---a', { uncertainty: 'unknown' })).toBe(0);
  });
});

describe('sequence', () => {
  const sequence = (part: object = {}, rule: object = {}): Signature =>
    signature({
      id: 'test.composite',
      rule: {
        kind: 'sequence',
        join: ['container'],
        parts: [
          { name: 'first', ids: ['test.a'], required: true },
          { name: 'second', ids: ['test.b'], required: true, within: '5m', weight: 0.2, ...part },
          { name: 'third', ids: ['test.c'], within: '10m', weight: 0.1, missing: 'the third log' },
        ],
        ...rule,
      },
    });
  const find = (signals: readonly PlacedSignal[], rule = sequence()) => findingsOf([rule], signals, 'test.composite');

  it('is found when its parts follow within their windows', () => {
    expect(find(lane('a--b'))).toHaveLength(1);
    expect(find(lane('a----b'))).toHaveLength(1);
    expect(find(lane('a-----b'))).toHaveLength(0);
  });

  it('is not found when a required part is missing or comes before', () => {
    expect(find(lane('a'))).toHaveLength(0);
    expect(find(lane('b--a'))).toHaveLength(0);
  });

  it('takes equal times as in order', () => {
    expect(find([...lane('-a'), ...lane('-b', { source: 1 })])).toHaveLength(1);
  });

  it('is surer with an optional part, and names the one that is missing', () => {
    const without = find(lane('a--b'))[0];
    const with_ = find(lane('a--b--c'))[0];
    expect(with_?.confidence).toBeGreaterThan(without?.confidence ?? 1);
    expect(without?.missing).toEqual(['the third log']);
    expect(with_?.missing).toEqual([]);
  });

  it('is less sure when the clocks cannot tell the order', () => {
    const sure = find([...lane('a'), ...lane('--b', { source: 1 })])[0];
    const unsure = find([...lane('a'), ...lane('--b', { source: 1, uncertainty: 30 })])[0];
    const unplaced = find([...lane('a'), ...lane('--b', { source: 1, uncertainty: 'unknown' })])[0];
    expect(unsure?.confidence).toBeLessThan(sure?.confidence ?? 0);
    expect(unplaced?.confidence).toBe(unsure?.confidence);
  });

  it('does not take the two clocks of one source for one', () => {
    // A journal's yearless stamp lies in the base year until it is placed; the stamp inside a message is exact.
    const civil = lane('--b').map((signal) => ({
      ...signal,
      stamp: { kind: 'civil', us: 0, hasYear: false, resolutionUs: 0 } as const,
      localUs: 0,
    }));
    expect(find([...lane('a'), ...civil])).toHaveLength(1);
  });

  it('is not found when the clocks exclude it', () => {
    expect(
      find([...lane('a'), ...lane('------------------------------b', { source: 1, uncertainty: 2 })]),
    ).toHaveLength(0);
  });

  it('counts a wait from its beginning, as far as Go tells it', () => {
    // The dump is of minute 30, the goroutine has waited for 29 minutes: since minute -2 to 1.
    const dump = lane(`${'-'.repeat(30)}b`, { source: 1, wait: 29 });
    expect(find([...lane('a'), ...dump], sequence({ after: '-3m' }))).toHaveLength(1);
    expect(
      find([...lane('a'), ...lane(`${'-'.repeat(30)}b`, { source: 1, wait: 10 })], sequence({ after: '-3m' })),
    ).toHaveLength(0);
  });

  it('joins parts of one container and keeps others out', () => {
    const ofA = lane('a', { entities: [container(A)] });
    expect(find([...ofA, ...lane('--b', { entities: [container(A.slice(0, 12))] })])).toHaveLength(1);
    expect(find([...ofA, ...lane('--b', { entities: [container(B)] })])).toHaveLength(0);
    expect(find([...ofA, ...lane('--b')])).toHaveLength(1);
  });

  it('keeps hosts apart', () => {
    expect(find([...lane('a', { entities: [host('n1')] }), ...lane('--b', { entities: [host('n2')] })])).toHaveLength(
      0,
    );
  });

  it('stays two when there are two', () => {
    const ofA = [...lane('a', { entities: [container(A)] }), ...lane('--b', { entities: [container(A)] })];
    const ofB = [...lane('-a', { entities: [container(B)] }), ...lane('---b', { entities: [container(B)] })];
    expect(find([...ofA, ...ofB])).toHaveLength(2);
  });

  it('can ask for some of its optional parts', () => {
    const either = sequence({ required: false }, { minOptional: 1 });
    expect(find(lane('a'), either)).toHaveLength(0);
    expect(find(lane('a--c'), either)).toHaveLength(1);
  });

  it('takes findings of other rules as parts', () => {
    const loop = signature({ id: 'test.b', rule: { kind: 'threshold', of: ['test.x'], count: 3, within: '5m' } });
    expect(findingsOf([sequence(), loop], lane('a-xxx'), 'test.composite')).toHaveLength(1);
    expect(findingsOf([sequence(), loop], lane('a-xx'), 'test.composite')).toHaveLength(0);
  });

  it('depends neither on the order of signals nor on benign ones in between', () => {
    const signals = [...lane('a--b--c'), ...lane('-x-x-x-x', { source: 1 }), ...lane('--------a-b', { source: 2 })];
    const expected = JSON.stringify(find(signals));
    fc.assert(
      fc.property(fc.shuffledSubarray(signals, { minLength: signals.length }), (shuffled) => {
        expect(JSON.stringify(find(shuffled))).toBe(expected);
      }),
    );
  });
});

describe('all', () => {
  const all = signature({
    id: 'test.composite',
    rule: {
      kind: 'all',
      parts: [
        { name: 'one', ids: ['test.a'], required: true },
        { name: 'other', ids: ['test.b'], required: true, within: '5m' },
      ],
    },
  });

  it('takes its parts in any order within the window', () => {
    for (const drawing of ['a--b', 'b--a', 'b----a'])
      expect(findingsOf([all], lane(drawing), 'test.composite')).toHaveLength(1);
    expect(findingsOf([all], lane('b-----a'), 'test.composite')).toHaveLength(0);
  });
});

describe('repetition', () => {
  const stalled = signature({
    id: 'test.stalled',
    rule: { kind: 'repetition', of: ['test.c'], progress: ['test.p'], count: 5, silence: '5m', factor: 4 },
  });
  const found = (drawing: string): number => findingsOf([stalled], lane(drawing), 'test.stalled').length;

  it('is calls that go on while progress has stopped', () => {
    expect(found('cpcpcpcpcpcpccccccccccc')).toBe(1);
  });

  it('is not seen while there is progress to the end', () => {
    expect(found('cpcpcpcpcpcpccccccccccp')).toBe(0);
  });

  it('is not claimed of a log that never showed progress', () => {
    expect(found('ccccccccccccccccccccccc')).toBe(0);
  });

  it('is not claimed where progress was always rare', () => {
    expect(found('p---------p---------p---------p---------p---------ccccccccc')).toBe(0);
  });
});

describe('a finer signature', () => {
  const fine = signature({ id: 'test.f', refines: ['test.p'] });
  const parent = signature({ id: 'test.p' });

  it('replaces its parent in the lines that tell the same story', () => {
    expect(findingsOf([fine, parent], [...lane('f'), ...lane('p', { source: 1 })], 'test.p')).toHaveLength(0);
  });

  it('leaves the parent that was seen at another time', () => {
    expect(findingsOf([fine, parent], [...lane('f'), ...lane('---p', { source: 1 })], 'test.p')).toHaveLength(1);
  });
});
