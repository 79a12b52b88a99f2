import { once } from 'node:events';
import { escapeJson, parseRecordBatches, type ParseSummary } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { exitCodeOfInputs } from './exit-codes.js';
import { writeError } from './terminal.js';
import { readTimeArgument } from './time-argument.js';

/** Options of `docklog parse` as the command line gives them. */
export interface ParseArguments {
  readonly inputs: readonly string[];
  readonly inputFormat: string | undefined;
  readonly tz: string | undefined;
  readonly year: number | undefined;
  readonly bootTime: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Prints each record of the inputs, one after the other, as one line of JSON. */
export async function runParse(options: ParseArguments): Promise<number> {
  const { inputFormat, tz, year, bootTime } = options;
  const nowUs = Date.now() * 1000;
  const bootTimeUs = bootTime === undefined ? undefined : readTimeArgument(bootTime, { nowUs, zone: tz });
  const summaries: ParseSummary[] = [];
  for (const input of chooseInputs(options.inputs)) {
    const batches = parseRecordBatches(input, {
      nowUs,
      ...(inputFormat === undefined ? {} : { format: inputFormat }),
      ...(tz === undefined ? {} : { zone: tz }),
      ...(year === undefined ? {} : { year }),
      ...(bootTimeUs === undefined ? {} : { bootTimeUs }),
      onEnd: (summary) => summaries.push(summary),
    });
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) text += `${JSON.stringify(record)}\n`;
      if (!process.stdout.write(escapeJson(text))) await once(process.stdout, 'drain');
    }
  }
  for (const summary of summaries) reportSummary(summary, options);
  return exitCodeOfInputs(summaries);
}

function reportSummary(summary: ParseSummary, { quiet, verbose }: ParseArguments): void {
  const { source, format, formatReason, lines, records, notUnderstood, firstNotUnderstood: first } = summary;
  for (const { severity, text, line } of summary.diagnostics) {
    if ((severity === 'info' && !verbose) || (severity !== 'error' && quiet)) continue;
    writeError(`${source}${line === undefined ? '' : `:${line}`}: ${text}`);
  }
  if (!verbose) return;
  const why = formatReason === undefined ? '' : ` (${formatReason})`;
  const example = first === undefined ? '' : `, the first at line ${first.line}: ${first.text}`;
  const counts = `${lines} lines, ${records} records, ${notUnderstood} lines not understood${example}`;
  writeError(`${source}: read as ${format}${why}, ${counts}`);
}
