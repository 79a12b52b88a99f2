import { appendFile } from 'node:fs/promises';
import {
  analyze,
  DocklogError,
  filterFindings,
  loadPatterns,
  render,
  renderFormatOf,
  type Language,
  type LedgerEntry,
  type ReportOptions,
  type RenderFormat,
  type ReportDocument,
  type Severity,
  type SourceSummary,
} from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { readClockArguments, type ClockArguments } from './clock-arguments.js';
import { exitCodeOf, isUnread } from './exit-codes.js';
import { chooseLanguage } from './language.js';
import { replaceFile } from './replace-file.js';
import { readSizeArgument } from './size-argument.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { useColor, writeError } from './terminal.js';
import { isFile, textOptions, type TextArguments } from './text-options.js';
import { readTimeArgument } from './time-argument.js';
import { createTimings, type Timings } from './timings.js';
import { watchReading } from './watch-reading.js';
import { writeOut } from './write-result.js';

/** Options of `docklog analyze` as the command line gives them; what only it has is absent for other commands that analyse. */
export interface AnalyzeArguments extends ClockArguments, TextArguments {
  readonly inputs: readonly string[];
  readonly format?: RenderFormat | undefined;
  readonly since: string | undefined;
  readonly until: string | undefined;
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
  readonly lang?: Language | undefined;
  readonly progress?: boolean | undefined;
  readonly novelty?: boolean | undefined;
  readonly maxMemory?: string | undefined;
  readonly prefilter?: boolean;
  readonly timings?: boolean | undefined;
  readonly follow?: boolean | undefined;
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
  const document = await watchReading(options, async (watch) => {
    timings?.end('start');
    return analyze(inputs, {
      ...readTimes(options),
      ...(options.lang === undefined ? {} : { lang: options.lang }),
      ...(options.inputFormat === undefined ? {} : { format: options.inputFormat }),
      ...(patterns.length === 0 ? {} : { signatures: await loadPatterns(patterns) }),
      ...(options.novelty === undefined ? {} : { novelty: options.novelty }),
      ...(options.maxMemory === undefined
        ? {}
        : { maxMemoryBytes: readSizeArgument(options.maxMemory, '--max-memory') }),
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      prefilter: options.prefilter ?? true,
      ...(timings === undefined ? {} : { onPhase: timings.end }),
      ...watch,
    });
  });
  reportDiagnostics(document, options);
  return filterFindings(document, { only, ignore, minSeverity });
}

/** Options that are of time; without a zone of their own times are in the one that the report shows. */
export function readTimes(options: AnalyzeArguments) {
  const { since, until } = options;
  const clock = readClockArguments(options);
  const sinceUs = since === undefined ? undefined : readTimeArgument(since, clock);
  const untilUs = until === undefined ? undefined : readTimeArgument(until, clock);
  if (sinceUs !== undefined && untilUs !== undefined && sinceUs > untilUs)
    throw new DocklogError('bad-option', '--since is later than --until');
  return {
    ...clock,
    ...(sinceUs === undefined ? {} : { sinceUs }),
    ...(untilUs === undefined ? {} : { untilUs }),
  };
}

/** Tells on standard error what was wrong with the inputs. */
export function reportDiagnostics(document: ReportDocument, options: AnalyzeArguments): void {
  if (document.partial === true) writeError('interrupted: the report covers only what was read until then');
  for (const source of document.sources) {
    tellDiagnostics(source.name, source.diagnostics, options);
    if (options.verbose) describeReading(source);
  }
  if (document.sources.every(isUnread)) writeError('nothing could be read');
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
  const { output, budget, redact, ledger } = options;
  const toFile = isFile(output);
  const report: ReportOptions = {
    ...textOptions(options),
    hyperlinks: !toFile && process.stdout.isTTY && useColor(options.color),
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
  if (toFile) await replaceFile(output, text);
  else await writeOut(text);
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
