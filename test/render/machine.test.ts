import { describe, expect, test } from 'vitest';

import { DocklogError } from '../../src/core/docklog-error.js';
import { isRenderFormat, render, renderChunks, RENDER_FORMATS } from '../../src/render/index.js';
import { golden, reportSchemaErrors, STOCK, stockDocument } from './stock.js';

describe('JSON', () => {
  test.each(STOCK)('of %s reads back as the same document, by the schema', async (name) => {
    const text = await render(stockDocument(name), 'json');
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual(stockDocument(name));
    expect(reportSchemaErrors(JSON.parse(text))).toEqual([]);
  });

  test('read back renders to the same terminal report', async () => {
    const document = stockDocument('headline');
    const again = JSON.parse(await render(document, 'json')) as typeof document;
    expect(await render(again, 'table')).toBe(await render(document, 'table'));
  });
});

describe('NDJSON', () => {
  test('is one object a line, told apart by type', async () => {
    const document = stockDocument('headline');
    const lines = (await render(document, 'ndjson')).trimEnd().split('\n');
    const objects = lines.map((line) => JSON.parse(line) as { type: string });
    const count = (type: string): number => objects.filter((object) => object.type === type).length;
    expect(objects[0]?.type).toBe('report');
    expect(objects.at(-1)).toEqual({ type: 'stats', ...document.stats });
    expect(count('source')).toBe(document.sources.length);
    expect(count('finding')).toBe(document.findings.length);
    expect(count('timeline')).toBe(document.timeline.length);
    expect(count('evaluation')).toBe(document.evaluations.length);
    expect(count('dump')).toBe(document.dumps.length);
    expect(objects.find((object) => object.type === 'finding')).toEqual({ type: 'finding', ...document.findings[0] });
  });
});

describe('Markdown', () => {
  test.each(STOCK)('of %s is as the golden file shows', async (name) => {
    await expect(await render(stockDocument(name), 'markdown')).toMatchFileSnapshot(golden(`${name}.md`));
  });

  test('has no HTML and no live link of the log’s making', async () => {
    const text = await render(stockDocument('hostile'), 'markdown');
    const outside = text
      .replace(/^ *(`{3,})[^\n]*\n[\s\S]*?\n *\1$/gm, '')
      .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/<(?!https:\/\/)/);
    expect(outside).not.toMatch(/[^\\]\]\(/);
    expect(outside).not.toMatch(/@[a-z]/);
  });
});

describe('a very large document', () => {
  const document = stockDocument('headline');
  const source = document.sources[0];
  const finding = document.findings[6];
  const large = {
    ...document,
    sources: source === undefined ? [] : Array.from({ length: 150_000 }, (_, at) => ({ ...source, name: `${at}` })),
    findings:
      finding === undefined
        ? []
        : Array.from({ length: 5_000 }, (_, at) => ({
            ...finding,
            key: `F${at + 1}`,
            causedBy: at % 2 === 1 ? 'F1' : null,
          })),
  };

  test('does not throw, and stays readable for people', async () => {
    expect((await render(large, 'table')).split('\n').length).toBeLessThan(400);
    expect((await render({ ...large, sources: [] }, 'markdown')).length).toBeLessThan(65_536);
  });
});

describe('every format', () => {
  test.each(RENDER_FORMATS)('%s holds no control character and the same text in chunks as in one', async (format) => {
    for (const name of STOCK) {
      const text = await render(stockDocument(name), format);
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      const chunks: string[] = [];
      for await (const chunk of renderChunks(stockDocument(name), format)) chunks.push(chunk);
      expect(chunks.join('')).toBe(text);
    }
  });

  test('has a name that is told apart from unknown ones', async () => {
    expect(isRenderFormat('table')).toBe(true);
    expect(isRenderFormat('toString')).toBe(false);
    await expect(render(stockDocument('headline'), 'pdf')).rejects.toThrow(DocklogError);
    await expect(render(stockDocument('headline'), 'table', { zone: 'Nowhere' })).rejects.toThrow(DocklogError);
  });
});
