import { kernelStamp } from './stamps.mjs';

/**
 * Benign kernel messages of RHEL 7's 3.10.0-693 on a Kubernetes node: what one sees when pods come and go.
 * Each maker returns `{ us, text }` with `us` since boot.
 */
export const dmesgLine = ({ us, text }) => `${kernelStamp(us)}${text}`;

function burst(us, random, texts) {
  let at = us;
  return texts.map((text) => {
    at += random.between(3, 1900);
    return { us: at, text };
  });
}

/** A thin device is mounted: dockerd's devicemapper driver with XFS. */
export const mount = (us, random, device) =>
  burst(us, random, [`XFS (${device}): Mounting V5 Filesystem`, `XFS (${device}): Ending clean mount`]);
export const unmount = (us, random, device) => burst(us, random, [`XFS (${device}): Unmounting Filesystem`]);

/** A pod's network namespace and its interface on the CNI bridge. */
export function podNetworkUp(us, random, { veth, port }, namespaceNumber) {
  return [
    ...burst(us, random, [`IPVS: Creating netns size=2048 id=${namespaceNumber}`]),
    ...burst(us + random.between(90_000, 160_000), random, [
      'IPv6: ADDRCONF(NETDEV_UP): eth0: link is not ready',
      `IPv6: ADDRCONF(NETDEV_UP): ${veth}: link is not ready`,
      `IPv6: ADDRCONF(NETDEV_CHANGE): ${veth}: link becomes ready`,
      'IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready',
      `cni0: port ${port}(${veth}) entered blocking state`,
      `cni0: port ${port}(${veth}) entered disabled state`,
      `device ${veth} entered promiscuous mode`,
      `cni0: port ${port}(${veth}) entered blocking state`,
      `cni0: port ${port}(${veth}) entered forwarding state`,
    ]),
  ];
}

export const podNetworkDown = (us, random, { veth, port }) =>
  burst(us, random, [
    `cni0: port ${port}(${veth}) entered disabled state`,
    `device ${veth} left promiscuous mode`,
    `cni0: port ${port}(${veth}) entered disabled state`,
  ]);

/** A container on Docker's own bridge (`docker run --rm` of an hourly script). */
export function bridgeContainer(us, random, device, lifeUs) {
  const host = `veth${random.hex(7)}`;
  const inner = `veth${random.hex(7)}`;
  return [
    ...mount(us, random, device),
    ...burst(us + 210_000, random, [
      `docker0: port 1(${host}) entered blocking state`,
      `docker0: port 1(${host}) entered disabled state`,
      `device ${host} entered promiscuous mode`,
      `IPv6: ADDRCONF(NETDEV_UP): ${host}: link is not ready`,
      `eth0: renamed from ${inner}`,
      `IPv6: ADDRCONF(NETDEV_CHANGE): ${host}: link becomes ready`,
      `docker0: port 1(${host}) entered blocking state`,
      `docker0: port 1(${host}) entered forwarding state`,
    ]),
    ...burst(us + lifeUs, random, [
      `docker0: port 1(${host}) entered disabled state`,
      `${inner}: renamed from eth0`,
      `docker0: port 1(${host}) entered disabled state`,
      `device ${host} left promiscuous mode`,
      `docker0: port 1(${host}) entered disabled state`,
      `XFS (${device}): Unmounting Filesystem`,
    ]),
  ];
}

/** Chatter that belongs to no container. */
export function idle(us, random) {
  const capture = random.chance(0.1);
  if (capture) {
    return [
      { us, text: 'device ens192 entered promiscuous mode' },
      { us: us + random.between(4_000_000, 50_000_000), text: 'device ens192 left promiscuous mode' },
    ];
  }
  const text = random.pick([
    'IPVS: rr: UDP 10.96.0.10:53 - no destination available',
    'IPVS: rr: TCP 10.96.118.24:8080 - no destination available',
    `perf: interrupt took too long (${random.between(3200, 4900)} > ${random.between(2500, 3100)}), lowering kernel.perf_event_max_sample_rate to 41000`,
    `hrtimer: interrupt took ${random.between(21000, 99000)} ns`,
  ]);
  return [{ us, text }];
}

// Call trace of a page fault that runs into the limit of its memory cgroup (offsets of 3.10.0-693).
const OOM_TRACE = [
  ['816a3d91', 'dump_stack+0x19/0x1b'],
  ['8169f186', 'dump_header+0x90/0x229'],
  ['81185c66', '? find_lock_task_mm+0x56/0xc0'],
  ['811863a4', 'oom_kill_process+0x254/0x3d0'],
  ['811f5216', 'mem_cgroup_oom_synchronize+0x546/0x570'],
  ['811f4690', '? mem_cgroup_charge_common+0xc0/0xc0'],
  ['81186c34', 'pagefault_out_of_memory+0x14/0x90'],
  ['8169d60e', 'mm_fault_error+0x68/0x12b'],
  ['816b02b1', '__do_page_fault+0x391/0x450'],
  ['816b03a5', 'do_page_fault+0x35/0x90'],
  ['816ac5c8', 'page_fault+0x28/0x30'],
];

const cgroupStats = (path, { cache, rss }) =>
  `Memory cgroup stats for ${path}: cache:${cache}KB rss:${rss}KB rss_huge:0KB mapped_file:0KB swap:0KB ` +
  `inactive_anon:${cache}KB active_anon:${rss}KB inactive_file:0KB active_file:0KB unevictable:0KB`;

const taskRow = ({ pid, pages, rss, ptes, adjust, comm }) =>
  `[${String(pid).padStart(5)}]     0 ${String(pid).padStart(5)} ${String(pages).padStart(8)} ${String(rss).padStart(8)} ` +
  `${String(ptes).padStart(7)} ${String(0).padStart(8)} ${String(adjust).padStart(13)} ${comm}`;

/**
 * The report of a memory cgroup OOM as 3.10 prints it. The verdict line carries `verdictUs`, the moment of the kill.
 * Score: `(rss + ptes) * 1000 / limit in pages + oom_score_adj`, less 30 for a process with CAP_SYS_ADMIN.
 */
export function memcgOom(verdictUs, { pod, caller, victim, tasks, groups, limitKb }) {
  const container = `${pod.cgroup}/${victim.container}`;
  const score = Math.floor(
    ((victim.rss + victim.ptes + (victim.adjust - 30) * Math.floor(limitKb / 4 / 1000)) * 1000) / (limitKb / 4),
  );
  const texts = [
    `${caller.comm} invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=${caller.adjust}`,
    `${caller.comm} cpuset=${caller.container} mems_allowed=0-1`,
    `CPU: 6 PID: ${caller.pid} Comm: ${caller.comm} Not tainted 3.10.0-693.el7.x86_64 #1`,
    'Hardware name: VMware, Inc. VMware Virtual Platform/440BX Desktop Reference Platform, BIOS 6.00 04/05/2016',
    ' ffff8810351b2f70 00000000a5a1b4cf ffff881f2a37bca8 ffffffff816a3d91',
    ' ffff881f2a37bd38 ffffffff8169f186 ffff881ff2d8ce00 0000000000000001',
    ' 0000000000000000 0000000000000046 ffff881f2a37bd20 ffffffff81185c66',
    'Call Trace:',
    ...OOM_TRACE.map(([address, symbol]) => ` [<ffffffff${address}>] ${symbol}`),
    `Task in ${container} killed as a result of limit of ${pod.cgroup}`,
    `memory: usage ${limitKb}kB, limit ${limitKb}kB, failcnt 1873`,
    `memory+swap: usage ${limitKb}kB, limit 9007199254740988kB, failcnt 0`,
    'kmem: usage 0kB, limit 9007199254740988kB, failcnt 0',
    ...groups.map((group) => cgroupStats(group.path, group)),
    '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
    ...tasks.map(taskRow),
    `Memory cgroup out of memory: Kill process ${victim.pid} (${victim.comm}) score ${score} or sacrifice child`,
    `Killed process ${victim.pid} (${victim.comm}) total-vm:${victim.pages * 4}kB, anon-rss:${victim.anonKb}kB, ` +
      `file-rss:${victim.rss * 4 - victim.anonKb}kB, shmem-rss:0kB`,
  ];
  const verdictAt = texts.length - 2;
  return texts.map((text, i) => ({ us: verdictUs + (i - verdictAt) * 7, text }));
}
