import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyze, type Input } from '../src/index.js';
import { sampleText } from './real/incident-forms.js';
import { makeTar } from './sources/make-tar.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-rotated-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The report of one kill, from its trigger on, as rsyslog writes it. */
const ring = sampleText('runc-init-oom-hang/dmesg.txt').trimEnd().split('\n');
const trigger = ring.findIndex((line) => line.includes('invoked oom-killer'));
const report = ring.slice(trigger).map((line) => `Dec 14 20:04:45 node-1 kernel: ${line}\n`);

async function find(inputs: readonly Input[]) {
  const { findings } = await analyze(inputs, { zone: '+08:00', year: 2018, nowUs: Date.UTC(2018, 11, 20) * 1000 });
  return findings.map(({ id, count, entities }) => [id, count, entities['container'], entities['pod']]);
}

/** The two files of a log that was rotated behind `lines` lines of the report. */
function rotatedAt(lines: number, older = 'kern.log.1', newer = 'kern.log'): { name: string; data: string }[] {
  return [
    { name: older, data: report.slice(0, lines).join('') },
    { name: newer, data: report.slice(lines).join('') },
  ];
}

describe('an OOM report that a rotation cut in two', () => {
  const whole = find([{ name: 'kern.log', data: report.join('') }]);
  const victim = report.findIndex((line) => line.includes('Killed process'));

  it.each([2, 8, 16, 20, 24, 28].filter((lines) => lines < victim))('behind line %i is one kill', async (lines) => {
    expect((await whole).length).toBeGreaterThan(0);
    expect(await find(rotatedAt(lines))).toEqual(await whole);
  });

  it('is one kill in a directory, in an archive, and in whatever order the files are named', async () => {
    const parts = rotatedAt(16);
    for (const { name, data } of parts) writeFileSync(join(directory, name), data);
    expect(await find([directory])).toEqual(await whole);
    expect(await find([...parts].reverse())).toEqual(await whole);
    expect(await find([{ name: 'logs.tar', data: makeTar([...parts].reverse()) }])).toEqual(await whole);
  });

  it('is one kill in files that are named by dates', async () => {
    expect(await find(rotatedAt(16, 'messages-20181214', 'messages'))).toEqual(await whole);
  });

  it('stays two where the files are not parts of one log, or the halves are minutes apart', async () => {
    const others = await find(rotatedAt(16, 'a.log', 'b.log'));
    expect(others).not.toEqual(await whole);
    const [first, second] = rotatedAt(16);
    if (first === undefined || second === undefined) throw new Error('no parts');
    const later = { ...second, data: second.data.replaceAll(' 20:04:45 ', ' 20:14:45 ') };
    expect(await find([first, later])).not.toEqual(await whole);
  });
});
