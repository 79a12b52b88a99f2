import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';
import type { ReportDocument } from '../../src/core/report-document.js';
import { hasIncidents, samples } from './samples.js';

const NOW = Date.UTC(2027, 0, 1) * 1000;

/** What was found, without what the prefilter may change: statistics. */
function found(document: ReportDocument): unknown {
  return document.findings.map(({ id, count, entities, evidence, from, to, versions }) => ({
    id,
    count,
    entities,
    evidence,
    from,
    to,
    versions,
  }));
}

describe('the prefilter', () => {
  it.runIf(!hasIncidents())('is held to the own samples only: no labelled incidents beside this checkout', () => {
    expect(samples().length).toBeGreaterThan(3);
  });

  it.each(samples(2_000_000))('loses nothing in $name', async ({ name, bytes }) => {
    const options = { nowUs: NOW, novelty: false };
    const fast = await analyze({ name, data: bytes }, options);
    const slow = await analyze({ name, data: bytes }, { ...options, prefilter: false });
    expect(found(fast)).toEqual(found(slow));
    // The search for what is new looks at every line, and changes nothing else.
    expect(found(await analyze({ name, data: bytes }, { ...options, novelty: true }))).toEqual(found(fast));
    expect(fast.stats.lines).toBe(slow.stats.lines);
    expect(fast.stats.bytes).toBe(slow.stats.bytes);
  });
});
