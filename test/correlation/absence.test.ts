import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawRule } from '../../src/patterns/raw-signature.js';
import { container, cover, host, judge, lane, outcome, signature, spoken } from './timeline.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

type AbsenceRule = Extract<RawRule, { kind: 'absence' }>;

function rule(more: Partial<AbsenceRule> = {}) {
  const absence = {
    kind: 'absence',
    of: ['test.a'],
    expected: ['test.e'],
    within: '5m',
    join: ['container'],
    ...more,
  } as const;
  return [signature({ id: 'test.absence', rule: absence }), spoken('e')];
}

const look = (
  signals: Parameters<typeof judge>[2],
  coverage: Parameters<typeof judge>[3] = [cover('=====================', ['dockerd'])],
  signatures = rule(),
): string => outcome(judge(signatures, 'test.absence', signals, coverage));

describe('absence after an anchor', () => {
  it.each([
    // e is expected within 5 minutes after a; the log covers all.
    ['---a--e-----------', 'none'],
    ['---a-------------', 'found'],
    ['-e-a-------------', 'found'],
    ['---a----e--------', 'none'],
    ['---a-----e-------', 'found'],
    ['---a--e----a-----', 'found'],
    ['---a-a-a---e-----', 'found'],
    ['-----------------', 'none'],
  ])('%s: %s', (drawing, expected) => {
    expect(look(lane(drawing))).toBe(expected);
  });

  it('takes equal times as answered', () => {
    expect(look([...lane('---a'), ...lane('---e', { source: 1 })])).toBe('none');
  });

  it('makes one finding of anchors of one container, and counts them', () => {
    const { findings } = judge(rule(), 'test.absence', lane('a--a', { entities: [container(A)] }), [
      cover('====================', ['dockerd']),
    ]);
    expect(findings.map(({ count }) => count)).toEqual([2]);
    expect(findings[0]?.reasons.join(' ')).toContain('source-0');
  });

  it('is not answered for another container, and is by a short id', () => {
    const a = lane('---a', { entities: [container(A)] });
    expect(look([...a, ...lane('-----e', { entities: [container(B)] })])).toBe('found');
    expect(look([...a, ...lane('-----e', { entities: [container(A.slice(0, 12))] })])).toBe('none');
  });

  it('is not answered by another host', () => {
    const n1 = lane('---a', { entities: [host('n1')] });
    const covered = [
      cover('=============', ['dockerd'], { host: 'n1' }),
      cover('=============', ['dockerd'], { source: 1, host: 'n2' }),
    ];
    expect(look([...n1, ...lane('-----e', { source: 1, entities: [host('n2')] })], covered)).toBe('found');
    expect(look([...n1, ...lane('-----e', { source: 1, entities: [host('n1.example.com')] })], covered)).toBe('none');
  });
});

describe('absence before an anchor', () => {
  const before = rule({ after: '-5m', within: '0s' });

  it.each([
    ['--------a--------', 'found'],
    ['---e----a--------', 'none'],
    ['--e-----a--------', 'found'],
    ['--------a-e------', 'found'],
    // The log begins too late to tell.
    ['--a--------------', 'cannot tell'],
  ])('%s: %s', (drawing, expected) => {
    expect(look(lane(drawing), undefined, before)).toBe(expected);
  });
});

describe('absence that cannot be told', () => {
  const a = lane('-----a');

  it.each([
    ['no source at all', []],
    ['a source of another program', [cover('==================', ['kernel'])]],
    ['a log that ends too early', [cover('========', ['dockerd'])]],
    ['a log that begins after the anchor', [cover('------============', ['dockerd'], { source: 1 })]],
    [
      'a rotated part that is missing',
      [cover('======', ['dockerd'], { source: 1 }), cover('---------========', ['dockerd'], { source: 2 })],
    ],
    [
      'a clock whose error bound reaches over the end',
      [cover('============', ['dockerd'], { source: 1, uncertainty: 3 })],
    ],
    [
      'the log of another host',
      [
        cover('==================', ['dockerd'], { source: 1, host: 'n1' }),
        cover('==================', ['kernel'], { source: 2, host: 'n2' }),
      ],
    ],
  ])('%s', (_, coverage) => {
    expect(look(a, coverage)).toBe('cannot tell');
  });

  it('is told by the parts of a rotated log together', () => {
    const parts = [
      cover('========', ['dockerd'], { source: 1 }),
      cover('--------========', ['dockerd'], { source: 2 }),
    ];
    expect(look(a, parts)).toBe('found');
  });

  it('is the same for an anchor that lies on the edge of what is covered', () => {
    expect(look(a, [cover('-----======', ['dockerd'])])).toBe('found');
    expect(look(a, [cover('-----=====', ['dockerd'])])).toBe('cannot tell');
  });

  it('is where clocks cannot tell whether the answer lies in the window', () => {
    expect(look([...a, ...lane('-----------e', { source: 1, uncertainty: 3 })])).toBe('cannot tell');
    expect(look([...a, ...lane('-e', { source: 1, uncertainty: 'unknown' })])).toBe('cannot tell');
    expect(look([...a, ...lane('-------e', { source: 1, uncertainty: 1 })])).toBe('none');
  });

  it('is where signals of the answer were counted but not kept', () => {
    const signals = [...a, ...lane('e-------------e')];
    const hole = { id: 'test.e', count: 100, after: 0, before: 14 };
    expect(look(signals, [cover('=====================', ['dockerd'], { hole })])).toBe('cannot tell');
    const over = { id: 'test.e', count: 100, after: 0, before: 2 };
    expect(look([...a, ...lane('e-e')], [cover('=====================', ['dockerd'], { hole: over })])).toBe('found');
  });

  it('is where the answer is looked for in a part of the log only', () => {
    const tail = [...rule().slice(0, 1), spoken('e', 'dockerd', { tailOnly: true })];
    expect(look(a, undefined, tail)).toBe('cannot tell');
  });

  it('can be told by the log that the rule names', () => {
    const kernel = [cover('=====================', ['kernel'])];
    expect(look(a, kernel, rule({ needs: ['kernel'] }))).toBe('found');
    expect(look(a, kernel, rule({ needs: ['kernel', 'dockerd'] }))).toBe('cannot tell');
  });
});

describe('absence and order', () => {
  it('does not depend on the order in which signals arrive', () => {
    const signals = [
      ...lane('a---a-e---a--e', { entities: [container(A)] }),
      ...lane('--a-------e-', { source: 1, entities: [container(B)] }),
    ];
    const found = (list: typeof signals): string =>
      JSON.stringify(judge(rule(), 'test.absence', list, [cover('====================', ['dockerd'])]).findings);
    const expected = found(signals);
    fc.assert(
      fc.property(fc.shuffledSubarray(signals, { minLength: signals.length }), (shuffled) => {
        expect(found(shuffled)).toBe(expected);
      }),
    );
  });
});
