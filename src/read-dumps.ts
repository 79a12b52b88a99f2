import { alignClocks } from './clocks/align-clocks.js';
import { readDumpNameTime } from './clocks/dump-name.js';
import { createZoneOffset } from './clocks/zone-offset.js';
import type { Diagnostic } from './core/diagnostic.js';
import { DUMPS_SCHEMA_VERSION, type DumpDetails, type DumpsDocument } from './core/dump-details.js';
import type { GoroutineDump, LockConvoy } from './core/goroutine-dump.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import type { DiagnosticSummary } from './core/report-document.js';
import type { OpenSource } from './core/source.js';
import { describeDump } from './describe-dump.js';
import { DOCKLOG_VERSION } from './generated/version.js';
import {
  containerOfConvoy,
  createDaemonDataReader,
  type DaemonContainer,
  type DaemonData,
  type DaemonDataReader,
} from './reports/goroutines/index.js';
import { linkDumps } from './link-dumps.js';
import { scanSource } from './scan-source.js';
import { createScanTables } from './scan-tables.js';
import { openInput, type Input } from './sources/open-input.js';

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
  readonly onProgress?: (progress: { readonly source: string; readonly bytes: number }) => void;
}

/**
 * Finds the goroutine dumps of some inputs wherever they stand: bare files, journals, container logs, one escaped message, pasted tickets;
 * gzip or not. Logs that are read along give a dump its time, and dockerd's `daemon-data` dump gives a lock its container. Memory grows
 * with the distinct stacks, not with the goroutines. Rejects with DocklogError for bad options only; what is wrong with an input is among
 * its source's diagnostics.
 */
export async function readDumps(
  inputs: Input | readonly Input[],
  options: ReadDumpsOptions = {},
): Promise<DumpsDocument> {
  if (options.zone !== undefined) createZoneOffset(options.zone);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sources = await Promise.all(
    (Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input]).map(openInput),
  );
  const tables = createScanTables([], limits, true);
  const data: NamedData[] = [];
  const scans = [];
  for (const [id, source] of sources.entries()) {
    const tap = tapDaemonData(source);
    const onProgress = (bytes: number): void => options.onProgress?.({ source: source.name, bytes });
    scans.push(await scanSource(id, tap.source, tables, onProgress, options.signal));
    const found = tap.end();
    if (found !== undefined) data.push({ name: source.name, data: found });
  }
  const nowUs = options.nowUs ?? Math.max(0, ...sources.map(({ modifiedUs }) => modifiedUs ?? 0));
  const clocks = alignClocks(scans, { ...options, nowUs });
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

/** Beginning of go-spew's output for the struct that dockerd dumps. */
const DAEMON_DATA = '(struct { containers interface {}';
/** Bytes of a daemon-data dump that are read, and of one line of it. */
const MAX_DATA_BYTES = 256 * 1024 * 1024;
const MAX_DATA_LINE = 64 * 1024;

/** Reads a source's blocks along if they begin as a daemon-data dump does. */
function tapDaemonData(source: OpenSource): {
  readonly source: OpenSource;
  readonly end: () => DaemonData | undefined;
} {
  let reader: DaemonDataReader | undefined;
  let rest = '';
  let bytes = 0;
  const decoder = new TextDecoder('utf-8');
  const push = (block: Uint8Array): void => {
    if (bytes === 0 && Buffer.from(block.subarray(0, DAEMON_DATA.length)).toString('latin1') === DAEMON_DATA)
      reader = createDaemonDataReader();
    bytes += block.length;
    if (reader === undefined || bytes > MAX_DATA_BYTES) return;
    const lines = (rest + decoder.decode(block, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_DATA_LINE);
    for (const line of lines) reader.pushLine(line);
  };
  async function* tapped(): AsyncGenerator<Uint8Array> {
    for await (const block of source.blocks) {
      push(block);
      yield block;
    }
  }
  return {
    // `diagnostics` fills while the blocks are read: it stays the same array.
    source: { ...source, blocks: tapped() },
    end: () => reader?.end(),
  };
}

function countDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticSummary[] {
  const byText = new Map<string, DiagnosticSummary>();
  for (const { code, severity, line, offset, text } of diagnostics) {
    const known = byText.get(`${code} ${text}`);
    byText.set(`${code} ${text}`, {
      code,
      severity,
      ...(line === undefined ? {} : { line }),
      ...(offset === undefined ? {} : { offset }),
      text,
      ...known,
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...byText.values()];
}
