import { describe, expect, it } from 'vitest';
import type { RawPart } from '../../src/patterns/raw-signature.js';
import { container, cover, entity, host, judge, lane, outcome, signature, spoken } from './timeline.js';

const A = 'a'.repeat(64);
const WHOLE = [cover('====================', ['dockerd'])];

function composite(parts: readonly RawPart[], more: object = {}) {
  return [
    signature({
      id: 'test.composite',
      rule: { kind: 'sequence', parts: [{ name: 'first', ids: ['test.a'], required: true }, ...parts], ...more },
    }),
    spoken('b'),
    spoken('c'),
  ];
}

describe('a part that must be absent', () => {
  const without = composite([{ name: 'an answer', ids: ['test.b'], required: true, absent: true, within: '5m' }]);

  it.each([
    ['---a---------', 'found'],
    ['---a--b------', 'none'],
    ['---a-----b---', 'found'],
    ['---a--b---a--', 'found'],
  ])('%s: %s', (drawing, expected) => {
    expect(outcome(judge(without, 'test.composite', lane(drawing), WHOLE))).toBe(expected);
  });

  it('is not evaluated where no source covers the window', () => {
    const { findings, evaluations } = judge(without, 'test.composite', lane('---a'), [cover('=====', ['dockerd'])]);
    expect(findings).toEqual([]);
    expect(evaluations.map(({ because }) => because)).toEqual([
      'an answer: no log of dockerd covers 2018-12-14 12:03:00 to 2018-12-14 12:08:00 UTC',
    ]);
  });

  it('raises the confidence where it is optional and surely absent, and speaks against it where it is there', () => {
    const optional = composite([
      { name: 'an answer', ids: ['test.b'], absent: true, within: '5m', weight: 0.2, against: 'it was answered' },
    ]);
    const confidence = (drawing: string, coverage = WHOLE): number =>
      Math.round((judge(optional, 'test.composite', lane(drawing), coverage).findings[0]?.confidence ?? 0) * 100);
    expect(confidence('---a')).toBe(70);
    expect(confidence('---a', [])).toBe(50);
    expect(confidence('---a-b')).toBe(40);
    expect(judge(optional, 'test.composite', lane('---a-b'), WHOLE).findings[0]?.against).toEqual(['it was answered']);
  });

  it('can be counted from another part', () => {
    const chain = composite([
      { name: 'second', ids: ['test.b'], required: true, within: '10m' },
      { name: 'third', ids: ['test.c'], required: true, absent: true, anchor: 'second', within: '3m' },
    ]);
    expect(outcome(judge(chain, 'test.composite', lane('a----b-------'), WHOLE))).toBe('found');
    expect(outcome(judge(chain, 'test.composite', lane('a--c-b-------'), WHOLE))).toBe('found');
    expect(outcome(judge(chain, 'test.composite', lane('a----b-c-----'), WHOLE))).toBe('none');
  });
});

describe('a part that is counted from another', () => {
  const chain = composite([
    { name: 'second', ids: ['test.b'], within: '10m' },
    { name: 'third', ids: ['test.c'], required: true, anchor: 'second', within: '3m' },
  ]);

  it.each([
    ['a----b--c', 'found'],
    ['a----b----c', 'none'],
    ['a--c', 'none'],
  ])('%s: %s', (drawing, expected) => {
    expect(outcome(judge(chain, 'test.composite', lane(drawing)))).toBe(expected);
  });
});

describe('what speaks against a finding', () => {
  const expecting = composite([
    { name: 'second', ids: ['test.b'], within: '5m', weight: 0.2, missing: 'the log of dockerd' },
  ]);

  it('is an expected part that is not there, though its source covers the time; then its source need not be added', () => {
    const [finding] = judge(expecting, 'test.composite', lane('---a'), WHOLE).findings;
    expect(finding?.against).toEqual(['not seen, though source-0 covers that time: second']);
    expect(finding?.missing).toEqual([]);
  });

  it('is nothing where the source is missing: then that would make it surer', () => {
    const [finding] = judge(expecting, 'test.composite', lane('---a'), [cover('====', ['kernel'])]).findings;
    expect(finding?.against).toBeUndefined();
    expect(finding?.missing).toEqual(['the log of dockerd']);
  });
});

describe('hosts', () => {
  const parts: readonly RawPart[] = [{ name: 'second', ids: ['test.b'], required: true, within: '5m' }];
  const on = (drawing: string, name: string, source: number, image?: string) =>
    lane(drawing, { source, entities: [host(name), ...(image === undefined ? [] : [entity('image', image)])] });

  it('are joined on what they share only where the rule says so', () => {
    const signals = [...on('a', 'n1', 0, 'web:1'), ...on('--b', 'n2', 1, 'web:1')];
    expect(outcome(judge(composite(parts, { join: ['image'] }), 'test.composite', signals))).toBe('none');
    expect(outcome(judge(composite(parts, { join: ['image'], hosts: 'any' }), 'test.composite', signals))).toBe(
      'found',
    );
  });

  it('are not joined on another image, on none, or on what is their own', () => {
    const any = composite(parts, { join: ['image', 'pid'], hosts: 'any' });
    expect(outcome(judge(any, 'test.composite', [...on('a', 'n1', 0, 'web:1'), ...on('--b', 'n2', 1, 'db:1')]))).toBe(
      'none',
    );
    expect(outcome(judge(any, 'test.composite', [...on('a', 'n1', 0), ...on('--b', 'n2', 1)]))).toBe('none');
    const pids = (drawing: string, name: string, source: number) =>
      lane(drawing, { source, entities: [host(name), entity('pid', '7')] });
    expect(outcome(judge(any, 'test.composite', [...pids('a', 'n1', 0), ...pids('--b', 'n2', 1)]))).toBe('none');
  });

  it('stay apart where the first anchor does not know its own', () => {
    const plain = composite(parts);
    const signals = [
      ...lane('a', { source: 2 }),
      ...on('-a', 'n1', 0),
      ...on('-a', 'n2', 1),
      ...on('---b', 'n1', 0),
      ...on('---b', 'n2', 1),
    ];
    const hosts = judge(plain, 'test.composite', signals).findings.map(
      ({ signals: found }) => new Set(found.flatMap(({ entities }) => entities.map(({ value }) => value))),
    );
    expect(hosts.some((names) => names.has('n1') && names.has('n2'))).toBe(false);
    expect(hosts).toHaveLength(2);
  });
});

describe('two independent incidents', () => {
  const parts: readonly RawPart[] = [{ name: 'second', ids: ['test.b'], required: true, within: '5m' }];
  const joined = composite(parts, { join: ['container'] });

  it('stay two where an anchor in between knows no container', () => {
    const of = (drawing: string, id: string) => lane(drawing, { entities: [container(id)] });
    const B = 'b'.repeat(64);
    const signals = [...lane('a', { source: 1 }), ...of('-a', A), ...of('-a', B), ...of('---b', A), ...of('---b', B)];
    expect(judge(joined, 'test.composite', signals).findings).toHaveLength(2);
  });

  it('stay two where they are hours apart and nothing says that they are one', () => {
    const day = `a--b${'-'.repeat(300)}a--b`;
    expect(judge(joined, 'test.composite', lane(day)).findings).toHaveLength(2);
    expect(judge(joined, 'test.composite', lane(day, { entities: [container(A)] })).findings).toHaveLength(1);
  });
});
