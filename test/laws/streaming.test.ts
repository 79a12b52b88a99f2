import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';
import type { ReportDocument } from '../../src/core/report-document.js';
import { samples } from './samples.js';

const NOW = Date.UTC(2027, 0, 1) * 1000;
const small = samples(30_000).filter((_, index) => index % 5 === 0);

function withoutSeconds(document: ReportDocument): unknown {
  return { ...document, stats: { ...document.stats, seconds: 0 } };
}

describe('a document', () => {
  it.each(small)('of $name is the same however its bytes are cut', async ({ name, bytes }) => {
    const whole = withoutSeconds(await analyze({ name, data: bytes }, { nowUs: NOW }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(withoutSeconds(await analyze({ name, data: pieces }, { nowUs: NOW }))).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it.each(small)('of $name cut off anywhere keeps what came before', async ({ name, bytes }) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length), async (end) => {
        const document = await analyze({ name, data: bytes.subarray(0, end) }, { nowUs: NOW });
        expect(document.stats.bytes).toBe(end);
      }),
      { numRuns: 8 },
    );
  });

  it('never depends on the order of the inputs', async () => {
    const inputs = samples(300_000)
      .slice(0, 12)
      .map(({ name, bytes }) => ({ name, data: bytes }));
    const expected = withoutSeconds(await analyze(inputs, { nowUs: NOW }));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(inputs, { minLength: inputs.length }), async (shuffled) => {
        expect(withoutSeconds(await analyze(shuffled, { nowUs: NOW }))).toEqual(expected);
      }),
      { numRuns: 5 },
    );
  });

  it('of noise is made without complaint about more than the noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const document = await analyze({ name: 'noise', data: bytes }, { nowUs: NOW });
        expect(document.findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
