/**
 * What a cgroup path tells about its owner. Absent: the path does not say.
 * `container` is the innermost one; `outer` are the ones around it, from the outside in (docker in docker).
 */
export interface CgroupOwner {
  /** Container id, 12 to 64 hex digits (shorter than 64 where the log cut the path), or its name where ids are names. */
  readonly container?: string;
  readonly outer: readonly string[];
  /** Pod uid, with dashes (systemd's slices print underscores). */
  readonly pod?: string;
  /** systemd unit, only where no container stands in the path. */
  readonly unit?: string;
  /** Who made the cgroup: `docker`, `cri-containerd`, `crio`, `libpod`, `ecs`, `lxc`, or a containerd namespace. */
  readonly manager?: string;
}

/** Longest path that is looked at; PATH_MAX of Linux. */
const MAX_PATH = 4096;
const MAX_SEGMENTS = 64;

const FULL_ID = /^[0-9a-f]{64}$/;
const CUT_ID = /^[0-9a-f]{12,63}$/;
// docker-<64>.scope, cri-containerd-<64>.scope, crio-conmon-<64>.scope, libpod-<64>, nerdctl-<64>.scope
const PREFIXED_ID = /^([a-z][a-z0-9_-]{0,40})-([0-9a-f]{64})(?:\.scope)?$/;
// docker-<12 to 63>...: the log line was shortened inside the id
const PREFIXED_CUT_ID = /^(docker|cri-containerd|crio|libpod|nerdctl)-([0-9a-f]{12,63})$/;
// system.slice:docker:<64>, runc's notation before systemd makes the scope of it
const COLON_ID = /^[\w.@-]{1,200}:([a-z][a-z0-9_-]{0,40}):([0-9a-f]{64})$/;
// pod1c2d3e4f-ff6e-11e8-9b1c-525400a1b2c3, kubepods-burstable-pod1c2d3e4f_ff6e_11e8_9b1c_525400a1b2c3.slice
const POD = /^(?:[a-z]{1,20}-){0,4}pod([0-9a-f]{8}[0-9a-f_-]{24,28})(?:\.slice)?$/;
const UNIT = /^[^/]{1,200}\.(?:service|socket|mount|scope)$/;
/** containerd namespaces below which ids stand directly; other two-part paths are too ambiguous. */
const NAMESPACES = new Set(['default', 'k8s.io', 'moby', 'buildkit']);

interface FoundId {
  readonly manager: string | undefined;
  readonly id: string;
}

/** Reads one path segment as a container's; `parents` are the segments before it. */
function readContainer(segment: string, parents: readonly string[], last: boolean): FoundId | undefined {
  const parent = parents[parents.length - 1] ?? '';
  const manager = parents.find((name) => name === 'docker' || name === 'ecs' || name === 'lxc');
  if (FULL_ID.test(segment)) return { manager, id: segment };
  const prefixed = PREFIXED_ID.exec(segment) ?? COLON_ID.exec(segment) ?? (last ? PREFIXED_CUT_ID.exec(segment) : null);
  if (prefixed?.[2] !== undefined) return { manager: prefixed[1]?.replace(/-conmon$/, ''), id: prefixed[2] };
  // A cut line leaves the beginning of an id at its end, below a parent that only holds containers.
  if (last && CUT_ID.test(segment) && (parent === 'docker' || POD.test(parent))) return { manager, id: segment };
  if (parents.length === 1 && parent === 'lxc') return { manager: 'lxc', id: segment };
  if (parents.length === 1 && last && NAMESPACES.has(parent)) return { manager: parent, id: segment };
  return undefined;
}

/**
 * Reads container, pod or unit from a cgroup path as kernel messages print it: `oom_memcg=`, `Task in … killed`,
 * or the last part alone as in `cpuset=docker-<64 hex>.scope`. Never throws; an unknown form gives an empty owner.
 * Forms: docker, kubelet with docker, containerd and CRI-O, podman, nerdctl, ECS, LXC, by cgroupfs and systemd.
 */
export function readCgroupPath(path: string): CgroupOwner {
  const clean = path.length > MAX_PATH ? path.slice(0, MAX_PATH) : path;
  const segments = clean
    .replace(/\.{3}$/, '')
    .split('/', MAX_SEGMENTS)
    .filter((segment) => segment !== '' && segment !== '..');
  const containers: string[] = [];
  let pod: string | undefined;
  let unit: string | undefined;
  let manager: string | undefined;
  for (const [index, segment] of segments.entries()) {
    const found = readContainer(segment, segments.slice(0, index), index === segments.length - 1);
    if (found !== undefined) {
      if (containers[containers.length - 1] !== found.id) containers.push(found.id);
      manager = found.manager ?? manager;
      continue;
    }
    const podUid = POD.exec(segment)?.[1];
    if (podUid !== undefined) pod = podUid.replaceAll('_', '-');
    else if (UNIT.test(segment)) unit = segment;
  }
  const container = containers[containers.length - 1];
  return {
    outer: containers.slice(0, -1),
    ...(container === undefined ? {} : { container }),
    ...(pod === undefined ? {} : { pod }),
    ...(unit === undefined || container !== undefined ? {} : { unit }),
    ...(manager === undefined ? {} : { manager }),
  };
}
