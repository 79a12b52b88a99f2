import { escapeJson, parseRecordBatches, type ParseSummary } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { readClockArguments, type ClockArguments } from './clock-arguments.js';
import { exitCodeOfInputs } from './exit-codes.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { writeError } from './terminal.js';
import { writeOut } from './write-result.js';

/** Options of `docklog parse` as the command line gives them. */
export interface ParseArguments extends ClockArguments {
  readonly inputs: readonly string[];
  readonly inputFormat: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Prints each record of the inputs, one after the other, as one line of JSON. */
export async function runParse(options: ParseArguments): Promise<number> {
  const { inputFormat } = options;
  const clock = readClockArguments(options);
  const summaries: ParseSummary[] = [];
  for (const input of chooseInputs(options.inputs)) {
    const batches = parseRecordBatches(input, {
      ...clock,
      ...(inputFormat === undefined ? {} : { format: inputFormat }),
      onEnd: (summary) => summaries.push(summary),
    });
    for await (const batch of batches) {
      let text = '';
      for (const record of batch) text += `${JSON.stringify(record)}\n`;
      await writeOut(escapeJson(text));
    }
  }
  for (const summary of summaries) reportSummary(summary, options);
  return exitCodeOfInputs(summaries);
}

function reportSummary(summary: ParseSummary, options: ParseArguments): void {
  const { source, format, formatReason, lines, records, notUnderstood, firstNotUnderstood: first } = summary;
  tellDiagnostics(source, summary.diagnostics, options);
  if (!options.verbose) return;
  const why = formatReason === undefined ? '' : ` (${formatReason})`;
  const example = first === undefined ? '' : `, the first at line ${first.line}: ${first.text}`;
  const counts = `${lines} lines, ${records} records, ${notUnderstood} lines not understood${example}`;
  writeError(`${source}: read as ${format}${why}, ${counts}`);
}
