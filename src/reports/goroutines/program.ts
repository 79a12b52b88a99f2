import type { StackTable } from './stack-table.js';

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
export function programOf(table: StackTable): string {
  const { frameTable } = table;
  const names = new Uint8Array(frameTable.names.size);
  const files = new Uint8Array(frameTable.files.size);
  let best = SIGNS.length;
  const test = (text: string, kind: 'function' | 'file'): void => {
    for (let sign = 0; sign < best; sign++) if (SIGNS[sign]?.[kind]?.test(text) === true) best = sign;
  };
  const seen = table.framesSeen();
  for (let frame = 0; frame < seen.length && best > 0; frame++) {
    if (seen[frame] === 0) continue;
    const name = frameTable.nameId(frame);
    if (name >= 0 && names[name] === 0) {
      names[name] = 1;
      test(frameTable.nameString(name), 'function');
    }
    const file = frameTable.fileId(frame);
    if (file >= 0 && files[file] === 0) {
      files[file] = 1;
      test(frameTable.fileString(file), 'file');
    }
  }
  return SIGNS[best]?.program ?? 'unknown';
}
