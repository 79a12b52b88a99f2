import { describe, expect, it } from 'vitest';
import { analyze, builtinSignatures, type ReportDocument } from '../../src/index.js';
import { plant, plantTwo } from './plant.js';
import { createRandom } from './random.js';
import { STORIES } from './stories.js';

/** Seeds a run tries; `PLANTED_SEEDS=1000` for the long run. */
const SEEDS = Number(process.env['PLANTED_SEEDS'] ?? 64);
/** `PLANTED_SEED=17` looks at one only. */
const ONLY = process.env['PLANTED_SEED'];

function show(document: ReportDocument): string {
  return document.findings
    .map(({ key, id, causedBy, confidence }) => `${key} ${id} ${confidence} < ${causedBy ?? '-'}`)
    .join('\n');
}

const seeds = ONLY === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [Number(ONLY)];

describe('a planted incident', () => {
  it('has a story for every composite that can be a finding', () => {
    const composites = builtinSignatures()
      .filter(({ rule }) => rule !== undefined)
      .map(({ id }) => id);
    const told = STORIES.map((story) => story(createRandom(1)).id);
    expect(composites.filter((id) => !told.includes(id))).toEqual([]);
  });

  it.each(seeds)('is found once, as the root, and is not claimed without its decisive part (seed %i)', async (seed) => {
    const { story, logs, without } = plant(seed);
    const found = await analyze(logs.inputs, { ...logs.options, novelty: false });
    const message = `${story.id}: ${logs.layout}\n${show(found)}`;
    expect(found.findings.filter(({ id }) => id === story.id).length, message).toBe(1);
    expect(found.findings[0]?.id, message).toBe(story.root ?? story.id);
    expect(found.findings.filter(({ causedBy }) => causedBy === null).length, message).toBe(1);
    const missed = await analyze(without.inputs, { ...without.options, novelty: false });
    expect(
      missed.findings.map(({ id }) => id).filter((id) => id === story.id),
      `without its decisive part, ${message}\n---\n${show(missed)}`,
    ).toEqual([]);
  });
});

describe('two planted incidents', () => {
  it.each(seeds)('of different kinds, days apart, stay two (seed %i)', async (seed) => {
    const { stories, logs } = plantTwo(seed);
    const found = await analyze(logs.inputs, { ...logs.options, novelty: false });
    const message = `${stories.map(({ id }) => id).join(' and ')}: ${logs.layout}\n${show(found)}`;
    const roots = found.findings.filter(({ causedBy }) => causedBy === null).map(({ id }) => id);
    expect(roots.sort(), message).toEqual(stories.map(({ id, root }) => root ?? id).sort());
  });
});
