import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/index.js';
import { createLiveFindings } from '../src/live-findings.js';

function finding(fields: Partial<Finding> & { readonly lines?: readonly number[] }): Finding {
  const { lines = [1], ...rest } = fields;
  return {
    key: 'F1',
    id: 'a.b',
    title: 'A thing',
    severity: 'error',
    confidence: 0.5,
    confidenceReasons: [],
    summary: '',
    timeBasis: 'none',
    count: 1,
    entities: {},
    evidence: lines.map((line) => ({ source: 'x.log', line, offset: line * 10, role: 'r', text: 't' })),
    cause: '',
    impact: '',
    remedy: [],
    fixedIn: [],
    references: [],
    causedBy: null,
    parts: [],
    missing: [],
    ...rest,
  };
}

/** What is told at each of some moments, 1 ms apart. */
function run(moments: readonly (readonly Finding[])[], keepMs = 1000): string[][] {
  const live = createLiveFindings(keepMs);
  return moments.map((findings, at) =>
    live.update(findings, at).map(({ event, finding: told, because }) => [event, told.key, ...because].join(' ')),
  );
}

describe('findings of inputs that are followed', () => {
  it('are told once for as long as they stay the same', () => {
    expect(run([[finding({})], [finding({})], []])).toEqual([['new a.b#1'], [], []]);
  });

  it('are told again when they come ten times as often, surer or graver', () => {
    expect(
      run([
        [finding({})],
        [finding({ count: 2 })],
        [finding({ count: 9 })],
        [finding({ count: 10, confidence: 0.6 })],
        [finding({ count: 11, confidence: 0.9, severity: 'critical' })],
      ]),
    ).toEqual([
      ['new a.b#1'],
      ['update a.b#1 seen 2 times, was 1'],
      [],
      ['update a.b#1 seen 10 times, was 2'],
      ['update a.b#1 now critical, was error confidence 90%, was 60%'],
    ]);
  });

  it('are told again when a consequence joins, which is told behind its cause', () => {
    const effect = finding({ key: 'F2', id: 'c.d', title: 'An effect', causedBy: 'F1', lines: [2] });
    const other = { ...effect, key: 'F3', evidence: finding({ lines: [9] }).evidence };
    expect(run([[finding({})], [finding({}), effect], [finding({}), effect, other]])).toEqual([
      ['new a.b#1'],
      ['update a.b#1 now also: An effect', 'new c.d#2'],
      // One more of a kind that was told is told by itself only.
      ['new c.d#3'],
    ]);
  });

  it('are known by their lines, and by what they are about where their lines have changed', () => {
    const of = (container: string, lines: readonly number[]): Finding =>
      finding({ entities: { container: [container], host: ['h'] }, lines });
    expect(
      run([[of('a', [1, 2])], [of('a', [2, 3])], [of('a', [7])], [of('b', [8])], [of('a', [9]), of('b', [10])]]),
    ).toEqual([['new a.b#1'], [], [], ['new a.b#2'], []]);
  });

  it('are new again when they were away for longer than is remembered', () => {
    expect(run([[finding({})], [], [finding({})], [], [], [], [], [finding({})]], 3)).toEqual([
      ['new a.b#1'],
      [],
      [],
      [],
      [],
      [],
      [],
      ['new a.b#2'],
    ]);
  });
});
