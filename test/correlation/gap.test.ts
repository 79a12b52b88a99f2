import { describe, expect, it } from 'vitest';
import { cover, host, judge, lane, outcome, signature } from './timeline.js';

/** p: sign of life, every minute as a rule; x: somebody else. */
const any = [
  signature({ id: 'test.gap', rule: { kind: 'gap', of: ['test.p'], silence: '5m', factor: 4 } }),
  signature({ id: 'test.x' }),
];
const named = [
  signature({ id: 'test.gap', rule: { kind: 'gap', of: ['test.p'], while: ['test.x'], silence: '5m', factor: 4 } }),
  signature({ id: 'test.x' }),
];
const look = (signatures: typeof any, ...args: [Parameters<typeof judge>[2], Parameters<typeof judge>[3]?]): string =>
  outcome(judge(signatures, 'test.gap', ...args));

describe('a gap', () => {
  it.each([
    // what came regularly, and what went on beside it
    ['pppppp---------ppp', '--x-----x--x------', 'found'],
    ['pppppp-------------', '--x-----x--x----x--', 'found'],
    ['pppppp---pppppppppp', '-------x-----------', 'none'],
    ['ppppp----p', '------x---', 'found'],
    ['ppppp---p-', '------x---', 'none'],
    ['pppp--------------', '--x-----x--x------', 'none'],
    ['p---p---p---p---p---p-----p', 'x------------------------x-', 'none'],
    // Nobody else was heard: the whole host may have slept.
    ['pppppp---------ppp', '--x---------------', 'none'],
    ['pppppp-------------', '--x--x-------------', 'none'],
    ['pppppp-------------', '-------------------', 'none'],
  ])('%s beside %s: %s', (marks, others, expected) => {
    const signals = [...lane(marks), ...lane(others, { source: 1 })];
    expect(look(any, signals)).toBe(expected);
    expect(look(named, signals)).toBe(expected);
  });

  it('tells how long, how often before, and that it did not come back', () => {
    const { findings } = judge(any, 'test.gap', [...lane('pppppp'), ...lane('--------------x', { source: 1 })]);
    expect(findings[0]?.reasons).toEqual([
      'silent for 9 min, usually seen every 60 s',
      'others went on: test.x',
      'it did not come back before the end of the log',
    ]);
  });

  it('takes what another program logged later as a sign that the host went on', () => {
    const kernel = cover('====================', ['kernel'], { source: 1 });
    expect(look(any, lane('pppppp'), [cover('======', ['other']), kernel])).toBe('found');
    expect(look(any, lane('pppppp'), [cover('======', ['other'])])).toBe('none');
    // Its own program going on is no witness, and who is named must be seen.
    expect(look(any, lane('pppppp'), [cover('====================', ['other'])])).toBe('none');
    expect(look(named, lane('pppppp'), [cover('======', ['other']), kernel])).toBe('none');
  });

  it('needs a witness of the same host', () => {
    const marks = lane('pppppp', { entities: [host('n1')] });
    expect(look(any, [...marks, ...lane('--------------x', { source: 1, entities: [host('n2')] })])).toBe('none');
    expect(look(any, [...marks, ...lane('--------------x', { source: 1, entities: [host('n1')] })])).toBe('found');
  });

  it('needs a witness that surely lies in the silence', () => {
    const marks = lane('pppppp------p');
    expect(look(any, [...marks, ...lane('--------x', { source: 1, uncertainty: 1 })])).toBe('found');
    expect(look(any, [...marks, ...lane('--------x', { source: 1, uncertainty: 30 })])).toBe('none');
    expect(look(any, [...marks, ...lane('--------x', { source: 1, uncertainty: 'unknown' })])).toBe('none');
  });

  it('counts several silences, and works on the clock of a source that could not be placed', () => {
    const twice = [...lane('pppppp------ppp------ppp'), ...lane('--------x-------x', { source: 0 })];
    expect(judge(any, 'test.gap', twice).findings.map(({ count }) => count)).toEqual([2]);
    const unplaced = [
      ...lane('pppppp------ppp', { uncertainty: 'unknown' }),
      ...lane('--------x', { uncertainty: 'unknown' }),
    ];
    expect(look(any, unplaced)).toBe('found');
  });

  it('is not made by signs of life that were counted but not kept', () => {
    const signals = [...lane('pppppp------ppp'), ...lane('--------x', { source: 1 })];
    const hole = { id: 'test.p', count: 6, after: 5, before: 12 };
    expect(look(any, signals, [cover('===============', ['other'], { hole })])).toBe('none');
  });
});
