import type { VersionedProgram } from '../core/version.js';

/** A version that the server's part of `docker version` shows. */
export interface BlockSighting {
  readonly program: VersionedProgram;
  readonly version: string;
  /** Of the line with the version. */
  readonly line: number;
  /** As printed; `vendor` where the block is headed by another vendor's name. */
  readonly commit?: string;
}

export interface ServerBlock {
  /** A line of the source and its number; lines that are left out end the block. */
  line(text: string, number: number): void;
  end(): void;
}

/** Lines of a block that are looked at. */
const MAX_LINES = 60;
/** `Server:`, from 18.09 `Server: Docker Engine - Community`; `Server: Podman Engine` is another program. */
const HEAD = /^Server:(?: ([\w .()-]{1,80}))?$/;
const COMPONENT = /^ +(Engine|containerd|runc|docker-init):$/;
const KEY = /^ +(Version|Go version|Git ?[cC]ommit|API version): +(\S.{0,100})$/;
const OWN_VENDORS = /^(?:Docker Engine - Community|Docker Desktop\b.*)?$/;

/**
 * The server's part of `docker version`, unindented; the client's part tells nothing of what runs. Up to 18.02 the keys stand right below
 * `Server:`, then below `Engine:`, from 18.09 containerd and runc have parts of their own. The version counts once the commit below it is known,
 * and only in a block with the daemon's minimum API version (1.13 on), by which the block is found.
 */
export function createServerBlock(found: (sighting: BlockSighting) => void): ServerBlock {
  let lastNumber = -1;
  let lines = 0;
  let open = false;
  let vendor: string | undefined;
  let program: VersionedProgram | undefined;
  let pending: { -readonly [Key in keyof BlockSighting]: BlockSighting[Key] }[] = [];
  let isDocker = false;

  function close(): void {
    if (open && isDocker) for (const sighting of pending) found(sighting);
    open = false;
    pending = [];
  }

  function key(name: string, value: string, number: number): void {
    if (program === undefined) return;
    if (name === 'Version') {
      pending.push({ program, version: value, line: number, ...(vendor === undefined ? {} : { commit: vendor }) });
    } else if (name === 'Go version') {
      if (program === 'docker') pending.push({ program: 'go', version: value, line: number });
    } else if (name === 'API version') isDocker ||= value.includes('(minimum version ');
    else {
      const own = pending.findLast((sighting) => sighting.program === program);
      if (own !== undefined) own.commit ??= value;
    }
  }

  return {
    line(text, number) {
      if (open && (number !== lastNumber + 1 || lines >= MAX_LINES || !text.startsWith(' '))) close();
      lastNumber = number;
      if (open) {
        lines++;
        const component = COMPONENT.exec(text)?.[1];
        if (component !== undefined) program = PROGRAMS[component];
        const [, name, value] = KEY.exec(text) ?? [];
        if (name !== undefined && value !== undefined) key(name, value, number);
      } else if (text.startsWith('Server:')) {
        const head = HEAD.exec(text);
        if (head === null || head[1]?.startsWith('Podman') === true) return;
        vendor = OWN_VENDORS.test(head[1] ?? '') ? undefined : 'vendor';
        open = true;
        isDocker = false;
        lines = 0;
        program = 'docker';
      }
    },
    end: close,
  };
}

const PROGRAMS: Readonly<Record<string, VersionedProgram | undefined>> = {
  Engine: 'docker',
  containerd: 'containerd',
  runc: 'runc',
};
