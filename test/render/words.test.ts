import { expect, test } from 'vitest';

import { confidenceWord, countOf, entityTexts, formatBytes, formatCount, percent } from '../../src/render/words.js';

test('counts are grouped by thousands, whatever the locale', () => {
  expect([0, 999, 1_000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  expect([countOf(1, 'entry', 'entries'), countOf(2, 'entry', 'entries')]).toEqual(['1 entry', '2 entries']);
});

test('bytes are shown in decimal units with three digits', () => {
  expect([0, 812, 999_499, 12_345_678, 5e12].map(formatBytes)).toEqual(['0 B', '812 B', '999 kB', '12.3 MB', '5.0 TB']);
});

test('confidence has a word and a percentage within bounds', () => {
  expect([1, 0.95, 0.9, 0.7, 0.5, 0.1, NaN].map(confidenceWord)).toEqual([
    'practically certain',
    'practically certain',
    'very likely',
    'likely',
    'plausible',
    'a guess',
    'a guess',
  ]);
  expect([0.934, 7, -1].map(percent)).toEqual(['93 %', '100 %', '0 %']);
});

test('entities are shown where first, long ids with twelve digits, a few of each kind', () => {
  const id = 'ab'.repeat(32);
  expect(entityTexts({ pid: ['1', '2', '3'], boot: [], container: [id], host: ['n1'], odd: ['x'] }, 2)).toEqual([
    'host n1',
    'container abababababab',
    'pid 1, 2 (+1)',
    'odd x',
  ]);
});
