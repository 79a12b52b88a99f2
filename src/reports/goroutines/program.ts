import type { FrameTable } from './frame-table.js';
import type { ShownTexts } from './stack-table.js';

/** How a program shows in its stacks: `function` in a line that is a function's name, `file` in its source file's path. */
interface Sign {
  readonly program: string;
  readonly function: RegExp;
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
      /(?:\/docker\/docker\/(?:daemon|api\/server)\b|\/docker\/docker\/libcontainerd|\/moby\/v2\/daemon|^main\.\(\*(?:DaemonCli|daemonCLI)\)\.)/m,
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
export function programOf(frameTable: FrameTable, { names, files }: ShownTexts): string {
  // One text of all, a line each: a few searches instead of some for each of thousands of names.
  const functions = linesOf(names, (name) => frameTable.nameString(name));
  const paths = linesOf(files, (file) => frameTable.fileString(file));
  const sign = SIGNS.find(({ function: name, file }) => name.test(functions) || file?.test(paths) === true);
  return sign?.program ?? 'unknown';
}

function linesOf(shown: Uint8Array, textOf: (id: number) => string): string {
  let lines = '';
  for (let id = 0; id < shown.length; id++) if (shown[id] !== 0) lines += `${textOf(id)}\n`;
  return lines;
}
