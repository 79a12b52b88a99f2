import {
  calling,
  CONTAINER_LABEL,
  containerd,
  dockerd,
  listPath,
  receivedEvent,
  SANDBOX_LABEL,
  unhandledEvent,
} from './dockerd-1703.mjs';
import { pidAt, START_US } from './node-41-135.mjs';
import { createRandom } from './random.mjs';
import { cst, MINUTE } from './stamps.mjs';

/**
 * Lines of the daemon while pods come and go: create, start, events of containerd, exit, removal, execs.
 * Storage driver is devicemapper on a thin pool. All of it stops with the start that never ends.
 */
const MOUNTS = '/var/lib/docker/devicemapper/mnt';

/** `docker-253:0-67236519-<hash>`: name of a container's thin device. */
const deviceName = (layer) => `docker-253:0-67236519-${layer}`;

function activate(layer) {
  return [
    [900, `devmapper: activateDeviceIfNeeded(${layer})`],
    [21_000, `container mounted via layerStore: ${MOUNTS}/${layer}/rootfs`],
  ];
}

function deactivate(layer) {
  return [
    [700, `devmapper: UnmountDevice START(hash=${layer})`],
    [120, `devmapper: Unmount(${MOUNTS}/${layer})`],
    [9_000, 'devmapper: Unmount done'],
    [90, `devmapper: deactivateDevice START(${layer})`],
    [80, `devmapper: removeDevice START(${deviceName(layer)})`],
    [17_000, `devmapper: removeDevice END(${deviceName(layer)})`],
    [60, `devmapper: deactivateDevice END(${layer})`],
    [50, `devmapper: UnmountDevice END(hash=${layer})`],
  ];
}

function addDevice(layer, base) {
  return [
    [1_200, `devmapper: AddDevice START(hash=${layer} basehash=${base})`],
    [32_000, `devmapper: AddDevice END(hash=${layer} basehash=${base})`],
  ];
}

/** The request's body, keys sorted as Go prints a map; only what dockershim sets is not empty. */
function createBody(pod, each, sandbox) {
  const type = sandbox ? 'podsandbox' : 'container';
  const labels = {
    'io.kubernetes.container.name': each.name,
    'io.kubernetes.docker.type': type,
    'io.kubernetes.pod.name': pod.name,
    'io.kubernetes.pod.namespace': pod.namespace,
    'io.kubernetes.pod.uid': pod.uid,
  };
  const host = {
    CgroupParent: pod.cgroup,
    IpcMode: sandbox ? '' : `container:${pod.sandbox.id}`,
    LogConfig: { Config: { 'max-file': '3', 'max-size': '50m' }, Type: 'json-file' },
    NetworkMode: sandbox ? 'none' : `container:${pod.sandbox.id}`,
    OomScoreAdj: sandbox ? -998 : 968,
    SecurityOpt: ['seccomp=unconfined'],
    ShmSize: 67108864,
  };
  return JSON.stringify({
    AttachStderr: false,
    AttachStdin: false,
    Entrypoint: null,
    HostConfig: host,
    Image: each.image,
    Labels: labels,
  });
}

/** One step after the other: `[µs since the step before, text]`. */
function sequence(random, fromUs, steps) {
  let us = fromUs;
  return steps.map(([after, text]) => {
    us += Math.round(after * (0.7 + random.next() * 0.6));
    return { us, text: dockerd(random, us, 'debug', text) };
  });
}

function created(random, pod, each, sandbox) {
  const initLayer = `${each.layer}-init`;
  return sequence(random, each.createUs, [
    [0, calling('GET', `/v1.27/images/${each.image}/json`)],
    [2_900, calling('POST', `/v1.27/containers/create?name=${each.dockerName}`)],
    [350, `form data: ${createBody(pod, each, sandbox)}`],
    ...addDevice(initLayer, each.imageLayer),
    ...activate(initLayer),
    ...deactivate(initLayer),
    ...addDevice(each.layer, initLayer),
  ]);
}

/** What the daemon logs of a start up to the call of containerd; the stuck container gets no further. */
const starting = (random, each) =>
  sequence(random, each.startUs, [
    [0, calling('POST', `/v1.27/containers/${each.id}/start`)],
    ...activate(each.layer).map(([after, text]) => [after, text]),
  ]);

function started(random, each, sandbox) {
  const us = each.startedUs;
  const lines = [];
  if (sandbox) {
    const took = (random.between(31_000, 92_000) / 1000).toFixed(6).replace(/0+$/, '');
    lines.push([-41_000, `sandbox set key processing took ${took}ms for container ${each.id}`]);
  }
  lines.push(
    [0, receivedEvent(random, 'start-container', each.id)],
    [800, unhandledEvent(us - 340, 'start-container', each.id)],
  );
  lines.push([36_000, calling('GET', `/v1.27/containers/${each.id}/json`)]);
  return lines.map(([after, text]) => ({ us: us + after, text: dockerd(random, us + after, 'debug', text) }));
}

/** The relist saw a change: the kubelet asks for this pod alone and looks at its containers. */
function podStatus(random, us, pod) {
  const byUid = (type) => listPath('v1.27', { labels: [type, `io.kubernetes.pod.uid=${pod.uid}`] });
  return sequence(random, us, [
    [0, calling('GET', byUid(SANDBOX_LABEL))],
    [4_100, calling('GET', `/v1.27/containers/${pod.sandbox.id}/json`)],
    [3_700, calling('GET', byUid(CONTAINER_LABEL))],
    ...pod.apps.map((each) => [4_300, calling('GET', `/v1.27/containers/${each.id}/json`)]),
  ]);
}

function exited(random, each) {
  const us = each.exitUs;
  const exit = containerd(random, us, 'debug', 'process exited', {
    id: each.id,
    pid: 'init',
    status: 0,
    systemPid: each.pid,
  });
  return [
    { us, text: exit },
    ...sequence(random, us, [
      [4_100, receivedEvent(random, 'exit', each.id, { pid: 'init' })],
      ...deactivate(each.layer),
    ]),
  ];
}

const stopped = (random, each) =>
  sequence(random, each.exitUs - 38_000, [
    [0, calling('POST', `/v1.27/containers/${each.id}/stop?t=30`)],
    [600, `Sending kill signal 15 to container ${each.id}`],
  ]);

const removed = (random, us, each) =>
  sequence(random, us, [
    [0, calling('DELETE', `/v1.27/containers/${each.id}?v=1`)],
    [14_000, `devmapper: DeleteDevice START(hash=${each.layer} syncDelete=false)`],
    [21_000, `devmapper: DeleteDevice END(hash=${each.layer} syncDelete=false)`],
  ]);

function lifeOfJob(random, pod) {
  const lines = [
    ...created(random, pod, pod.sandbox, true),
    ...starting(random, pod.sandbox),
    ...started(random, pod.sandbox, true),
  ];
  for (const each of pod.apps)
    lines.push(...created(random, pod, each, false), ...starting(random, each), ...started(random, each, false));
  lines.push(...podStatus(random, pod.apps.at(-1).startedUs + random.between(200_000, 900_000), pod));
  for (const each of pod.apps) lines.push(...exited(random, each));
  lines.push(...podStatus(random, pod.apps.at(-1).exitUs + random.between(300_000, 700_000), pod));
  lines.push(...stopped(random, pod.sandbox), ...exited(random, pod.sandbox));
  lines.push(...podStatus(random, pod.sandbox.exitUs + random.between(500_000, 1_100_000), pod));
  if (pod.removedUs < START_US - MINUTE) {
    for (const each of [...pod.apps, pod.sandbox])
      lines.push(...removed(random, pod.removedUs + random.between(0, 900_000), each));
  }
  return lines;
}

/** The last pod: sandbox and first container as ever, then one start without an end. */
function lifeOfVictim(random, pod) {
  const [spooler, report] = pod.apps;
  return [
    ...created(random, pod, pod.sandbox, true),
    ...starting(random, pod.sandbox),
    ...started(random, pod.sandbox, true),
    ...created(random, pod, spooler, false),
    ...starting(random, spooler),
    ...started(random, spooler, false),
    ...created(random, pod, report, false),
    ...starting(random, report),
  ];
}

/** A script that looks into redis every ten minutes: `kubectl exec`. */
function execs(random, node) {
  const redis = node.running.find(({ name }) => name === 'redis-cache-0').apps[0];
  const lines = [];
  for (let us = cst('2018-12-14T17:40:07'); us < START_US - 4 * MINUTE; us += 10 * MINUTE) {
    const exec = random.hex(64);
    const at = us + random.between(0, 900_000);
    const body =
      '{"AttachStderr":true,"AttachStdin":false,"AttachStdout":true,"Cmd":["redis-cli","info","persistence"],"Detach":false,"Tty":false}';
    lines.push(
      ...sequence(random, at, [
        [0, calling('GET', `/v1.27/containers/${redis.id}/json`)],
        [3_100, calling('POST', `/v1.27/containers/${redis.id}/exec`)],
        [240, `form data: ${body}`],
        [3_400, calling('POST', `/v1.27/exec/${exec}/start`)],
        [210, 'form data: {"Detach":false,"Tty":false}'],
        [380, `starting exec command ${exec} in container ${redis.id}`],
        [150, 'attach: stdout: begin'],
        [30, 'attach: stderr: begin'],
        [61_000, receivedEvent(random, 'start-process', redis.id, { pid: exec })],
        [900, unhandledEvent(at + 66_000, 'start-process', redis.id)],
      ]),
    );
    const done = at + random.between(110_000, 160_000);
    lines.push({
      us: done,
      text: containerd(random, done, 'debug', 'process exited', {
        id: redis.id,
        pid: exec,
        status: 0,
        systemPid: pidAt(at),
      }),
    });
    lines.push(
      ...sequence(random, done, [
        [3_000, receivedEvent(random, 'exit', redis.id, { pid: exec })],
        [260, 'attach: stdout: end'],
        [20, 'attach: stderr: end'],
        [5_200, calling('GET', `/v1.27/exec/${exec}/json`)],
      ]),
    );
  }
  return lines;
}

/** Lines of all pods' lives and of the execs, up to the start that never ended. */
export function lifeOfPods(node) {
  const random = createRandom('runc-init-oom-hang/pods');
  return [
    ...node.jobs.flatMap((pod) => lifeOfJob(random, pod)),
    ...lifeOfVictim(random, node.victim),
    ...execs(random, node),
  ];
}
