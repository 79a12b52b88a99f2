import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';
import type { ReportDocument } from '../../src/core/report-document.js';
import { hasIncidents, samples } from './samples.js';

const NOW = Date.UTC(2027, 0, 1) * 1000;

/** What was found, without what the prefilter may change: statistics, and how closely a clock is known. */
function found(document: ReportDocument): unknown {
  return document.findings.map(({ id, count, entities, evidence, versions }) => ({
    id,
    count,
    entities,
    evidence: evidence.map(({ time, ...line }) => ({ ...line, isPlaced: time !== undefined })),
    versions,
  }));
}

/** Where more lines are read more lines show two clocks, so a time may be better known: each lies within the bound of the other. */
function expectSameTimes(a: ReportDocument, b: ReportDocument): void {
  for (const [at, finding] of a.findings.entries()) {
    const other = b.findings[at];
    const bound = Math.max(finding.uncertainty ?? 0, other?.uncertainty ?? 0, 0);
    for (const [one, two] of [
      [finding.from, other?.from],
      [finding.to, other?.to],
      ...finding.evidence.map(({ time }, index) => [time, other?.evidence[index]?.time]),
    ]) {
      if (one === undefined || two === undefined) expect(one).toBe(two);
      else expect(Math.abs(one - two)).toBeLessThanOrEqual(bound);
    }
  }
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
    expectSameTimes(fast, slow);
    // The search for what is new looks at every line, and changes nothing else.
    const news = await analyze({ name, data: bytes }, { ...options, novelty: true });
    expect(found(news)).toEqual(found(fast));
    expectSameTimes(fast, news);
    expect(fast.stats.lines).toBe(slow.stats.lines);
    expect(fast.stats.bytes).toBe(slow.stats.bytes);
  });
});
