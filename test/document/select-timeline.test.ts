import { describe, expect, it } from 'vitest';
import { selectTimeline } from '../../src/document/select-timeline.js';
import type { ReportDocument, TimelineEntry } from '../../src/core/report-document.js';
import { stockDocument } from '../render/stock.js';

const MINUTE = 60_000_000;
const ID = '5c8aa6e2b2b05c8aa6e2b2b05c8aa6e2b2b05c8aa6e2b2b05c8aa6e2b2b05c8a';

function entry(minute: number, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    kind: 'signal',
    time: minute * MINUTE,
    uncertainty: 0,
    source: 'a.log',
    line: minute + 1,
    severity: 'error',
    text: `minute ${minute}`,
    findings: ['F1'],
    ...more,
  };
}

function documentWith(timeline: readonly TimelineEntry[], more: Partial<ReportDocument> = {}): ReportDocument {
  return { ...stockDocument('headline'), timeline, ...more };
}

const texts = (document: ReportDocument): string[] => document.timeline.map(({ text }) => text);

describe('the part of a timeline', () => {
  it('around a time has what may have happened there, its error bound and length considered', () => {
    const all = [
      entry(1),
      entry(2, { uncertainty: 8 * MINUTE, text: 'unsure' }),
      entry(3, { kind: 'wait', until: 20 * MINUTE, text: 'a long wait' }),
      entry(10),
      entry(30),
    ];
    expect(texts(selectTimeline(documentWith(all), { fromUs: 8 * MINUTE, toUs: 12 * MINUTE }))).toEqual([
      'unsure',
      'a long wait',
      'minute 10',
    ]);
  });

  it('of an entity matches ids by their beginning, units without their ending, and names in the text', () => {
    const all = [
      entry(1, { entities: { container: [ID] }, text: 'a' }),
      entry(2, { entities: { unit: ['docker.service'] }, text: 'b' }),
      entry(3, { text: 'Killed process 20357 (runc)' }),
      entry(4, { text: 'pid 203571' }),
      entry(5, { text: `container ${ID} oom` }),
    ];
    const of = (entity: string): string[] => texts(selectTimeline(documentWith(all), { entity }));
    expect(of('5c8aa6e2')).toEqual(['a', `container ${ID} oom`]);
    expect(of('docker')).toEqual(['b']);
    expect(of('docker.service')).toEqual(['b']);
    expect(of('20357')).toEqual(['Killed process 20357 (runc)']);
    expect(of('no-such-thing')).toEqual([]);
  });

  it('keeps the beginning of each finding, then boots and gaps, and counts the rest', () => {
    const states = Array.from({ length: 50 }, (_, n) => entry(n, { kind: 'state', severity: 'info', findings: [] }));
    const all = [
      ...states,
      entry(60, { text: 'grave' }),
      entry(61, { kind: 'boot', severity: 'info', findings: [], text: 'boot' }),
      ...Array.from({ length: 50 }, (_, n) => entry(70 + n, { findings: ['F2'], text: `again ${n}` })),
    ];
    const shown = selectTimeline(documentWith(all), { max: 8 });
    expect(texts(shown)).toEqual(['grave', 'boot', 'again 0', 'again 1', 'again 2', 'again 3', 'again 4', 'again 5']);
    expect(shown.timelineLeftOut).toBe(94);
  });

  it('has the open requests of the same time and entity', () => {
    const request = {
      what: 'POST /containers/{id}/start',
      container: ID,
      count: 1,
      since: 5 * MINUTE,
      until: 9 * MINUTE,
    };
    const document = documentWith([], { openRequests: [{ ...request, state: 'open', source: 'a.log', line: 1 }] });
    expect(selectTimeline(document, { fromUs: 8 * MINUTE, toUs: 12 * MINUTE }).openRequests).toHaveLength(1);
    expect(selectTimeline(document, { fromUs: 20 * MINUTE }).openRequests).toBeUndefined();
    expect(selectTimeline(document, { entity: ID.slice(0, 12) }).openRequests).toHaveLength(1);
    expect(selectTimeline(document, { entity: 'nginx' }).openRequests).toBeUndefined();
  });
});
