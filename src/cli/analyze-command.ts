import { rename, rm, writeFile } from 'node:fs/promises';
import {
  analyze,
  DocklogError,
  filterFindings,
  loadPatterns,
  render,
  renderFormatOf,
  type Input,
  type RenderFormat,
  type ReportDocument,
  type Severity,
} from '../index.js';
import { exitCodeOf } from './exit-codes.js';
import { createProgress } from './progress.js';
import { outputWidth, useAscii, useColor, writeError } from './terminal.js';

/** Options of `docklog analyze` as the command line gives them. */
export interface AnalyzeArguments {
  readonly inputs: readonly string[];
  readonly format: RenderFormat | undefined;
  readonly output: string | undefined;
  readonly tz: string | undefined;
  readonly bootTime: string | undefined;
  readonly year: number | undefined;
  readonly patterns: readonly string[];
  readonly only: readonly string[];
  readonly ignore: readonly string[];
  readonly minSeverity: Severity | undefined;
  readonly failOn: Severity | undefined;
  readonly color: boolean | undefined;
  readonly progress: boolean | undefined;
  readonly prefilter: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export async function runAnalyze(options: AnalyzeArguments): Promise<number> {
  const inputs = chooseInputs(options.inputs);
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const progress = createProgress(options.quiet ? false : options.progress);
  let document: ReportDocument;
  try {
    document = await analyze(inputs, {
      ...(options.tz === undefined ? {} : { zone: options.tz }),
      ...(options.bootTime === undefined ? {} : { bootTimeUs: readTime(options.bootTime) }),
      ...(options.year === undefined ? {} : { year: options.year }),
      ...(options.patterns.length === 0 ? {} : { signatures: await loadPatterns(options.patterns) }),
      prefilter: options.prefilter,
      signal: abort.signal,
      onProgress: ({ source, bytes }) => {
        progress.update(source, bytes);
      },
    });
  } finally {
    progress.done();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
  reportDiagnostics(document, options);
  const shown = filterFindings(document, options);
  await writeResult(shown, options);
  return exitCodeOf(shown, options.failOn);
}

/** Standard input for `-` or for a pipe; a terminal and nothing named is misuse. */
function chooseInputs(names: readonly string[]): Input[] {
  const stdin: Input = { name: '<stdin>', data: process.stdin };
  if (names.length > 0) return names.map((name) => (name === '-' ? stdin : name));
  if (process.stdin.isTTY)
    throw new DocklogError(
      'no-input',
      'name a log file, or pipe one in: journalctl -u docker | docklog   (docklog --help)',
    );
  return [stdin];
}

function readTime(text: string): number {
  const ms = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isFinite(ms))
    throw new DocklogError('bad-option', `--boot-time: not a time: ${text} (RFC 3339, or seconds since 1970)`);
  return Math.round(ms * 1000);
}

function reportDiagnostics(document: ReportDocument, options: AnalyzeArguments): void {
  if (document.partial === true) writeError('interrupted: the report covers only what was read until then');
  for (const source of document.sources) {
    for (const { severity, text, line, count } of source.diagnostics) {
      if (severity === 'info' && !options.verbose) continue;
      if (severity !== 'error' && options.quiet) continue;
      const place = line === undefined ? '' : `:${line}`;
      writeError(`${source.name}${place}: ${text}${count > 1 ? ` (${count} times)` : ''}`);
    }
    if (options.verbose)
      writeError(`${source.name}: read as ${source.format}, ${source.lines} lines; time: ${source.clock.method}`);
  }
  if (document.sources.every(({ bytes, format }) => bytes === 0 || format === 'binary'))
    writeError('nothing could be read');
}

async function writeResult(document: ReportDocument, options: AnalyzeArguments): Promise<void> {
  const format =
    options.format ?? (options.output === undefined ? undefined : renderFormatOf(options.output)) ?? 'table';
  const toFile = options.output !== undefined && options.output !== '-';
  const text = await render(document, format, {
    width: outputWidth(),
    color: !toFile && useColor(options.color),
    hyperlinks: !toFile && process.stdout.isTTY && useColor(options.color),
    zone: options.tz ?? 'UTC',
    verbose: options.verbose,
    quiet: options.quiet,
    ascii: !toFile && useAscii(),
  });
  if (toFile) await replaceFile(options.output, text);
  else
    await new Promise<void>((resolve) =>
      process.stdout.write(text, () => {
        resolve();
      }),
    );
}

/** The old file stays until the new one is whole. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new DocklogError(
      'bad-option',
      `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
