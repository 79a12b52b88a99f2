import { readDumpNameTime } from './clocks/dump-name.js';
import { createZoneOffset } from './clocks/zone-offset.js';
import { DUMPS_SCHEMA_VERSION, type DumpDetails, type DumpsDocument } from './core/dump-details.js';
import type { GoroutineDump, LockConvoy } from './core/goroutine-dump.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import { describeDump } from './describe-dump.js';
import { countDiagnostics } from './document/count-diagnostics.js';
import { DOCKLOG_VERSION } from './generated/version.js';
import { linkDumps } from './link-dumps.js';
import { placeScans } from './place-scans.js';
import { containerOfConvoy, type DaemonContainer, type DaemonData } from './reports/goroutines/index.js';
import { scanInputs } from './scan-inputs.js';
import { createScanTables } from './scan-tables.js';
import { prepareInput, type Input } from './sources/open-input.js';

/** Options of `readDumps`. */
export interface ReadDumpsOptions {
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Wall time of boot for kernel logs without wall time, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** Year of the last line of logs without years. */
  readonly year?: number;
  /** The present, µs since the Unix epoch: the last resort for a missing year. Default: the latest change of an input file. */
  readonly nowUs?: number;
  readonly limits?: Partial<Limits>;
  /** Stops reading; what was found so far is given and marked `partial`. */
  readonly signal?: AbortSignal;
  /** Called while reading, with the bytes read of a source so far. */
  readonly onProgress?: (progress: { readonly source: string; readonly bytes: number }) => void;
}

/**
 * Finds the goroutine dumps of some inputs wherever they stand: bare files, journals, container logs, one escaped message, pasted tickets;
 * in directories and archives too. Logs that are read along give a dump its time, and dockerd's `daemon-data` dump gives a lock its container. Memory grows
 * with the distinct stacks, not with the goroutines. Rejects with DocklogError for bad options only; what is wrong with an input is among
 * its source's diagnostics.
 */
export async function readDumps(
  inputs: Input | readonly Input[],
  options: ReadDumpsOptions = {},
): Promise<DumpsDocument> {
  if (options.zone !== undefined) createZoneOffset(options.zone);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const list = Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input];
  const prepared = await Promise.all(list.map((input) => prepareInput(input, limits)));
  const read = await scanInputs(prepared, createScanTables([], limits, true), options);
  const data = read.scans.flatMap(({ name, daemonData }) =>
    daemonData === undefined ? [] : [{ name, data: daemonData }],
  );
  const nowUs = options.nowUs ?? Math.max(0, ...read.scans.map(({ modifiedUs }) => modifiedUs ?? 0));
  const { scans, clocks } = placeScans(read.scans, read.facts, { ...options, nowUs });
  return {
    schemaVersion: DUMPS_SCHEMA_VERSION,
    docklogVersion: DOCKLOG_VERSION,
    ...(options.signal?.aborted === true ? { partial: true } : {}),
    sources: scans.map(({ name, format, bytes, lines, diagnostics }, index) => ({
      name,
      format,
      bytes,
      lines,
      clock: clocks[index]?.summary.method ?? 'no stamps',
      diagnostics: countDiagnostics(diagnostics),
    })),
    dumps: linkDumps(
      scans.flatMap(({ name, dumps }, index) =>
        dumps.map(({ dump, head, facts }): DumpDetails => {
          const time = clocks[index]?.place(head.time, head.position.line);
          const { goVersion, profile, crash } = facts;
          return describeDump(dump, {
            source: name,
            ...(time === undefined ? {} : { time }),
            ...(typeof goVersion === 'string' ? { goVersion } : {}),
            profile: profile === true,
            crash: crash === true,
            containerOf: (convoy) => findContainer(dump, convoy, name, data),
          });
        }),
      ),
    ),
  };
}

interface NamedData {
  readonly name: string;
  readonly data: DaemonData;
}

/** `daemon-data` of one moment is asked first; an address of another moment or process may be reused by something else. */
function findContainer(
  dump: GoroutineDump,
  convoy: LockConvoy,
  name: string,
  all: readonly NamedData[],
): { id: string; name?: string } | undefined {
  if (all.length === 0) return undefined;
  const time = momentOf(name);
  const fitting = time === undefined ? all : all.filter((one) => (momentOf(one.name) ?? time) === time);
  for (const { data } of fitting) {
    const container: DaemonContainer | undefined = containerOfConvoy(dump, convoy, data);
    if (container !== undefined)
      return { id: container.id, ...(container.name === undefined ? {} : { name: container.name }) };
  }
  return undefined;
}

function momentOf(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.us : undefined;
}
