import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { render } from '../../src/render/index.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from '../../src/render/html/assets.js';
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

describe('the HTML page', () => {
  test('of the headline incident is as the golden file shows', async () => {
    await expect(await render(stockDocument('headline'), 'html')).toMatchFileSnapshot(golden('headline.html'));
  });

  test('admits exactly its own style and script', async () => {
    const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(STYLE_HASH).toBe(hash(STYLE));
    expect(SCRIPT_HASH).toBe(hash(SCRIPT));
    const page = await render(stockDocument('hostile'), 'html');
    expect(page).toContain(`default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'`);
    expect(page.match(/<script/g)).toHaveLength(1);
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

  test.each(STOCK)('of %s loads nothing, has no handlers and no inline styles', async (name) => {
    for (const { name: tag, attributes } of tags(content(await render(stockDocument(name), 'html')))) {
      const names = [...attributes.matchAll(/\s([a-zA-Z][a-zA-Z0-9-]*)(?:="[^"]*")?/g)].map((match) => match[1] ?? '');
      expect(names.filter((one) => /^(?:on.*|style|src|srcset|action)$/.test(one))).toEqual([]);
      expect(['img', 'iframe', 'link', 'object', 'embed', 'form', 'base']).not.toContain(tag);
      const href = / href="([^"]*)"/.exec(attributes)?.[1];
      if (href !== undefined) expect(href).toMatch(/^(?:#t\d+|https?:\/\/)/);
    }
  });

  test('draws a lane for each source and links each dot to its row', async () => {
    const document = stockDocument('headline');
    const page = await render(document, 'html');
    expect(page.match(/class="lane"/g)).toHaveLength(3);
    expect(page.match(/<circle/g)).toHaveLength(document.timeline.length);
    for (const [at] of document.timeline.entries()) {
      expect(page).toContain(`href="#t${at}"`);
      expect(page).toContain(`id="t${at}"`);
    }
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
