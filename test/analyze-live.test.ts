import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyzeLive, type LiveEvent, type LiveOptions } from '../src/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docklog-live-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FAST: LiveOptions = { pollMs: 5, idleMs: 60, evaluateMs: 10, nowUs: Date.UTC(2026, 10, 21) * 1000 };
const POOL =
  'devmapper: Thin Pool has 132 free data blocks which is less than minimum required 163840 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior';

function poolFull(second: number): string {
  return `2018-12-14T20:04:${String(second).padStart(2, '0')}.000000+00:00 host1 dockerd[812]: time="2018-12-14T20:04:${String(second).padStart(2, '0')}Z" level=error msg="Handler for POST /v1.41/containers/create returned error: ${POOL}"\n`;
}

function noise(count: number, from = 0): string {
  let text = '';
  for (let number = from; number < from + count; number++)
    text += `2018-12-14T20:04:00.000000+00:00 host1 app[7]: request ${number} took ${number % 90} ms\n`;
  return text;
}

const OOM = `Dec 14 20:04:45 host1 kernel: java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0
Dec 14 20:04:45 host1 kernel: Memory cgroup out of memory: Kill process 4242 (java) score 1000 or sacrifice child
Dec 14 20:04:45 host1 kernel: Killed process 4242 (java) total-vm:1048576kB, anon-rss:524288kB, file-rss:0kB
`;

/** Follows until `until` is true of the events so far, then ends it. `act` sees each event. */
async function follow(
  inputs: Parameters<typeof analyzeLive>[0],
  until: (events: readonly LiveEvent[]) => boolean,
  act: (event: LiveEvent) => void = () => undefined,
  options: LiveOptions = FAST,
): Promise<LiveEvent[]> {
  const stop = new AbortController();
  const events: LiveEvent[] = [];
  for await (const event of analyzeLive(inputs, { ...options, signal: stop.signal })) {
    events.push(event);
    act(event);
    if (until(events)) stop.abort();
  }
  return events;
}

function told(events: readonly LiveEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'finding' ? [`${event.event} ${event.finding.key}`] : []));
}

function reportOf(events: readonly LiveEvent[]) {
  const last = events.at(-1);
  if (last?.type !== 'end') throw new Error('no report at the end');
  return last.document;
}

const NEW_POOL = 'new storage.devicemapper-pool-full#1';

describe('inputs that are followed', () => {
  it('tell a finding once, and again when there are ten times as many', async () => {
    const log = join(folder, 'docker.log');
    writeFileSync(log, noise(30) + poolFull(1));
    let updates = 0;
    const events = await follow(
      log,
      (all) => told(all).length > 2,
      (event) => {
        if (event.type !== 'finding') return;
        updates++;
        if (updates === 1) for (let second = 2; second < 8; second++) appendFileSync(log, poolFull(second));
        if (updates === 2) for (let second = 8; second < 20; second++) appendFileSync(log, poolFull(second));
      },
    );
    expect(told(events)).toEqual([
      NEW_POOL,
      'update storage.devicemapper-pool-full#1',
      'update storage.devicemapper-pool-full#1',
    ]);
    const document = reportOf(events);
    expect(document.partial).toBe(true);
    expect(document.findings[0]?.count).toBe(19);
    expect(document.sources[0]?.lines).toBe(49);
  });

  it('tell a finding at the end of what was written, without a line behind it', async () => {
    const log = join(folder, 'kern.log');
    writeFileSync(log, '');
    setTimeout(() => {
      appendFileSync(log, OOM);
    }, 50);
    const events = await follow(log, (all) => told(all).length > 0);
    expect(told(events)[0]).toBe('new kernel.memcg-oom-kill#1');
    const first = events.find((event) => event.type === 'finding');
    expect(first?.finding.entities['pid']).toEqual(['4242']);
  });

  it('may be streams, whose end is the end of all', async () => {
    async function* stream(): AsyncGenerator<string> {
      yield noise(20);
      await new Promise((resolve) => setTimeout(resolve, 30));
      yield poolFull(1).slice(0, 60);
      yield poolFull(1).slice(60);
    }
    const events = await follow({ name: 'stream', data: stream() }, () => false);
    expect(told(events)).toEqual([NEW_POOL]);
    expect(reportOf(events).partial).toBeUndefined();
    expect(reportOf(events).sources[0]?.lines).toBe(21);
  });

  it('show lines by their place in the file that they stand in', async () => {
    const log = join(folder, 'docker.log');
    writeFileSync(log, noise(40) + poolFull(1));
    const events = await follow(
      log,
      (all) => told(all).length > 1,
      (event) => {
        if (event.type !== 'finding' || event.finding.id !== 'storage.devicemapper-pool-full') return;
        renameSync(log, `${log}.1`);
        writeFileSync(log, noise(4) + OOM);
      },
    );
    const later = events.find((event) => event.type === 'finding' && event.finding.id === 'kernel.memcg-oom-kill');
    expect(later?.type === 'finding' ? later.finding.evidence[0] : undefined).toMatchObject({
      source: log,
      line: 6,
      offset: Buffer.byteLength(noise(4)) + OOM.indexOf('\n') + 1,
    });
    expect(events.some((event) => event.type === 'note' && event.code === 'rotated')).toBe(true);
    expect(reportOf(events).sources[0]?.lines).toBe(48);
    expect(
      reportOf(events)
        .findings.map(({ evidence }) => evidence[0]?.line)
        .sort(),
    ).toEqual([41, 6]);
  });

  it('count every line under rotations, several files at once', async () => {
    const logs = ['host1', 'host2'].map((host) => ({ host, path: join(folder, `${host}.log`) }));
    // A finding for each host shows that both files are open, another one that both are read to their ends.
    const opens = (host: string): string => poolFull(1).replaceAll('host1', host);
    const ends = (host: string): string =>
      opens(host).replace(POOL, 'devicemapper: Non existing device docker-thinpool');
    for (const { host, path } of logs) writeFileSync(path, noise(10) + opens(host));
    const write = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        for (const { path } of logs) {
          if (round % 3 === 2) {
            renameSync(path, `${path}.${100 + round}`);
            writeFileSync(path, '');
          }
          // The last line of every other round is written in two pieces.
          appendFileSync(
            path,
            noise(100, round * 100) + (round % 2 === 0 ? '2018-12-14T20:0' : '4:00.000000+00:00 host1 app[7]: x\n'),
          );
        }
      }
      for (const { host, path } of logs) appendFileSync(path, ends(host));
    };
    let writing: Promise<void> | undefined;
    const count = (all: readonly LiveEvent[], id: string): number =>
      new Set(told(all).filter((key) => key.startsWith(`new ${id}`))).size;
    const events = await follow(
      logs.map(({ path }) => path),
      (all) => {
        if (count(all, 'storage.devicemapper-pool-full') === logs.length) writing ??= write();
        return count(all, 'storage.thinpool-nonexisting-device') === logs.length;
      },
    );
    await writing;
    // A line that a rotation cuts is two lines.
    const cut = [2, 5, 8, 11, 14, 17].filter((round) => round % 2 === 1).length;
    for (const source of reportOf(events).sources) expect(source.lines).toBe(10 + 1 + 20 * 100 + 10 + cut + 1);
  });

  it('are told apart by their format once enough of them was seen', async () => {
    const log = join(folder, 'x.log');
    writeFileSync(log, '\n');
    setTimeout(() => {
      appendFileSync(log, noise(20) + poolFull(3));
    }, 40);
    const events = await follow(log, (all) => told(all).length > 0);
    expect(reportOf(events).sources[0]?.format).toBe('journal-short-iso');
  });

  it('must be files or streams of text', async () => {
    await expect(analyzeLive(folder).next()).rejects.toMatchObject({ code: 'bad-option' });
    const packed = join(folder, 'x.gz');
    writeFileSync(packed, Buffer.from('1f8b0800', 'hex'));
    await expect(analyzeLive(packed).next()).rejects.toMatchObject({ code: 'bad-option' });
    await expect(analyzeLive([packed.replace('x.gz', 'y'), packed.replace('x.gz', 'y')]).next()).rejects.toMatchObject({
      code: 'bad-option',
    });
  });

  it('leave out what is earlier than asked for', async () => {
    const log = join(folder, 'docker.log');
    writeFileSync(log, noise(20) + poolFull(1));
    setTimeout(() => {
      appendFileSync(log, poolFull(50));
    }, 300);
    const events = await follow(log, (all) => told(all).length > 0, undefined, {
      ...FAST,
      sinceUs: Date.UTC(2018, 11, 14, 20, 4, 30) * 1000,
    });
    expect(reportOf(events).findings[0]?.count).toBe(1);
  });
});
