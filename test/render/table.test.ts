import { describe, expect, test } from 'vitest';

import type { ReportDocument } from '../../src/core/report-document.js';
import { render, type RenderOptions } from '../../src/render/index.js';
import { stripEscapeSequences } from '../../src/render/sanitize.js';
import { displayWidth } from '../../src/render/width.js';
import { golden, STOCK, stockDocument } from './stock.js';

const table = (name: string, options: Partial<RenderOptions> = {}): Promise<string> =>
  render(stockDocument(name), 'table', options);

/** What stands before the details: the part that `quiet` shows. */
const firstScreen = (name: string, options: Partial<RenderOptions> = {}): Promise<string> =>
  table(name, { ...options, quiet: true });

describe('the terminal report', () => {
  test.each(STOCK)('of %s at 80 columns is as the golden file shows', async (name) => {
    await expect(await table(name)).toMatchFileSnapshot(golden(`${name}.80.txt`));
  });

  test.each(['headline', 'two-incidents'])('of %s at 200 columns is as the golden file shows', async (name) => {
    await expect(await table(name, { width: 200 })).toMatchFileSnapshot(golden(`${name}.200.txt`));
  });

  test('in ASCII, with colours and links, in another zone and in full is as the golden files show', async () => {
    await expect(await table('headline', { ascii: true })).toMatchFileSnapshot(golden('headline.ascii.txt'));
    await expect(await table('headline', { color: true, hyperlinks: true })).toMatchFileSnapshot(
      golden('headline.color.txt'),
    );
    await expect(await firstScreen('headline', { zone: 'Asia/Shanghai' })).toMatchFileSnapshot(
      golden('headline.shanghai.txt'),
    );
    await expect(await table('headline', { verbose: true })).toMatchFileSnapshot(golden('headline.verbose.txt'));
  });

  const widths = [1, 40, 57, 80, 119, 120, 200];
  test.each(STOCK)('of %s is never wider than the terminal', async (name) => {
    for (const width of widths) {
      for (const options of [{}, { verbose: true }, { ascii: true }, { color: true, hyperlinks: true }]) {
        const text = stripEscapeSequences(await table(name, { ...options, width }));
        const limit = Math.max(40, width);
        expect(text.split('\n').filter((line) => displayWidth(line) > limit)).toEqual([]);
      }
    }
  });

  test.each(STOCK)('of %s holds no control, format or bidirectional character', async (name) => {
    for (const verbose of [false, true]) {
      expect(await table(name, { verbose })).not.toMatch(/[^\P{C}\n]/u);
    }
  });

  test.each(STOCK)('of %s in ASCII holds nothing else', async (name) => {
    expect(await table(name, { ascii: true, verbose: true })).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test.each(STOCK)('of %s says the same with colours as without', async (name) => {
    const painted = await table(name, { color: true, hyperlinks: true });
    expect(stripEscapeSequences(painted)).toBe(await table(name));
  });

  test('leaves no style or link open at the end of a line', async () => {
    const painted = await table('headline', { color: true, hyperlinks: true });
    for (const line of painted.split('\n')) {
      const opened = line.match(/\u001b\[(?:1|2|3[0-7])m/g)?.length ?? 0;
      const closed = line.match(/\u001b\[(?:22|39)m/g)?.length ?? 0;
      expect(opened).toBe(closed);
      expect((line.match(/\u001b\]8;/g)?.length ?? 0) % 2).toBe(0);
    }
  });
});

describe('the first screen', () => {
  test('of the headline incident fits on about 40 lines', async () => {
    expect((await firstScreen('headline')).trimEnd().split('\n').length).toBeLessThanOrEqual(45);
    expect((await firstScreen('thinpool')).trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  test('says what broke first, since when and how that time was obtained, and how sure that is', async () => {
    const text = (await firstScreen('headline')).replace(/\s+/g, ' ');
    expect(text).toContain("CRITICAL: A starting container's runc init was OOM-killed");
    expect(text).toContain('about 2018-12-14 12:04:43 UTC, ± 1.5 s');
    expect(text).toContain('boot time from "container oom" of 5f3a1c9be0d2');
    expect(text).toContain('very likely, 93 %: the same container stands in the kernel log');
  });

  test('shows evidence of every source with its place and role, and the part of long lines that matters', async () => {
    const text = await firstScreen('headline');
    expect(text).toMatch(/node7\/dmesg\.txt:48213 +victim/);
    expect(text).toMatch(/node7\/journal-docker\.log:20398 +container oom/);
    expect(text).toMatch(/goroutine-stacks-2018-12-14T122136z\.log:812 +waits for lock/);
    expect(text).toContain('Kill process 20357 (runc:[2:INIT])');
    expect(text).toContain('Calling GET /v1.27/containers/json');
  });

  test('shows every command on lines of its own with nothing but spaces before it', async () => {
    const lines = (await firstScreen('thinpool')).split('\n').map((line) => line.trim());
    for (const step of stockDocument('thinpool').findings[0]?.remedy ?? []) {
      if (step.command !== undefined) expect(lines).toContain(step.command);
      if (step.risk !== undefined) expect(lines).toContain(`RISK: ${step.risk}`);
    }
  });

  test('shows consequences of consequences as a tree and independent incidents by their key', async () => {
    const text = await firstScreen('headline');
    expect(text).toMatch(/^ {2}├─ F2 ERROR part: /m);
    expect(text).toMatch(/^ {2}└─ F5 ERROR containerd/m);
    expect(text).toMatch(/^ {5}└─ F6 WARNING docker shows/m);
    expect(text).toMatch(/Independent of it\n {2}F7 WARNING /);
  });

  test('shows no finding twice and loses none, whatever the keys of their causes are', async () => {
    const text = await table('hostile', { width: 200 });
    expect(text).toContain('In a ring (F2');
    expect(text).toContain('F3 INFO In a ring, too');
  });

  test('says that an analysis was stopped early and which inputs were not read', async () => {
    expect(await firstScreen('two-incidents')).toContain('PARTIAL: ');
    expect(await firstScreen('unreadable')).toContain('NOT READ FULLY: old/dmesg.1.gz: ');
  });

  test('with nothing found tells what was read and what could not be judged, not that all is well', async () => {
    const text = (await table('nothing-found')).replace(/\s+/g, ' ');
    expect(text).toContain('Nothing found');
    expect(text).toContain('no proof of health');
    expect(text).toContain('kernel.memcg-oom-kill: no kernel log was given');
    const unreadable: ReportDocument = { ...stockDocument('unreadable'), evaluations: [] };
    const only = { ...unreadable, sources: unreadable.sources.slice(0, 2) };
    expect(await render(only, 'table')).toContain('Nothing could be read, so nothing can be said.');
  });
});
