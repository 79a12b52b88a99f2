import { alignClocks } from './clocks/align-clocks.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import type { PlacedSignal } from './core/signal.js';
import type { ReportDocument } from './core/report-document.js';
import type { OpenSource, SourceScan } from './core/source.js';
import type { PlacedTime, Stamp } from './core/stamp.js';
import type { PlacedSighting } from './core/version.js';
import { correlate } from './correlation/correlate.js';
import { completeFindings } from './correlation/complete-findings.js';
import { buildDocument } from './document/build-document.js';
import { BUILTIN_PATTERNS } from './generated/builtin-patterns.js';
import { DOCKLOG_VERSION } from './generated/version.js';
import { buildIncidents } from './incidents/build-incidents.js';
import { judgeNovelty, NOVELTY_BYTES } from './judge-novelty.js';
import { compileSignature } from './patterns/compile.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { createScanTables } from './scan-tables.js';
import { scanSource, type NovelScan } from './scan-source.js';
import { openInput, type Input } from './sources/open-input.js';
import { createVersionJudge } from './versions/version-judge.js';

export interface AnalyzeOptions {
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Wall time of boot for kernel logs without wall time, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** Leaves out what surely happened before this, µs since the Unix epoch; what cannot be placed stays. */
  readonly sinceUs?: number;
  /** Leaves out what surely happened after this, µs since the Unix epoch; what cannot be placed stays. */
  readonly untilUs?: number;
  /** Year of the last line of logs without years. */
  readonly year?: number;
  /** The present, µs since the Unix epoch; the only clock reading of an analysis, so a given value makes it reproducible. */
  readonly nowUs?: number;
  readonly limits?: Partial<Limits>;
  /** Signatures besides the built-in ones; one of a built-in's id replaces it. */
  readonly signatures?: readonly RawSignature[];
  /** False leaves the built-in signatures out. */
  readonly builtin?: boolean;
  /** False decodes and matches every line: slow, the reference for the prefilter. */
  readonly prefilter?: boolean;
  /**
   * Tells kinds of lines that were new, or came in a burst, before the first critical finding. It takes a look at every line, so by default
   * it is done for inputs whose sizes are known and together below 50 MiB.
   */
  readonly novelty?: boolean;
  /** Stops reading; the document then tells what was found so far and is marked `partial`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly source: string; readonly bytes: number }) => void;
}

/**
 * Analyses logs and dumps and returns the report document. Inputs are paths, or named streams, bytes or text; their order changes nothing.
 * Rejects with DocklogError for bad options only; what is wrong with an input is among its source's diagnostics.
 */
export async function analyze(inputs: Input | readonly Input[], options: AnalyzeOptions = {}): Promise<ReportDocument> {
  const started = performance.now();
  const nowUs = options.nowUs ?? Date.now() * 1000;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const own = new Map(
    [...(options.builtin === false ? [] : BUILTIN_PATTERNS), ...(options.signatures ?? [])].map((raw) => [raw.id, raw]),
  );
  const signatures = [...own.values()].map(compileSignature);
  const sources = await Promise.all(
    (Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input]).map(openInput),
  );
  sources.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const tables = {
    ...createScanTables(signatures, limits, options.prefilter ?? true),
    noveltyBytes: noveltyBytes(sources, options.novelty),
  };
  const scans: NovelScan[] = [];
  for (const [id, source] of sources.entries()) {
    const onProgress = (bytes: number): void => options.onProgress?.({ source: source.name, bytes });
    scans.push(await scanSource(id, source, tables, onProgress, options.signal));
  }

  const clocks = alignClocks(scans, { ...options, nowUs });
  const placed = scans.flatMap((scan, index) =>
    scan.signals.map((signal): PlacedSignal => {
      const line = signal.evidence[0]?.record.position.line ?? 0;
      const time = clocks[index]?.place(signal.stamp, line);
      const localUs = signal.stamp.kind === 'none' ? time?.us : signal.stamp.us;
      return { ...signal, ...(time === undefined ? {} : { time }), ...(localUs === undefined ? {} : { localUs }) };
    }),
  );
  const signals = placed.filter(({ time }) => !isOutside(time, options));
  const dropped = new Map<string, number>();
  for (const scan of scans)
    for (const [id, count] of scan.droppedSignals) dropped.set(id, (dropped.get(id) ?? 0) + count);
  const { findings, evaluations } = completeFindings(correlate({ signatures, signals, dropped }), signatures, scans);
  const versions = createVersionJudge(
    placeSightings(scans, clocks),
    scans.flatMap(({ host }) => host ?? []),
  );

  const incidents = buildIncidents(findings.map(versions.weigh));
  const novelty = judgeNovelty(scans, clocks, incidents, options.untilUs);

  return buildDocument({
    scans,
    clocks,
    findings: incidents,
    evaluations: [...evaluations, ...(novelty?.evaluations ?? [])],
    ...(novelty === undefined ? {} : { novelties: novelty.novelties }),
    versionsOf: versions.verdicts,
    limits,
    docklogVersion: DOCKLOG_VERSION,
    generatedUs: nowUs,
    seconds: Math.round(performance.now() - started) / 1000,
    partial: options.signal?.aborted === true,
  });
}

/** Whether a time lies outside of what was asked for, its error bound considered. */
function isOutside(time: PlacedTime | undefined, { sinceUs, untilUs }: AnalyzeOptions): boolean {
  if (time === undefined) return false;
  const { us, uncertaintyUs } = time;
  const isBefore = sinceUs !== undefined && us < sinceUs && us + uncertaintyUs <= sinceUs;
  return isBefore || (untilUs !== undefined && us > untilUs && us - uncertaintyUs >= untilUs);
}

/** Up to which size sources are searched for what is new; compressed ones may turn out to be larger than they are on the disk. */
function noveltyBytes(sources: readonly OpenSource[], isWanted: boolean | undefined): number {
  if (isWanted !== undefined) return isWanted ? Infinity : 0;
  const bytes = sources.reduce((sum, source) => sum + (source.bytes ?? Infinity), 0);
  return bytes < NOVELTY_BYTES ? NOVELTY_BYTES : 0;
}

interface Clock {
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

function placeSightings(scans: readonly SourceScan[], clocks: readonly Clock[]): PlacedSighting[] {
  return scans.flatMap(({ source, host, versions }, index) =>
    versions.map((sighting) => {
      const us = clocks[index]?.place(sighting.stamp, sighting.line)?.us;
      return { ...(host === undefined ? {} : { host }), ...sighting, source, ...(us === undefined ? {} : { us }) };
    }),
  );
}
