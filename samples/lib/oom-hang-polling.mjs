import { calling, CONTAINER_LABEL, dockerd, listPath, SANDBOX_LABEL } from './dockerd-1703.mjs';
import { JOURNAL_FROM_US, JOURNAL_TO_US, START_US } from './node-41-135.mjs';
import { createRandom } from './random.mjs';
import { cst, MINUTE } from './stamps.mjs';

/**
 * The requests that dockerd got all day, healthy or not: the kubelet's (dockershim, Kubernetes 1.9) and those of the
 * node's agents. dockerd 17.03 logs the start of a request only.
 *
 * From `START_US` on every list call waits for the lock of the container that never started. A caller that asks again
 * only after its answer or its time limit asks more seldom then (the kubelet's limit is 2 minutes); a caller that is
 * called from outside (metrics) goes on asking. `asked` tells the list and inspect requests of that time, so that the
 * goroutine dump has one blocked handler for each.
 */
const KUBELET_LIMIT = 2 * MINUTE;

const SANDBOXES = listPath('v1.27', { labels: [SANDBOX_LABEL] });
const CONTAINERS = listPath('v1.27', { labels: [CONTAINER_LABEL] });
const RUNNING = listPath('v1.27', { labels: [CONTAINER_LABEL], status: 'running' });
const AGENT_RUNNING = '/v1.21/containers/json?filters=%7B%22status%22%3A%5B%22running%22%5D%7D&limit=0';
const BY_HAND = '/v1.27/containers/json';

/**
 * A caller of its own rhythm. `paths` are asked one after the other; `pause` is the time to the next round (µs).
 * `limit`: how long it waits for an answer before it goes on; absent: it does not wait at all.
 */
const CALLERS = [
  {
    name: 'relist',
    paths: [SANDBOXES, CONTAINERS],
    pause: [1_015_000, 1_160_000],
    gap: [2_600, 9_800],
    limit: KUBELET_LIMIT,
  },
  { name: 'sync', paths: [CONTAINERS], pause: [19_400_000, 21_000_000], limit: KUBELET_LIMIT },
  {
    name: 'container-gc',
    paths: [CONTAINERS, SANDBOXES],
    pause: [60_010_000, 60_240_000],
    gap: [3_000, 12_000],
    limit: KUBELET_LIMIT,
  },
  {
    name: 'image-gc',
    paths: ['/v1.27/images/json?all=1', CONTAINERS],
    pause: [300_100_000, 300_900_000],
    gap: [9_000, 41_000],
    limit: KUBELET_LIMIT,
  },
  { name: 'eviction', paths: [RUNNING], pause: [10_010_000, 10_300_000], limit: KUBELET_LIMIT },
  { name: 'metrics-server', paths: [RUNNING], pause: [60_000_000, 60_030_000] },
  { name: 'prometheus', paths: [RUNNING], pause: [15_000_000, 15_012_000] },
  { name: 'agent', paths: ['/v1.21/info', AGENT_RUNNING], pause: [10_000_000, 10_020_000], gap: [4_000, 22_000] },
  { name: 'problem-detector', paths: ['/_ping', BY_HAND], pause: [30_000_000, 30_040_000], gap: [300, 800] },
  { name: 'runtime-status', paths: ['/v1.27/version'], pause: [5_000_000, 5_009_000] },
  { name: 'node-status', paths: ['/v1.27/info'], pause: [10_000_000, 10_015_000] },
];

const isList = (path) => path.includes('/containers/json');

/** Requests of one caller as `{ us, path }`, over the whole journal. */
function requestsOf(caller, random) {
  const requests = [];
  let us = JOURNAL_FROM_US + random.between(0, caller.pause[1]);
  while (us < JOURNAL_TO_US) {
    let waited = 0;
    for (const path of caller.paths) {
      requests.push({ us, path });
      if (isList(path) && us >= START_US && caller.limit !== undefined) {
        waited = caller.limit;
        break;
      }
      us += caller.gap === undefined ? 0 : random.between(...caller.gap);
    }
    us += waited + random.between(...caller.pause);
  }
  return requests;
}

/** The line by which the incident was first described; its nanoseconds are kept. */
const FIRST_QUOTED = { us: cst('2018-12-14T20:04:45.788669'), nanos: 544, path: SANDBOXES };

/** What the operator typed while the node hung: `docker ps` twice, `docker inspect` of two containers. */
const byHand = ({ stuck }) => [
  { us: cst('2018-12-14T20:10:02.118402'), path: '/_ping' },
  { us: cst('2018-12-14T20:10:02.118911'), path: BY_HAND },
  { us: cst('2018-12-14T20:11:37.620187'), path: '/_ping' },
  { us: cst('2018-12-14T20:11:37.620715'), path: `${BY_HAND}?all=1` },
  { us: cst('2018-12-14T20:13:20.044128'), path: '/_ping' },
  { us: cst('2018-12-14T20:13:20.044590'), path: `/v1.27/containers/${stuck.dockerName}/json` },
  { us: cst('2018-12-14T20:14:51.870334'), path: '/_ping' },
  { us: cst('2018-12-14T20:14:51.870803'), path: `/v1.27/containers/${stuck.id}/json` },
  { us: cst('2018-12-14T20:15:22.406519'), path: '/_ping' },
  { us: cst('2018-12-14T20:15:22.406988'), path: '/v1.27/info' },
];

function allRequests(node) {
  const random = createRandom('runc-init-oom-hang/polling');
  return [...CALLERS.flatMap((caller) => requestsOf(caller, random)), FIRST_QUOTED, ...byHand(node)];
}

/** List calls and the other regular requests as journal entries. */
export function listCalls(node) {
  const random = createRandom('runc-init-oom-hang/polling/lines');
  return allRequests(node).map(({ us, path, nanos }) => ({
    us,
    text: dockerd(random, us, 'debug', calling('GET', path), nanos),
  }));
}

/** Requests from `START_US` on that need every container's lock, or the stuck one's: `{ us, path, kind }`. */
export function blockedRequests(node, untilUs) {
  return allRequests(node)
    .filter(({ us, path }) => us >= START_US && us < untilUs && (isList(path) || path.endsWith('/json')))
    .map((request) => ({ ...request, kind: isList(request.path) ? 'list' : 'inspect' }))
    .sort((a, b) => a.us - b.us);
}
