import { describe, expect, test } from 'vitest';

import { render } from '../../src/render/index.js';
import { golden, STOCK, stockDocument } from './stock.js';

describe('OTLP log records', () => {
  test.each(STOCK)('of %s are as the golden file shows', async (name) => {
    await expect(await render(stockDocument(name), 'otlp')).toMatchFileSnapshot(golden(`${name}.otlp.json`));
  });

  test('carry a severity number, a time in ns and an attribute value of exactly one kind', async () => {
    const document = stockDocument('headline');
    const request = JSON.parse(await render(document, 'otlp')) as {
      resourceLogs: {
        scopeLogs: {
          logRecords: {
            timeUnixNano: string;
            severityNumber: number;
            attributes: { key: string; value: object }[];
          }[];
        }[];
      }[];
    };
    const records = request.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
    expect(records).toHaveLength(document.findings.length);
    for (const [at, record] of records.entries()) {
      expect(record.timeUnixNano).toBe(`${document.findings[at]?.from ?? ''}000`.replace(/^000$/, '0'));
      expect(record.severityNumber).toBeGreaterThanOrEqual(9);
      for (const { value } of record.attributes) expect(Object.keys(value)).toHaveLength(1);
    }
  });
});

describe('GitHub annotations', () => {
  test.each(STOCK)('of %s are as the golden file shows', async (name) => {
    await expect(await render(stockDocument(name), 'github')).toMatchFileSnapshot(golden(`${name}.gha`));
  });

  test('are one workflow command a line, whatever the logs hold', async () => {
    const document = stockDocument('hostile');
    const lines = (await render(document, 'github')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(document.findings.length);
    for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) [^:]*::[^\n]*$/);
  });
});

describe('the digest for a chat or a model', () => {
  test.each(STOCK)('of %s is as the golden file shows', async (name) => {
    await expect(await render(stockDocument(name), 'context')).toMatchFileSnapshot(golden(`${name}.ctx`));
  });

  test.each([200, 400, 1_000, 8_000])('takes at most its budget of %i tokens of three characters', async (budget) => {
    for (const name of STOCK) {
      const text = await render(stockDocument(name), 'context', { budget });
      expect(text.length).toBeLessThanOrEqual(budget * 3);
    }
  });

  test('says what it had no room for, and begins with what broke first', async () => {
    const text = await render(stockDocument('headline'), 'context', { budget: 300 });
    expect(text).toMatch(/left out for lack of room: \d+ line\(s\)\n$/);
    expect(text).toContain('\nF1 ');
  });
});
