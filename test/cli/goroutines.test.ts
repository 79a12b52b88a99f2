import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convoyText, LATER, NAMED } from '../dump-texts.js';
import { runDocklog, type Ended } from '../run-docklog.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-goroutines-'));
beforeAll(() => {
  writeFileSync(join(directory, NAMED), convoyText(5, 14));
  writeFileSync(join(directory, `${LATER}.gz`), gzipSync(convoyText(9, 19)));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const docklog = (args: readonly string[], input = ''): Ended =>
  runDocklog(args, { input, cwd: directory, env: { COLUMNS: '80' } });

describe('docklog goroutines', () => {
  it('reads files, gzip files and standard input', () => {
    const { code, stdout, stderr } = docklog(['goroutines', NAMED, `${LATER}.gz`]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('dockerd: 12 goroutines, 9 of them wait for one lock');
    expect(stdout).toContain('dockerd: 8 goroutines, 5 of them wait for one lock');
    expect(docklog(['goroutines', '-'], convoyText(5, 14)).stdout).toContain('5 of them wait for one lock');
  });

  it('reads a dump that was logged as one escaped message', () => {
    const escaped = convoyText(5, 14).replace(/\n/g, '\\n').replace(/\t/g, '\\t');
    const message = `=== BEGIN goroutine stack dump ===\\n${escaped}\\n=== END goroutine stack dump ===`;
    const log = `time="2018-12-14T20:15:41.123456789+08:00" level=info msg="${message}"\n`;
    const { stdout } = docklog(['goroutines'], log);
    expect(stdout).toContain('5 of them wait for one lock');
    expect(stdout).toContain('taken 2018-12-14 12:15:41 UTC');
  });

  it('shows what is asked for in the form asked for', () => {
    const { stdout } = docklog(['goroutines', '-f', 'json', '--reason', 'semacquire', '--min-minutes', '14', NAMED]);
    const { dumps } = JSON.parse(stdout) as { dumps: { groups: { state: string; count: number }[] }[] };
    expect(dumps.map(({ groups }) => groups.map(({ state, count }) => [state, count]))).toEqual([[['semacquire', 5]]]);
    expect(docklog(['goroutines', '--function', 'containerStart', NAMED]).stdout).toContain('1 of 8 goroutines fits');
    expect(docklog(['goroutines', '--all', NAMED]).stdout).toContain('main loop');
    expect(docklog(['goroutines', '-f', 'dot', NAMED]).stdout).toMatch(/^digraph waits/);
    expect(docklog(['goroutines', '--since', '2018-12-15', NAMED]).stdout).toContain('No goroutine dump was found');
  });

  it('writes to a file in the form that its name tells', () => {
    const { code, stdout } = docklog(['goroutines', '-o', 'page.html', NAMED]);
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(join(directory, 'page.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
    const wrong = docklog(['goroutines', '-o', 'nowhere/page.html', NAMED]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('tells misuse and missing files', () => {
    expect(docklog(['goroutines', 'missing.log']).code).toBe(2);
    expect(docklog(['goroutines', NAMED, 'missing.log']).code).toBe(3);
    expect(docklog(['goroutines', '--min-minutes', 'many', NAMED]).code).toBe(2);
  });
});

describe('docklog diff', () => {
  it('compares dumps in the order of their times', () => {
    const { code, stdout, stderr } = docklog(['diff', `${LATER}.gz`, NAMED]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^dockerd: 10 goroutines are still stuck 5 min later, at 2 places, 1 stack\n? *grows/);
    expect(stdout).toContain('5 > 9');
    expect(docklog(['diff', '-f', 'markdown', NAMED, `${LATER}.gz`]).stdout).toMatch(/^# dockerd: 10 goroutines/);
  });

  it('needs two dumps of one program', () => {
    const { code, stdout, stderr } = docklog(['diff', NAMED]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^docklog: two dumps of one program are needed .* found: dockerd in /);
  });
});
