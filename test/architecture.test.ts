import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** Folder of a source file: `core`, `formats`, … or `.` for the files that compose the stages. */
function folderOf(file: string): string {
  const path = relative(SRC, file);
  return path.includes('/') ? (path.split('/')[0] ?? '.') : '.';
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SRC, name));

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: Import[] = files.flatMap((from) =>
  [...readFileSync(from, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => {
    const name = match[1] ?? '';
    return { from, to: name.startsWith('.') ? resolve(dirname(from), name.replace(/\.js$/, '.ts')) : name };
  }),
);

const STAGES = [
  'sources',
  'bundles',
  'lines',
  'formats',
  'patterns',
  'reports',
  'signals',
  'novelty',
  'versions',
  'clocks',
  'correlation',
  'incidents',
  'document',
  'redact',
  'render',
];

describe('the architecture', () => {
  it('lets a stage import only core and its own folder', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        STAGES.includes(folderOf(from)) && to.startsWith(SRC) && !['core', folderOf(from)].includes(folderOf(to)),
    );
    expect(wrong.map(({ from, to }) => `${relative(SRC, from)} -> ${relative(SRC, to)}`)).toEqual([]);
  });

  it('lets core import nothing but core', () => {
    const wrong = imports.filter(
      ({ from, to }) => folderOf(from) === 'core' && !(to.startsWith(SRC) && folderOf(to) === 'core'),
    );
    expect(wrong.map(({ from, to }) => `${relative(SRC, from)} -> ${to}`)).toEqual([]);
  });

  it('lets the command line know only the public library', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        folderOf(from) === 'cli' && to.startsWith(SRC) && folderOf(to) !== 'cli' && relative(SRC, to) !== 'index.ts',
    );
    expect(wrong.map(({ from, to }) => `${relative(SRC, from)} -> ${relative(SRC, to)}`)).toEqual([]);
  });

  it('keeps files, processes and compression to sources and the command line, threads to workers', () => {
    const outside = imports.filter(
      ({ from, to }) =>
        /^node:(?:fs|zlib|process|child_process|net|http|os|worker_threads)/.test(to) &&
        !['sources', 'cli'].includes(folderOf(from)) &&
        !(folderOf(from) === 'workers' && /^node:(?:os|worker_threads)$/.test(to)),
    );
    expect(outside.map(({ from, to }) => `${relative(SRC, from)} -> ${to}`)).toEqual([]);
    const globals = files.filter(
      (file) =>
        !['sources', 'cli', 'generated'].includes(folderOf(file)) &&
        /\bprocess\.(?:env|std|exit|argv|cwd|on)|\bconsole\.(?:log|error|warn|info|debug|table)\(/.test(
          readFileSync(file, 'utf8'),
        ),
    );
    expect(globals.map((file) => relative(SRC, file))).toEqual([]);
  });

  it('reads the wall clock in one place only, as the default of an option', () => {
    const readers = files.filter(
      (file) => folderOf(file) !== 'cli' && /Date\.now\(\)|new Date\(\)/.test(readFileSync(file, 'utf8')),
    );
    expect(readers.map((file) => relative(SRC, file))).toEqual(['analyze.ts']);
  });

  it('has no import cycles', () => {
    const graph = new Map<string, string[]>();
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      // Type-only imports vanish when compiled, and core's types refer to each other.
      const targets = [...text.matchAll(/^(?:import|export) (?!type)[^;]*?from\s*'(\.[^']+)'/gm)].map((match) =>
        resolve(dirname(file), (match[1] ?? '').replace(/\.js$/, '.ts')),
      );
      graph.set(file, targets);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file))
        cycles.push([...path.slice(path.indexOf(file)), file].map((name) => relative(SRC, name)).join(' -> '));
      else if (!done.has(file)) {
        for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
        done.add(file);
      }
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});
