/** Package paths that only one program runs in its own right, the most telling first. */
const PROGRAMS: readonly (readonly [string, RegExp])[] = [
  [
    'containerd-shim',
    /\/containerd\/(?:cmd\/containerd-shim|runtime\/v[12]\/(?:shim|runc)|v2\/(?:cmd\/containerd-shim|pkg\/shim))/,
  ],
  [
    'dockerd',
    /^github\.com\/(?:docker\/docker|moby\/moby)(?:\/v2)?\/(?:cmd\/dockerd|daemon|builder|container|volume|layer|libcontainerd|api\/server|plugin|distribution|graph|libnetwork|vendor)/,
  ],
  ['kubelet', /^k8s\.io\/kubernetes\/(?:cmd\/kubelet|pkg\/kubelet)/],
  ['etcd', /^(?:go\.etcd\.io|github\.com\/coreos)\/etcd\/(?:etcdmain|etcdserver|server)/],
  ['docker-compose', /^github\.com\/docker\/compose\//],
  ['docker', /^github\.com\/docker\/(?:cli|docker\/(?:cli|client|api\/client))/],
  ['buildkitd', /^github\.com\/moby\/buildkit\/cmd\//],
  ['containerd', /^github\.com\/(?:containerd|docker)\/containerd\//],
  ['runc', /^github\.com\/opencontainers\/runc\//],
];

/** Identifiers that are program names; `docker` was the daemon's up to 1.11. */
const IDENTIFIERS: ReadonlySet<string> = new Set([
  'dockerd',
  'containerd',
  'containerd-shim',
  'docker-containerd',
  'docker-containerd-shim',
  'runc',
  'kubelet',
  'etcd',
  'docker-compose',
]);

/** `…/github.com/containerd/containerd/vendor/go.etcd.io/bbolt/db.go`: the module that holds the copy. */
const VENDORED = /(?:^|\/)((?:github\.com|k8s\.io|go\.etcd\.io)\/[^\s:]{1,100}?\/vendor)\//;

/**
 * The program that crashed, told from its packages, else from the log's identifier; undefined if neither tells.
 * A vendored package counts for the program that holds it, also where only the path of its file names that one.
 */
export function guessProgram(
  functions: readonly string[],
  files: readonly string[],
  identifier: string | undefined,
): string | undefined {
  const names = [...functions, ...files.flatMap((file) => VENDORED.exec(file)?.[1] ?? [])];
  for (const [program, packages] of PROGRAMS) {
    if (names.some((name) => packages.test(name))) return program;
  }
  if (identifier === undefined) return undefined;
  if (identifier === 'docker') return 'dockerd';
  return IDENTIFIERS.has(identifier)
    ? identifier.replace(/^docker-/, '').replace(/^compose$/, 'docker-compose')
    : undefined;
}
