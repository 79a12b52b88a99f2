import { chooseSignatures, judgeScans, presentUs, withPassedCap, type AnalyzeOptions } from './analyze.js';
import { DocklogError } from './core/docklog-error.js';
import { DEFAULT_LIMITS } from './core/limits.js';
import type { Finding, ReportDocument } from './core/report-document.js';
import { forceFormat } from './force-format.js';
import { createLiveFindings, type LiveFinding } from './live-findings.js';
import { LiveSource } from './live-source.js';
import { createScanTables } from './scan-tables.js';
import { prepareFollowed, type FollowedInput } from './sources/follow-input.js';
import { createMemoryCap } from './sources/memory-cap.js';
import type { Input } from './sources/open-input.js';
import { pause } from './sources/pause.js';
import { loadTranslations } from './translations.js';

/** Options of a live analysis. */
export interface LiveOptions extends Omit<AnalyzeOptions, 'novelty' | 'onProgress' | 'onPhase' | 'signal'> {
  /** Ends it; the last event then is the report of what was found until then, marked `partial`. */
  readonly signal?: AbortSignal;
  /** Time between two looks at a file, ms; default 250. */
  readonly pollMs?: number;
  /** After so long without a byte a record that could go on is taken as complete, a report of several lines after twice as long, ms; default 1,000. */
  readonly idleMs?: number;
  /** Least time between two evaluations, ms; default 500. They never take more than a tenth of the time. */
  readonly evaluateMs?: number;
  /** How long signals and findings are remembered, ms; default 24 hours. Of each signature as many as `limits.maxSignals` and source. */
  readonly keepMs?: number;
}

/** What following inputs tells. */
export type LiveEvent =
  | ({ readonly type: 'finding' } & LiveFinding)
  /** Something about a source: its file was rotated or emptied, is waited for, could not be read. */
  | { readonly type: 'note'; readonly source: string; readonly code: LiveNoteCode; readonly text: string }
  /** The last event: the report of all, as `analyze` gives it, over the time that is remembered. */
  | { readonly type: 'end'; readonly document: ReportDocument };

/** What happened to a file that is followed. */
export type LiveNoteCode = 'rotated' | 'truncated' | 'missing';

type Note = Extract<LiveEvent, { type: 'note' }>;

const POLL_MS = 250;
const IDLE_MS = 1_000;
const EVALUATE_MS = 500;
const KEEP_MS = 24 * 60 * 60 * 1_000;
/** How often it is seen whether there is something to do. */
const TICK_MS = 100;
/** An evaluation without new signals: what did not happen in time is told by later lines only. */
const QUIET_EVALUATE_MS = 10_000;
/** The time to the next evaluation is at least so many times what the last one took. */
const EVALUATION_SHARE = 10;
/** A stream is thought to have told what was there already after this time. */
const STREAM_START_MS = 1_000;
/** Notes that wait for whoever reads the events. */
const MAX_NOTES = 1_000;

/**
 * Follows growing files and open streams, from what they hold already: findings as they become certain, and again when they grow (graver, surer, a
 * further part or consequence, ten times as many). Ends when all streams have ended, or with the signal: files have no end. Memory is bounded. Throws
 * DocklogError for bad options and for inputs that cannot be followed: directories, archives, compressed files.
 */
export async function* analyzeLive(
  inputs: Input | readonly Input[],
  options: LiveOptions = {},
): AsyncGenerator<LiveEvent, void, undefined> {
  const { pollMs = POLL_MS, idleMs = IDLE_MS, evaluateMs = EVALUATE_MS, keepMs = KEEP_MS } = options;
  const started = performance.now();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { signatures, packed } = chooseSignatures(options);
  const translations = await loadTranslations(options.lang, options.signatures);
  const all = Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input];
  const followed = await Promise.all(all.map(prepareFollowed));
  followed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const twice = followed.find(({ name }, index) => followed[index + 1]?.name === name);
  if (twice !== undefined) throw new DocklogError('bad-option', `${twice.name} is named twice`);
  const tables = {
    ...createScanTables(signatures, limits, options.prefilter ?? true, packed),
    endless: true,
    ...(options.format === undefined ? {} : { forcedFormat: forceFormat(options.format) }),
  };
  const cap = createMemoryCap(options.maxMemoryBytes, options.signal);
  const stop = new AbortController();
  const onAbort = (): void => {
    stop.abort();
  };
  if (cap.signal?.aborted === true) stop.abort();
  cap.signal?.addEventListener('abort', onAbort);

  const notes: Note[] = [];
  const onNote = (note: Note): void => {
    if (notes.length < MAX_NOTES) notes.push(note);
  };
  const failures: unknown[] = [];
  const readers = followed.map((input, id) => {
    const source = new LiveSource(id, input.name, tables);
    return { source, state: startReading(input, source, { pollMs, signal: stop.signal }, onNote, failures) };
  });
  const sources = readers.map(({ source }) => source);
  const findings = createLiveFindings(keepMs);
  const judged = { ...options, ...(cap.signal === undefined ? {} : { signal: cap.signal }) };
  const judge = (isEnd: boolean): ReportDocument => {
    const scans = sources.map((source) => (isEnd ? source.end() : source.snapshot()));
    return judgeScans(withPassedCap({ scans, facts: [] }, cap), signatures, translations, judged, {
      nowUs: options.nowUs ?? presentUs(),
      limits: isEnd ? limits : { ...limits, maxTimeline: 1 },
      started,
    });
  };
  const places = new Map(sources.map((source) => [source.name, source]));

  let evaluated = { signals: 0, bytes: 0, atMs: -Infinity, tookMs: 0 };
  let forgotMs = started;
  try {
    for (;;) {
      const isEnd = stop.signal.aborted || readers.every(({ state }) => state.hasEnded);
      if (failures.length > 0) throw failures[0];
      yield* notes.splice(0);
      if (isEnd) break;
      await pause(TICK_MS, stop.signal);
      const nowMs = performance.now();
      for (const source of sources) source.settle(nowMs, idleMs);
      const latest = latestOf(sources);
      // What was there at the beginning shall be told in any case, as far as it was read.
      if (latest !== undefined && latest.bytes > 0) cap.look({ source: latest.name, bytes: latest.bytes });
      if (nowMs - forgotMs > keepMs / 2) {
        forgotMs = nowMs;
        for (const source of sources) source.forget();
      }
      const isReady = readers.every(
        ({ state }) => state.hasCaughtUp || state.hasEnded || (state.isStream && nowMs - started > STREAM_START_MS),
      );
      const signals = sources.reduce((sum, source) => sum + source.signals, 0);
      const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
      const sinceMs = nowMs - evaluated.atMs;
      const isDue = signals !== evaluated.signals || (bytes !== evaluated.bytes && sinceMs > QUIET_EVALUATE_MS);
      if (!isReady || !isDue || sinceMs < Math.max(evaluateMs, EVALUATION_SHARE * evaluated.tookMs)) continue;
      const document = judge(false);
      const endMs = performance.now();
      evaluated = { signals, bytes, atMs: endMs, tookMs: endMs - nowMs };
      for (const told of findings.update(document.findings, endMs))
        yield { type: 'finding', ...told, finding: withPlaces(told.finding, places) };
    }
    stop.abort();
    await Promise.all(readers.map(({ state }) => state.done));
    yield* notes.splice(0);
    const document = judge(true);
    for (const told of findings.update(document.findings, performance.now()))
      yield { type: 'finding', ...told, finding: withPlaces(told.finding, places) };
    yield { type: 'end', document: placeDocument(document, places) };
  } finally {
    stop.abort();
    cap.signal?.removeEventListener('abort', onAbort);
  }
}

/** The source that bytes came of last. */
function latestOf(sources: readonly LiveSource[]): LiveSource | undefined {
  return sources.reduce<LiveSource | undefined>(
    (latest, source) => (latest === undefined || source.lastBytesMs > latest.lastBytesMs ? source : latest),
    undefined,
  );
}

interface ReadingState {
  readonly isStream: boolean;
  /** What was there at the beginning was read. */
  hasCaughtUp: boolean;
  hasEnded: boolean;
  done: Promise<void>;
}

/** Reads an input into its source until it ends or is stopped. */
function startReading(
  input: FollowedInput,
  source: LiveSource,
  options: { readonly pollMs: number; readonly signal: AbortSignal },
  onNote: (note: Note) => void,
  failures: unknown[],
): ReadingState {
  const state: ReadingState = {
    isStream: input.isStream,
    hasCaughtUp: false,
    hasEnded: false,
    done: Promise.resolve(),
  };
  const note = (code: LiveNoteCode, text: string): void => {
    onNote({ type: 'note', source: input.name, code, text });
  };
  const read = async (): Promise<void> => {
    for await (const step of input.steps(options)) {
      switch (step.kind) {
        case 'bytes':
          source.push(step.bytes, performance.now());
          break;
        case 'restart':
          source.restart(performance.now());
          if (step.because === 'rotated') note('rotated', 'another file has its name; reading that from its beginning');
          else note('truncated', 'the file was emptied; reading it from its beginning');
          break;
        case 'caught-up':
          state.hasCaughtUp = true;
          break;
        case 'missing':
          note('missing', step.text);
          if (input.isStream) source.diagnostics.push({ code: 'read-failed', severity: 'error', text: step.text });
          break;
      }
    }
  };
  state.done = read()
    .catch((error: unknown) => {
      failures.push(error);
    })
    .finally(() => {
      state.hasEnded = true;
    });
  return state;
}

type Places = ReadonlyMap<string, LiveSource>;

/** With the places of evidence in the files that they stand in, instead of in all that came under that name. */
function withPlaces(finding: Finding, places: Places): Finding {
  return { ...finding, evidence: finding.evidence.map((line) => placed(line, places)) };
}

function placed<T extends { readonly source: string; readonly line: number; readonly offset?: number }>(
  at: T,
  places: Places,
): T {
  const place = places.get(at.source)?.placeOf({ line: at.line, offset: at.offset ?? 0 });
  if (place === undefined) return at;
  return { ...at, line: place.line, ...(at.offset === undefined ? {} : { offset: place.offset }) };
}

function placeDocument(document: ReportDocument, places: Places): ReportDocument {
  const { findings, timeline, dumps, openRequests } = document;
  return {
    ...document,
    findings: findings.map((finding) => withPlaces(finding, places)),
    timeline: timeline.map((entry) => placed(entry, places)),
    dumps: dumps.map((dump) => placed(dump, places)),
    ...(openRequests === undefined ? {} : { openRequests: openRequests.map((request) => placed(request, places)) }),
  };
}
