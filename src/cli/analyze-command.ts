import { appendFile } from 'node:fs/promises';
import {
  analyze,
  DocklogError,
  filterFindings,
  loadPatterns,
  render,
  renderFormatOf,
  type AnalyzeOptions,
  type Language,
  type LedgerEntry,
  type ReportOptions,
  type RenderFormat,
  type RenderOptions,
  type ReportDocument,
  type Severity,
  type SourceSummary,
} from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { chooseLanguage } from './language.js';
import { exitCodeOf } from './exit-codes.js';
import { replaceFile } from './replace-file.js';
import { createProgress } from './progress.js';
import { readSizeArgument } from './size-argument.js';
import { outputWidth, useAscii, useColor, writeError } from './terminal.js';
import { readTimeArgument } from './time-argument.js';
import { createTimings, type Timings } from './timings.js';

/** Options of `docklog analyze` as the command line gives them; what only it has is absent for other commands that analyse. */
export interface AnalyzeArguments {
  readonly inputs: readonly string[];
  readonly format?: RenderFormat | undefined;
  readonly output?: string | undefined;
  readonly tz: string | undefined;
  readonly bootTime: string | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly year: number | undefined;
  readonly inputFormat?: string | undefined;
  readonly patterns?: readonly string[];
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  readonly minSeverity?: Severity | undefined;
  readonly failOn?: Severity | undefined;
  readonly redact?: boolean | undefined;
  readonly ledger?: string | undefined;
  readonly budget?: number | undefined;
  readonly jobs?: number | undefined;
  readonly color: boolean | undefined;
  readonly lang?: Language | undefined;
  readonly progress?: boolean | undefined;
  readonly novelty?: boolean | undefined;
  readonly maxMemory?: string | undefined;
  readonly prefilter?: boolean;
  readonly timings?: boolean | undefined;
  readonly follow?: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export async function runAnalyze(options: AnalyzeArguments): Promise<number> {
  const timings = createTimings(options.timings);
  const shown = await analyzeInputs({ ...options, lang: languageOf(options) }, timings);
  await writeReport(shown, options);
  timings?.end('output');
  timings?.tell();
  return exitCodeOf(shown, options.failOn);
}

/** The locale decides for people only: what a program reads must not change with it. */
function languageOf(options: AnalyzeArguments): Language | undefined {
  return formatOf(options) === 'table' ? chooseLanguage(options.lang) : options.lang;
}

function formatOf({ format, output }: AnalyzeArguments): RenderFormat {
  return format ?? (output === undefined ? undefined : renderFormatOf(output)) ?? 'table';
}

/** Analyses the inputs, tells their troubles on standard error, and gives the findings that are asked for. */
export async function analyzeInputs(options: AnalyzeArguments, timings?: Timings): Promise<ReportDocument> {
  const inputs = chooseInputs(options.inputs);
  const { patterns = [], only = [], ignore = [], minSeverity } = options;
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const progress = createProgress(options.quiet ? false : options.progress, options.inputs);
  let document: ReportDocument;
  timings?.end('start');
  try {
    document = await analyze(inputs, {
      ...(options.tz === undefined ? {} : { zone: options.tz }),
      ...readTimes(options),
      ...(options.year === undefined ? {} : { year: options.year }),
      ...(options.lang === undefined ? {} : { lang: options.lang }),
      ...(options.inputFormat === undefined ? {} : { format: options.inputFormat }),
      ...(patterns.length === 0 ? {} : { signatures: await loadPatterns(patterns) }),
      ...(options.novelty === undefined ? {} : { novelty: options.novelty }),
      ...(options.maxMemory === undefined
        ? {}
        : { maxMemoryBytes: readSizeArgument(options.maxMemory, '--max-memory') }),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      prefilter: options.prefilter ?? true,
      signal: abort.signal,
      ...(timings === undefined ? {} : { onPhase: timings.end }),
      onProgress: ({ source, bytes }) => {
        progress.update(source, bytes);
      },
    });
  } finally {
    progress.done();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
    // An open pipe would keep the process alive.
    if (abort.signal.aborted) process.stdin.destroy();
  }
  reportDiagnostics(document, options);
  return filterFindings(document, { only, ignore, minSeverity });
}

/** Options that are times; without a zone of their own they are in the one that the report shows. */
export function readTimes({ bootTime, since, until, tz }: AnalyzeArguments): AnalyzeOptions {
  const nowUs = Date.now() * 1000;
  const read = (text: string): number => readTimeArgument(text, { nowUs, zone: tz });
  const sinceUs = since === undefined ? undefined : read(since);
  const untilUs = until === undefined ? undefined : read(until);
  if (sinceUs !== undefined && untilUs !== undefined && sinceUs > untilUs)
    throw new DocklogError('bad-option', '--since is later than --until');
  return {
    nowUs,
    ...(bootTime === undefined ? {} : { bootTimeUs: read(bootTime) }),
    ...(sinceUs === undefined ? {} : { sinceUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

/** Tells on standard error what was wrong with the inputs. */
export function reportDiagnostics(document: ReportDocument, options: AnalyzeArguments): void {
  if (document.partial === true) writeError('interrupted: the report covers only what was read until then');
  for (const source of document.sources) {
    for (const { severity, text, line, count } of source.diagnostics) {
      if (severity === 'info' && !options.verbose) continue;
      if (severity !== 'error' && options.quiet) continue;
      const place = line === undefined ? '' : `:${line}`;
      writeError(`${source.name}${place}: ${text}${count > 1 ? ` (${count} times)` : ''}`);
    }
    if (options.verbose) describeReading(source);
  }
  if (document.sources.every(({ bytes, format }) => bytes === 0 || format === 'binary'))
    writeError('nothing could be read');
}

/** What an input was read as and why, its clock, and what of it nothing understood. */
function describeReading({ name, format, formatReason, lines, clock, notUnderstood }: SourceSummary): void {
  const why = formatReason === undefined ? '' : ` (${formatReason})`;
  writeError(`${name}: read as ${format}${why}, ${lines} lines; time: ${clock.method}`);
  const { first } = notUnderstood;
  if (first === undefined) return;
  writeError(`${name}: ${notUnderstood.lines} lines not understood, the first at line ${first.line}: ${first.text}`);
}

/** Renders a report and writes it to where it is wanted. */
export async function writeReport(document: ReportDocument, options: AnalyzeArguments): Promise<void> {
  const format = formatOf(options);
  const toFile = options.output !== undefined && options.output !== '-';
  const shown: Partial<RenderOptions> = {
    width: outputWidth(),
    color: !toFile && useColor(options.color),
    hyperlinks: !toFile && process.stdout.isTTY && useColor(options.color),
    zone: options.tz ?? 'UTC',
    verbose: options.verbose,
    quiet: options.quiet,
    ascii: !toFile && useAscii(),
  };
  const { budget, redact, ledger } = options;
  const report: ReportOptions = {
    ...shown,
    ...(redact === undefined ? {} : { redact }),
    ...(budget === undefined ? {} : { budget }),
    onLedger: (entries) => {
      replaced.push(...entries);
    },
  };
  const replaced: LedgerEntry[] = [];
  const text = await render(document, format, report);
  if (!options.quiet && replaced.length > 0) writeError(`replaced: ${ledgerWords(replaced)}`);
  if (ledger !== undefined) await replaceFile(ledger, `${JSON.stringify(replaced, null, 2)}\n`);
  await appendStepSummary(document, format);
  if (toFile) await replaceFile(options.output, text);
  else
    await new Promise<void>((resolve) =>
      process.stdout.write(text, () => {
        resolve();
      }),
    );
}

/** In a step of GitHub Actions the Markdown report goes to the summary page of the run. */
async function appendStepSummary(document: ReportDocument, format: RenderFormat): Promise<void> {
  const path = process.env['GITHUB_STEP_SUMMARY'];
  if (format !== 'github' || path === undefined || path === '') return;
  await appendFile(path, await render(document, 'markdown')).catch((error: unknown) => {
    writeError(`cannot write the step summary: ${error instanceof Error ? error.message : String(error)}`);
  });
}

function ledgerWords(entries: readonly LedgerEntry[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : kind.endsWith('s') ? 'es' : 's'}`)
    .join(', ');
}
