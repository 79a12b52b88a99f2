import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oomReportFormat } from '../../src/reports/oom.js';
import {
  SHARED,
  assemble,
  entitiesOf,
  hasShared,
  noShared,
  readRecords,
  readShared,
  recordOf,
} from './support/records.js';

const ID = '34186d9bd07706222bd427bb647ceed81e8e108eb653ff73c7137099fca1cab6';
const VICTIM =
  'Memory cgroup out of memory: Killed process 4711 (java) total-vm:9000kB, anon-rss:8000kB, file-rss:1kB, shmem-rss:0kB, UID:33 pgtables:96kB oom_score_adj:-5';

function reports(text: string) {
  return assemble(oomReportFormat, readRecords(text));
}

describe('an OOM report', () => {
  it('takes the second line of 3.10 as the victim, not the one that was chosen', () => {
    const [report, ...rest] = reports(
      [
        '[7993043.926831] Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child',
        '[7993043.926840] Killed process 20361 (exe) total-vm:212588kB, anon-rss:4464kB, file-rss:5188kB, shmem-rss:0kB',
      ].join('\n'),
    );
    expect(rest).toEqual([]);
    expect(report?.facts).toEqual({
      constraint: 'memcg',
      victimPid: 20361,
      victimComm: 'exe',
      score: 970,
      totalVmKb: 212588,
      anonRssKb: 4464,
    });
    expect(report?.truncated).toBe(false);
    expect(report?.lines.map((line) => line.role)).toEqual(['verdict', 'victim']);
  });

  it.each([
    ['Killed process 215701, UID 679, (java) total-vm:5000kB, anon-rss:70kB, file-rss:0kB', 215701, 'java', 679],
    ['Killed process 27672 (stress-12-BestE), UID 0, total-vm:3189272kB, anon-rss:1kB', 27672, 'stress-12-BestE', 0],
    [
      'Out of memory: Killed process 5 (a) b [c:) total-vm:1kB, anon-rss:1kB, UID:7 pgtables:4kB oom_score_adj:0',
      5,
      'a) b [c:',
      7,
    ],
  ])('reads the victim of %s', (text, victimPid, victimComm, uid) => {
    expect(reports(`[1.000000] ${text}`)[0]?.facts).toMatchObject({ victimPid, victimComm, uid });
  });

  it('accepts the verdict behind its own kill line', () => {
    const all = reports(
      [
        '[1.000002] Killed process 9 (node) total-vm:1kB, anon-rss:1kB',
        '[1.000001] Memory cgroup out of memory: Kill process 9 (node) score 865 or sacrifice child',
      ].join('\n'),
    );
    expect(all.map((report) => report.facts)).toEqual([
      { constraint: 'memcg', victimPid: 9, victimComm: 'node', score: 865, totalVmKb: 1, anonRssKb: 1 },
    ]);
  });

  it('tells apart kills that follow each other without context', () => {
    const all = reports(
      [1, 2, 3]
        .map((n) => `[${n}.000000] Out of memory: Killed process ${n} (p) total-vm:1kB, anon-rss:1kB`)
        .join('\n'),
    );
    expect(all.map((report) => report.facts['victimPid'])).toEqual([1, 2, 3]);
  });

  it('is told by its call trace where the rest was cut off', () => {
    const head =
      '[812.114100] java invoked oom-killer: gfp_mask=0x201da, order=0, oom_score_adj=0\n[812.114200] Call Trace:';
    const constraint = (frames: readonly string[]): unknown =>
      reports([head, ...frames.map((frame) => `[812.114300]  ${frame}`)].join('\n'))[0]?.facts['constraint'];
    expect(constraint(['out_of_memory+0x4b6/0x4f0', '__alloc_pages_slowpath+0x5d6/0x724'])).toBe('none');
    expect(constraint(['oom_kill_process+0x24e/0x3b0', '__mem_cgroup_try_charge+0xb'])).toBe('memcg');
    expect(constraint(['__alloc_pages_slowpath+0x5d6/0x724', 'mem_cgroup_oom_synchronize+0x1/0x2'])).toBe('memcg');
    expect(constraint(['? __alloc_pages_slowpath+0x5d6/0x724'])).toBe('unknown');
  });

  it('gives one report to each process of a group kill, with the same cgroup', () => {
    const all = reports(
      [
        '[5.000001] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        '[5.000002] memory: usage 49152kB, limit 49152kB, failcnt 10',
        `[5.000003] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=${ID},mems_allowed=0,oom_memcg=/docker/${ID},task_memcg=/docker/${ID},task=ja,va,pid=4711,uid=33`,
        `[5.000004] ${VICTIM}`,
        `[5.000005] Tasks in /docker/${ID} are going to be killed due to memory.oom.group set`,
        `[5.000006] ${VICTIM}`,
        '[5.000007] Memory cgroup out of memory: Killed process 4712 (sh) total-vm:1kB, anon-rss:1kB, UID:0 pgtables:4kB oom_score_adj:0',
        '[5.000008] oom_reaper: reaped process 4712 (sh), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
      ].join('\n'),
    );
    expect(all.map((report) => report.facts['victimPid'])).toEqual([4711, 4712]);
    for (const report of all) {
      expect(report.facts).toMatchObject({
        constraint: 'memcg',
        limitKb: 49152,
        cgroup: `/docker/${ID}`,
        invokerComm: 'java',
      });
      expect(entitiesOf(report, 'container')).toEqual([ID]);
    }
    expect(all[1]?.facts).toMatchObject({ reaped: true, uid: 0 });
    expect(all[0]?.facts).toMatchObject({ oomScoreAdj: -5, uid: 33 });
  });

  it('reads the rows of a task table whose first bracket is lost', () => {
    const [report] = reports(
      [
        '[1.000001] go invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=3',
        '[1.000002] [  pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
        '[1.000003] 20357]     0 20357    53147     2413      29        0           968 12 monkeys',
        '[1.000004] Memory cgroup out of memory: Kill process 20357 (12 monkeys) score 970 or sacrifice child',
        '[1.000005] Killed process 20357 (12 monkeys) total-vm:1kB, anon-rss:1kB',
      ].join('\n'),
    );
    expect(report?.facts).toMatchObject({ oomScoreAdj: 968, victimComm: '12 monkeys', constraint: 'memcg' });
  });

  it.each([
    ['CONSTRAINT_CPUSET', 'cpuset'],
    ['CONSTRAINT_MEMORY_POLICY', 'memory-policy'],
    ['CONSTRAINT_NONE', 'none'],
  ])('believes %s more than the words of the kill line', (word, constraint) => {
    const [report] = reports(
      [
        `[1.000001] oom-kill:constraint=${word},nodemask=0,cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice/docker.service,task=dockerd,pid=9,uid=0`,
        '[1.000002] Out of memory: Killed process 9 (dockerd) total-vm:1kB, anon-rss:1kB',
      ].join('\n'),
    );
    expect(report?.facts).toMatchObject({ constraint });
    expect(report === undefined ? [] : entitiesOf(report, 'unit')).toEqual(['docker.service']);
  });

  it('does not blame the container of the trigger when the whole host is full', () => {
    const [report] = reports(
      [
        '[1.000001] sh invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
        `[1.000002] sh cpuset=docker-${ID}.scope mems_allowed=0`,
        '[1.000003] Mem-Info:',
        '[1.000004] Out of memory: Kill process 9 (mysqld) score 1 or sacrifice child',
        '[1.000005] Killed process 9 (mysqld) total-vm:1kB, anon-rss:1kB',
      ].join('\n'),
    );
    expect(report?.facts['constraint']).toBe('none');
    expect(report === undefined ? undefined : entitiesOf(report, 'container')).toEqual([]);
  });

  it('goes on over lines of other programs and of other parts of the kernel', () => {
    const text = `[1.000001] sh invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0
[1.000002] docker0: port 1(veth3f2a1b0) entered blocking state
Nov 21 03:22:58 node1 dockerd[1347]: time="2026-11-21T03:22:58.3Z" level=debug msg="Memory cgroup out of memory: Killed process 1 (x) total-vm:1kB"
[1.000003] memory: usage 10kB, limit 20kB, failcnt 1
[1.000004] ${VICTIM}`;
    const all = reports(text);
    expect(all).toHaveLength(1);
    expect(all[0]?.facts).toMatchObject({ invokerComm: 'sh', limitKb: 20, victimPid: 4711 });
  });

  it('is one record of many lines just as well', () => {
    const message = [
      'x invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0',
      'memory: usage 1kB, limit 1kB, failcnt 2',
      VICTIM,
    ].join('\n');
    expect(assemble(oomReportFormat, [recordOf(message, 1)])[0]?.facts).toMatchObject({ usageKb: 1, victimPid: 4711 });
  });

  it('ends at a gap of more than 20 s', () => {
    const all = reports(
      `[10.000000] sh invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n[31.000000] ${VICTIM}`,
    );
    expect(all.map((report) => [report.facts['invokerComm'], report.facts['victimPid'], report.truncated])).toEqual([
      ['sh', undefined, true],
      [undefined, 4711, false],
    ]);
  });

  it.each(['container', 'dockerd', 'containerd', 'client', 'kubelet', 'systemd'] as const)(
    'is not opened by the words of %s',
    (origin) => {
      expect(assemble(oomReportFormat, [recordOf(VICTIM, 1, { origin })])).toEqual([]);
    },
  );

  it('is not opened by a program that repeats the words in the journal', () => {
    expect(
      assemble(oomReportFormat, [recordOf(VICTIM, 1, { origin: 'other', identifier: 'watcher', pid: 12 })]),
    ).toEqual([]);
    expect(
      assemble(oomReportFormat, [recordOf('I saw Killed process 12 (x) total-vm:1kB', 1, { origin: 'other' })]),
    ).toEqual([]);
  });

  it('says that nothing could be killed', () => {
    const [report] = reports(
      '[1.000000] x invoked oom-killer: order=0\n[1.000001] Out of memory and no killable processes...',
    );
    expect(report?.facts['victimPid']).toBeUndefined();
    expect(report?.truncated).toBe(false);
  });
});

interface IndexEntry {
  readonly kind: string;
  readonly first_line: number;
  readonly victim_pid?: number;
  readonly victim_comm?: string;
  readonly trigger_comm?: string;
  readonly limit_cgroup?: string;
  readonly victim_cgroup?: string;
  readonly container?: string;
  readonly limit_kb?: number;
  readonly score?: number;
  readonly oom_score_adj?: number;
}

describe.skipIf(!hasShared)(`OOM reports of the samples${hasShared ? '' : `: ${noShared}`}`, () => {
  it('are those of the index, with their facts', () => {
    const index = JSON.parse(
      readFileSync(resolve(SHARED, 'formats/samples/dmesg/reports.index.json'), 'utf8'),
    ) as IndexEntry[];
    const expected = index.filter((entry) => entry.kind.startsWith('oom-'));
    const all = assemble(oomReportFormat, readShared('formats/samples/dmesg/reports.raw'));
    expect(all.map((report) => report.head.position.line)).toEqual(expected.map((entry) => entry.first_line));
    for (const [index_, entry] of expected.entries()) {
      const report = all[index_];
      if (report === undefined) continue;
      expect(report.truncated).toBe(false);
      expect(report.facts).toMatchObject({
        constraint: entry.kind === 'oom-memcg' ? 'memcg' : 'none',
        victimPid: entry.victim_pid,
        victimComm: entry.victim_comm,
        ...(entry.trigger_comm === undefined ? {} : { invokerComm: entry.trigger_comm }),
        ...(entry.limit_cgroup === undefined ? {} : { limitCgroup: entry.limit_cgroup }),
        ...(entry.victim_cgroup === undefined ? {} : { cgroup: entry.victim_cgroup }),
        ...(entry.limit_kb === undefined ? {} : { limitKb: entry.limit_kb }),
        ...(entry.score === undefined ? {} : { score: entry.score }),
        ...(entry.oom_score_adj === undefined ? {} : { oomScoreAdj: entry.oom_score_adj }),
      });
      expect(entitiesOf(report, 'container')).toEqual([entry.container]);
      expect(entitiesOf(report, 'pid')).toEqual([String(entry.victim_pid)]);
    }
  });

  it('of a live 6.18 kernel have victim and container', () => {
    const all = assemble(oomReportFormat, readShared('formats/samples/dmesg/live.kmsg'));
    expect(all.map((report) => [report.facts['victimPid'], report.facts['limitKb'], report.truncated])).toEqual([
      [4383, 24576, false],
      [4465, 24576, false],
    ]);
    expect(all.map((report) => entitiesOf(report, 'container')[0]?.slice(0, 12))).toEqual([
      'e29e98d564f4',
      'ea79e97b4e96',
    ]);
  });

  it('cut at both ends give what is left', () => {
    const all = assemble(oomReportFormat, readShared('incidents/zgz-memcg-oom-kill-lines-first/dmesg.log'));
    expect(all.map((report) => [report.facts['constraint'], report.facts['victimPid'], report.truncated])).toEqual([
      ['memcg', 27672, false],
      ['memcg', undefined, true],
    ]);
    expect(all[1] === undefined ? [] : entitiesOf(all[1], 'container')[0]?.slice(0, 12)).toBe('597912cbecd6');
  });

  it('that end before the victim have cgroup, limit and pod', () => {
    const [report] = assemble(oomReportFormat, readShared('incidents/zgz-kubepods-limit-both-clocks/messages.log'));
    expect(report?.truncated).toBe(true);
    expect(report?.facts).toMatchObject({ constraint: 'memcg', limitCgroup: '/kubepods', limitKb: 29763384 });
    expect(report?.facts['victimPid']).toBeUndefined();
    expect(report === undefined ? [] : entitiesOf(report, 'pod')).toEqual(['ff2a4320-67f9-4afc-b1a8-0aa39caa8904']);
  });

  it('wrapped by a terminal have the whole path', () => {
    const all = assemble(oomReportFormat, readShared('incidents/moby-35463-memcg-oom-and-polling/kern.log'));
    expect(all).toHaveLength(1);
    expect(all[0]?.facts).toMatchObject({ constraint: 'memcg', victimPid: 30074, score: 865 });
    expect(all[0] === undefined ? [] : entitiesOf(all[0], 'container').map((id) => id.slice(0, 12))).toEqual([
      '8fa1efbc92a6',
      'c3d0a1f990f5',
    ]);
  });

  it.each([
    ['moby-33192-runc-init-oom-two-lines/journal.log', [{ constraint: 'memcg', invokerComm: 'runc:[2:INIT]' }]],
    [
      'containerd-10799-runc-init-invokes-oom/journal.log',
      [{ constraint: 'memcg', invokerComm: 'runc:[2:INIT]', invokerPid: 52432 }],
    ],
    ['moby-33728-oom-leaves-container-up/dmesg.log', [{ constraint: 'none', victimComm: 'influxd', score: 760 }]],
    ['install-docker-14-global-oom-in-container-scope/dmesg.log', [{ constraint: 'none', victimPid: 7134 }]],
    ['plpan-docker-hang-kernel-only/messages.log', [{ constraint: 'memcg', victimPid: 12788, score: 997 }]],
    ['lab-k-oom-hog/dmesg.txt', [{ constraint: 'memcg', victimPid: 18743, limitKb: 49152 }]],
    ['lab-k-oom-hog/dmesg-x.txt', [{ constraint: 'memcg', victimPid: 18743, limitKb: 49152 }]],
    ['lab-k-oom-hog/dmesg-T.txt', [{ constraint: 'memcg', victimPid: 18743, limitKb: 49152 }]],
    ['lab-j-oom/journal-short.txt', [{ constraint: 'memcg', victimPid: 8072, limitKb: 40960 }]],
  ])('of incident %s', (path, facts) => {
    const all = assemble(oomReportFormat, readShared(`incidents/${path}`));
    expect(all.map((report) => report.facts)).toEqual(facts.map((some) => expect.objectContaining(some) as unknown));
  });
});
