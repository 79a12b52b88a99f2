import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the man page', () => {
  let page = '';
  beforeAll(async () => {
    const script = (await import(join(ROOT, 'scripts/man-page.mjs'))) as { manPage: () => Promise<string> };
    page = await script.manPage();
  });

  it('has each command with its options and examples, and the exit codes', () => {
    for (const command of [
      'analyze',
      'collect',
      'bundle',
      'timeline',
      'clocks',
      'goroutines',
      'diff',
      'parse',
      'explain',
    ])
      expect(page).toContain(`\\fBdocklog ${command}`);
    expect(page).toContain('\\fB\\-\\-fail\\-on\\fR');
    expect(page).toContain('journalctl \\-u docker \\-u containerd \\-k | docklog');
    expect(page).toContain('.SH EXIT STATUS');
  });

  it('holds no request that is none, and no hidden option', () => {
    expect(page).not.toContain('prefilter');
    expect(page.match(/^\.(?!TH|SH|SS|TP|PP|br|\\")/gm)).toBeNull();
  });

  it('knows every option that the README shows', () => {
    const shown = [...read('README.md').matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
      .flatMap(([, block = '']) => block.split('\n'))
      .flatMap((line) => line.replace(/ #.*/, '').split(/ \| | && /))
      .filter((command) => /^(?:docklog|node bin\/docklog) /.test(command))
      .flatMap((command) => [...command.matchAll(/ (--?[a-z][a-z-]*)/g)].map(([, option = '']) => option));
    expect(shown.length).toBeGreaterThan(8);
    const known = page.replaceAll('\\-', '-');
    expect(shown.filter((option) => !new RegExp(`(?:fB|, )${option}(?:,|\\\\fR)`).test(known))).toEqual([]);
  });
});

describe('the README', () => {
  it('links only to files that are there', () => {
    for (const file of ['README.md', 'samples/examples/README.md', 'patterns/README.md']) {
      const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
      expect(links.filter((path) => !existsSync(join(ROOT, dirname(file), path)))).toEqual([]);
    }
  });
});

describe('the picture of the terminal', () => {
  it('shows the sample, without scripts and without other files', () => {
    const svg = read('docs/terminal.svg');
    expect(svg).toContain('CRITICAL');
    expect(svg).not.toMatch(/<script|href|url\(|@import/);
  });
});
