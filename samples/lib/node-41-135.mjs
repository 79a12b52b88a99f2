import { createRandom } from './random.mjs';
import { cst, DAY, HOUR, MINUTE, SECOND } from './stamps.mjs';

/**
 * The Kubernetes node of the first incident: what ran on it and when, from which the kernel log, the daemon's journal
 * and the goroutine dump are all drawn, so that pids, ids and times agree.
 */
export const HOST = 'node-41-135';
export const DOCKERD_PID = 7926;

/** Memory cgroup OOM of the container's init; printk's clock showed 7993043.926831 s. */
export const OOM_US = cst('2018-12-14T20:05:11.402118');
export const OOM_MONOTONIC_US = 7993043926831;
export const BOOT_US = OOM_US - OOM_MONOTONIC_US;
/** `POST …/start` of that container: from here on its lock is held. */
export const START_US = cst('2018-12-14T20:05:10.934207');
/** SIGUSR1 to dockerd. */
export const DUMP_US = cst('2018-12-14T20:15:41.208377');
/** What `journalctl -u docker --since 17:50` showed first and last. */
export const JOURNAL_FROM_US = cst('2018-12-14T17:50:00.000000');
export const JOURNAL_TO_US = cst('2018-12-14T20:16:12.000000');
/** Oldest line left in the kernel's ring. */
export const RING_FROM_US = cst('2018-12-14T13:13:12.000000');
export const RING_TO_US = cst('2018-12-14T20:17:30.000000');
/** dockerd's own start: 91,274 whole minutes before the dump. */
export const DOCKERD_START_US = DUMP_US - 91274 * MINUTE - 41 * SECOND;

const VICTIM_PID = 20357;

const LONG_RUNNING = [
  ['kube-flannel-ds-amd64', 'kube-system', 'kube-flannel', 'burstable'],
  ['kube-proxy', 'kube-system', 'kube-proxy', 'besteffort'],
  ['coredns-78fcdf6894', 'kube-system', 'coredns', 'burstable'],
  ['node-exporter', 'monitoring', 'node-exporter', 'burstable'],
  ['filebeat', 'logging', 'filebeat', 'burstable'],
  ['orders-api-6c9d5b8f7d', 'shop', 'orders-api', 'burstable'],
  ['orders-api-6c9d5b8f7d', 'shop', 'orders-api', 'burstable'],
  ['catalog-web-5f4c7d9b68', 'shop', 'catalog-web', 'burstable'],
  ['redis-cache-0', 'shop', 'redis', 'burstable'],
  ['price-feed-7b6f9c4d85', 'shop', 'price-feed', 'burstable'],
  ['session-store-1', 'shop', 'session-store', 'guaranteed'],
];

/** Containers' process ids rise by about one a second, towards the victim's at the moment of its start. */
export const pidAt = (us) => {
  const pid = VICTIM_PID - Math.round((START_US - us) / SECOND);
  return pid > 300 ? pid : 300 + (((pid % 30000) + 30000) % 30000);
};

function container(random, pod, name, image) {
  const id = random.hex(64);
  const dockerName = `k8s_${name}_${pod.name}_${pod.namespace}_${pod.uid}_0`;
  return { id, name, dockerName, image, layer: random.hex(64), imageLayer: random.hex(64) };
}

function pod(random, name, namespace, qos) {
  const uid = random.podUid(random.uint32());
  const path = qos === 'guaranteed' ? `/kubepods/pod${uid}` : `/kubepods/${qos}/pod${uid}`;
  const made = { name, namespace, qos, uid, cgroup: path, veth: `veth${random.hex(8)}`, port: random.between(2, 40) };
  made.sandbox = container(random, made, 'POD', 'hub.example.com/library/pause-amd64:3.1');
  return made;
}

function longRunningPods(random) {
  return LONG_RUNNING.map(([base, namespace, app, qos]) => {
    const single = /-\d$/.test(base);
    const made = pod(random, single ? base : `${base}-${random.suffix(5)}`, namespace, qos);
    made.apps = [
      container(
        random,
        made,
        app,
        `hub.example.com/${namespace}/${app}:1.${random.between(2, 19)}.${random.between(0, 9)}`,
      ),
    ];
    made.startedUs = OOM_US - random.between(3, 58) * DAY - random.between(0, 86_000) * SECOND;
    for (const each of [made.sandbox, ...made.apps]) each.pid = random.between(900, 30000);
    return made;
  });
}

/** A pod of a cron job with the moment of each step of its life; the pod that is the incident ends in its last start. */
function jobPod(random, scheduledUs, job, apps) {
  const scheduled = Math.floor(scheduledUs / SECOND);
  const made = pod(random, `${job}-${scheduled}-${random.suffix(5)}`, 'batch', 'burstable');
  let us = scheduledUs + random.between(1_900, 3_400) * 1000;
  made.createdUs = us;
  const steps = (each) => {
    each.createUs = us;
    us += random.between(410, 780) * 1000;
    each.startUs = us;
    us += random.between(380, 720) * 1000;
    each.startedUs = us;
    each.pid = pidAt(each.startUs);
    us += random.between(350, 900) * 1000;
  };
  steps(made.sandbox);
  made.apps = apps.map(([name, image]) => {
    const each = container(random, made, name, image);
    steps(each);
    return each;
  });
  us += random.between(6_000, 21_000) * 1000;
  for (const each of made.apps) {
    each.exitUs = us + random.between(0, 900) * 1000;
  }
  made.sandbox.exitUs = us + random.between(1_500, 2_600) * 1000;
  made.removedUs = scheduledUs + 15 * MINUTE + random.between(3_000, 48_000) * 1000;
  return made;
}

const EXPORT_APPS = [['export-orders', 'hub.example.com/batch/export-orders:2.4.1']];
const REPORT_APPS = [
  ['spooler', 'hub.example.com/batch/spooler:0.9.3'],
  ['report-build', 'hub.example.com/batch/report-build:1.7.0'],
];

function jobPods(random) {
  const pods = [];
  const firstFive = cst('2018-12-14T13:12:00');
  for (let us = firstFive; us < OOM_US - MINUTE; us += 5 * MINUTE)
    pods.push(jobPod(random, us, 'export-orders', EXPORT_APPS));
  const lastHourly = cst('2018-12-14T20:05:00');
  for (let us = lastHourly - 7 * HOUR; us < lastHourly; us += HOUR)
    pods.push(jobPod(random, us, 'report-build', REPORT_APPS));
  return pods;
}

/** The pod whose second container never came to life. */
function victimPod(random) {
  const made = jobPod(random, cst('2018-12-14T20:05:00'), 'report-build', REPORT_APPS);
  const [spooler, report] = made.apps;
  const place = (each, create, start, started) => {
    each.createUs = START_US - create;
    each.startUs = START_US - start;
    each.startedUs = START_US - started;
    each.pid = pidAt(each.startUs);
    delete each.exitUs;
  };
  made.createdUs = START_US - 7_612_000;
  place(made.sandbox, 7_612_000, 6_940_000, 6_311_000);
  place(spooler, 4_208_000, 3_603_000, 3_190_000);
  place(report, 612_000, 0, 0);
  made.sandbox.pid = VICTIM_PID - 147;
  spooler.pid = VICTIM_PID - 62;
  report.pid = VICTIM_PID;
  delete made.removedUs;
  return made;
}

/** Everything that is known about the node. */
export function createNode() {
  const random = createRandom('node-41-135');
  const running = longRunningPods(random);
  const jobs = jobPods(random);
  const victim = victimPod(random);
  return { running, jobs, victim, stuck: victim.apps[1] };
}
