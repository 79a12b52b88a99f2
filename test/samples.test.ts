import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../samples/', import.meta.url));
const bench = new URL('../bench/generate.mjs', import.meta.url);

interface Generator {
  readonly generateSamples: () => ReadonlyMap<string, string>;
}
interface BenchGenerator {
  readonly KINDS: Readonly<Record<string, unknown>>;
  readonly benchBlocks: (input: { kind: string; mb: number; rate: number; seed: string }) => Iterable<string>;
}

const { generateSamples } = (await import(pathToFileURL(join(root, 'generate.mjs')).href)) as Generator;
const { KINDS, benchBlocks } = (await import(bench.href)) as BenchGenerator;

const generated = generateSamples();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const linesOf = (path: string): string[] => read(path).split('\n').slice(0, -1);
const count = (lines: readonly string[], text: string): number => lines.filter((line) => line.includes(text)).length;
const onlyLine = (lines: readonly string[], text: string): string => {
  const found = lines.filter((line) => line.includes(text));
  expect(found, text).toHaveLength(1);
  return found[0] ?? '';
};

const DMESG = 'runc-init-oom-hang/dmesg.txt';
const DOCKER = 'runc-init-oom-hang/docker.journal.txt';
const DUMP = 'runc-init-oom-hang/goroutine-stacks-2018-12-14T201541+0800.log';
const BOOT = 'thinpool-missing/journal.txt';
const CLIENT = 'thinpool-missing/client.txt';

// Words by which one would know a failure; the lines around the incident must hold none of them.
const FAILURE =
  /\b(?:fail(?:s|ed|ure|ing)?|errors?|fatal|panic|oops|bug:|oom|out of memory|killed?(?! signal 15)|segfault|lockup|stalls?|blocked for|dropping|denied|refused|timed? ?out|timeout|unable|cannot|can't|not found|no space|no such file|non existing|corrupt(?:ed|ion)?|i\/o error|status=(?!0\b)\d+|tainted|warning)\b/i;

describe('the generator', () => {
  it.each([...generated.keys()])('makes %s again, byte for byte', (path) => {
    expect(generated.get(path) === read(path)).toBe(true);
  });

  it('leaves no file of its folders out', () => {
    const files = ['runc-init-oom-hang', 'thinpool-missing'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    );
    expect(files.sort()).toEqual([...generated.keys()].sort());
  });

  it('stays below 8 MB in all', () => {
    let bytes = 0;
    for (const text of generated.values()) bytes += Buffer.byteLength(text);
    expect(bytes).toBeLessThan(8_000_000);
  });

  it('writes no path of a machine and no line above 4,000 characters', () => {
    for (const [path, text] of generated) {
      expect(text.includes('/work/'), path).toBe(false);
      expect(
        text.split('\n').every((line) => line.length < 4000),
        path,
      ).toBe(true);
    }
  });
});

describe('runc-init-oom-hang/dmesg.txt', () => {
  const lines = linesOf(DMESG);
  const first = lines.findIndex((line) => line.includes('invoked oom-killer'));
  const last = lines.findIndex((line) => line.includes('Killed process'));

  it('has about 2,500 lines, in order of time', () => {
    expect(lines.length).toBeGreaterThan(2300);
    expect(lines.length).toBeLessThan(2800);
    const stamps = lines.map((line) => Number(/^\[\s*(\d+\.\d{6})\] /.exec(line)?.[1]));
    expect(stamps.every((stamp, i) => i === 0 || stamp >= (stamps[i - 1] ?? 0))).toBe(true);
  });

  it('holds one OOM report whose victim is the init of runc', () => {
    const verdict = 'Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child';
    expect(onlyLine(lines, 'Kill process')).toBe(`[7993043.926831] ${verdict}`);
    onlyLine(lines, 'invoked oom-killer');
    expect(onlyLine(lines, 'Killed process')).toContain('Killed process 20357 (runc:[2:INIT]) total-vm:');
    expect(onlyLine(lines, 'Task in ')).toMatch(
      /Task in (\/kubepods\/burstable\/pod[0-9a-f-]{36})\/[0-9a-f]{64} killed as a result of limit of \1$/,
    );
    expect(last - first).toBeGreaterThan(25);
  });

  it('accounts for the whole limit in the statistics of the groups', () => {
    const used = lines
      .filter((line) => line.includes('Memory cgroup stats for '))
      .reduce((sum, line) => sum + Number(/cache:(\d+)KB/.exec(line)?.[1]) + Number(/ rss:(\d+)KB/.exec(line)?.[1]), 0);
    expect(onlyLine(lines, 'memory: usage')).toContain(`memory: usage ${used}kB, limit ${used}kB`);
  });

  it('says nothing else of a failure', () => {
    const benign = [...lines.slice(0, first), ...lines.slice(last + 1)];
    expect(benign.filter((line) => FAILURE.test(line))).toEqual([]);
  });
});

describe('runc-init-oom-hang/docker.journal.txt', () => {
  const lines = linesOf(DOCKER);
  const container = /\/([0-9a-f]{64}) killed as a result/.exec(onlyLine(linesOf(DMESG), 'Task in '))?.[1] ?? '';
  const start = lines.findIndex((line) => line.includes(`Calling POST /v1.27/containers/${container}/start`));
  const oom = lines.findIndex((line) => line.includes('container oom'));

  it('has about 25,000 lines under the head line of journalctl', () => {
    expect(lines.length).toBeGreaterThan(23_000);
    expect(lines.length).toBeLessThan(27_000);
    expect(lines[0]).toMatch(/^-- Logs begin at \w{3} 2018-12-12 .* CST, end at Fri 2018-12-14 20:16:12 CST\. --$/);
    expect(
      lines.slice(1).every((line) => /^Dec 14 \d\d:\d\d:\d\d node-41-135 dockerd\[7926\]: time="/.test(line)),
    ).toBe(true);
  });

  it('holds the line that the incident was first described by', () => {
    expect(onlyLine(lines, 'time="2018-12-14T20:04:45.788669544+08:00"')).toContain(
      'msg="Calling GET /v1.27/containers/json?all=1&filters=',
    );
  });

  it('tells of the OOM with the container that the kernel named', () => {
    expect(start).toBeGreaterThan(0);
    expect(oom).toBeGreaterThan(start);
    const all = lines.filter((line) => line.includes('container oom'));
    expect(all).toHaveLength(3);
    expect(all.every((line) => line.endsWith(`msg="containerd: container oom" id=${container}`))).toBe(true);
    expect(onlyLine(lines, 'Type:\\"oom\\"')).toContain(container);
    expect(onlyLine(lines, 'status=137')).toContain(`id=${container} pid=init status=137 systemPid=20357`);
  });

  it('shows requests only, after that, until the dump is written', () => {
    const exit = lines.findIndex((line) => line.includes('status=137'));
    const dump = lines.findIndex((line) => line.includes('goroutine stacks written to'));
    const between = lines.slice(exit + 1, dump);
    expect(between.every((line) => /msg="Calling GET /.test(line))).toBe(true);
    expect(count(between, '/containers/json')).toBeGreaterThan(100);
    expect(onlyLine(lines, 'goroutine stacks written to')).toContain(`/var/run/docker/${DUMP.split('/')[1] ?? ''}`);
    onlyLine(lines, 'daemon datastructure dump written to /var/run/docker/daemon-data-2018-12-14T201541+0800.log');
  });

  it('says nothing of a failure in the hours before', () => {
    expect(lines.slice(1, oom).filter((line) => FAILURE.test(line))).toEqual([]);
  });
});

describe('the goroutine dump of runc-init-oom-hang', () => {
  const goroutines = read(DUMP).trimEnd().split('\n\n');
  const dumpSeconds = 20 * 3600 + 15 * 60 + 41;

  it('has headers as Go 1.7 writes them and no id twice', () => {
    const header = /^goroutine (\d+) \[[a-zA-Z ]+(?:, \d+ minutes)?(?:, locked to thread)?\]:\n/;
    const ids = goroutines.map((text) => header.exec(text)?.[1]);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(goroutines.length);
    expect(goroutines.length).toBeGreaterThan(240);
    expect(goroutines.length).toBeLessThan(300);
    expect(goroutines[0]).toContain('pkg/signal.DumpStacks(');
  });

  it('holds the two goroutines that tell the age of the daemon', () => {
    const all = read(DUMP).split('\n');
    onlyLine(all, 'goroutine 1 [chan receive, 91274 minutes]:');
    onlyLine(all, 'goroutine 17 [syscall, 91275 minutes, locked to thread]:');
  });

  it('has one handler at one lock for each list and inspect call that the journal shows after the start', () => {
    const journal = linesOf(DOCKER);
    const start = journal.findIndex((line) => line.includes('container oom'));
    const from = journal.slice(0, start).findLastIndex((line) => line.includes('/start"'));
    const dump = journal.findIndex((line) => line.includes('goroutine stacks written to'));
    const asked = journal
      .slice(from, dump)
      .filter((line) => /Calling GET \S+\/containers\/(?:\S+\/)?json[?"]/.test(line));
    const waiting = goroutines.filter(
      (text) => text.includes('router/container.') && text.includes('sync.(*Mutex).Lock('),
    );
    expect(waiting).toHaveLength(asked.length);
    const locks = new Set(waiting.map((text) => /sync\.\(\*Mutex\)\.Lock\((0x[0-9a-f]+)\)/.exec(text)?.[1]));
    expect(locks.size).toBe(1);

    // A wait is counted from a later collection, never from before the request.
    const minutes = (text: string): number => Number(/, (\d+) minutes/.exec(text)?.[1] ?? 0);
    const waits = waiting.map(minutes).sort((a, b) => b - a);
    const ages = asked.map((line) => {
      const [, hours, mins, secs] = /^Dec 14 (\d\d):(\d\d):(\d\d)/.exec(line) ?? [];
      return (dumpSeconds - (Number(hours) * 3600 + Number(mins) * 60 + Number(secs))) / 60;
    });
    expect(waits[0]).toBe(10);
    expect(waits.every((wait, i) => wait <= (ages[i] ?? 0) + 0.05 && wait >= (ages[i] ?? 0) - 3.1)).toBe(true);
  });

  it('has one holder in a call of containerd, with the container that the handlers want', () => {
    const holders = goroutines.filter((text) => text.includes('daemon.(*Daemon).containerStart('));
    expect(holders).toHaveLength(1);
    expect(holders[0]).toMatch(/^goroutine \d+ \[select, 10 minutes\]:\n/);
    expect(holders[0]).toContain('google.golang.org/grpc.Invoke(');
    const pointer = /containerStart\(0x[0-9a-f]+, (0x[0-9a-f]+),/.exec(holders[0] ?? '')?.[1] ?? '';
    const lists = goroutines.filter((text) => text.includes('.reducePsContainer('));
    expect(lists.every((text) => text.includes(`reducePsContainer(0xc420084600, ${pointer},`))).toBe(true);
  });
});

describe('thinpool-missing', () => {
  const lines = linesOf(BOOT);
  const decisive = [
    'dockerd[1893]: Error starting daemon: error initializing graphdriver: devicemapper: Non existing device docker-thinpool',
    'systemd[1]: docker.service: main process exited, code=exited, status=1/FAILURE',
    'systemd[1]: Failed to start Docker Application Container Engine.',
    'systemd[1]: Dependency failed for kubernetes Kubelet.',
    "systemd[1]: Job kubelet.service/start failed with result 'dependency'.",
    'systemd[1]: Unit docker.service entered failed state.',
    'systemd[1]: docker.service failed.',
  ];

  it('holds the decisive lines once and in order, in about 12,000', () => {
    expect(lines.length).toBeGreaterThan(10_500);
    expect(lines.length).toBeLessThan(13_500);
    const at = decisive.map((text) => lines.indexOf(onlyLine(lines, text)));
    expect(at).toEqual(at.map((_, i) => (at[0] ?? 0) + i));
  });

  it('explains the missing pool by LVM lines before', () => {
    const check = lines.findIndex((line) => line.includes('Check of pool docker/thinpool failed (status:2)'));
    expect(check).toBeGreaterThan(500);
    expect(check).toBeLessThan(lines.findIndex((line) => line.includes('Non existing device')));
  });

  it('says nothing else of a failure', () => {
    const known = [
      'thin_check',
      'docker/thinpool failed',
      'docker: autoactivation failed.',
      'lvm2-pvscan@8:17',
      'device 8:17.',
    ];
    const rest = lines.filter(
      (line) => !decisive.some((text) => line.includes(text)) && !known.some((text) => line.includes(text)),
    );
    expect(rest.length).toBe(lines.length - decisive.length - 8);
    expect(rest.filter((line) => FAILURE.test(line))).toEqual([]);
  });

  it('has a short transcript of a shell with the refusal and an inactive pool', () => {
    const client = linesOf(CLIENT);
    onlyLine(client, 'Non existing device docker-thinpool');
    expect(onlyLine(client, 'thinpool docker')).toMatch(/ twi---t--- /);
    expect(client.filter((line) => line.startsWith('[root@node-17-08 ~]#'))).toHaveLength(3);
  });
});

describe('the benchmark generator', () => {
  it.each(Object.keys(KINDS))('makes the same %s twice and another one from another seed', (kind) => {
    const make = (seed: string): string => [...benchBlocks({ kind, mb: 0.3, rate: 100, seed })].join('');
    const text = make('1');
    expect(text.length).toBeGreaterThanOrEqual(300_000);
    expect(text.length).toBeLessThan(310_000);
    // Blocks are counted in characters and written as bytes.
    expect(Buffer.byteLength(text)).toBe(text.length);
    expect(make('1') === text).toBe(true);
    expect(make('2') === text).toBe(false);
  });

  it('puts one failure line into each row of as many lines as the rate says', () => {
    const failures = (rate: number): number => {
      const text = [...benchBlocks({ kind: 'json-file', mb: 0.5, rate, seed: '1' })].join('');
      return text.split('\n').filter((line) => line.includes('"stream":"stderr"')).length / text.split('\n').length;
    };
    expect(failures(3)).toBeCloseTo(1 / 3, 2);
    expect(failures(100)).toBeCloseTo(1 / 100, 3);
  });

  it('writes JSON that can be read', () => {
    const text = [...benchBlocks({ kind: 'journal-json', mb: 0.2, rate: 3, seed: '1' })].join('');
    for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('MESSAGE');
  });
});
