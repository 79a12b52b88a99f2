import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ReportDocument, TimelineEntry } from '../../src/core/report-document.js';
import { render } from '../../src/render/index.js';
import { STOCK, stockDocument } from '../render/stock.js';
import { axeViolations, findChromium, startBench, type Bench } from './browser.js';

const chromium = findChromium();
if (chromium === undefined) console.log('skipped: chromium is not installed, the HTML page is not tested in a browser');

/** Whether an element is on the page to be seen, as JavaScript. */
const SHOWN = '(one) => one.getClientRects().length > 0';
const START_US = 1_544_789_083_000_000;

/** The headline document with a timeline of many entries, ten a second, from five sources. */
function longDocument(entries: number): ReportDocument {
  const timeline = Array.from({ length: entries }, (_, index): TimelineEntry => ({
    time: START_US + index * 100_000,
    uncertainty: index % 7 === 0 ? 2_000_000 : 0,
    source: `node${index % 5}.log`,
    line: index + 1,
    severity: index % 1000 === 0 ? 'critical' : index % 10 === 0 ? 'warning' : 'info',
    text: index === 41_234 ? 'the needle in the stack' : `entry number ${index} of a long log`,
    findings: index % 1000 === 0 ? ['F1'] : [],
  }));
  return { ...stockDocument('headline'), timeline, dumps: [] };
}

/** The results of a JavaScript function, given as text because the page is no part of this program, for each element. */
async function each(page: Page, selector: string, does: string): Promise<unknown[]> {
  return (await page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map(${does})`)) as unknown[];
}
const textOf = async (page: Page, selector: string): Promise<string> =>
  String((await each(page, selector, '(one) => one.textContent'))[0]);
const countOf = async (page: Page, selector: string): Promise<number> => (await each(page, selector, '() => 1')).length;
const rowsOf = (page: Page): Promise<number> => countOf(page, '#timeline tbody tr');
const until = async (page: Page, condition: string): Promise<void> => {
  await page.waitForFunction(condition, { polling: 50, timeout: 20_000 });
};
/** Waits until an element's text is or holds what is wanted. */
const untilText = (page: Page, id: string, wanted: string): Promise<void> =>
  until(page, `document.getElementById('${id}').textContent.includes(${JSON.stringify(wanted)})`);
const untilState = (page: Page, wanted: string): Promise<void> => untilText(page, 'state', wanted);

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
/** Where the picture is, after it was scrolled to. */
async function stageOf(page: Page): Promise<Box> {
  const found = await each(
    page,
    '#stage',
    `(one) => { one.scrollIntoView({ block: 'center' }); const { left, top, width, height } = one.getBoundingClientRect(); return { left, top, width, height }; }`,
  );
  return found[0] as Box;
}

describe.skipIf(chromium === undefined)('the HTML page in a browser', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench(chromium ?? '');
  }, 60_000);
  afterAll(async () => {
    await bench.close();
  });

  test.each(STOCK)(
    'of %s opens without an error, a request or anything wider than the screen, all unfolded, on a desk and on a phone',
    async (name) => {
      const html = await render(stockDocument(name), 'html');
      for (const width of [1280, 400]) {
        const { page, trouble } = await bench.open(html, { width });
        await each(page, 'details', '(one) => { one.open = true; }');
        const wider = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'));
        expect({ width, wider: wider > 0, trouble }).toEqual({ width, wider: false, trouble: [] });
        await page.close();
      }
    },
  );

  test.each(['headline', 'two-incidents', 'nothing-found'])(
    'of %s breaks no rule of accessibility, light and closed on a desk, dark and opened on a phone',
    async (name) => {
      const html = await render(stockDocument(name), 'html');
      for (const scheme of ['light', 'dark'] as const) {
        const { page } = await bench.open(html, { scheme, width: scheme === 'dark' ? 400 : 1280 });
        if (scheme === 'dark') await each(page, 'details', '(one) => { one.open = true; }');
        expect(await axeViolations(page)).toEqual([]);
        await page.close();
      }
    },
  );

  test('shows title, evidence and commands on the first screen', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'));
    for (const selector of ['h1', '.card', '.why li:last-child', '.steps li:last-child', '.copy']) {
      const [bottom] = await each(page, selector, '(one) => one.getBoundingClientRect().bottom');
      expect(bottom, selector).toBeLessThan(900);
    }
    await page.close();
  });

  test('runs nothing that a log wrote', async () => {
    const payload = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script>';
    const escape = `</script><script>window.pwned=3</script>${payload}\u2028"'\`-->]]>`;
    const stock = stockDocument('hostile');
    const document = {
      ...stock,
      timeline: [...stock.timeline, ...stock.timeline.map((entry) => ({ ...entry, text: escape, source: escape }))],
    };
    const { page, trouble } = await bench.open(await render(document, 'html'));
    await page.type('#search', 'pwned');
    await until(page, `document.getElementById('hits').textContent !== ''`);
    await page.focus('#stage');
    await page.keyboard.press('+');
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await countOf(page, 'img, iframe, object, embed')).toBe(0);
    expect(await countOf(page, 'script')).toBe(2);
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('zooms by buttons, keys, wheel and drag, and lists what the picture shows', async () => {
    const { page, trouble } = await bench.open(await render(longDocument(2_000), 'html'));
    await untilState(page, '2,000 of 2,000 entries');
    await page.click('[data-zoom=in]');
    await untilState(page, ' to ');
    const half = await textOf(page, '#state');
    expect(half).toMatch(/^1,0\d\d of 2,000 entries, 2018-12-14 /);
    await page.click('[data-zoom=all]');
    await untilState(page, '2,000 of 2,000');

    await page.focus('#stage');
    await page.keyboard.press('+');
    expect(await textOf(page, '#state')).toBe(half);
    await page.keyboard.press('ArrowRight');
    expect(await textOf(page, '#state')).not.toBe(half);
    await page.keyboard.press('ArrowLeft');
    expect(await textOf(page, '#state')).toBe(half);
    await page.keyboard.press('-');
    await untilState(page, '2,000 of 2,000');
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    await untilState(page, '2,000 of 2,000');

    const stage = await stageOf(page);
    const middle = stage.top + stage.height / 2;
    await page.mouse.move(stage.left + stage.width * 0.6, middle);
    await page.mouse.wheel({ deltaY: -200 });
    await until(page, `!document.getElementById('state').textContent.startsWith('2,000 of')`);
    await page.keyboard.press('0');
    await page.mouse.move(stage.left + stage.width * 0.5, middle);
    await page.mouse.down();
    await page.mouse.move(stage.left + stage.width * 0.6, middle, { steps: 4 });
    expect(await countOf(page, '.brush')).toBe(1);
    await page.mouse.up();
    const dragged = Number.parseInt(await textOf(page, '#state'), 10);
    expect(dragged).toBeGreaterThan(100);
    expect(dragged).toBeLessThan(600);
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('takes the wheel only while the picture is focused, so that the page scrolls', async () => {
    const { page } = await bench.open(await render(longDocument(500), 'html'));
    const { left, top, width, height } = await stageOf(page);
    const before = Number(await page.evaluate('scrollY'));
    await page.mouse.move(left + width / 2, top + height / 2);
    await page.mouse.wheel({ deltaY: 300 });
    await until(page, `scrollY > ${before}`);
    expect(await textOf(page, '#state')).toContain('500 of 500');
    await page.close();
  });

  test('opens and filters 50,000 entries with a bounded number of elements', async () => {
    const { page, trouble } = await bench.open(await render(longDocument(50_000), 'html'));
    await untilState(page, '50,000 of 50,000 entries; rows 1 to 200');
    expect(await rowsOf(page)).toBe(200);
    expect(await countOf(page, '#chart *')).toBeLessThan(10_000);
    await page.type('#filter', 'needle stack');
    await untilState(page, '1 of 50,000 entries');
    expect(await textOf(page, '#timeline tbody')).toContain('the needle in the stack');
    await each(page, '#filter', `(one) => { one.value = ''; one.dispatchEvent(new Event('input')); }`);
    await page.select('#severity', '3');
    await untilState(page, '50 of 50,000');
    expect(await rowsOf(page)).toBe(50);
    await page.select('#severity', '9');
    await untilState(page, '50 of 50,000');
    await page.select('#severity', '0');
    await page.select('#source', '2');
    await untilState(page, '10,000 of 50,000');
    for (let turn = 0; turn < 7; turn += 1) {
      await each(page, '#after', '(one) => { one.click(); }');
    }
    expect(await rowsOf(page)).toBe(1000);
    expect(trouble).toEqual([]);
    await page.close();
  }, 60_000);

  test('goes from a mark in the picture to its row', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'));
    const mark = await page.$('g[data-entry] circle');
    await mark?.scrollIntoView();
    await mark?.click();
    expect(await page.evaluate('document.activeElement.className')).toBe('here');
    await page.close();
  });

  test('searches the whole page, opens what hides a hit, and knows the timeline', async () => {
    const { page, trouble } = await bench.open(await render(longDocument(3_000), 'html'));
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('opens the exec fifo for reading');
    await untilText(page, 'hits', '1');
    await page.keyboard.press('Enter');
    expect(await textOf(page, '#hits')).toBe('1 of 1');
    const shown = await each(page, 'details[open]', '(one) => one.textContent');
    expect(shown.join()).toContain('opens the exec fifo');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
    await page.type('#search', 'entry number 2999');
    await untilText(page, 'hits', 'no hit, timeline 1');
    await page.keyboard.press('Enter');
    // Its filter looks for the words, which the line number of the entry before holds too.
    await untilState(page, '2 of 3,000');
    expect(trouble).toEqual([]);
    await page.close();
  });

  test('copies a command', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'));
    await page.bringToFront();
    // The clipboard of a browser without a screen is not there; what would be written is looked at.
    await page.evaluate(
      `Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => { window.copied = text; return Promise.resolve(); } } })`,
    );
    await page.click('.copy');
    await until(page, `document.querySelector('.copy').textContent === 'Copied'`);
    expect(await page.evaluate('window.copied')).toBe("ps -eo pid,etime,args | grep '[r]unc.*start.*5f3a1c9be0d2'");
    expect(await textOf(page, '#said')).toBe('Copied');
    await page.close();
  });

  test('sorts and filters the groups of goroutines', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'));
    const counts = async (): Promise<number[]> =>
      (await each(page, 'table.sortable tbody tr:not([hidden])', '(row) => row.cells[0].textContent')).map(Number);
    const press = (): Promise<unknown> =>
      each(page, 'table.sortable th:first-child button', '(one) => { one.click(); }');
    const all = await counts();
    await press();
    expect(await counts()).toEqual(all.toSorted((a, b) => b - a));
    await press();
    expect(await counts()).toEqual(all.toSorted((a, b) => a - b));
    expect(await each(page, 'table.sortable th:first-child', `(one) => one.getAttribute('aria-sort')`)).toEqual([
      'ascending',
    ]);
    await page.type('[aria-label="Filter groups"]', 'containers/json');
    await until(page, `document.querySelectorAll('table.sortable tbody tr:not([hidden])').length < ${all.length}`);
    expect((await counts()).length).toBeGreaterThan(0);
    await page.close();
  });

  test('can be walked through by keyboard: the skip link first, nothing holds the focus, all of it is visible', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    const stops = await countOf(page, 'a[href], button:not([hidden]), input, select, summary, [tabindex="0"]');
    let outlined = 0;
    let turns = 0;
    for (; turns < stops + 5; turns += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(
        `document.activeElement === document.body ? 'end' : getComputedStyle(document.activeElement).outlineStyle`,
      );
      if (at === 'end') break;
      expect(at).not.toBe('none');
      outlined += 1;
    }
    expect(outlined).toBeGreaterThan(20);
    expect(turns).toBeLessThan(stops + 5);
    await page.close();
  });

  test('prints everything, opened, and no controls', async () => {
    const { page } = await bench.open(await render(stockDocument('headline'), 'html'), { scheme: 'dark' });
    await page.emulateMediaType('print');
    const hidden = await each(page, 'details > *:not(summary)', '(one) => one.getClientRects().length === 0');
    expect(hidden.length).toBeGreaterThan(20);
    expect(hidden).not.toContain(true);
    expect(await each(page, '.controls, .copy, .top', SHOWN)).not.toContain(true);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await page.close();
  });

  test('without script shows findings, evidence, remedies and the first rows, and no control that would do nothing', async () => {
    const html = await render(longDocument(1_000), 'html');
    const { page } = await bench.open('<!doctype html><title>empty</title>');
    await page.setJavaScriptEnabled(false);
    await page.setContent(html);
    expect(await rowsOf(page)).toBe(300);
    for (const selector of ['h1', '.why li', '.steps pre', '#chart']) {
      expect(await each(page, selector, SHOWN), selector).toContain(true);
    }
    expect(await each(page, 'button, input, select', SHOWN)).not.toContain(true);
    await page.close();
  });
});
