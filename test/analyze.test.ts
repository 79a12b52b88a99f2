import { createReadStream, openAsBlob, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze, type Finding, type Input, type ReportDocument } from '../src/index.js';
import { reportSchemaErrors } from './render/stock.js';

const HANG = resolve(import.meta.dirname, '../samples/runc-init-oom-hang');
const THINPOOL = resolve(import.meta.dirname, '../samples/thinpool-missing');
const NOW = Date.UTC(2027, 0, 1) * 1000;

const paths = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => /\.(?:txt|log)$/.test(name))
    .map((name) => join(directory, name));
const path = (part: string): string => paths(HANG).find((name) => name.includes(part)) ?? '';
const run = (inputs: readonly Input[]): Promise<ReportDocument> => analyze(inputs, { nowUs: NOW });
const find = (document: ReportDocument, id: string): Finding | undefined =>
  document.findings.find((finding) => finding.id === id);
const at = (us: number | undefined): string => (us === undefined ? 'unplaced' : new Date(us / 1000).toISOString());
const sourcesOf = (finding: Finding | undefined): string[] =>
  [...new Set(finding?.evidence.map(({ source }) => source.slice(source.lastIndexOf('/') + 1)))].sort();

describe('the OOM kill that hangs docker', () => {
  it('comes out as one critical incident with evidence of all three sources', async () => {
    const document = await run(paths(HANG));
    const [first] = document.findings;
    expect(first).toMatchObject({ id: 'runc.init-oom-hang', severity: 'critical', causedBy: null });
    expect(first?.confidence).toBeGreaterThanOrEqual(0.9);
    expect(sourcesOf(first)).toEqual([
      'dmesg.txt',
      'docker.journal.txt',
      'goroutine-stacks-2018-12-14T201541+0800.log',
    ]);
    expect(first?.fixedIn.join(' ')).toContain('1.0.0-rc5');
    expect(first?.remedy.some(({ command }) => command !== undefined)).toBe(true);
    const roots = document.findings.filter(({ causedBy, severity }) => causedBy === null && severity !== 'info');
    expect(roots.map(({ id }) => id)).toEqual(['runc.init-oom-hang']);
  });

  it('is placed at the wall time of the kill, though dmesg counts from boot', async () => {
    const document = await run(paths(HANG));
    const first = document.findings[0];
    expect(Math.abs((first?.from ?? 0) - Date.parse('2018-12-14T12:05:11.402Z') * 1000)).toBeLessThan(3e6);
    expect(first?.timeBasis).toBe('aligned');
    expect(first?.entities['pid']).toContain('20357');
  });

  it('names the lock, its waiters and its holder', async () => {
    const { dumps } = await run([path('goroutine-stacks')]);
    expect(dumps).toHaveLength(1);
    expect(dumps[0]?.program).toBe('dockerd');
    expect(at(dumps[0]?.time)).toBe('2018-12-14T12:15:41.000Z');
    expect(dumps[0]?.locks[0]?.waiters).toBeGreaterThan(100);
    expect(dumps[0]?.locks[0]?.holder?.confidence).toBeGreaterThan(0.5);
  });

  it('is the same document whatever the order of the files', async () => {
    const strip = (document: ReportDocument): unknown => ({ ...document, stats: { ...document.stats, seconds: 0 } });
    const forth = strip(await run(paths(HANG)));
    expect(strip(await run([...paths(HANG)].reverse()))).toEqual(forth);
  });

  it('degrades: dmesg alone shows the kill and asks for the rest', async () => {
    const document = await run([path('dmesg')]);
    const kill = find(document, 'runc.init-oom-kill');
    expect(document.findings[0]?.id).toBe('runc.init-oom-kill');
    expect(find(document, 'runc.init-oom-hang')).toBeUndefined();
    expect(kill?.from).toBeUndefined();
    expect(kill?.missing.join(' ')).toContain('goroutine dump');
  });

  it('degrades: the dump alone shows the convoy and asks for the kernel log', async () => {
    const document = await run([path('goroutine-stacks')]);
    expect(document.findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['containerd.unresponsive', 'engine.lock-convoy', 'engine.api-list-stalled']),
    );
    expect(find(document, 'runc.init-oom-hang')).toBeUndefined();
    expect(document.findings.flatMap(({ missing }) => missing).join(' ')).toContain('kernel log');
    expect(document.evaluations.map(({ id }) => id)).toContain('runc.init-oom-hang');
  });

  it('degrades: the journal alone shows with less confidence that the calls go unanswered', async () => {
    const document = await run([path('docker.journal')]);
    const stalled = find(document, 'engine.api-list-stalled');
    expect(stalled?.confidence).toBeLessThan(0.6);
    expect(stalled?.missing.join(' ')).toContain('goroutine dump');
  });
});

describe('the thin pool that is not there', () => {
  it('is the root, and the failed units hang below it', async () => {
    const { findings } = await run(paths(THINPOOL));
    const [first] = findings;
    expect(first).toMatchObject({ id: 'storage.thinpool-nonexisting-device', severity: 'critical', causedBy: null });
    expect(first?.entities['pool']).toContain('docker-thinpool');
    for (const id of ['systemd.docker-service-failed', 'systemd.dependency-cascade']) {
      expect(findings.find((finding) => finding.id === id)?.causedBy).not.toBeNull();
    }
  });
});

describe('the library', () => {
  const OOM =
    '[7993043.926831] Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child\n';

  it('takes paths, Node streams, web streams, async iterables and bytes', async () => {
    const name = path('dmesg');
    const inputs: Input[] = [
      name,
      { name, data: createReadStream(name) },
      { name, data: (await openAsBlob(name)).stream() },
      { name, data: createReadStream(name, { encoding: 'utf8', highWaterMark: 777 }) },
      { name, data: readFileSync(name) },
    ];
    for (const input of inputs) expect((await run([input])).findings[0]?.id).toBe('runc.init-oom-kill');
    expect((await analyze(name, { nowUs: NOW })).findings[0]?.id).toBe('runc.init-oom-kill');
  });

  it('gives documents that fit the published schema', async () => {
    for (const inputs of [paths(HANG), paths(THINPOOL), ['/nowhere/at.all']])
      expect(reportSchemaErrors(await run(inputs))).toEqual([]);
  });

  it('stops when told to, and says that the report is partial', async () => {
    const abort = new AbortController();
    async function* endless(): AsyncGenerator<string> {
      yield OOM;
      for (;;) {
        yield 'benign line\n'.repeat(1000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
    setTimeout(() => {
      abort.abort();
    }, 100);
    const document = await analyze({ name: 'live', data: endless() }, { signal: abort.signal, nowUs: NOW });
    expect(document.partial).toBe(true);
    expect(document.findings[0]?.id).toBe('runc.init-oom-kill');
  });

  it('sees a journal message that JSON prints as an array of bytes', async () => {
    const message = [...Buffer.from('\u001b[31mdevicemapper: Non existing device docker-thinpool\u001b[0m')];
    const entry = (fields: object): string =>
      `${JSON.stringify({ __REALTIME_TIMESTAMP: '1544788683415067', SYSLOG_IDENTIFIER: 'dockerd', ...fields })}\n`;
    const journal =
      entry({ MESSAGE: 'benign' }).repeat(40) + entry({ MESSAGE: message }) + entry({ MESSAGE: 'benign' }).repeat(40);
    const document = await analyze({ name: 'journal.json', data: journal }, { nowUs: NOW, novelty: false });
    expect(document.findings[0]?.id).toBe('storage.thinpool-nonexisting-device');
  });

  it('shows each line of evidence at its own time', async () => {
    const id = 'f2bdc869de34'.padEnd(64, '0');
    const text = ['00:56', '01:31', '02:07']
      .map((clock) => `time="2018-12-14T12:${clock}.000000000Z" level=info msg="shim reaped" id=${id}\n`)
      .join('');
    const document = await run([{ name: 'containerd.log', data: text }]);
    const evidence = find(document, 'container.restart-loop')?.evidence ?? [];
    expect(evidence.length).toBeGreaterThan(1);
    for (const { time, text: line } of evidence) expect(line).toContain(at(time).slice(0, 19));
  });

  it('reports an OOM kill once, wherever it is told', async () => {
    const journal = OOM.replace(/^\[[^\]]*\]/, 'Dec 14 20:05:11 node-41-135 kernel:');
    const document = await run([
      { name: 'dmesg', data: OOM },
      { name: 'journal', data: journal },
    ]);
    expect(document.findings.filter(({ id }) => id === 'runc.init-oom-kill')).toHaveLength(1);
    expect(document.sources.find(({ name }) => name === 'dmesg')?.clock.method).toContain('same kernel lines');
  });
});
