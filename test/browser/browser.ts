import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is installed; undefined if there is none, which fails a run under CI. */
export function findChromium(): string | undefined {
  const found = [process.env['CHROMIUM'] ?? '', ...PATHS].find((path) => path !== '' && existsSync(path));
  if (found === undefined && process.env['CI'] !== undefined) {
    throw new Error('chromium is not installed, and the tests of the HTML page need it (Debian package chromium)');
  }
  return found;
}

/** A page opened from a file, and what it did that it should not. */
export interface OpenPage {
  readonly page: Page;
  /** Console messages of errors and warnings, uncaught errors, requests besides the file. */
  readonly trouble: string[];
}

/** One browser, and a folder for its files. */
export interface Bench {
  open(html: string, options?: { width?: number; height?: number; scheme?: 'light' | 'dark' }): Promise<OpenPage>;
  close(): Promise<void>;
}

export async function startBench(executablePath: string): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'docklog-browser-'));
  const browser: Browser = await puppeteer.launch({
    executablePath,
    // Containers of build servers allow no sandbox of the browser's own; nothing but docklog's page is opened.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  let files = 0;
  return {
    async open(html, { width = 1280, height = 900, scheme = 'light' } = {}) {
      files += 1;
      const file = join(folder, `page-${files}.html`);
      writeFileSync(file, html);
      const url = pathToFileURL(file).href;
      const page = await browser.newPage();
      const trouble: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warn', 'assert'].includes(message.type())) trouble.push(`console: ${message.text()}`);
      });
      page.on('pageerror', (error) => trouble.push(`error: ${String(error)}`));
      page.on('dialog', (dialog) => {
        trouble.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== url) trouble.push(`request: ${request.url()}`);
      });
      await page.setViewport({ width, height });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(url);
      return { page, trouble };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the accessibility rules of WCAG 2.1 A and AA, and good practice, find wrong on the page: rule, place and reason. */
export async function axeViolations(page: Page): Promise<string[]> {
  // By the debugger's way, which the page's policy does not forbid.
  await page.evaluate(AXE);
  return (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations.flatMap((rule) => rule.nodes.slice(0, 5).map((node) => rule.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary)))`,
  )) as string[];
}
