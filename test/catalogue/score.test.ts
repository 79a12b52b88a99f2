import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';

interface Score {
  readonly runs: readonly Run[];
  readonly recall: number;
  readonly precision: number;
  readonly primaryFirst: number;
}
interface Run {
  readonly label: string;
  readonly expected: number;
  readonly extra: readonly string[];
}
interface Scorer {
  readonly scoreCases: (directory: string, analyse: typeof analyze) => Promise<Score>;
  readonly faultsOf: (run: Run) => string;
}
const script = new URL('../../scripts/lib/score.mjs', import.meta.url);
const { scoreCases, faultsOf } = (await import(script.href)) as Scorer;

const DIRECTORY = join(import.meta.dirname, '../../../shared/incidents');
const absent = !existsSync(DIRECTORY);

describe('over the labelled real cases', () => {
  let score: Score = { runs: [], recall: NaN, precision: NaN, primaryFirst: NaN };

  beforeAll(async () => {
    if (!absent) score = await scoreCases(DIRECTORY, analyze);
  }, 120_000);

  const faults = (): string =>
    score.runs
      .filter((run) => faultsOf(run) !== '')
      .map((run) => `${run.label}: ${faultsOf(run)}`)
      .join('\n');

  it('docklog finds at least 97 % of what is to be found', ({ skip }) => {
    skip(absent, `${DIRECTORY} is not there: the labelled cases are kept beside the project, not in it`);
    expect(score.runs.length).toBeGreaterThan(0);
    expect(score.recall, faults()).toBeGreaterThanOrEqual(0.97);
  });

  it('at least 95 % of what it reports is true', ({ skip }) => {
    skip(absent, 'no labelled cases');
    expect(score.precision, faults()).toBeGreaterThanOrEqual(0.95);
  });

  it('its first finding is the first cause in at least 90 %', ({ skip }) => {
    skip(absent, 'no labelled cases');
    expect(score.primaryFirst, faults()).toBeGreaterThanOrEqual(0.9);
  });

  it('says nothing about logs in which nothing is wrong', ({ skip }) => {
    skip(absent, 'no labelled cases');
    const benign = score.runs.filter(({ expected }) => expected === 0);
    expect(benign.length).toBeGreaterThan(0);
    expect(benign.filter(({ extra }) => extra.length > 0).map(({ label }) => label)).toEqual([]);
  });
});
