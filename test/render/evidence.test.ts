import { describe, expect, test } from 'vitest';

import type { Evidence, Finding } from '../../src/core/report-document.js';
import { decisiveEvidence, storyOf } from '../../src/render/decisive-evidence.js';
import { bestExcerpt, needlesOf, spansOf } from '../../src/render/excerpt.js';
import { createFindingTree } from '../../src/render/finding-tree.js';
import { stockDocument } from './stock.js';

const finding = (key: string, change: Partial<Finding> = {}): Finding => ({
  key,
  id: 'area.symptom',
  title: key,
  severity: 'error',
  confidence: 0.5,
  confidenceReasons: [],
  summary: '',
  timeBasis: 'exact',
  count: 1,
  entities: {},
  evidence: [],
  cause: '',
  impact: '',
  remedy: [],
  fixedIn: [],
  references: [],
  causedBy: null,
  parts: [],
  missing: [],
  ...change,
});
const line = (source: string, number: number, role: string, time?: number): Evidence => ({
  source,
  line: number,
  offset: number,
  role,
  text: `${source} ${number}`,
  ...(time === undefined ? {} : { time }),
});
const places = (lines: readonly { evidence: Evidence }[]): string[] =>
  lines.map(({ evidence }) => `${evidence.source}:${evidence.line}`);

describe('the decisive evidence', () => {
  const polls = Array.from({ length: 15 }, (_, at) => line('journal', 100 + at, 'poll', 1_000 + at));
  const root = finding('F1', { evidence: [...polls, line('dump', 7, 'wait', 9_000)] });
  const part = finding('F2', { evidence: [line('dmesg', 3, 'victim', 900), line('dmesg', 2, 'limit', 899)] });

  test('comes from all sources, in order of time', () => {
    expect(places(decisiveEvidence(root, [part], 3))).toEqual(['dmesg:2', 'journal:100', 'dump:7']);
  });

  test('shows each role once and the end of one that goes on', () => {
    expect(places(decisiveEvidence(root, [part], 8))).toEqual([
      'dmesg:2',
      'dmesg:3',
      'journal:100',
      'journal:114',
      'dump:7',
    ]);
    expect(decisiveEvidence(root, [part], 8).map((chosen) => chosen.alike)).toEqual([1, 1, 15, 1, 1]);
  });

  test('is filled up to three lines where little tells lines apart', () => {
    expect(decisiveEvidence(finding('F1', { evidence: polls }), [], 8)).toHaveLength(3);
  });

  test('holds a line once, and lines without a time at the end', () => {
    const again = finding('F3', { evidence: [line('dump', 7, 'other', 9_000), line('dmesg', 1, 'boot')] });
    expect(
      places(
        storyOf(root, [part, again])
          .slice(-2)
          .map((evidence) => ({ evidence })),
      ),
    ).toEqual(['dump:7', 'dmesg:1']);
  });
});

describe('an excerpt', () => {
  test('is the part of a line that holds the finding’s entities and telling words', () => {
    const text = `${'x '.repeat(200)}error: container 5f3a1c9be0d2 exited${' y'.repeat(200)}`;
    const needles = needlesOf(finding('F1', { entities: { container: [`5f3a1c9be0d2${'0'.repeat(52)}`] } }));
    const { from, to } = bestExcerpt(text, spansOf(text, needles), 60);
    expect(text.slice(from, to)).toContain('error: container 5f3a1c9be0d2 exited');
    expect(to - from).toBe(60);
  });

  test('is the beginning where nothing stands out, and all of a short line', () => {
    expect(bestExcerpt('a'.repeat(100), [], 10)).toEqual({ from: 0, to: 10 });
    expect(bestExcerpt('short', [], 10)).toEqual({ from: 0, to: 5 });
  });

  test('takes a pid only as a whole number', () => {
    expect(spansOf('pid 12 of 123', ['12']).map((span) => span.from)).toEqual([4]);
  });
});

describe('the tree of findings', () => {
  const treeOf = (findings: Finding[]) => createFindingTree({ ...stockDocument('nothing-found'), findings });

  test('holds every finding exactly once, rings and unknown causes included', () => {
    const findings = [
      finding('F1', { causedBy: 'F4', parts: ['F3'] }),
      finding('F2', { causedBy: 'F9' }),
      finding('F3', { causedBy: 'F1' }),
      finding('F4', { causedBy: 'F3' }),
      finding('F5', { causedBy: 'F6' }),
      finding('F6', { causedBy: 'F5' }),
      finding('F7', { causedBy: 'F7' }),
    ];
    const tree = treeOf(findings);
    const all = tree.roots.flatMap((root) => [root, ...tree.below(root).map((node) => node.finding)]);
    expect(all.map((one) => one.key).sort()).toEqual(['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7']);
    expect(tree.roots.map((one) => one.key)).toEqual(['F1', 'F2', 'F7', 'F5']);
    expect(
      tree.below(findings[0] ?? finding('F1')).map((node) => [node.finding.key, node.relation, node.depth]),
    ).toEqual([
      ['F3', 'part', 1],
      ['F4', 'consequence', 2],
    ]);
  });

  test('is built without recursion, so that a long chain cannot overflow the stack', () => {
    const chain = Array.from({ length: 3_000 }, (_, at) =>
      finding(`F${at}`, { causedBy: at === 0 ? null : `F${at - 1}` }),
    );
    const tree = treeOf(chain);
    expect(tree.below(tree.roots[0] ?? finding('none'))).toHaveLength(2_999);
  });
});
