import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import type { Input } from '../../src/sources/open-input.js';
import { benignText, type BenignKind } from './benign.js';
import { PROSE } from './prose.js';

const NOW_US = Date.UTC(2027, 0, 1) * 1000;
const SHARED = join(import.meta.dirname, '../../../shared');
const SAMPLES = join(SHARED, 'formats/samples');
const INCIDENTS = join(SHARED, 'incidents');

async function found(inputs: Input | readonly Input[]): Promise<string[]> {
  const { findings } = await analyze(inputs, { nowUs: NOW_US });
  return findings.map(({ id, evidence }) => `${id}: ${evidence[0]?.text ?? ''}`);
}

/** 20 MB in all. */
const BENIGN: readonly BenignKind[] = ['journal-short', 'syslog', 'journal-json', 'journal-export', 'json-file'];

describe('nothing is found', () => {
  it.each(BENIGN)('in a busy healthy node: %s', async (kind) => {
    const data = benignText(kind, 4, 'healthy');
    expect(data.length).toBeGreaterThanOrEqual(4_000_000);
    expect(await found({ name: 'log', data })).toEqual([]);
  });

  it.each(Object.entries(PROSE))('in %s', async (_, data) => {
    expect(await found({ name: 'text', data })).toEqual([]);
  });

  it.each(Object.entries(PROSE))('in %s that a container prints', async (_, data) => {
    const printed = data
      .split('\n')
      .map((line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2019-03-03T08:14:07.123456789Z' }))
      .join('\n');
    expect(await found({ name: '0e7dc1a5d2f9-json.log', data: printed })).toEqual([]);
  });
});

/** Where the deliberate failures of a sample begin: `docker exec` of a missing program, a taken name, a kill. */
const FIRST_FAILURE = /returned error|error response for|Error running exec|failed to exit within|TaskOOM|oom/;

/** Lines before the first deliberate failure. */
function healthyPart(file: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const end = lines.findIndex((line) => FIRST_FAILURE.test(line));
  return lines.slice(0, end < 0 ? undefined : end).join('\n');
}

/** Samples of daemons that do what they are asked for; paths below the sample folder. */
const HEALTHY_SAMPLES = [
  'docker/17.03.2/dockerd.debug.log',
  'docker/20.10.5/dockerd.debug.log',
  'docker/26.1.5/dockerd.debug.log',
  'docker/28.5.2/dockerd.debug.log',
  'docker/26.1.5/dockerd.json.log',
  'docker/28.5.2/dockerd.json.log',
  'docker/17.03.2/dockerd.tty.log',
  'docker/20.10.5/dockerd.tty.log',
  'docker/26.1.5/dockerd.tty.log',
  'docker/28.5.2/dockerd.tty.log',
  // Dumps of idle daemons.
  'docker/17.03.2/goroutine-stacks-2026-11-21T114409+0800.log',
  'docker/20.10.5/goroutine-stacks-2026-11-21T032346Z.log',
  'docker/26.1.5/goroutine-stacks-2026-11-21T032450Z.log',
  'docker/28.5.2/goroutine-stacks-2026-11-21T032252Z.log',
  'docker/20.10.5/containerd.33.stacks.log',
  'docker/26.1.5/containerd.32.stacks.log',
  'docker/28.5.2/containerd.34.stacks.log',
  'docker/17.03.2/daemon-data-2026-11-21T114409+0800.log',
  'docker/20.10.5/docker-info.txt',
  'docker/26.1.5/docker-info.txt',
  'docker/28.5.2/docker-info.txt',
  'docker/20.10.5/web-json.log',
  'docker/20.10.5/docker-logs.txt',
  'docker/20.10.5/docker-logs-t.stdout.txt',
  'docker/runc/1.1.15/run.json.log',
  'docker/runc/1.1.15/run.text.log',
  'journalctl/big.export',
  'syslog/messages.forward',
];

describe('nothing is found in samples of healthy programs', () => {
  it.each(HEALTHY_SAMPLES)('%s', async (path) => {
    const file = join(SAMPLES, path);
    if (!existsSync(file)) {
      console.log(`not run: ${path} is kept beside the project, not in it`);
      return;
    }
    expect(await found({ name: path, data: healthyPart(file) })).toEqual([]);
  });
});

/** True remarks about these cases, which ask for no repair. */
const TRUE_REMARKS: readonly (readonly [id: string, why: string])[] = [
  ['network.ip-forward-disabled', 'the daemon warns that the host did not forward packets before it started'],
  ['engine.stack-dump-written', 'somebody asked for the dump'],
  ['container.stop-timeout', 'a container that ignores SIGTERM was killed, as its log says'],
  ['kernel.warning', 'the kernel log has a WARN_ON, harmless there'],
];

interface Case {
  readonly inputs: readonly { readonly file: string }[];
  readonly expect: readonly string[];
  readonly variants?: readonly { readonly inputs: readonly { readonly file: string }[] }[];
}

describe('nothing but true remarks is found in real logs of healthy hosts', () => {
  const names = existsSync(INCIDENTS)
    ? readdirSync(INCIDENTS).filter((name) => name.includes('benign-') || /^lab-(?:j-healthy|b-)/.test(name))
    : [];

  it('which are there to be read', ({ skip }) => {
    skip(names.length === 0, `not run: ${INCIDENTS} is kept beside the project, not in it`);
    expect(names.length).toBeGreaterThan(10);
  });

  it.each(names)('%s', async (name) => {
    const labelled = JSON.parse(readFileSync(join(INCIDENTS, name, 'case.json'), 'utf8')) as Case;
    expect(labelled.expect).toEqual([]);
    const remarks = TRUE_REMARKS.map(([id]) => `${id}: `);
    for (const { inputs } of [labelled, ...(labelled.variants ?? [])]) {
      const lines = await found(inputs.map(({ file }) => join(INCIDENTS, name, file)));
      expect(lines.filter((line) => !remarks.some((remark) => line.startsWith(remark)))).toEqual([]);
    }
  });
});
