import type { GoroutineDump, GoroutineGroup, LockConvoy } from '../../core/goroutine-dump.js';
import { DEFAULT_LIMITS } from '../../core/limits.js';
import { parsePprof } from './pprof.js';
import { type ReadDump, createGoroutineReader } from './reader.js';

export {
  containerAmong,
  containerOfConvoy,
  containersByAddress,
  createDaemonDataReader,
  createDaemonDataTap,
} from './daemon-data.js';
export type { DaemonContainer, DaemonData, DaemonDataReader, DaemonExec, HeldLock } from './daemon-data.js';
export { diffDumps } from './diff.js';
export type { DumpDifference, GroupChange } from './diff.js';
export { createBareDumpLane, isBareDump } from './lane.js';
export type { BareDumpLane, BareDumpLaneOptions } from './lane.js';
export { withoutLabels } from './labels.js';
export { copyGroup } from './late-group.js';
export { createLongLineWatch } from './long-line.js';
export type { LongLineWatch } from './long-line.js';
export { MAX_PPROF_BYTES, isPprof, parsePprof } from './pprof.js';
export type { PprofDump } from './pprof.js';
export { createGoroutineReader } from './reader.js';
export type { GoroutineReader, GoroutineReaderOptions, ReadDump, SourceLine } from './reader.js';
export { buildReport, dumpDiagnostics } from './report.js';

/** From here on reading in bulk is worth its memory. */
const BULK_BYTES = 64 * 1024;

/** The dumps in a text, or in bytes of UTF-8, whatever stands between them; or a goroutine profile of pprof, unpacked. */
export function parseGoroutineDumps(input: string | Uint8Array): readonly ReadDump[] {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const profile = parsePprof(bytes);
  if (profile !== undefined) return [profile.read];
  const inBulk = bytes.length >= BULK_BYTES;
  const reader = createGoroutineReader({ maxGoroutines: DEFAULT_LIMITS.maxGoroutines, inBulk });
  reader.push(bytes, 0, bytes.length);
  return reader.end();
}

/** The largest dump in a text, or in bytes of UTF-8; undefined if there is none. */
export function parseGoroutineDump(input: string | Uint8Array): GoroutineDump | undefined {
  let largest: GoroutineDump | undefined;
  for (const { dump } of parseGoroutineDumps(input)) {
    if (largest === undefined || dump.total > largest.total) largest = dump;
  }
  return largest;
}

/** A dump's groups of equal stacks, those that wait by design left out. */
export function groupGoroutines(dump: GoroutineDump): readonly GoroutineGroup[] {
  return dump.groups.filter((group) => !group.idle);
}

/** Who waits for which lock and who likely holds it, longest queue first, and the rings among them. */
export function waitGraph(dump: GoroutineDump): {
  readonly locks: readonly LockConvoy[];
  readonly cycles: GoroutineDump['cycles'];
} {
  return { locks: [...dump.locks].sort((a, b) => b.waiters - a.waiters), cycles: dump.cycles };
}
