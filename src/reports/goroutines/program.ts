import type { StackGroup } from './stack-group.js';

/** How a program shows in its stacks: `function` in a function's name, `file` in its source file's path. */
interface Sign {
  readonly program: string;
  readonly function?: RegExp;
  readonly file?: RegExp;
}

/**
 * The first sign that stands in any stack decides. Paths matter: dockerd's stacks show containerd's client, and a shim's show
 * containerd's packages.
 */
const SIGNS: readonly Sign[] = [
  {
    program: 'containerd-shim',
    function:
      /(?:\/containerd-shim|\/linux\/shim\.|\/runtime\/v1\/shim\.\(\*Service|\/v2\/runc\/(?:v1|v2|task)\.|\/pkg\/shim\.run)/,
    file: /\/cmd\/containerd-shim/,
  },
  {
    program: 'dockerd',
    function:
      /(?:\/docker\/docker\/(?:daemon|api\/server)\b|\/docker\/docker\/libcontainerd|\/moby\/v2\/daemon|^main\.\(\*(?:DaemonCli|daemonCLI)\)\.)/,
    file: /\/cmd\/dockerd\//,
  },
  { program: 'kubelet', function: /k8s\.io\/kubernetes\/(?:pkg|cmd)\/kubelet/, file: /\/cmd\/kubelet\// },
  {
    program: 'containerd',
    function:
      /(?:\/containerd\/(?:v2\/)?(?:cmd\/containerd|services|plugins)\b|\/docker\/containerd\/(?:supervisor|api\/grpc\/server)|\/containerd\/(?:supervisor|cri)\b)/,
    file: /\/(?:docker\/containerd\/containerd|cmd\/containerd)\/main/,
  },
  { program: 'unknown', function: /\/docker\/docker\/(?:api\/client|cli)\b/ },
  { program: 'runc', function: /\/opencontainers\/runc\/libcontainer/, file: /\/opencontainers\/runc\// },
  { program: 'dockerd', function: /\/docker\/docker\/(?:container|layer|pkg\/devicemapper|vendor)\b/ },
  { program: 'containerd', function: /\/containerd\/(?:containerd|cri|ttrpc)\b/ },
];

/** Which program wrote the dump, told from functions and files of its stacks; `unknown` if they show none. */
export function programOf(groups: readonly StackGroup[]): string {
  const seen = new Set<string>();
  let best = SIGNS.length;
  const test = (text: string, kind: 'function' | 'file'): void => {
    if (seen.has(text)) return;
    seen.add(text);
    for (let sign = 0; sign < best; sign++) if (SIGNS[sign]?.[kind]?.test(text) === true) best = sign;
  };
  for (const group of groups) {
    for (const frame of group.createdBy === undefined ? group.frames : [...group.frames, group.createdBy]) {
      if (best === 0) break;
      test(frame.function, 'function');
      test(frame.file, 'file');
    }
  }
  return SIGNS[best]?.program ?? 'unknown';
}
