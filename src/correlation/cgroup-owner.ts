/** Whose a cgroup is, as far as its path tells; the innermost container. */
export interface CgroupOwner {
  readonly container?: string;
  readonly pod?: string;
  /** Only where no container stands in the path. */
  readonly unit?: string;
}

const MAX_PATH = 4096;
// /docker/<64 hex>, docker-<64 hex>.scope, /kubepods/burstable/pod<uid>/<64 hex>, system.slice:docker:<64 hex>
const CONTAINER = /(?:^|[/:-])([0-9a-f]{64})(?=$|\/|\.scope)/g;
// pod1c2d3e4f-ff6e-…, kubepods-burstable-pod1c2d3e4f_ff6e_….slice
const POD = /pod([0-9a-f]{8}[0-9a-f_-]{24,28})(?=$|\/|\.slice)/;
const UNIT = /(?:^|\/)([^/]{1,200}\.(?:service|socket|mount|scope))(?=$|\/)/g;

/** Reads a cgroup path, or the name of a container's scope unit. */
export function cgroupOwner(path: string): CgroupOwner {
  const text = path.slice(0, MAX_PATH);
  const container = [...text.matchAll(CONTAINER)].at(-1)?.[1];
  const pod = POD.exec(text)?.[1]?.replaceAll('_', '-');
  const unit = container === undefined ? [...text.matchAll(UNIT)].at(-1)?.[1] : undefined;
  return {
    ...(container === undefined ? {} : { container }),
    ...(pod === undefined ? {} : { pod }),
    ...(unit === undefined ? {} : { unit }),
  };
}
