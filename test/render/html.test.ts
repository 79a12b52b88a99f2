import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import type { ReportDocument, TimelineEntry } from '../../src/core/report-document.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from '../../src/render/html/assets.js';
import { render } from '../../src/render/index.js';
import { golden, STOCK, stockDocument } from './stock.js';

const VOID = new Set(['meta', 'input', 'br', 'line', 'rect', 'circle']);

/** Tags of a page in order; fails on attributes that are not quoted. */
function tags(page: string): { name: string; closing: boolean; attributes: string }[] {
  return [...page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*)\s*\/?>/g)].map(
    (match) => ({
      name: match[2] ?? '',
      closing: match[1] === '/',
      attributes: match[3] ?? '',
    }),
  );
}

/** A page without its own style and script. */
const content = (page: string): string => page.replace(STYLE, '').replace(SCRIPT, '');

/** The embedded data of the timeline: a head, then one array an entry. */
function dataOf(page: string): unknown[] {
  return JSON.parse(
    /<script type="application\/json" id="data">([^<]*)<\/script>/.exec(page)?.[1] ?? '[]',
  ) as unknown[];
}

describe('the HTML page', () => {
  test('of the headline incident is, but for its style and script, as the golden file shows', async () => {
    const page = content(await render(stockDocument('headline'), 'html'));
    const shown = page.replace(STYLE_HASH, 'sha256-style').replace(SCRIPT_HASH, 'sha256-script');
    await expect(shown).toMatchFileSnapshot(golden('headline.html'));
  });

  test('admits exactly its own style and script, which take less than 30 kB', async () => {
    const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(STYLE_HASH).toBe(hash(STYLE));
    expect(SCRIPT_HASH).toBe(hash(SCRIPT));
    expect(STYLE.length + SCRIPT.length).toBeLessThan(30_000);
    const page = await render(stockDocument('hostile'), 'html');
    expect(page).toContain(`default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'`);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<style/g)).toHaveLength(1);
  });

  test.each(STOCK)('of %s has balanced tags, and every angle bracket is a tag of docklog', async (name) => {
    const page = content(await render(stockDocument(name), 'html')).replace('<!doctype html>', '');
    const open: string[] = [];
    for (const tag of tags(page)) {
      if (VOID.has(tag.name)) continue;
      if (tag.closing) expect(open.pop()).toBe(tag.name);
      else open.push(tag.name);
    }
    expect(open).toEqual([]);
    expect(page.match(/</g)?.length).toBe(tags(page).length);
  });

  test.each(STOCK)('of %s loads nothing, has no handlers, no inline styles and each id once', async (name) => {
    const ids: string[] = [];
    const ways: string[] = [];
    for (const { name: tag, attributes } of tags(content(await render(stockDocument(name), 'html')))) {
      const names = [...attributes.matchAll(/\s([a-zA-Z][a-zA-Z0-9-]*)(?:="[^"]*")?/g)].map((match) => match[1] ?? '');
      expect(names.filter((one) => /^(?:on.*|style|src|srcset|action)$/.test(one))).toEqual([]);
      expect(['img', 'iframe', 'link', 'object', 'embed', 'form', 'base']).not.toContain(tag);
      const id = / id="([^"]*)"/.exec(attributes)?.[1];
      if (id !== undefined) ids.push(id);
      const href = / href="([^"]*)"/.exec(attributes)?.[1];
      if (href === undefined) continue;
      expect(href).toMatch(/^(?:#[a-z-]+$|https?:\/\/)/);
      if (href.startsWith('#')) ways.push(href.slice(1));
    }
    expect(ids).toEqual([...new Set(ids)]);
    expect(ways.filter((way) => !ids.includes(way))).toEqual([]);
  });

  test('draws a lane for each source and each wait, and lists and embeds each entry', async () => {
    const document = stockDocument('headline');
    const page = content(await render(document, 'html'));
    expect(page.match(/<circle/g)).toHaveLength(document.timeline.length);
    expect(page.match(/class="lane"/g)).toHaveLength(3 + (page.match(/class="wait"/g) ?? []).length);
    const [, ...entries] = dataOf(page) as [unknown, ...unknown[][]];
    expect(entries.map((entry) => [entry[0], entry[4], entry[6]])).toEqual(
      document.timeline.map(({ time, line, text }) => [time, line, text]),
    );
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('shows the decisive lines and the commands before anything that must be opened', async () => {
    const page = content(await render(stockDocument('headline'), 'html'));
    const place = (text: string): number => {
      expect(page).toContain(text);
      return page.indexOf(text);
    };
    const closed = place('<details class="more">');
    expect(place('dmesg.txt:48213')).toBeLessThan(closed);
    expect(place('ps -eo pid,etime,args')).toBeLessThan(closed);
    expect(place('<mark>out of memory</mark>')).toBeLessThan(closed);
  });

  test('holds 300 rows for readers without script, and all entries as data that no text can leave', async () => {
    const stock = stockDocument('headline');
    const text = '</script><script>alert(1)</script><!--\u2028 \u202e \u001b[31m';
    const timeline = Array.from({ length: 5_000 }, (_, index): TimelineEntry => ({
      time: 1_544_789_083_120_000 + index * 1000,
      uncertainty: 0,
      source: `s${index % 40}`,
      line: index + 1,
      severity: 'info',
      text,
      findings: [],
    }));
    const page = content(await render({ ...stock, timeline }, 'html'));
    expect(dataOf(page)).toHaveLength(5_001);
    expect(/<table id="timeline">.*?<\/table>/s.exec(page)?.[0].match(/<tr>/g)).toHaveLength(301);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/[\u2028\u202e\u001b]/);
  });

  test('shows what only some documents have', async () => {
    const stock = stockDocument('headline');
    const [first, ...others] = stock.findings;
    if (first === undefined) throw new Error('the stock document has findings');
    const document: ReportDocument = {
      ...stock,
      findings: [
        {
          ...first,
          confidence: 0.6,
          against: ['the dump shows no holder'],
          decidedBy: { command: 'cat /proc/1/stack', effect: 'risky', text: 'look at the stack' },
        },
        ...others,
      ],
      coverage: [{ what: 'kernel log', status: 'missing', sources: [], command: 'journalctl -k > kernel.log' }],
      openRequests: [{ what: 'GET /containers/json', count: 161, state: 'open', source: 'd.log', line: 7 }],
      timelineLeftOut: 12,
    };
    const page = await render(document, 'html');
    for (const text of [
      'the dump shows no holder',
      'cat /proc/1/stack',
      'not known to change nothing',
      'journalctl -k &gt; kernel.log',
      'GET /containers/json',
      '12 entries were left out',
    ]) {
      expect(page).toContain(text);
    }
  });

  test('is one screen where quiet is asked for', async () => {
    const page = content(await render(stockDocument('headline'), 'html', { quiet: true }));
    expect(page).toContain('What to do now');
    expect(page).not.toContain('id="timeline"');
    expect(page).not.toContain('What was read');
  });
});
