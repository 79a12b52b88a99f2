import {
  bridgeContainer,
  dmesgLine,
  idle,
  memcgOom,
  mount,
  podNetworkDown,
  podNetworkUp,
  unmount,
} from './kernel-310.mjs';
import { inOrder } from './journal.mjs';
import { BOOT_US, OOM_MONOTONIC_US, OOM_US, RING_FROM_US, RING_TO_US } from './node-41-135.mjs';
import { createRandom } from './random.mjs';
import { cst, HOUR, SECOND } from './stamps.mjs';

const monotonic = (us) => us - BOOT_US;

/** Thin devices get the lowest free minor; near enough: a few numbers in turn. */
const createDevices = () => {
  let next = 0;
  return () => `dm-${24 + (next++ % 17)}`;
};

function containerMounts(each, random, device) {
  const lines = [
    ...mount(monotonic(each.createUs + 140_000), random, device),
    ...unmount(monotonic(each.createUs + 230_000), random, device),
    ...mount(monotonic(each.startUs + 60_000), random, device),
  ];
  if (each.exitUs !== undefined) lines.push(...unmount(monotonic(each.exitUs + 90_000), random, device));
  return lines;
}

function podLines(pod, random, nextDevice, namespaceNumber) {
  const lines = podNetworkUp(monotonic(pod.sandbox.startUs + 190_000), random, pod, namespaceNumber);
  for (const each of [pod.sandbox, ...pod.apps]) lines.push(...containerMounts(each, random, nextDevice()));
  if (pod.sandbox.exitUs !== undefined)
    lines.push(...podNetworkDown(monotonic(pod.sandbox.exitUs + 70_000), random, pod));
  return lines;
}

/**
 * The OOM report of the incident. The pod's limit is used up by files on a memory-backed volume (cache of the pod's own
 * cgroup), so the biggest process is the runtime's init of the container that is being started.
 */
function oomReport({ victim: pod, stuck }) {
  const [spooler] = pod.apps;
  const limitKb = 204_800;
  const caller = { pid: spooler.pid, comm: 'spooler', container: spooler.id, adjust: 968 };
  const victim = {
    pid: stuck.pid,
    comm: 'runc:[2:INIT]',
    container: stuck.id,
    pages: 53402,
    rss: 1821,
    ptes: 29,
    anonKb: 2916,
    adjust: 968,
  };
  const tasks = [
    { pid: pod.sandbox.pid, pages: 255, rss: 1, ptes: 4, adjust: -998, comm: 'pause' },
    { pid: caller.pid, pages: 27114, rss: 1203, ptes: 21, adjust: 968, comm: caller.comm },
    victim,
  ];
  const groups = [
    { path: pod.cgroup, cache: 192_516, rss: 0 },
    { path: `${pod.cgroup}/${pod.sandbox.id}`, cache: 0, rss: 44 },
    { path: `${pod.cgroup}/${spooler.id}`, cache: 3_716, rss: 4_488 },
    { path: `${pod.cgroup}/${stuck.id}`, cache: 1_120, rss: 2_916 },
  ];
  return memcgOom(OOM_MONOTONIC_US, { pod, caller, victim, tasks, groups, limitKb });
}

/** Text of `dmesg` on the node, taken two minutes after the daemon's dump. */
export function dmesgText(node) {
  const random = createRandom('runc-init-oom-hang/dmesg');
  const nextDevice = createDevices();
  const lines = [];
  let namespaceNumber = 5212;
  const pods = [...node.jobs, node.victim].sort((a, b) => a.createdUs - b.createdUs);
  for (const pod of pods) lines.push(...podLines(pod, random, nextDevice, namespaceNumber++));
  for (let us = cst('2018-12-14T13:30:02.371902'); us < OOM_US; us += HOUR) {
    lines.push(...bridgeContainer(monotonic(us), random, nextDevice(), random.between(9, 40) * SECOND));
  }
  for (let us = RING_FROM_US; us < RING_TO_US; us += random.between(90_000_000, 420_000_000)) {
    lines.push(...idle(monotonic(us), random));
  }
  const oldest = monotonic(RING_FROM_US);
  // A report that one CPU prints in a row: nothing comes in between.
  const report = oomReport(node);
  const kept = lines.filter(({ us }) => us >= oldest && (us < report[0].us || us > report.at(-1).us));
  return `${inOrder([...kept, ...report])
    .map(dmesgLine)
    .join('\n')}\n`;
}
