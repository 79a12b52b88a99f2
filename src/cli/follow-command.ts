import {
  analyzeLive,
  DocklogError,
  filterFindings,
  loadPatterns,
  renderLiveFinding,
  renderLiveJson,
  type LiveEvent,
  type LiveOptions,
  type ReportDocument,
} from '../index.js';
import { readTimes, reportDiagnostics, writeReport, type AnalyzeArguments } from './analyze-command.js';
import { chooseInputs } from './choose-inputs.js';
import { exitCodeOf } from './exit-codes.js';
import { catchInterrupt } from './interrupt.js';
import { chooseLanguage } from './language.js';
import { readSizeArgument } from './size-argument.js';
import { writeError } from './terminal.js';
import { textOptions } from './text-options.js';
import { writeOut } from './write-result.js';

/** Options that speak of one report at the end. */
const REFUSED = ['output', 'redact', 'ledger', 'budget', 'until', 'novelty', 'timings'] as const;

/** Follows the inputs: a finding is told when it becomes certain, the report when it is ended. */
export async function runFollow(options: AnalyzeArguments): Promise<number> {
  const format = options.format ?? 'table';
  if (format !== 'table' && format !== 'ndjson')
    throw new DocklogError('bad-option', `--follow cannot write ${format}: it writes text (table) or ndjson`);
  for (const name of REFUSED) {
    const value = options[name];
    if (value !== undefined && value !== false)
      throw new DocklogError('bad-option', `--${name} is not possible with --follow`);
  }
  const asText = format === 'table';
  const inputs = chooseInputs(options.inputs);
  const interrupt = catchInterrupt();
  // `--verbose` is for the notes and the report at the end: an event stays short.
  const shown = { ...textOptions(options), verbose: false };
  try {
    const live = await liveOptions(options, interrupt.signal);
    for await (const event of analyzeLive(inputs, live)) {
      if (event.type === 'end') return await end(event.document, options, asText);
      if (event.type === 'note') tellNote(event, options);
      if (!isWanted(event, options)) continue;
      if (!asText) await writeOut(renderLiveJson(event));
      else if (event.type === 'finding') await writeOut(`${renderLiveFinding(event, shown)}\n`);
    }
    return 0;
  } finally {
    interrupt.done();
    // An open pipe would keep the process alive.
    process.stdin.destroy();
  }
}

async function liveOptions(options: AnalyzeArguments, signal: AbortSignal): Promise<LiveOptions> {
  const { patterns = [] } = options;
  // Without `nowUs`: the present goes on.
  const { bootTimeUs, sinceUs } = readTimes(options);
  return {
    ...(bootTimeUs === undefined ? {} : { bootTimeUs }),
    ...(sinceUs === undefined ? {} : { sinceUs }),
    ...(options.tz === undefined ? {} : { zone: options.tz }),
    ...(options.year === undefined ? {} : { year: options.year }),
    ...(options.inputFormat === undefined ? {} : { format: options.inputFormat }),
    ...(patterns.length === 0 ? {} : { signatures: await loadPatterns(patterns) }),
    ...(options.maxMemory === undefined ? {} : { maxMemoryBytes: readSizeArgument(options.maxMemory, '--max-memory') }),
    lang: options.format === 'ndjson' ? (options.lang ?? 'en') : chooseLanguage(options.lang),
    prefilter: options.prefilter ?? true,
    signal,
  };
}

/** The filters are those of a document. */
function isWanted(event: LiveEvent, { only = [], ignore = [], minSeverity }: AnalyzeArguments): boolean {
  if (event.type !== 'finding') return true;
  const document: Pick<ReportDocument, 'findings' | 'timeline'> = { findings: [event.finding], timeline: [] };
  return filterFindings(document as ReportDocument, { only, ignore, minSeverity }).findings.length > 0;
}

function tellNote({ source, code, text }: Extract<LiveEvent, { type: 'note' }>, options: AnalyzeArguments): void {
  if (options.quiet || (code !== 'missing' && !options.verbose)) return;
  writeError(`${source}: ${text}`);
}

async function end(document: ReportDocument, options: AnalyzeArguments, asText: boolean): Promise<number> {
  reportDiagnostics(document, options);
  const { only = [], ignore = [], minSeverity } = options;
  const wanted = filterFindings(document, { only, ignore, minSeverity });
  if (asText) await writeReport(wanted, options);
  else {
    const { generatedAt, partial, sources, stats } = wanted;
    const last = { type: 'end', generatedAt, partial, findings: wanted.findings.length, sources, stats };
    await writeOut(renderLiveJson(last));
  }
  return exitCodeOf(wanted, options.failOn);
}
