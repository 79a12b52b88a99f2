import type { Payload, PayloadFormat } from '../core/log-format.js';
import type { Origin } from '../core/log-record.js';
import { PrefixTable } from './prefix-table.js';

/** How errors begin that programs print without stamp and level; the text stays whole, since it is what people search for. */
const BEGINNINGS: readonly (readonly [string, Origin])[] = [
  ['docker: ', 'client'],
  ['Error response from daemon', 'client'],
  ['Error: Error response from daemon', 'client'],
  ['ERROR: for ', 'client'],
  ['Error: No such ', 'client'],
  ['Cannot connect to the Docker daemon', 'client'],
  ['ERROR: Cannot connect to the Docker daemon', 'client'],
  ['permission denied while trying to connect to the Docker', 'client'],
  ['Got permission denied while trying to connect to the Docker', 'client'],
  ['error during connect: ', 'client'],
  ["See 'docker ", 'client'],
  ["Run 'docker ", 'client'],
  ['OCI runtime exec failed: ', 'client'],
  ['Unable to find image ', 'client'],
  ['the input device is not a TTY', 'client'],
  ['ctr: ', 'client'],
  ['failed to start daemon: ', 'dockerd'],
  ['Failed to start daemon: ', 'dockerd'],
  ['Error starting daemon: ', 'dockerd'],
  ['unable to configure the Docker daemon with file ', 'dockerd'],
  ['runc run failed: ', 'runc'],
  ['runc create failed: ', 'runc'],
  ['container_linux.go:', 'runc'],
  ['standard_init_linux.go:', 'runc'],
  ['nsenter: ', 'runc'],
];

const BEGINNING_TABLE = new PrefixTable(BEGINNINGS);

function open(message: string): Payload | undefined {
  const origin = BEGINNING_TABLE.find(message);
  return origin && { message, origin };
}

/** Errors of the docker command line, of a daemon that cannot start, and of runc: `docker: Error response from daemon: …`. */
export const plainError: PayloadFormat = {
  name: 'plain-error',
  title: 'errors without stamp: docker: Error response from daemon: …, failed to start daemon: …',
  kind: 'payload',
  open,
};
