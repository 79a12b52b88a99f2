import { describe, expect, it } from 'vitest';
import { container, cover, entity, host, judge, lane, outcome, signature } from './timeline.js';

const rate = [signature({ id: 'test.rate', rule: { kind: 'threshold', of: ['test.a'], rate: '1/m', within: '5m' } })];
const look = (drawing: string, options = {}): string => outcome(judge(rate, 'test.rate', lane(drawing, options)));

describe('a rate', () => {
  it.each([
    // at least one a minute, for five minutes or longer
    ['aaaaaa', 'found'],
    ['aaaaa', 'none'],
    ['a-a-a-a-a-a-a-a', 'none'],
    ['aaaaaa-----------aaaaaa', 'found 2'],
    ['-aaa-aaa-aaa-', 'none'],
    ['-----', 'none'],
  ])('%s: %s', (drawing, expected) => {
    expect(look(drawing)).toBe(expected);
  });

  it('is no burst, however large', () => {
    expect(look('a', { weight: 1_000 })).toBe('none');
    expect(look('aa', { weight: 1_000 })).toBe('none');
    expect(look('a----a', { weight: 5 })).toBe('found');
  });

  it('can ask for a number besides', () => {
    const both = [
      signature({ id: 'test.rate', rule: { kind: 'threshold', of: ['test.a'], rate: '1/m', count: 10, within: '5m' } }),
    ];
    expect(outcome(judge(both, 'test.rate', lane('aaaaaa')))).toBe('none');
    expect(outcome(judge(both, 'test.rate', lane('aaaaaaaaaa')))).toBe('found');
  });

  it('works on the clock of a source that could not be placed', () => {
    expect(look('aaaaaa', { uncertainty: 'unknown' })).toBe('found');
  });

  it('counts equal stamps', () => {
    expect(outcome(judge(rate, 'test.rate', [...lane('a-a-a-a'), ...lane('a-a-a-a', { source: 1 })]))).toBe('found');
  });

  it('is counted for each host by itself', () => {
    const signals = [
      ...lane('a-a-a-a', { entities: [host('n1')] }),
      ...lane('-a-a-a-a', { source: 1, entities: [host('n2')] }),
    ];
    expect(outcome(judge(rate, 'test.rate', signals))).toBe('none');
  });
});

describe('a threshold', () => {
  const three = (more: object = {}) => [
    signature({
      id: 'test.loop',
      rule: { kind: 'threshold', of: ['test.a'], count: 3, within: '5m', ...more },
      groupBy: ['registry'],
    }),
  ];
  const of = (drawing: string, name: string, source: number, registry?: string) =>
    lane(drawing, {
      source,
      entities: [host(name), ...(registry === undefined ? [] : [entity('registry', registry)])],
    });

  it('counts interleaved hosts apart', () => {
    const signals = [...of('a-a-a', 'n1', 0), ...of('-a-a-a', 'n2', 1)];
    expect(judge(three(), 'test.loop', signals).findings.map(({ count }) => count)).toEqual([3, 3]);
  });

  it('counts over hosts only on an entity that they share, where it may', () => {
    const signals = [
      ...of('a', 'n1', 0, 'r.example'),
      ...of('-a', 'n2', 1, 'r.example'),
      ...of('--a', 'n3', 2, 'r.example'),
    ];
    expect(outcome(judge(three(), 'test.loop', signals))).toBe('none');
    expect(outcome(judge(three({ hosts: 'any' }), 'test.loop', signals))).toBe('found');
    const others = [...of('a', 'n1', 0), ...of('-a', 'n2', 1), ...of('--a', 'n3', 2)];
    expect(outcome(judge(three({ hosts: 'any' }), 'test.loop', others))).toBe('none');
  });

  it('counts what was not kept, and goes on over it', () => {
    const hole = { id: 'test.a', count: 994, after: 2, before: 60 };
    const signals = lane(`aaa${'-'.repeat(57)}aaa`, { entities: [container('a'.repeat(64))] });
    const covered = [cover('='.repeat(63), ['other'], { hole })];
    expect(judge(three(), 'test.loop', signals, covered).findings.map(({ count }) => count)).toEqual([1_000]);
    expect(judge(rate, 'test.rate', signals, covered).findings.map(({ count }) => count)).toEqual([1_000]);
  });
});
