import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelTraceFormat } from '../../src/reports/kernel-trace.js';
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

function reports(text: string) {
  return assemble(kernelTraceFormat, readRecords(text));
}

const CPU_LINE =
  '[1.000100] CPU: 1 PID: 42 Comm: runc:[2:INIT] Tainted: G        W  OE     5.15.0-91-generic #101-Ubuntu';
const STACK = ['[1.000200] Call Trace:', '[1.000300]  vfs_open+0x2d/0xe0', '[1.000400]  do_open+0x1/0x2'].join('\n');

describe('a kernel trace', () => {
  // One first line for each type, as the kernels print it.
  it.each([
    [
      'hung-task',
      'INFO: task kworker/u8:2+flush-8:0:31337 blocked for more than 241 seconds.',
      { comm: 'kworker/u8:2+flush-8:0', pid: 31337, seconds: 241 },
    ],
    [
      'soft-lockup',
      'watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [kworker/1:0:9012]',
      { cpu: 1, seconds: 26, pid: 9012 },
    ],
    ['hard-lockup', 'watchdog: Watchdog detected hard LOCKUP on cpu 3', { cpu: 3 }],
    [
      'workqueue-lockup',
      'BUG: workqueue lockup - pool cpus=1 node=0 flags=0x0 nice=0 stuck for 33s!',
      { cpu: 1, seconds: 33 },
    ],
    ['workqueue-lockup', 'BUG: workqueue lockup - pool cpus=0-3 flags=0x4 nice=0 stuck for 41s!', { seconds: 41 }],
    ['rcu-stall', 'INFO: rcu_sched_state detected stall on CPU 2 (t=15000 jiffies)', { flavour: 'rcu_sched_state' }],
    [
      'rcu-stall',
      'rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 3-.... } 21 jiffies',
      { flavour: 'rcu_preempt', cpu: 3 },
    ],
    [
      'warning',
      'WARNING: CPU: 1 PID: 4321 at lib/refcount.c:28 refcount_warn_saturate+0xbe/0x110',
      { at: 'lib/refcount.c:28' },
    ],
    ['warning', 'WARNING: at net/sched/sch_generic.c:300 dev_watchdog+0x242/0x250()', { function: 'dev_watchdog' }],
    ['bug', 'kernel BUG at mm/slub.c:305!', { at: 'mm/slub.c:305' }],
    ['oops', 'BUG: unable to handle kernel paging request at ffff88007bd671c0', { address: 'ffff88007bd671c0' }],
    ['oops', 'BUG: unable to handle page fault for address: ffffffffc0a01000', { address: 'ffffffffc0a01000' }],
    ['oops', 'BUG: kernel NULL pointer dereference, address: 0000000000000078', { address: '0000000000000078' }],
    [
      'oops',
      'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010',
      { address: '0000000000000010' },
    ],
    ['oops', 'Internal error: Oops: 96000004 [#1] SMP', {}],
    ['oops', 'Oops: Oops: 0002 [#1] PREEMPT SMP NOPTI', {}],
    ['oops', 'divide error: 0000 [#1] SMP PTI', {}],
    ['general-protection', 'general protection fault: 0000 [#1] SMP', {}],
    [
      'general-protection',
      'Oops: general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] SMP',
      { address: '0xdead000000000108' },
    ],
    ['panic', 'Kernel panic - not syncing: softlockup: hung tasks', { reason: 'softlockup: hung tasks' }],
    [
      'page-allocation-failure',
      'runc:[1:CHILD]: page allocation failure: order:6, mode:0x10c0d0',
      { comm: 'runc:[1:CHILD]', order: 6 },
    ],
    ['kasan', 'BUG: KASAN: use-after-free in ovl_open+0x11/0x20 [overlay]', { function: 'ovl_open' }],
    ['kmsan', 'BUG: KMSAN: uninit-value in ip_rcv+0x11/0x20', { text: 'uninit-value' }],
    ['kfence', 'BUG: KFENCE: out-of-bounds read in ip_rcv+0x11/0x20', { text: 'out-of-bounds' }],
    ['kcsan', 'BUG: KCSAN: data-race in tcp_poll / tcp_queue_rcv', { function: 'tcp_poll' }],
    ['kcsan', 'BUG: KCSAN: assert: race in copy_process / fork', { function: 'copy_process', text: 'assert: race' }],
    ['kasan', 'BUG: KASAN: double-free or invalid-free in kfree+0x11/0x20', { text: 'double-free or invalid-free' }],
    ['oops', 'Oops: 0002 [#1] SMP', {}],
    ['lockdep', 'WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected', {}],
    ['bad-page', 'BUG: Bad rss-counter state mm:ffff88003a1b2c00 type:MM_ANONPAGES val:2', {}],
    ['ubsan', 'UBSAN: shift-out-of-bounds in fs/xfs/xfs_log.c:12:3', { at: 'fs/xfs/xfs_log.c:12' }],
    ['lockdep', 'WARNING: possible circular locking dependency detected', {}],
    ['lockdep', '[ INFO: possible recursive locking detected ]', {}],
    ['lockdep', 'WARNING: suspicious RCU usage', {}],
    ['atomic-sleep', 'BUG: scheduling while atomic: dockerd/7926/0x00000002', { comm: 'dockerd', pid: 7926 }],
    [
      'atomic-sleep',
      'BUG: sleeping function called from invalid context at kernel/locking/mutex.c:938',
      { at: 'kernel/locking/mutex.c:938' },
    ],
    ['bad-page', 'BUG: Bad page state in process runc  pfn:1a2b3', { comm: 'runc' }],
    ['memory-leak', 'unreferenced object 0xffff88810a1b2c00 (size 64):', {}],
    ['slab-corruption', 'BUG kmalloc-64 (Not tainted): Poison overwritten', { cache: 'kmalloc-64' }],
    [
      'segfault',
      'crash[3999]: segfault at 0 ip           (null) sp 00007ffd7a0768a0 error 14 in crash[558d08625000+1000]',
      { binary: 'crash', pid: 3999 },
    ],
    [
      'segfault',
      'Web Content[3]: segfault at 7f ip 00007f sp 00007f error 4 in libxul.so[1139,558d08625000+1000] likely on CPU 0',
      { comm: 'Web Content', binary: 'libxul.so' },
    ],
    ['trap', 'traps: x[1] general protection ip:401755 sp:7ffd7dd6e370 error:0', { comm: 'x', pid: 1 }],
    [
      'trap',
      'traps: crash[27770] trap divide error ip:40177c sp:7fff3506eeb0 error:0 in crash[177c,401000+79000]',
      { text: 'divide error' },
    ],
  ])('of type %s is opened by: %s', (trace, text, facts) => {
    const all = reports(`[1.000000] ${text}`);
    expect(all.map((report) => report.facts['trace'])).toEqual([trace]);
    expect(all[0]?.facts).toMatchObject(facts);
    expect(kernelTraceFormat.literals.some((literal) => text.includes(literal))).toBe(true);
  });

  it.each([
    'WARNING: IPv4 forwarding is disabled. Networking will not work.',
    'WARNING: at least one container is unhealthy',
    'INFO: task 12 blocked for more than 120 seconds, retrying',
    '"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.',
    'kmemleak: Kernel memory leak detector initialized (mem pool available: 15684)',
    'kmemleak: 4 new suspected memory leaks (see /sys/kernel/debug/kmemleak)',
    'NMI watchdog: enabled on all CPUs, permanently consumes one hw-PMU counter.',
    'rcu: Hierarchical RCU implementation.',
    'see kernel BUG at mm/slub.c:305! in the ticket',
    'docker: Oops: something went wrong',
    'traps: received general trap from 10.0.0.4',
  ])('is not opened by: %s', (text) => {
    expect(assemble(kernelTraceFormat, [recordOf(text, 1), recordOf(text, 2, { origin: 'other' })])).toEqual([]);
  });

  it('is not opened by the words of a container, a client or a program in the journal', () => {
    const text = 'BUG: soft lockup - CPU#2 stuck for 22s! [dockerd:7926]';
    for (const origin of ['container', 'client', 'dockerd', 'systemd'] as const) {
      expect(assemble(kernelTraceFormat, [recordOf(text, 1, { origin })])).toEqual([]);
    }
    expect(assemble(kernelTraceFormat, [recordOf(text, 1, { origin: 'other', pid: 3 })])).toEqual([]);
    expect(assemble(kernelTraceFormat, [recordOf(text, 1, { origin: 'other' })])).toHaveLength(1);
  });

  it('reads who ran on which kernel, the function and the frames that are sure', () => {
    const [report] = reports(
      [
        '[1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000078',
        '[1.000050] Oops: 0000 [#1] SMP PTI',
        CPU_LINE,
        '[1.000150] RIP: 0010:ovl_dentry_version_get+0xa/0x20 [overlay]',
        '[1.000200] Call Trace:',
        '[1.000250]  ? __die_body.cold+0x19/0x27',
        STACK,
        '[1.000500] ---[ end trace 6b5a49382716f5e4 ]---',
      ].join('\n'),
    );
    expect(report?.facts).toEqual({
      trace: 'oops',
      title: 'oops in ovl_dentry_version_get',
      address: '0000000000000078',
      cpu: 1,
      pid: 42,
      comm: 'runc:[2:INIT]',
      kernel: '5.15.0-91-generic',
      tainted: 'GWOE',
      function: 'ovl_dentry_version_get',
      frames: 'vfs_open do_open',
    });
    expect(report?.truncated).toBe(false);
    expect(report?.entities).toEqual([
      { kind: 'pid', value: '42' },
      { kind: 'process', value: 'runc:[2:INIT]' },
    ]);
  });

  it('is cut when its end is missing', () => {
    expect(reports(`[1.000000] kernel BUG at mm/slub.c:305!\n${STACK}`)[0]?.truncated).toBe(true);
    expect(reports('[1.000000] INFO: task a:1 blocked for more than 120 seconds.')[0]?.truncated).toBe(true);
    expect(reports(`[1.000000] INFO: task a:1 blocked for more than 120 seconds.\n${STACK}`)[0]?.truncated).toBe(false);
  });

  it('starts at its cut-here line and takes the words before the header', () => {
    const [report] = reports(
      [
        '[1.000000] ------------[ cut here ]------------',
        '[1.000001] refcount_t: underflow; use-after-free.',
        '[1.000002] WARNING: lib/refcount.c:28 at refcount_warn_saturate+0xbe/0x110, CPU#1: containerd/77',
        STACK,
        '[1.000500] ---[ end trace 0000000000000000 ]---',
      ].join('\n'),
    );
    expect(report?.head.position.line).toBe(1);
    expect(report?.facts).toMatchObject({
      trace: 'warning',
      at: 'lib/refcount.c:28',
      text: 'refcount_t: underflow; use-after-free.',
    });
  });

  it('is nothing when no header follows a cut-here line', () => {
    expect(
      reports(['[1.0] x', '[1.000000] ------------[ cut here ]------------', '[1.000001] eth0: up'].join('\n')),
    ).toEqual([]);
  });

  it('is a hard lockup, not a warning, where 3.x prints one inside the other', () => {
    const all = reports(
      [
        '[1.000000] ------------[ cut here ]------------',
        '[1.000001] WARNING: at kernel/watchdog.c:245 watchdog_overflow_callback+0x9a/0xc0()',
        '[1.000002] Watchdog detected hard LOCKUP on cpu 3',
        CPU_LINE,
        STACK,
        '[1.000500] ---[ end trace 5c2a1d0e9f8b7a6c ]---',
      ].join('\n'),
    );
    expect(all.map((report) => report.facts['trace'])).toEqual(['hard-lockup']);
    expect(all[0]?.facts).toMatchObject({ cpu: 3 });
  });

  it('makes two reports of an oops and the panic that follows', () => {
    const all = reports(
      [
        '[1.000000] general protection fault: 0000 [#1] SMP',
        STACK,
        '[1.000500] ---[ end trace 5c2a1d0e9f8b7a6c ]---',
        '[1.000600] Kernel panic - not syncing: Fatal exception in interrupt',
        '[1.000700] ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---',
      ].join('\n'),
    );
    expect(all.map((report) => report.facts['trace'])).toEqual(['general-protection', 'panic']);
    expect(all[1]?.facts['reason']).toBe('Fatal exception in interrupt');
  });

  it('reads the reason from the end of a panic whose beginning is lost', () => {
    const [report] = reports('[1.000700] ---[ end Kernel panic - not syncing: Hard LOCKUP ]---');
    expect(report?.facts).toMatchObject({ trace: 'panic', reason: 'Hard LOCKUP' });
    expect(report?.truncated).toBe(true);
  });

  it('keeps reports of two callers apart', () => {
    const text = `[1.000000] [  T77] INFO: task a:77 blocked for more than 120 seconds.
[1.000001] [  T78] WARNING: CPU: 1 PID: 78 at fs/inode.c:1 drop_nlink+0x1/0x2
[1.000002] [  T77]  schedule+0x1/0x2
[1.000003] [  T78]  vfs_unlink+0x1/0x2
[1.000004] [  T77]  nfs_wait_on_request+0x1/0x2
[1.000005] [  T78] ---[ end trace 0000000000000000 ]---`;
    const all = reports(text);
    expect(all.map((report) => [report.facts['trace'], report.facts['frames']])).toEqual([
      ['warning', 'vfs_unlink'],
      ['hung-task', 'schedule nfs_wait_on_request'],
    ]);
  });

  it('goes on over a fault of a program in between', () => {
    const all = reports(
      [
        '[1.000000] INFO: task a:77 blocked for more than 120 seconds.',
        '[1.000001] crash[3]: segfault at 0 ip 00 sp 00 error 6 in crash[1000+1000]',
        STACK,
      ].join('\n'),
    );
    expect(all.map((report) => [report.facts['trace'], report.facts['frames']])).toEqual([
      ['segfault', undefined],
      ['hung-task', 'vfs_open do_open'],
    ]);
  });

  it('uses unsure frames only where there are no others', () => {
    const [report] = reports(
      '[1.000000] INFO: rcu_sched self-detected stall on CPU\n[1.000001] Call Trace:\n[1.000002]  ? pipe_read+0x1/0x2',
    );
    expect(report?.facts).toMatchObject({ frames: 'pipe_read', function: 'pipe_read' });
  });
});

interface IndexEntry {
  readonly kind: string;
  readonly first_line: number;
  readonly pid?: number;
  readonly comm?: string;
  readonly seconds?: number;
  readonly cpu?: number;
  readonly cpus?: readonly number[];
  readonly jiffies?: number;
  readonly at?: string;
  readonly address?: string;
}

describe.skipIf(!hasShared)(`kernel traces of the samples${hasShared ? '' : `: ${noShared}`}`, () => {
  it('are those of the index, with their facts', () => {
    const index = JSON.parse(
      readFileSync(resolve(SHARED, 'formats/samples/dmesg/reports.index.json'), 'utf8'),
    ) as IndexEntry[];
    const expected = index.filter((entry) => !entry.kind.startsWith('oom-') && entry.kind !== 'single');
    expect(expected).toHaveLength(14);
    const all = assemble(kernelTraceFormat, readShared('formats/samples/dmesg/reports.raw'));
    for (const entry of expected) {
      const report = all.find((one) => one.head.position.line === entry.first_line);
      const { kind, cpus, pid, comm, seconds, cpu, jiffies, at, address } = entry;
      const facts = { pid, comm, seconds, cpu: cpu ?? cpus?.[0], jiffies, at, address };
      expect(report?.facts, `line ${entry.first_line}`).toMatchObject({
        trace: kind === 'gpf' ? 'general-protection' : kind,
        ...Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)),
      });
    }
    // Besides the index: the panic that ends the 3.10 oops, and the segfault among the single lines.
    expect(all).toHaveLength(16);
    expect(all.filter((report) => report.truncated).map((report) => report.head.position.line)).toEqual([255]);
  });

  it.each([
    ['datafoundry-2-docker-hung-task/messages.log', ['hung-task']],
    ['hung-task-exe-systemd-23638/dmesg.log', ['hung-task']],
    ['lab-d-freeze/dmesg.txt', ['hung-task', 'hung-task', 'hung-task', 'hung-task']],
    ['gpf-docker-desktop-for-mac-7213/console.log', ['general-protection']],
    ['oops-arm64-yocto-for-linux-1447/console.log', ['oops']],
    ['oops-segfault-for-mac-87/kern.log', ['segfault', 'oops']],
    ['page-allocation-docker-build-moby-24576/journal.log', ['page-allocation-failure']],
    ['imroc-runc-child-page-allocation/kernel.log', ['page-allocation-failure']],
    ['panic-moby-vm-for-win-2945/desktop.log', ['panic']],
    ['rcu-stall-dockerd-moby-34293/journal.log', ['rcu-stall']],
    ['soft-lockup-docker-coreos-1256/dmesg.log', ['soft-lockup']],
    [
      'soft-lockup-syslogd-broadcast-primihub/terminal.txt',
      ['soft-lockup', 'soft-lockup', 'soft-lockup', 'soft-lockup'],
    ],
    ['netdev-watchdog-openbmc-3192/dmesg.log', ['warning']],
    ['benign-kernel-warning-kubernetes-15668/dmesg.log', ['warning']],
    ['lab-k-segv/dmesg.txt', ['segfault', 'trap', 'trap', 'trap', 'trap']],
    ['lab-d-readonly/dmesg.txt', ['segfault']],
    ['zgz-everything-segfaults/segfaults.log', Array.from({ length: 25 }, () => 'segfault')],
  ])('of incident %s', (path, traces) => {
    const all = assemble(kernelTraceFormat, readShared(`incidents/${path}`));
    expect(all.map((report) => report.facts['trace'])).toEqual(traces);
  });

  it('of a frozen file system name what the tasks wait for', () => {
    const [report] = assemble(kernelTraceFormat, readShared('incidents/lab-d-freeze/dmesg.txt'));
    expect(report?.facts).toMatchObject({ comm: 'dockerd', function: 'percpu_rwsem_wait', kernel: '6.18.44-fc-v669' });
    expect(report?.facts['frames']).toContain('mnt_want_write filename_create');
    expect(report === undefined ? [] : entitiesOf(report, 'process')).toEqual(['dockerd']);
  });
});
