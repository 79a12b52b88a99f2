import { describe, expect, it } from 'vitest';
import { patternCoverage } from '../../src/patterns/coverage.js';
import type { RawSignature } from '../../src/patterns/raw-signature.js';

const signature = (id: string, more: Partial<RawSignature> = {}): RawSignature => ({
  id,
  title: id,
  severity: 'error',
  summary: '',
  cause: '',
  remedy: [],
  ...more,
});

describe('patternCoverage', () => {
  it('counts examples and counter-examples of each id', () => {
    const examples = {
      match: [
        { text: 'a', source: 's' },
        { text: 'b', source: 's' },
      ],
      noMatch: [{ text: 'c', why: 'w' }],
    };
    const { ids } = patternCoverage(['net.a', 'net.b'], [signature('net.a', { examples, maturity: 'stable' })]);
    expect(ids).toEqual([
      { id: 'net.a', hasSignature: true, isFinding: true, maturity: 'stable', examples: 2, counterExamples: 1 },
      { id: 'net.b', hasSignature: false, isFinding: false, examples: 0, counterExamples: 0 },
    ]);
  });

  it('takes a signature that only serves rules for none', () => {
    const { covered, missing } = patternCoverage(
      ['net.a', 'net.b'],
      [signature('net.a', { finding: false }), signature('net.b')],
    );
    expect([covered, missing]).toEqual([1, ['net.a']]);
  });

  it('tells findings that nobody asked for, and counts an id once', () => {
    const all = [signature('z.z'), signature('net.a'), signature('b.part', { finding: false }), signature('a.a')];
    const { ids, covered, extra } = patternCoverage(['net.a', 'net.a'], all);
    expect([ids.length, covered, extra]).toEqual([1, 1, ['a.a', 'z.z']]);
  });
});
