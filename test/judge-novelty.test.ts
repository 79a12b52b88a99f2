import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { analyze, render, type AnalyzeOptions, type Input, type ReportDocument } from '../src/index.js';
import { reportSchemaErrors } from './render/stock.js';

const HANG = resolve(import.meta.dirname, '../samples/runc-init-oom-hang');
const NOW = Date.UTC(2027, 0, 1) * 1000;
const paths = readdirSync(HANG).map((name) => join(HANG, name));
const run = (inputs: readonly Input[], options: AnalyzeOptions = {}): Promise<ReportDocument> =>
  analyze(inputs, { nowUs: NOW, ...options });

/** A quiet hour of a daemon, a request every two seconds; `extra` stands behind the given minute's first line. */
function hour(extra: Readonly<Record<number, string>>): string {
  const lines: string[] = [];
  for (let second = 0; second < 3600; second += 2) {
    const stamp = new Date(Date.UTC(2018, 11, 14, 12, 0, second)).toISOString();
    lines.push(`time="${stamp}" level=info msg="request ${second} of client ${second % 7} served" status=200`);
    const more = second % 60 === 0 ? extra[second / 60] : undefined;
    if (more !== undefined) lines.push(`time="${stamp}" ${more}`);
  }
  return `${lines.join('\n')}\n`;
}

const SHELF = 'level=warning msg="the shelf of widgets bends"';

describe('what was new', () => {
  it('before the first critical finding is told, without the lines that findings rest on', async () => {
    const document = await run(paths);
    const { novelties = [], findings } = document;
    expect(novelties.map(({ template }) => template)).toContain('containerd: container oom');
    expect(novelties.every(({ why }) => why.endsWith('F1 runc.init-oom-hang'))).toBe(true);
    const evidence = new Set(
      findings.flatMap((finding) => finding.evidence.map(({ source, line }) => `${source}:${line}`)),
    );
    expect(novelties.filter(({ source, line }) => evidence.has(`${source}:${line}`))).toEqual([]);
    expect(reportSchemaErrors(JSON.parse(JSON.stringify(document)))).toEqual([]);
    expect(await render(document, 'table')).toContain('New here: ');
    expect(await render(document, 'markdown')).toContain('## New here');
  });

  it('before the end is told where nothing is critical, and where only the time up to a moment was asked for', async () => {
    const text = hour({ 20: 'level=warning msg="a lamp flickers"', 58: SHELF });
    const { novelties } = await run([{ name: 'app.log', data: text }]);
    expect(novelties).toMatchObject([
      { source: 'app.log', kind: 'first-seen', gravity: 'warning', template: 'the shelf of widgets bends', count: 1 },
    ]);
    const [novelty] = novelties ?? [];
    expect(novelty?.text).toContain(SHELF);
    expect(text.split('\n')[(novelty?.line ?? 0) - 1]).toContain(SHELF);
    expect(novelty?.time).toBe(Date.UTC(2018, 11, 14, 12, 58) * 1000);
    const until = Date.UTC(2018, 11, 14, 12, 25) * 1000;
    const before = await run([{ name: 'app.log', data: text }], { untilUs: until });
    expect(before.novelties?.map(({ template }) => template)).toEqual(['a lamp flickers']);
  });

  it('is searched for by default only where the size is known and small', async () => {
    const text = hour({ 58: SHELF });
    const stream = (): Input => ({ name: 'app.log', data: Readable.from([Buffer.from(text)]) });
    expect((await run([stream()])).novelties).toBeUndefined();
    expect((await run([stream()], { novelty: true })).novelties).toHaveLength(1);
    expect((await run([{ name: 'app.log', data: text }], { novelty: false })).novelties).toBeUndefined();
    // One stream among the inputs leaves all out.
    expect((await run([stream(), ...paths])).novelties).toBeUndefined();
    const pieces = [text.slice(0, 1000), Buffer.from(text.slice(1000))];
    expect((await run([{ name: 'app.log', data: pieces }])).novelties).toHaveLength(1);
  });

  it('cannot be told of a short log, which full reports say', async () => {
    const document = await run([{ name: 'app.log', data: `time="2018-12-14T12:58:00Z" ${SHELF}\n` }]);
    expect(document.novelties).toEqual([]);
    expect(document.evaluations).toMatchObject([{ id: 'novelty', outcome: 'not-evaluated' }]);
    expect(await render(document, 'table')).not.toContain('novelty');
    expect(await render(document, 'table', { verbose: true })).toContain('novelty: what is new cannot be told');
  });

  it('is not looked for in goroutine dumps', async () => {
    const dump = paths.filter((path) => path.includes('goroutine-stacks'));
    const document = await run(dump.map((path) => ({ name: path, data: readFileSync(path) })));
    expect(document.novelties).toEqual([]);
    expect(document.evaluations.filter(({ id }) => id === 'novelty')).toEqual([]);
  });
});
