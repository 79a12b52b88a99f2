import { describe, expect, it } from 'vitest';
import { analyze } from '../src/index.js';

const KILL =
  'Memory cgroup out of memory: Killed process 20357 (stress) total-vm:212588kB, anon-rss:4464kB, file-rss:5188kB, shmem-rss:0kB';

const entry = (fields: Record<string, unknown>): string =>
  JSON.stringify({
    __CURSOR: 's=78a3;i=1;b=3d6b;m=745;t=57c;x=6b0',
    __REALTIME_TIMESTAMP: '1544788683415067',
    __MONOTONIC_TIMESTAMP: '7993043928931',
    _BOOT_ID: '3d6b1f0e9c0a4b8f8a2f6c1de7a95b10',
    _HOSTNAME: 'node-41-135',
    _SYSTEMD_CGROUP: '/system.slice/docker.service',
    ...fields,
  });
const kernel = { _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel' };

async function evidenceOf(data: string) {
  const { findings } = await analyze([{ name: 'journal', data: `${data}\n` }], { nowUs: 0 });
  return findings.flatMap(({ evidence }) => evidence);
}

describe('the evidence of a journal entry in JSON', () => {
  const shown = `2018-12-14T11:58:03.415067Z node-41-135 kernel: ${KILL}`;

  it.each([
    ['an object', entry({ ...kernel, MESSAGE: KILL })],
    ['an event of json-sse', `data: ${entry({ ...kernel, MESSAGE: KILL })}\n`],
    ['a sequence of json-seq', `\x1e${entry({ ...kernel, MESSAGE: KILL })}`],
    ['an array of bytes', entry({ ...kernel, MESSAGE: [...Buffer.from(`\x1b[31m${KILL}\x1b[0m`)] })],
    ['a message of several lines', entry({ ...kernel, MESSAGE: `first\n${KILL}\nlast` })],
  ])('is its message, in the short form: %s', async (_, data) => {
    const evidence = await evidenceOf(data);
    expect(evidence.length).toBeGreaterThan(0);
    expect(evidence.map(({ text }) => text)).toContain(shown);
    expect(evidence.every(({ text, line, offset }) => !text.includes('__CURSOR') && line === 1 && offset === 0)).toBe(
      true,
    );
  });

  it('keeps what logfmt says beside the message', async () => {
    const message =
      'time="2018-12-14T20:04:49.121Z" level=fatal msg="Error starting daemon: error initializing graphdriver: devicemapper: Non existing device docker-thinpool"';
    const [evidence] = await evidenceOf(entry({ SYSLOG_IDENTIFIER: 'dockerd', _PID: '7926', MESSAGE: message }));
    expect(evidence?.text).toBe(`2018-12-14T11:58:03.415067Z node-41-135 dockerd[7926]: ${message}`);
  });

  it('is the line where it was cut', async () => {
    const cut = entry({ ...kernel, MESSAGE: KILL }).slice(0, -2);
    for (const { text } of await evidenceOf(cut)) expect(text).toContain(KILL.slice(0, 60));
  });
});

describe('what no format understands', () => {
  it('is counted, with a first example', async () => {
    const data = `Dec 14 20:04:45 node dockerd[7926]: x\n${'what is this\n'.repeat(3)}`;
    const { sources } = await analyze([{ name: 'messages', data }], { nowUs: 0 });
    expect(sources[0]?.notUnderstood).toEqual({ lines: 3, first: { line: 2, text: 'what is this' } });
    expect(sources[0]?.formatReason).toMatch(/\S/);
  });
});
