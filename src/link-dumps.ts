import type { DumpDetails, DumpGroup, WaitNode } from './core/dump-details.js';
import { US_PER_MINUTE } from './core/units.js';

/** `in a containerd call (tasks.Exec)` and, before containerd 1.0, `(CreateContainer)`. */
const CALL = /^in a containerd call \((?:[a-z]{1,20}\.)?([A-Za-z]{1,40})\)$/;
/** Dumps of two programs this far apart still show the same call. */
const MAX_APART_US = 5 * US_PER_MINUTE;

/**
 * Joins the dumps of dockerd with those of containerd: a holder that waits for a call gets the goroutine that serves one of that kind,
 * the one that has waited longest. Nothing in the dumps shows that it is the very same call.
 */
export function linkDumps(dumps: readonly DumpDetails[]): DumpDetails[] {
  const servers = dumps.filter(({ program }) => program === 'containerd');
  if (servers.length === 0) return [...dumps];
  return dumps.map((dump) =>
    dump.program === 'containerd' ? dump : { ...dump, waits: dump.waits.map((node) => link(node, dump, servers)) },
  );
}

function link(node: WaitNode, dump: DumpDetails, servers: readonly DumpDetails[]): WaitNode {
  const served = find(CALL.exec(node.waitsFor ?? '')?.[1], dump, servers);
  const holds = node.holds.map(({ lock, blocks }) => ({
    lock,
    blocks: blocks.map((each) => link(each, dump, servers)),
  }));
  return { ...node, ...(served === undefined ? {} : { servedBy: served }), holds };
}

function find(
  method: string | undefined,
  { time }: DumpDetails,
  servers: readonly DumpDetails[],
): WaitNode['servedBy'] | undefined {
  if (method === undefined) return undefined;
  let best: { readonly server: DumpDetails; readonly group: DumpGroup } | undefined;
  for (const server of servers) {
    if (time !== undefined && server.time !== undefined && Math.abs(time - server.time) > MAX_APART_US) continue;
    for (const group of server.groups) {
      if (group.idle || group.entry?.endsWith(`.${method}`) !== true) continue;
      if (best === undefined || group.maxWaitMinutes > best.group.maxWaitMinutes) best = { server, group };
    }
  }
  if (best === undefined) return undefined;
  const { server, group } = best;
  return {
    source: server.source,
    program: server.program,
    goroutine: group.example.goroutine,
    entry: group.entry ?? '',
    doing: group.doing,
    waitMinutes: group.maxWaitMinutes,
  };
}
