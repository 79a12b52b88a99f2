import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlacedSignal } from '../../src/core/signal.js';
import type { SourceCoverage } from '../../src/correlation/coverage.js';
import { container, cover, entity, host, judge, lane, signature, spoken } from './timeline.js';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LETTERS = ['a', 'b', 'c', 'p'];

/** One signature of each kind of rule, over the same signals. */
const rules = [
  signature({ id: 'rule.any', match: [{ record: 'some words that are long' }] }),
  signature({
    id: 'rule.threshold',
    rule: { kind: 'threshold', of: ['test.a'], count: 3, within: '5m' },
    groupBy: ['container'],
  }),
  signature({ id: 'rule.rate', rule: { kind: 'threshold', of: ['test.p'], rate: '0.5/m', within: '5m' } }),
  signature({
    id: 'rule.absence',
    rule: { kind: 'absence', of: ['test.a'], expected: ['test.b'], within: '4m', join: ['container'] },
  }),
  signature({
    id: 'rule.gap',
    rule: { kind: 'gap', of: ['test.p'], while: ['test.a', 'test.b'], silence: '4m', factor: 3, minCount: 3 },
  }),
  signature({
    id: 'rule.state',
    rule: {
      kind: 'state',
      entity: 'container',
      states: { up: ['test.b'], down: ['test.a'] },
      enters: 'down',
      within: '4m',
    },
  }),
  signature({
    id: 'rule.sequence',
    rule: {
      kind: 'sequence',
      join: ['container'],
      parts: [
        { name: 'one', ids: ['test.a'], required: true },
        { name: 'two', ids: ['test.b'], within: '4m' },
        { name: 'three', ids: ['test.c'], absent: true, within: '4m', against: 'it is there' },
      ],
    },
  }),
  signature({
    id: 'rule.repetition',
    rule: { kind: 'repetition', of: ['test.a'], progress: ['test.p'], count: 3, silence: '3m', factor: 2 },
  }),
];
const signatures = [...rules, ...LETTERS.map((letter) => spoken(letter))];

interface World {
  readonly signals: readonly PlacedSignal[];
  readonly coverage: readonly SourceCoverage[];
}

const drawing = fc
  .array(fc.constantFrom('-', '-', '-', ...LETTERS), { minLength: 5, maxLength: 25 })
  .map((letters) => letters.join(''));

/** Two sources of one host, one of which is certain of its time; each with a container. */
const world: fc.Arbitrary<World> = fc
  .record({ first: drawing, second: drawing, uncertainty: fc.constantFrom(0, 0, 1), known: fc.boolean() })
  .map(({ first, second, uncertainty, known }) => ({
    signals: [
      ...lane(first, { source: 0, entities: [host('n1'), container(A)] }),
      ...lane(second, { source: 1, uncertainty, entities: [host('n1'), ...(known ? [container(B)] : [])] }),
    ],
    coverage: [
      cover('='.repeat(40), ['dockerd'], { source: 0, host: 'n1' }),
      cover('='.repeat(30), ['dockerd'], { source: 1, host: 'n1', uncertainty }),
    ],
  }));

/** All that the rules say of a world. `shiftUs` is taken off again. */
function told({ signals, coverage }: World): string {
  return JSON.stringify(
    rules.map(({ id }) => {
      const { findings, evaluations } = judge(signatures, id, signals, coverage);
      return {
        id,
        findings: findings.map(({ signals: found, count, confidence, reasons, against }) => ({
          signals: found.map((signal) => [signal.id, signal.evidence[0]?.record.position]),
          count,
          confidence: Math.round(confidence * 1e6),
          reasons,
          against,
        })),
        // The moments in their texts move with the clock.
        evaluations: evaluations.map(({ because }) => because.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME')),
      };
    }),
  );
}

function shifted({ signals, coverage }: World, us: number): World {
  return {
    signals: signals.map((signal) => ({
      ...signal,
      stamp: signal.stamp.kind === 'none' ? signal.stamp : { ...signal.stamp, us: signal.stamp.us + us },
      ...(signal.localUs === undefined ? {} : { localUs: signal.localUs + us }),
      ...(signal.time === undefined ? {} : { time: { ...signal.time, us: signal.time.us + us } }),
    })),
    coverage: coverage.map((source) => ({
      ...source,
      ...(source.span === undefined ? {} : { span: { fromUs: source.span.fromUs + us, toUs: source.span.toUs + us } }),
      origins: new Map(
        [...source.origins].map(([origin, { lastUs }]) => [
          origin,
          lastUs === undefined ? {} : { lastUs: lastUs + us },
        ]),
      ),
      local: new Map(
        [...source.local].map(([kind, span]) => [kind, { fromUs: span.fromUs + us, toUs: span.toUs + us }]),
      ),
    })),
  };
}

describe('what rules find', () => {
  it('does not depend on the order in which signals and sources arrive', () => {
    fc.assert(
      fc.property(
        world.chain((drawn) =>
          fc.tuple(fc.constant(drawn), fc.shuffledSubarray([...drawn.signals], { minLength: drawn.signals.length })),
        ),
        ([drawn, shuffled]) => {
          expect(told({ signals: shuffled, coverage: [...drawn.coverage].reverse() })).toBe(told(drawn));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stays when all times are shifted by a constant', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: -1e15, max: 1e15 }), (drawn, us) => {
        expect(told(shifted(drawn, us))).toBe(told(drawn));
      }),
      { numRuns: 50 },
    );
  });

  it('stays when other signals stand in between', () => {
    fc.assert(
      fc.property(world, drawing, (drawn, benign) => {
        const others = lane(benign.replaceAll(/[abcp]/g, 'x'), {
          source: 2,
          entities: [host('n1'), entity('image', 'web:1')],
        });
        expect(told({ ...drawn, signals: [...drawn.signals, ...others] })).toBe(told(drawn));
      }),
      { numRuns: 50 },
    );
  });

  it('never claims an absence that a longer log would take back', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 25 }), (drawn, minutes) => {
        const firstUs = drawn.coverage[0]?.span?.fromUs ?? 0;
        const untilUs = firstUs + minutes * 60_000_000;
        const cut = {
          signals: drawn.signals.filter(({ time }) => time !== undefined && time.us + time.uncertaintyUs <= untilUs),
          coverage: drawn.coverage.map((source) => ({
            ...source,
            ...(source.span === undefined
              ? {}
              : { span: { ...source.span, toUs: Math.min(source.span.toUs, untilUs) } }),
            local: new Map(
              [...source.local].map(([kind, span]) => [kind, { ...span, toUs: Math.min(span.toUs, untilUs) }]),
            ),
          })),
        };
        const anchors = (some: World): Set<unknown> =>
          new Set(
            judge(signatures, 'rule.absence', some.signals, some.coverage).findings.flatMap(({ signals }) => signals),
          );
        const later = anchors(drawn);
        for (const anchor of anchors(cut)) expect(later.has(anchor)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
