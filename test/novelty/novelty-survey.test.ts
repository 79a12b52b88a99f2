import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.js';
import type { LogRecord } from '../../src/core/log-record.js';
import { createNoveltySurvey, isTooShortForNovelty } from '../../src/novelty/novelty-survey.js';

const MINUTE_US = 60_000_000;

function surveyOf(...minutes: readonly (number | undefined)[]): boolean {
  const survey = createNoveltySurvey();
  for (const [index, at] of minutes.entries()) {
    const record: LogRecord = {
      position: { source: 0, line: index + 1, offset: index * 10 },
      time: at === undefined ? { kind: 'none' } : { kind: 'wall', us: at * MINUTE_US, resolutionUs: 1 },
      origin: 'dockerd',
      message: 'any',
      format: 'text',
      raw: 'any',
    };
    survey.record(record);
  }
  return isTooShortForNovelty(survey.result());
}

describe('a source', () => {
  it('of less than three minutes is too short for anything in it to be called new', () => {
    expect(surveyOf(1, 3.9)).toBe(true);
    expect(surveyOf(1, 2, undefined)).toBe(true);
  });

  it('of three minutes or more is not', () => {
    expect(surveyOf(1, 2, 4)).toBe(false);
  });

  it('of which the length is not known is not', () => {
    expect(surveyOf(undefined, undefined)).toBe(false);
    expect(surveyOf(10, 1)).toBe(false);
  });

  it('without records is', () => {
    expect(surveyOf()).toBe(true);
  });
});

it('a log of two minutes is not searched, and says why nothing in it is called new', async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => {
    const second = String(Math.floor(index / 20) % 60).padStart(2, '0');
    return `2026-11-21T10:0${index < 1_200 ? 0 : 1}:${second}Z node-1 app[7]: message ${index} of an ordinary program`;
  });
  const document = await analyze({ name: 'app.log', data: `${lines.join('\n')}\n` }, { nowUs: 1_800_000_000_000_000 });
  expect(document.stats.lines).toBe(2_000);
  expect(document.stats.records).toBeLessThan(100);
  expect(document.novelties).toEqual([]);
  expect(JSON.stringify(document.evaluations)).toContain(
    'what is new cannot be told, it begins too short a time before',
  );
});
