import { rfc3339Nano, rfc3339NanoTrimmed } from './stamps.mjs';

/**
 * Lines of dockerd 17.03.2 and of the containerd 0.2.3 that it starts: logrus text of a time before 1.0.4,
 * where a value goes unquoted only if all its bytes are letters, digits, `-` or `.`, and every pair ends in a space
 * (the last one too; journald 219 takes that one away).
 */
const BARE = /^[A-Za-z0-9.-]+$/;

/** Go's %q for text without unprintable characters. */
export function goQuote(text) {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}

const value = (text) => (BARE.test(text) ? text : goQuote(text));

function pairs(fields) {
  return Object.keys(fields)
    .sort()
    .map((key) => ` ${key}=${value(String(fields[key]))}`)
    .join('');
}

/** One line of dockerd itself; `nanos` are the last three digits of its time. */
export function dockerd(random, us, level, message, nanos = random.below(1000)) {
  return `time="${rfc3339Nano(us, nanos)}" level=${level} msg=${value(message)} `;
}

/** One line of containerd 0.2, which shares dockerd's standard error. */
export function containerd(random, us, level, message, fields) {
  const time = rfc3339NanoTrimmed(us, random.below(1000));
  return `time="${time}" level=${level} msg=${value(`containerd: ${message}`)}${pairs(fields)} `;
}

export const calling = (method, path) => `Calling ${method} ${path}`;

/** Query of the kubelet's list calls (dockershim), as dockerd logs it. */
export function listPath(version, { all = true, labels = [], status } = {}) {
  const filters = [];
  if (labels.length > 0) {
    const each = labels.map((label) => `%22${label.replaceAll('=', '%3D')}%22%3Atrue`);
    filters.push(`%22label%22%3A%7B${each.join('%2C')}%7D`);
  }
  if (status !== undefined) filters.push(`%22status%22%3A%7B%22${status}%22%3Atrue%7D`);
  const query = [];
  if (all) query.push('all=1');
  if (filters.length > 0) query.push(`filters=%7B${filters.join('%2C')}%7D`);
  query.push('limit=0');
  return `/${version}/containers/json?${query.join('&')}`;
}

export const SANDBOX_LABEL = 'io.kubernetes.docker.type=podsandbox';
export const CONTAINER_LABEL = 'io.kubernetes.docker.type=container';

const eventPointer = (random) =>
  `(*timestamp.Timestamp)(0xc42${random.hex(6).slice(0, 5)}${random.pick('0123456789abcdef')}0)`;

/** `libcontainerd: received containerd event: …`, how dockerd prints containerd's event. */
export function receivedEvent(random, type, id, { status = 0, pid = '' } = {}) {
  return (
    `libcontainerd: received containerd event: &types.Event{Type:"${type}", Id:"${id}", ` +
    `Status:0x${status.toString(16)}, Pid:"${pid}", Timestamp:${eventPointer(random)}}`
  );
}

/** Follows the start events, which dockerd has no use for. */
export function unhandledEvent(us, type, id) {
  const seconds = Math.floor(us / 1_000_000);
  const nanos = (us % 1_000_000) * 1000 + 431;
  return `libcontainerd: event unhandled: type:"${type}" id:"${id}" timestamp:<seconds:${seconds} nanos:${nanos} > `;
}
