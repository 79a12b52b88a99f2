import type { Random } from './random.js';
import type { Teller, Told } from './told.js';

/** What the programs of a healthy host say between `fromMs` and `toMs`: some hundred lines, each of its own random time. */
export function benignLines(fromMs: number, toMs: number, count: number, random: Random): Told[] {
  const lines: Told[] = [];
  for (let index = 0; index < count; index++) {
    const at = random.int(fromMs, toMs);
    lines.push({ at, ...random.pick(KINDS)(random) });
  }
  return lines;
}

const KINDS: readonly [(random: Random) => Omit<Told, 'at'>, ...((random: Random) => Omit<Told, 'at'>)[]] = [
  // Two of these are needed to tell one line of a kind from another; they are what a dmesg and a journal share.
  (random) =>
    say(
      'kernel',
      `fw-accept: IN=ens3 OUT= SRC=10.2.33.${random.int(2, 250)} DST=10.2.33.1 LEN=60 ID=${random.int(10000, 60000)} PROTO=TCP SPT=${random.int(20000, 60000)} DPT=6443`,
    ),
  (random) =>
    say(
      'kernel',
      `fw-accept: IN=ens3 OUT= SRC=10.2.34.${random.int(2, 250)} DST=10.2.33.1 LEN=52 ID=${random.int(10000, 60000)} PROTO=TCP SPT=${random.int(20000, 60000)} DPT=2376`,
    ),
  (random) => say('kernel', `docker0: port ${random.int(1, 9)}(veth${random.hex(7)}) entered forwarding state`),
  (random) => say('kernel', `IPv6: ADDRCONF(NETDEV_CHANGE): veth${random.hex(7)}: link becomes ready`),
  (random) => say('systemd', `Started Session ${random.int(10, 9999)} of user root.`),
  () => say('systemd', 'Starting Daily apt download activities...'),
  (random) => say('systemd', `Removed slice User Slice of UID ${random.int(0, 1000)}.`),
  (random) => say('dockerd', 'Calling GET /_ping', 'debug', random.chance(0.5) ? 'module=api' : undefined),
  (random) => say('dockerd', `Calling GET /v1.27/containers/${random.hex(64)}/json`, 'debug'),
  (random) => say('dockerd', `attach: stdout: begin ${random.int(1, 99)}`, 'debug'),
  (random) => say('containerd', 'garbage collected', 'debug', `d="${random.int(100, 900)}.${random.int(10, 99)}µs"`),
  (random) =>
    say(
      'containerd',
      `event published`,
      'debug',
      `ns=moby topic="/snapshot/prepare" type=containerd.events.SnapshotPrepare id=${random.int(1, 99)}`,
    ),
  (random) => say('kubelet', `SyncLoop (ADD, "api"): "web-${random.hex(5)}_default(${random.hex(8)})"`),
  (random) => say('kubelet', `Container {Name:web Image:web:${random.int(1, 40)}} is found in the cache`),
  (random) => say('container', `GET /health 200 ${random.int(1, 90)}ms`),
];

function say(by: Teller, text: string, level?: Told['level'], fields?: string): Omit<Told, 'at'> {
  return { by, text, ...(level === undefined ? {} : { level }), ...(fields === undefined ? {} : { fields }) };
}
