import { describeBundles } from './bundles/describe-bundles.js';
import { judgeCoverage } from './bundles/judge-coverage.js';
import type { SourceClock } from './clocks/align-clocks.js';
import type { Diagnostic } from './core/diagnostic.js';
import { DocklogError } from './core/docklog-error.js';
import type { Language } from './core/language.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import type { RawEvaluation } from './core/raw-finding.js';
import type { Signature } from './core/pattern.js';
import type { PlacedSignal } from './core/signal.js';
import type { ReportDocument } from './core/report-document.js';
import type { SourceScan } from './core/source.js';
import type { PlacedTime, Stamp } from './core/stamp.js';
import type { PlacedSighting } from './core/version.js';
import { compiledBuiltins } from './compiled-builtins.js';
import { correlate } from './correlation/correlate.js';
import { completeFindings } from './correlation/complete-findings.js';
import { coverageOf } from './correlation/coverage.js';
import { buildDocument } from './document/build-document.js';
import { DOCKLOG_VERSION } from './generated/version.js';
import { buildIncidents } from './incidents/build-incidents.js';
import { withGrowth } from './find-growth.js';
import { judgeNovelty, NOVELTY_BYTES } from './judge-novelty.js';
import { nameContainers, withLockContainers } from './name-containers.js';
import type { RawSignature } from './patterns/raw-signature.js';
import { forceFormat } from './force-format.js';
import { createScanTables, type PackedTables } from './scan-tables.js';
import { placeScans } from './place-scans.js';
import { compileOwn } from './regex-budget.js';
import { scanInputs, type InputScans } from './scan-inputs.js';
import type { NovelScan } from './scan-source.js';
import { createMemoryCap, type MemoryCap } from './sources/memory-cap.js';
import { prepareInput, type Input, type PreparedInput } from './sources/open-input.js';
import { loadTranslations, type Translations } from './translations.js';
import { createVersionJudge } from './versions/version-judge.js';

/** Signatures made ready; inputs opened and tables made; all inputs read; clocks aligned; findings made; document made. */
export type AnalysisPhase = 'patterns' | 'tables' | 'scan' | 'clocks' | 'findings' | 'document';

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
  /** Name of the format of all inputs as in `FORMATS`; default: told by the beginning of each. */
  readonly format?: string;
  readonly limits?: Partial<Limits>;
  /** Signatures besides the built-in ones; one of a built-in's id replaces it. */
  readonly signatures?: readonly RawSignature[];
  /** False leaves the built-in signatures out. */
  readonly builtin?: boolean;
  /** False decodes and matches every line: slow, the reference for the prefilter. */
  readonly prefilter?: boolean;
  /** Of the texts of findings; default: English. Where a signature has none in it, they are in English. */
  readonly lang?: Language;
  /**
   * Tells kinds of lines that were new, or came in a burst, before the first critical finding. It takes a look at every line, so by default
   * it is done for inputs whose sizes are known and together below 50 MiB.
   */
  readonly novelty?: boolean;
  /** Threads that look through each source: 1 none but the main one. Default: as many as the machine runs at once, 3 at most, for large sources. The document is the same. */
  readonly jobs?: number;
  /** Stops reading; the document then tells what was found so far and is marked `partial`. */
  readonly signal?: AbortSignal;
  /** Stops reading in the same way, with a diagnostic, when the process holds more memory than this, in bytes; default: no such cap. */
  readonly maxMemoryBytes?: number;
  /** Called while reading, with the bytes read of a source so far. */
  readonly onProgress?: (progress: { readonly source: string; readonly bytes: number }) => void;
  /** Called at the end of each phase, in this order: to see where the time goes. */
  readonly onPhase?: (phase: AnalysisPhase) => void;
}

/**
 * Analyses logs and dumps and returns the report document. Inputs are paths, or named streams, bytes or text; their order changes nothing.
 * Rejects with DocklogError for bad options only; what is wrong with an input is among its source's diagnostics.
 */
export async function analyze(inputs: Input | readonly Input[], options: AnalyzeOptions = {}): Promise<ReportDocument> {
  const started = performance.now();
  const nowUs = options.nowUs ?? presentUs();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { signatures, packed } = chooseSignatures(options);
  const translations = await loadTranslations(options.lang, options.signatures);
  options.onPhase?.('patterns');
  const prepared = await Promise.all(
    (Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input]).map((input) =>
      prepareInput(input, limits),
    ),
  );
  prepared.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const tables = {
    ...createScanTables(signatures, limits, options.prefilter ?? true, packed),
    noveltyBytes: noveltyBytes(prepared, options.novelty),
    ...(options.jobs === undefined ? {} : { jobs: checkedJobs(options.jobs) }),
    ...(options.format === undefined ? {} : { forcedFormat: forceFormat(options.format) }),
  };
  options.onPhase?.('tables');
  const cap = createMemoryCap(options.maxMemoryBytes, options.signal);
  const read = await scanInputs(prepared, tables, {
    ...(cap.signal === undefined ? {} : { signal: cap.signal }),
    onProgress: (progress) => {
      cap.read(progress);
      options.onProgress?.(progress);
    },
  });

  options.onPhase?.('scan');
  const capped = { ...options, ...(cap.signal === undefined ? {} : { signal: cap.signal }) };
  return judgeScans(withPassedCap(read, cap), signatures, translations, capped, { nowUs, limits, started });
}

/** Says in which source the memory ran out. */
export function withPassedCap(read: InputScans, { passed }: MemoryCap): InputScans {
  if (passed === undefined) return read;
  const last = read.scans.findLast(({ name }) => name === passed.source) ?? read.scans.at(-1);
  if (last === undefined) return read;
  const held = `${Math.round(passed.heldBytes / 2 ** 20)} MiB`;
  const diagnostic: Diagnostic = {
    code: 'limit-reached',
    severity: 'error',
    source: last.source,
    offset: passed.bytes,
    text: `reading stopped at byte ${passed.bytes} of ${passed.source}: the process held ${held}, more than it may; the rest was left out`,
  };
  const told = { ...last, diagnostics: [...last.diagnostics, diagnostic] };
  return { ...read, scans: read.scans.map((scan) => (scan === last ? told : scan)) };
}

/** The present, µs since the Unix epoch. */
export function presentUs(): number {
  return Date.now() * 1000;
}

interface ChosenSignatures {
  readonly signatures: readonly Signature[];
  /** Their tables, if they are the built-in ones and no others. */
  readonly packed?: PackedTables;
}

/** The built-in signatures and those of the user. */
export function chooseSignatures({ builtin, signatures = [] }: AnalyzeOptions): ChosenSignatures {
  const own = signatures.map((raw) => compileOwn(raw));
  if (builtin === false) return { signatures: onePerId(own) };
  const builtins = compiledBuiltins();
  if (own.length === 0) return { signatures: builtins.signatures, packed: builtins.tables };
  return { signatures: onePerId([...builtins.signatures, ...own]) };
}

/** The last of each id. */
function onePerId(signatures: readonly Signature[]): Signature[] {
  return [...new Map(signatures.map((signature) => [signature.id, signature])).values()];
}

/** What has been read of all sources, to the document: clocks, findings, incidents. `started` is of `performance.now()`. */
export function judgeScans(
  read: InputScans,
  signatures: readonly Signature[],
  translations: Translations | undefined,
  options: AnalyzeOptions,
  { nowUs, limits, started }: { readonly nowUs: number; readonly limits: Limits; readonly started: number },
): ReportDocument {
  const { scans: placedScans, clocks } = placeScans(nameContainers(read.scans), read.facts, { ...options, nowUs });
  const scans = withGrowth(placedScans, clocks, signatures);
  const placed = scans.flatMap((scan, index) =>
    scan.signals.map((signal): PlacedSignal => {
      const line = signal.evidence[0]?.record.position.line ?? 0;
      const time = clocks[index]?.place(signal.stamp, line);
      const localUs = signal.stamp.kind === 'none' ? time?.us : signal.stamp.us;
      return { ...signal, ...(time === undefined ? {} : { time }), ...(localUs === undefined ? {} : { localUs }) };
    }),
  );
  options.onPhase?.('clocks');
  const signals = placed.filter(({ time }) => !isOutside(time, options));
  const dropped = new Map<string, number>();
  for (const scan of scans)
    for (const [id, count] of scan.droppedSignals) dropped.set(id, (dropped.get(id) ?? 0) + count);
  const unjudged: RawEvaluation[] = [];
  const onEvaluation = (evaluation: RawEvaluation): void => {
    unjudged.push(evaluation);
  };
  const coverage = coverageOf(scans, clocks, options);
  const raw = correlate({ signatures, signals, dropped, coverage, onEvaluation });
  const { findings, evaluations } = completeFindings(raw, signatures, scans);
  const versions = createVersionJudge(
    placeSightings(scans, clocks),
    scans.flatMap(({ host }) => host ?? []),
  );

  const incidents = buildIncidents(findings.map(versions.weigh));
  const novelty = judgeNovelty(scans, clocks, incidents, options.untilUs);

  options.onPhase?.('findings');
  const document = buildDocument({
    scans: scans.map((scan, index) => ({
      ...scan,
      diagnostics: [...scan.diagnostics, ...clockDiagnostics(scan, clocks[index])],
    })),
    clocks,
    findings: incidents,
    evaluations: [...evaluations, ...unjudged, ...(novelty?.evaluations ?? [])],
    ...(novelty === undefined ? {} : { novelties: novelty.novelties }),
    versionsOf: versions.verdicts,
    limits,
    isOutside: (time) => isOutside(time, options),
    docklogVersion: DOCKLOG_VERSION,
    generatedUs: nowUs,
    seconds: Math.round(performance.now() - started) / 1000,
    partial: options.signal?.aborted === true,
    ...(options.lang === undefined || translations === undefined ? {} : { language: options.lang, translations }),
  });
  const complete = withFormatReasons(withLockContainers(document, scans), scans);
  options.onPhase?.('document');
  return describeBundles(complete, judgeCoverage(scans, clocks, document.findings[0]?.from));
}

function checkedJobs(jobs: number): number {
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 64) return jobs;
  throw new DocklogError('bad-option', `the number of threads must be a whole number from 1 to 64, not ${jobs}`);
}

/** Whether a time lies outside of what was asked for, its error bound considered. */
function isOutside(time: PlacedTime | undefined, { sinceUs, untilUs }: AnalyzeOptions): boolean {
  if (time === undefined) return false;
  const { us, uncertaintyUs } = time;
  const isBefore = sinceUs !== undefined && us < sinceUs && us + uncertaintyUs <= sinceUs;
  return isBefore || (untilUs !== undefined && us > untilUs && us - uncertaintyUs >= untilUs);
}

/** Up to which size sources are searched for what is new; compressed ones may turn out to be larger than they are on the disk. */
function noveltyBytes(sources: readonly PreparedInput[], isWanted: boolean | undefined): number {
  if (isWanted !== undefined) return isWanted ? Infinity : 0;
  const bytes = sources.reduce((sum, source) => sum + (source.bytes ?? Infinity), 0);
  return bytes < NOVELTY_BYTES ? NOVELTY_BYTES : 0;
}

/** Says of each source why it was read as its format. */
function withFormatReasons(document: ReportDocument, scans: readonly NovelScan[]): ReportDocument {
  const sources = document.sources.map((source, index) => {
    const reason = scans[index]?.formatReason;
    return reason === undefined ? source : { ...source, formatReason: reason };
  });
  return { ...document, sources };
}

/** What is doubtful about a source's clock. */
function clockDiagnostics({ source }: SourceScan, clock: SourceClock | undefined): Diagnostic[] {
  return (clock?.diagnostics ?? []).map((diagnostic) => ({ ...diagnostic, source }));
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
