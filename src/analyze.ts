import { alignClocks } from './clocks/align-clocks.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import type { PlacedSignal } from './core/signal.js';
import type { ReportDocument } from './core/report-document.js';
import type { SourceScan } from './core/source.js';
import type { PlacedTime } from './core/stamp.js';
import { correlate } from './correlation/correlate.js';
import { completeFindings } from './correlation/complete-findings.js';
import { buildDocument } from './document/build-document.js';
import { BUILTIN_PATTERNS } from './generated/builtin-patterns.js';
import { DOCKLOG_VERSION } from './generated/version.js';
import { buildIncidents } from './incidents/build-incidents.js';
import { compileSignature } from './patterns/compile.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { createScanTables } from './scan-tables.js';
import { scanSource } from './scan-source.js';
import { openInput, type Input } from './sources/open-input.js';

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
  const tables = createScanTables(signatures, limits, options.prefilter ?? true);

  const sources = await Promise.all(
    (Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input]).map(openInput),
  );
  sources.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const scans: SourceScan[] = [];
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

  return buildDocument({
    scans,
    clocks,
    findings: buildIncidents(findings),
    evaluations,
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
