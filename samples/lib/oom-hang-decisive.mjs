import { containerd, dockerd, receivedEvent } from './dockerd-1703.mjs';
import { DUMP_US, OOM_US } from './node-41-135.mjs';
import { createRandom } from './random.mjs';
import { dumpFileStamp } from './stamps.mjs';

/** Name of the file that SIGUSR1 wrote. */
export const STACKS_FILE = `goroutine-stacks-${dumpFileStamp(DUMP_US)}.log`;

/**
 * What the daemon's journal tells of the incident beside the list calls: containerd saw the OOM at once and the exit of
 * the init; dockerd took the first event and then waited for the container's lock, so nothing more of containerd's
 * events is logged. At the end the operator's SIGUSR1.
 */
export function decisiveLines({ stuck }) {
  const random = createRandom('runc-init-oom-hang/decisive');
  const lines = [];
  const add = (us, text) => lines.push({ us, text });
  // containerd reads the counter of its eventfd once for each OOM event it was told of; the kernel tells the ancestors, too.
  for (const after of [1_904, 2_116, 2_163])
    add(OOM_US + after, containerd(random, OOM_US + after, 'debug', 'container oom', { id: stuck.id }));
  add(OOM_US + 9_871, dockerd(random, OOM_US + 9_871, 'debug', receivedEvent(random, 'oom', stuck.id)));
  const exit = OOM_US + 63_420;
  add(
    exit,
    containerd(random, exit, 'debug', 'process exited', {
      id: stuck.id,
      pid: 'init',
      status: 137,
      systemPid: stuck.pid,
    }),
  );
  const written = (file) => `written to /var/run/docker/${file}`;
  add(DUMP_US + 2_914, dockerd(random, DUMP_US + 2_914, 'info', `goroutine stacks ${written(STACKS_FILE)}`));
  const data = `daemon-data-${dumpFileStamp(DUMP_US)}.log`;
  add(DUMP_US + 8_306, dockerd(random, DUMP_US + 8_306, 'info', `daemon datastructure dump ${written(data)}`));
  return lines;
}
