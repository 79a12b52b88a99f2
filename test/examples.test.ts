import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyze, checkPatterns, loadPatterns, type ReportDocument } from '../src/index.js';

const ROOT = resolve(import.meta.dirname, '..');
const EXAMPLES = join(ROOT, 'samples/examples');
const built = existsSync(join(ROOT, 'dist/index.js'));
if (!built && process.env['CI'] !== undefined) throw new Error('the examples need a build: npm run build');

const folder = mkdtempSync(join(tmpdir(), 'docklog-examples-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.skipIf(!built)('the webhook example', () => {
  const attached: { path: string; body: string }[] = [];
  const incidents = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      attached.push({ path: request.url ?? '', body });
      response.writeHead(request.url?.includes('closed') === true ? 409 : 201).end();
    });
  });
  let hook: Server;
  let url = '';
  beforeAll(async () => {
    mkdirSync(join(folder, 'logs'));
    cpSync(join(ROOT, 'samples/thinpool-missing'), join(folder, 'logs/node-17-08'), { recursive: true });
    const { createWebhook } = (await import(join(EXAMPLES, 'webhook.mjs'))) as {
      createWebhook: (options: { logs: string; incidentApi: string }) => Server;
    };
    hook = createWebhook({ logs: join(folder, 'logs'), incidentApi: await listen(incidents) });
    url = await listen(hook);
  });
  afterAll(() => {
    hook.close();
    incidents.close();
  });
  const alert = (body: unknown): Promise<Response> => fetch(url, { method: 'POST', body: JSON.stringify(body) });

  it('attaches the report to the incident, without the names of the site', async () => {
    const response = await alert({ incident: '4711', host: 'node-17-08' });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ first: 'storage.thinpool-nonexisting-device' });
    expect(attached).toHaveLength(1);
    expect(attached[0]?.path).toBe('/incidents/4711/attachments');
    expect(attached[0]?.body).toContain('The thin pool that docker');
    expect(attached[0]?.body).not.toContain('node-17-08');
  });

  it('answers for an alert that names no host of its own, and for an incident that is refused', async () => {
    for (const bad of [{}, { incident: '1', host: '../../etc' }, { incident: '1/2', host: 'node-17-08' }])
      expect((await alert(bad)).status).toBe(400);
    expect((await alert({ incident: 'closed', host: 'node-17-08' })).status).toBe(502);
    expect((await alert({ incident: '1', host: 'unknown' })).status).toBe(500);
  });
});

describe.skipIf(!built)('the node check example', () => {
  const check = (log: string): { code: number | null; said: string } => {
    const { status, stdout } = spawnSync('sh', [join(EXAMPLES, 'node-check.sh')], {
      encoding: 'utf8',
      env: { ...process.env, DOCKLOG: `${process.execPath} ${join(ROOT, 'bin/docklog')}`, LOG: log },
    });
    return { code: status, said: stdout.trim() };
  };

  it('fails and names what is critical', () => {
    expect(check(join(ROOT, 'samples/thinpool-missing/journal.txt'))).toEqual({
      code: 1,
      said: expect.stringMatching(/^(?:storage|systemd)\.[a-z-]+: \S/) as string,
    });
  });

  it('passes where nothing is critical, and does not where nothing could be read', () => {
    const calm = join(folder, 'calm.log');
    writeFileSync(calm, 'Nov 27 09:12:20 node-17-08 systemd[1]: Started Session 4 of user root.\n');
    expect(check(calm)).toEqual({ code: 0, said: 'no critical finding' });
    expect(check(join(folder, 'no-such-file')).code).toBe(2);
  });
});

describe('the pattern example', () => {
  it('is sound and is found', async () => {
    const patterns = join(EXAMPLES, 'patterns');
    expect((await checkPatterns([patterns])).problems).toEqual([]);
    const log = 'Nov 27 09:12:20 node-17-08 quotad[812]: quotad: lost connection to 10.0.0.7\n';
    const { findings } = await analyze({ name: 'log', data: log }, { signatures: await loadPatterns([patterns]) });
    expect(findings[0]).toMatchObject({ id: 'site.quota-daemon-gone', summary: 'quotad lost its server 10.0.0.7.' });
  });
});

describe.skipIf(!built)('the renderer example', () => {
  it('makes a table that a spreadsheet can read', async () => {
    const { renderTsv } = (await import(join(EXAMPLES, 'custom-renderer.mjs'))) as {
      renderTsv: (report: ReportDocument) => Iterable<string>;
    };
    const report = await analyze(join(ROOT, 'samples/thinpool-missing/client.txt'));
    const lines = [...renderTsv(report)];
    expect(lines.length).toBe(report.findings.length + 1);
    expect(lines[1]).toMatch(/^critical\tstorage\.thinpool-nonexisting-device\t\d{4}-/);
    const [finding] = report.findings;
    if (finding === undefined) throw new Error('nothing was found');
    const hostile = { ...report, findings: [{ ...finding, title: '=cmd\t\n' }] };
    expect([...renderTsv(hostile)][1]).toMatch(/\t'=cmd \n$/);
  });
});
