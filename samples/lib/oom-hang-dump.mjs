import { createStackWriter } from './go-stack-writer.mjs';
import { DUMPER, OWN } from './goroutines-1703-own.mjs';
import {
  eventStream,
  fifoReader,
  idleConnection,
  inspectHandler,
  listHandler,
  logCopier,
  startHandler,
  stdinOpener,
} from './goroutines-1703.mjs';
import { DOCKERD_START_US, DUMP_US, OOM_US, START_US } from './node-41-135.mjs';
import { blockedRequests } from './oom-hang-polling.mjs';
import { createRandom } from './random.mjs';
import { MINUTE, SECOND } from './stamps.mjs';

/** Collections of the last minutes, as seconds after the start that hung; the runtime forces one after 2 minutes at most. */
const COLLECTIONS = [13, 71, 168, 284, 399, 491, 566, 611];

/** Whole minutes as the runtime prints them: from the first collection that saw the goroutine blocked. */
function waitMinutes(blockedUs) {
  const seen = COLLECTIONS.map((seconds) => START_US + seconds * SECOND).find((us) => us >= blockedUs);
  const from = blockedUs < START_US - MINUTE ? blockedUs + 40 * SECOND : seen;
  return from === undefined ? 0 : Math.max(0, Math.floor((DUMP_US - from) / MINUTE));
}

/** Moment at which one of the daemon's own goroutines began to wait, by its word in the table. */
const BEGAN = {
  'since start': DOCKERD_START_US,
  'locked since start': DOCKERD_START_US - MINUTE,
  locked: DOCKERD_START_US,
  'last call': OOM_US,
  'last container': START_US - 5 * SECOND,
  ticker: DUMP_US - 4 * MINUTE - 20 * SECOND,
  now: DUMP_US,
};

const own = () =>
  OWN.map(([id, state, began, frames, createdBy]) => ({
    id,
    state,
    waitMinutes:
      BEGAN[began] <= DOCKERD_START_US ? Math.floor((DUMP_US - BEGAN[began]) / MINUTE) : waitMinutes(BEGAN[began]),
    locked: began.startsWith('locked'),
    frames,
    createdBy,
  }));

/** The two readers and the two log copiers of a running container. Idle since its last line on that stream. */
function copiersOf(random, { startedUs, quiet }, nextId) {
  const lastLine = {
    stdout: quiet ? startedUs : DUMP_US - random.between(0, 7 * 60) * SECOND,
    stderr: startedUs + random.between(1, 40) * MINUTE,
  };
  return ['stdout', 'stderr'].flatMap((stream) => {
    const blocked = Math.min(lastLine[stream], DUMP_US);
    const minutes = blocked >= START_US ? waitMinutes(blocked) : Math.floor((DUMP_US - blocked - 40 * SECOND) / MINUTE);
    return [
      { id: nextId(), state: 'semacquire', waitMinutes: minutes, ...logCopier },
      { id: nextId(), state: 'syscall', waitMinutes: minutes, ...fifoReader },
    ];
  });
}

function containerCopiers(random, { running, victim }) {
  const result = [];
  let id = 1200;
  const nextId = () => (id += random.between(3, 911));
  for (const pod of running) {
    // Ids are given in order of creation, so they tell the container's age.
    id = 1200 + Math.floor(((pod.startedUs - DOCKERD_START_US) / (DUMP_US - DOCKERD_START_US)) * 18_400_000);
    result.push(...copiersOf(random, { startedUs: pod.startedUs, quiet: true }, nextId));
    for (const each of pod.apps)
      result.push(...copiersOf(random, { startedUs: pod.startedUs, quiet: each.name === 'kube-proxy' }, nextId));
  }
  const [spooler] = victim.apps;
  id = 18_406_000;
  result.push(...copiersOf(random, { startedUs: victim.sandbox.startedUs, quiet: true }, nextId));
  result.push(...copiersOf(random, { startedUs: spooler.startedUs, quiet: true }, nextId));
  return result;
}

function blocked(node, random) {
  let id = 18_411_000;
  return blockedRequests(node, DUMP_US).map(({ us, kind }) => {
    id += random.between(9, 64);
    return {
      id,
      state: 'semacquire',
      waitMinutes: waitMinutes(us),
      ...(kind === 'list' ? listHandler : inspectHandler),
    };
  });
}

/** No two goroutines have one id: the later one moves up. */
function withOwnIds(goroutines) {
  const taken = new Set();
  return goroutines.map((each) => {
    let { id } = each;
    while (taken.has(id)) id += 1;
    taken.add(id);
    return { ...each, id };
  });
}

/** Text of `/var/run/docker/goroutine-stacks-….log`. */
export function goroutineDumpText(node) {
  const random = createRandom('runc-init-oom-hang/dump');
  const address = (last) => `0xc42${random.hex(6)}${last}`;
  const lock = address('0');
  const idLock = address('0');
  const after = (pointer) => pointer.slice(0, -1) + '4';
  const write = createStackWriter(random, {
    D: '0xc420084600',
    lock,
    sema: after(lock),
    idlock: idLock,
    idsema: after(idLock),
    container: address('0'),
    libcontainer: address('0'),
    checkpoint: address('0'),
    libclient: address('0'),
    locker: address('0'),
    remote: address('0'),
    transport: address('0'),
    clientconn: address('0'),
    croutes: address('0'),
    router: address('0'),
    swapper: address('0'),
    server: address('0'),
    network: address('0'),
  });
  const holder = [
    { id: 18_410_877, state: 'select', waitMinutes: waitMinutes(START_US), ...startHandler },
    { id: 18_410_902, state: 'select', waitMinutes: waitMinutes(START_US), ...stdinOpener },
    { id: 10, state: 'semacquire', waitMinutes: waitMinutes(OOM_US), ...eventStream },
  ];
  const idle = [0, 0, 1, 3].map((waited, i) => ({
    id: 18_409_120 + i * 2207,
    state: 'IO wait',
    waitMinutes: waited,
    ...idleConnection,
  }));
  const late = random.shuffle([
    ...holder.slice(0, 2),
    ...containerCopiers(random, node),
    ...blocked(node, random),
    ...idle,
  ]);
  const goroutines = [{ id: 38, state: 'running', ...DUMPER }, ...own(), holder[2], ...late];
  return withOwnIds(goroutines).map(write).join('\n');
}
