import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  container,
  cover,
  entity,
  host,
  judge,
  lane,
  outcome,
  signature,
  spoken,
  type LaneOptions,
} from './timeline.js';

const A = 'a'.repeat(64);
const UNIT = [entity('unit', 'web.service')];

/** u: up, f: failed, s: starting. */
const parts = [spoken('u', 'systemd'), spoken('f', 'systemd'), spoken('s', 'systemd')];
const states = { up: ['test.u'], failed: ['test.f'], starting: ['test.s'] };
const within = [
  signature({
    id: 'test.state',
    rule: { kind: 'state', entity: 'unit', states, enters: 'failed', leaves: ['up'], within: '5m' },
  }),
  ...parts,
];
const atEnd = [
  signature({ id: 'test.state', rule: { kind: 'state', entity: 'unit', states, enters: 'failed', leaves: ['up'] } }),
  ...parts,
];
const whole = [cover('====================', ['systemd'])];
const unit = (drawing: string, options: LaneOptions = {}) => lane(drawing, { entities: UNIT, ...options });

describe('a unit that fails and does not come back in time', () => {
  it.each([
    ['u--f------------', 'found'],
    ['u--f--u---------', 'none'],
    ['u--f----u-------', 'none'],
    ['u--f-----u------', 'found'],
    ['u--f-s----------', 'found'],
    ['f--f--u---------', 'found'],
    ['u--f--u--f------', 'found'],
    ['u-----s---------', 'none'],
  ])('%s: %s', (drawing, expected) => {
    expect(outcome(judge(within, 'test.state', unit(drawing), whole))).toBe(expected);
  });

  it('cannot be told where the log ends before', () => {
    expect(outcome(judge(within, 'test.state', unit('u--f'), [cover('======', ['systemd'])]))).toBe('cannot tell');
    expect(outcome(judge(within, 'test.state', unit('u--f')))).toBe('cannot tell');
  });

  it('says for how long', () => {
    const { findings } = judge(within, 'test.state', unit('u--f---------u'), whole);
    expect(findings[0]?.reasons).toEqual(['web.service: failed for longer than 5 min']);
    expect(findings[0]?.signals.map(({ id }) => id)).toEqual(['test.f', 'test.u']);
  });

  it('takes equal stamps of one source in the order of their lines', () => {
    const at = (letter: string, line: number) =>
      unit(`-----${letter}`).map((signal) => ({
        ...signal,
        evidence: signal.evidence.map((one) => ({
          ...one,
          record: { ...one.record, position: { source: 0, line, offset: line * 10 } },
        })),
      }));
    expect(outcome(judge(within, 'test.state', [...at('f', 6), ...at('u', 7)], whole))).toBe('none');
    expect(outcome(judge(within, 'test.state', [...at('u', 6), ...at('f', 7)], whole))).toBe('found');
  });

  it('cannot be told where the clocks do not show what came first', () => {
    const other = unit('---u', { source: 1, uncertainty: 2 });
    expect(outcome(judge(within, 'test.state', [...unit('---f'), ...other], whole))).toBe('cannot tell');
  });

  it('is told apart by unit and host', () => {
    const other = lane('------u', { entities: [entity('unit', 'db.service')] });
    expect(outcome(judge(within, 'test.state', [...unit('u--f'), ...other], whole))).toBe('found');
    const n1 = unit('u--f', { entities: [...UNIT, host('n1')] });
    const n2 = unit('------u', { source: 1, entities: [...UNIT, host('n2')] });
    const both = [
      cover('====================', ['systemd'], { host: 'n1' }),
      cover('====================', ['systemd'], { source: 1, host: 'n2' }),
    ];
    expect(outcome(judge(within, 'test.state', [...n1, ...n2], both))).toBe('found');
  });
});

describe('the last state at the end of the log', () => {
  it.each([
    ['u--f', 'found'],
    ['u--f--u', 'none'],
    ['u--f--u--f', 'found'],
    ['u', 'none'],
    ['f--s', 'found'],
  ])('%s: %s', (drawing, expected) => {
    expect(outcome(judge(atEnd, 'test.state', unit(drawing)))).toBe(expected);
  });

  it('counts the entities of a host in one finding, or each by itself', () => {
    const signals = [...unit('u--f'), ...lane('-f', { entities: [entity('unit', 'db.service')] })];
    expect(judge(atEnd, 'test.state', signals).findings.map(({ count }) => count)).toEqual([2]);
    const [first, ...others] = atEnd;
    const split = first === undefined ? [] : [{ ...first, groupBy: ['unit' as const] }, ...others];
    expect(judge(split, 'test.state', signals).findings.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('cannot be told where states were counted but not kept', () => {
    const hole = { id: 'test.u', count: 7, after: 0, before: 9 };
    const signals = [...unit('-----f'), ...lane('u--------u', { entities: [entity('unit', 'db.service')] })];
    expect(outcome(judge(atEnd, 'test.state', signals, [cover('==========', ['systemd'], { hole })]))).toBe(
      'cannot tell',
    );
  });
});

describe('the life of a container', () => {
  const life = [
    signature({
      id: 'test.state',
      rule: {
        kind: 'state',
        entity: 'container',
        states: { healthy: ['test.h', 'test.s'], unhealthy: ['test.n'], gone: ['test.d'] },
        enters: 'unhealthy',
        within: '5m',
      },
    }),
    spoken('h'),
    spoken('s'),
    spoken('n'),
    spoken('d'),
  ];

  it('is followed under its short and its long id', () => {
    const long = lane('s--n', { entities: [container(A)] });
    const covered = [cover('====================', ['dockerd'])];
    expect(outcome(judge(life, 'test.state', long, covered))).toBe('found');
    expect(
      outcome(
        judge(life, 'test.state', [...long, ...lane('-----h', { entities: [container(A.slice(0, 12))] })], covered),
      ),
    ).toBe('none');
    expect(
      outcome(
        judge(life, 'test.state', [...long, ...lane('-----d', { entities: [container(A.slice(0, 12))] })], covered),
      ),
    ).toBe('none');
  });

  it('does not depend on the order in which signals arrive', () => {
    const signals = [
      ...lane('s--n--h--n', { entities: [container(A)] }),
      ...lane('s-n', { source: 1, entities: [container('b'.repeat(64))] }),
    ];
    const found = (list: typeof signals): string =>
      JSON.stringify(judge(life, 'test.state', list, [cover('===================', ['dockerd'])]).findings);
    const expected = found(signals);
    fc.assert(
      fc.property(fc.shuffledSubarray(signals, { minLength: signals.length }), (shuffled) => {
        expect(found(shuffled)).toBe(expected);
      }),
    );
  });
});
