import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze, type Input } from '../../src/index.js';
import { CONTAINER_FORMS, DAEMON_FORMS, entriesOf, KERNEL_FORMS, sampleText, SYSLOG_FORMS } from './incident-forms.js';
import { makeJournal, removeJournals, type Entry } from './journal-entries.js';
import { hasPrograms, run } from './programs.js';

const hasJournal = hasPrograms('journalctl', 'systemd-journal-remote');
const hasDmesg = hasPrograms('dmesg');
const directory = mkdtempSync(join(tmpdir(), 'docklog-forms-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
  removeJournals();
});

const MODES = [
  'short',
  'short-precise',
  'short-iso',
  'short-iso-precise',
  'short-full',
  'short-unix',
  'with-unit',
  'verbose',
  'export',
  'json',
  'json-pretty',
  'json-sse',
  'json-seq',
];

/** Forms without these tell less of where it happened, not of what. What is said of a container in the text itself is compared in `pod` and `cgroup`. */
const UNTOLD = new Set(['boot', 'unit', 'host', 'container']);

interface Found {
  readonly ids: readonly string[];
  readonly primary: string | undefined;
  /** Of each finding, without what only some forms hold. */
  readonly entities: Readonly<Record<string, unknown>>;
}

async function find(...inputs: readonly Input[]): Promise<Found> {
  const { findings } = await analyze(inputs, { zone: 'Asia/Shanghai', nowUs: Date.UTC(2018, 11, 20) * 1000 });
  return {
    ids: findings.map(({ id }) => id).sort(),
    primary: findings[0]?.id,
    entities: Object.fromEntries(
      findings.map(({ id, entities }) => [
        id,
        Object.fromEntries(Object.entries(entities).filter(([kind]) => !UNTOLD.has(kind))),
      ]),
    ),
  };
}

/** The entries as all that journalctl makes of them, and as the journal file itself. */
function sameInJournal(
  entries: readonly Entry[],
  truth: Promise<Found>,
  { others = [], compared = (found) => found }: { others?: Input[]; compared?: (found: Found) => unknown } = {},
): void {
  describe.skipIf(!hasJournal)('in the journal', () => {
    const journal = hasJournal ? makeJournal(entries) : '';

    it.each(MODES)('is the same in journalctl -o %s', async (mode) => {
      const data = run('journalctl', ['--file', journal, '-o', mode], { TZ: 'Asia/Shanghai' });
      expect(compared(await find({ name: 'journal', data }, ...others))).toEqual(compared(await truth));
    });

    it('is the same in the journal file itself', async () => {
      expect(compared(await find(journal, ...others))).toEqual(compared(await truth));
    });
  });
}

describe('the thin pool that is missing', () => {
  const bootUs = Date.UTC(2018, 10, 27, 1, 12, 3) * 1000;
  const entries = entriesOf(
    sampleText('thinpool-missing/journal.txt'),
    (line) => !/ (?:snmpd|xinetd|CROND)\[/.test(line),
    bootUs,
  );
  const truth = find({ name: 'messages', data: SYSLOG_FORMS['rsyslog, traditional']?.(entries) ?? '' });

  it('is the first finding', async () => {
    expect((await truth).primary).toBe('storage.thinpool-nonexisting-device');
    expect((await truth).ids.length).toBeGreaterThan(3);
  });

  it.each(Object.entries(SYSLOG_FORMS))('is the same in %s', async (_, form) => {
    expect(await find({ name: 'messages', data: form(entries) })).toEqual(await truth);
  });

  sameInJournal(entries, truth);
});

describe('the start of a container that hangs after an OOM kill', () => {
  const bootUs = Date.UTC(2018, 8, 12, 23, 47, 19) * 1000 + 488_956;
  const isOfHour = (line: string): boolean => line.startsWith('Dec 14 20:');
  const entries = entriesOf(sampleText('runc-init-oom-hang/docker.journal.txt'), isOfHour, bootUs);
  const ring = sampleText('runc-init-oom-hang/dmesg.txt').split('\n').slice(-500).join('\n');
  const kernel: Input = { name: 'dmesg.txt', data: ring };
  const daemon: Input = { name: 'messages', data: SYSLOG_FORMS['rsyslog, RFC 3339']?.(entries) ?? '' };
  const truth = find(daemon, kernel);

  it('is the first finding', async () => {
    expect((await truth).primary).toBe('runc.init-oom-hang');
    expect((await truth).ids.length).toBeGreaterThan(3);
  });

  it.each(Object.entries({ ...SYSLOG_FORMS, ...DAEMON_FORMS }))('is the same in %s', async (_, form) => {
    expect(await find({ name: 'daemon.log', data: form(entries) }, kernel)).toEqual(await truth);
  });

  it.each(Object.entries(KERNEL_FORMS))('is the same with %s', async (_, form) => {
    expect(await find(daemon, { name: 'kernel.txt', data: form(ring, bootUs, 'node-41-135') })).toEqual(await truth);
  });

  sameInJournal(entries, truth, { others: [kernel] });

  describe.skipIf(!hasDmesg)('in the ring buffer', () => {
    const raw = join(directory, 'ring.raw');
    writeFileSync(raw, ring.replace(/^(?=\[)/gm, '<4>'));

    it.each([[[]], [['-x']], [['-r']], [['-d']], [['--color=always']]])('is the same in dmesg %s', async (options) => {
      expect(await find(daemon, { name: 'kernel.txt', data: run('dmesg', ['-F', raw, ...options]) })).toEqual(
        await truth,
      );
    });
  });
});

/** Entries a second apart, of one program. */
function entriesOfLines(texts: readonly string[], program: Partial<Entry>): Entry[] {
  const startUs = Date.UTC(2018, 11, 14, 12, 4, 45) * 1000;
  return texts.map((message, index) => ({
    realtimeUs: startUs + index,
    monotonicUs: 7_993_446_000_000 + index,
    bootId: '3d6b1f0e9c0a4b8f8a2f6c1de7a95b10',
    transport: 'journal',
    host: 'node-1',
    message,
    ...program,
  }));
}

describe('a Go program that crashes in a container', () => {
  const texts = [
    'listening on :8080',
    'fatal error: concurrent map writes',
    'goroutine 8 [running]:',
    'runtime.throw(0x56129d1c8a7f, 0x26)',
    '\t/usr/local/go/src/runtime/panic.go:616 +0x83',
    'main.worker()',
    '\t/src/main.go:18 +0x31',
  ];
  const entries = entriesOfLines(texts, {
    identifier: '0e7dc1a5d2f9',
    pid: 7926,
    priority: 3,
    unit: 'docker.service',
    more: [
      ['CONTAINER_ID', '0e7dc1a5d2f9'],
      ['CONTAINER_ID_FULL', '0e7dc1a5d2f9b0a6a8b3ce31d14f4a0d2a61a3f4d1e5c9e3a17aa05f9a27b5e4'],
      ['CONTAINER_NAME', 'web'],
    ],
  });
  const truth = find({ name: 'web.log', data: CONTAINER_FORMS['docker logs']?.(entries) ?? '' });

  it('is the first finding', async () => {
    expect((await truth).primary).toBe('go.concurrent-map-access');
  });

  it.each(Object.entries(CONTAINER_FORMS))('is the same in %s', async (_, form) => {
    expect(await find({ name: 'web.log', data: form(entries) })).toMatchObject({ ids: (await truth).ids });
  });

  sameInJournal(entries, truth, { compared: ({ ids }) => ids });
});

describe('a kubelet whose runtime gives no answer', () => {
  const klog = (text: string, index: number): string =>
    `E1214 20:04:${45 + index}.123456    1203 kubelet.go:1923] ${text}`;
  const texts = [
    'skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m0.439656895s ago; threshold is 3m0s]',
    'skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m5.439656895s ago; threshold is 3m0s]',
  ].map(klog);
  const entries = entriesOfLines(texts, { identifier: 'kubelet', pid: 1203, priority: 6, unit: 'kubelet.service' });
  const truth = find({ name: 'kubelet.log', data: `${texts.join('\n')}\n` });

  it('is found in klog lines', async () => {
    expect((await truth).primary).toBe('kubelet.pleg-unhealthy');
  });

  it.each(Object.entries(SYSLOG_FORMS))('is the same in %s', async (_, form) => {
    expect(await find({ name: 'messages', data: form(entries) })).toMatchObject({ ids: (await truth).ids });
  });

  sameInJournal(entries, truth, { compared: ({ ids }) => ids });
});
