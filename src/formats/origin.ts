import type { FieldValue, Origin } from '../core/log-record.js';
import { PrefixTable } from './prefix-table.js';

const CONTAINER_ID = /^[0-9a-f]{12}(?:[0-9a-f]{52})?$/;
/** Tags of Docker's syslog and journald drivers: `docker/0e7dc1a5d2f9`, `web/1`, `nginx/0e7dc1a5d2f9`. */
const CONTAINER_TAG = /^[\w.-]{1,128}\/(?:[0-9a-f]{12,64}|\d{1,4})$/;

/** Program names and which daemon they are; names are cut at 15 bytes where `_COMM` stands in for the identifier. */
const PROGRAMS: Readonly<Record<string, Origin>> = {
  kernel: 'kernel',
  systemd: 'systemd',
  // Up to 1.12, and in Red Hat's builds, the daemon logs as `docker`.
  docker: 'dockerd',
  'docker-current': 'dockerd',
  'docker-daemon': 'dockerd',
  dockerd: 'dockerd',
  'dockerd-current': 'dockerd',
  'dockerd-rootless.sh': 'dockerd',
  'dockerd-rootless': 'dockerd',
  rootlesskit: 'dockerd',
  'docker-containerd': 'containerd',
  'docker-containe': 'containerd',
  'docker-containerd-current': 'containerd',
  containerd: 'containerd',
  'containerd-shim': 'shim',
  'containerd-shim-runc-v1': 'shim',
  'containerd-shim-runc-v2': 'shim',
  'docker-containerd-shim': 'shim',
  runc: 'runc',
  'docker-runc': 'runc',
  'docker-runc-current': 'runc',
  kubelet: 'kubelet',
  hyperkube: 'kubelet',
};

const UNITS: Readonly<Record<string, Origin>> = {
  'docker.service': 'dockerd',
  'docker-containerd.service': 'containerd',
  'containerd.service': 'containerd',
  'kubelet.service': 'kubelet',
  'init.scope': 'systemd',
};

/** The program that an identifier and unit of an envelope name; `other` if they do not tell. */
export function originOf(identifier: string | undefined, unit: string | undefined): Origin {
  if (identifier !== undefined) {
    if (Object.hasOwn(PROGRAMS, identifier)) return PROGRAMS[identifier] ?? 'other';
    const name = identifier.slice(identifier.lastIndexOf('/') + 1);
    if (identifier.startsWith('/') && Object.hasOwn(PROGRAMS, name)) return PROGRAMS[name] ?? 'other';
    if (identifier.startsWith('containerd-shim')) return 'shim';
    if (identifier.startsWith('runc:[')) return 'runc';
    // systemd names the child that is about to execute a program in parentheses: `(dockerd)[7926]`.
    if (identifier.startsWith('(') && identifier.endsWith(')')) return 'systemd';
    if (CONTAINER_ID.test(identifier) || CONTAINER_TAG.test(identifier)) return 'container';
  }
  // In docker.service the line may come from a wrapper (CoreOS: `env[…]`), it is the daemon's output all the same.
  if (unit !== undefined && Object.hasOwn(UNITS, unit)) return UNITS[unit] ?? 'other';
  return 'other';
}

/** The container id that an identifier of the syslog or journald driver holds. */
export function containerOfIdentifier(identifier: string): string | undefined {
  const id = identifier.slice(identifier.lastIndexOf('/') + 1);
  return /^[0-9a-f]{12,64}$/.test(id) ? id : undefined;
}

/** The container id of a scope unit: `docker-<64>.scope`, `cri-containerd-<64>.scope`, `crio-<64>.scope`. */
export function containerOfUnit(unit: string): string | undefined {
  if (!unit.endsWith('.scope')) return undefined;
  return /^(?:docker|cri-containerd|crio|libpod|nerdctl)-([0-9a-f]{64})\.scope$/.exec(unit)?.[1];
}

/** Messages that only containerd writes; a daemon that it is a child of carries them in its own log. */
const CONTAINERD_MESSAGES = [
  'loading plugin',
  'skip loading plugin',
  'starting containerd',
  'containerd successfully booted',
  'metadata content store policy set',
  // containerd 0.2 (Docker 1.11 to 17.11) puts its name in front.
  'containerd: ',
  'shim docker-containerd-shim started',
  'shim containerd-shim started',
  'shim reaped',
  'shim disconnected',
  'cleaning up dead shim',
  'cleaning up after shim disconnected',
  'cleanup warnings time=',
  'event forwarded',
  'event published',
  'garbage collected',
  'serving...',
  'sd notification',
  'No RDT config file specified',
  'copy shim log',
  'failed to delete task',
  'registering ttrpc service',
  'received exit event',
  'TaskExit event',
  'TaskOOM event',
  'Start cri plugin',
  'Start subscribing containerd event',
  'Start recovering state',
  'Start event monitor',
  'Start snapshots syncer',
  'Start cni network conf syncer',
  'Start streaming server',
  'Start writing stream ',
  'Loaded container {',
  'RunPodSandbox ',
  'StopPodSandbox ',
  'RemovePodSandbox ',
  'CreateContainer ',
  'StartContainer ',
  'StopContainer ',
  'RemoveContainer ',
  'ExecSync ',
  'PullImage ',
  'ImageCreate event',
  'ImageUpdate event',
];
const SHIM_MESSAGES = ['starting signal loop', 'reaper exec', 'serving api on socket'];
const RUNC_MESSAGES = [
  'runc run failed',
  'nsexec',
  'container_linux.go:',
  'standard_init_linux.go:',
  'process_linux.go:',
  'child process in init()',
  'init: closing the pipe',
  'logging has already been configured',
  'log pipe has been closed',
  'writing sync',
  'reading sync',
  'read sync',
  'mount source thread',
];
/** The docker command line logs with logrus too. */
const CLIENT_MESSAGES = [
  'error waiting for container',
  'Error waiting for container',
  'error getting events from daemon',
  'failed to resize tty',
  'Found orphan containers',
];

function speakersOf(messages: readonly string[], origin: Origin): (readonly [string, Origin])[] {
  return messages.map((message) => [message, origin] as const);
}

const SPEAKERS = new PrefixTable<Origin>([
  ['libcontainerd: ', 'dockerd'],
  ...speakersOf(CONTAINERD_MESSAGES, 'containerd'),
  ...speakersOf(SHIM_MESSAGES, 'shim'),
  ...speakersOf(RUNC_MESSAGES, 'runc'),
  ...speakersOf(CLIENT_MESSAGES, 'client'),
]);

/**
 * Whose words a logrus line is when nothing before it tells, or when it stands in dockerd's log: dockerd hands on the
 * output of the containerd that it started, and shims and runc share the form. In this order: the module that the line
 * names, runc's caller fields, known messages, containerd's plugin fields; else dockerd.
 */
export function originOfLogrus(
  message: string,
  fields: Readonly<Record<string, FieldValue>>,
  hasFields: boolean,
): Origin {
  const speaker = SPEAKERS.find(message);
  if (!hasFields) return speaker ?? 'dockerd';
  const { module, func, file, type, id, runtime } = fields;
  if (typeof module === 'string' && module !== '') return module.startsWith('containerd') ? 'containerd' : 'dockerd';
  if (isRunc(func) || isRunc(file)) return 'runc';
  if (speaker !== undefined) return speaker;
  return isPlugin(type) || isPlugin(id) || isPlugin(runtime) ? 'containerd' : 'dockerd';
}

const RUNC_CALLERS = ['libcontainer/', 'libcontainer.', 'main.(*signalHandler).'];

function isRunc(caller: FieldValue | undefined): boolean {
  if (typeof caller !== 'string') return false;
  return RUNC_CALLERS.some((beginning) => caller.startsWith(beginning)) || caller.includes('opencontainers/runc');
}

function isPlugin(name: FieldValue | undefined): boolean {
  return typeof name === 'string' && name.startsWith('io.containerd.');
}
