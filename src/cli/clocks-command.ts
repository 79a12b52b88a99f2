import { describeClocks, renderClocks } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { readClockArguments, type ClockArguments } from './clock-arguments.js';
import { EXIT, isUnread } from './exit-codes.js';
import { writeError } from './terminal.js';
import { textOptions, type TextArguments } from './text-options.js';
import { writeOut } from './write-result.js';

/** Options of `docklog clocks` as the command line gives them. */
export interface ClocksArguments extends ClockArguments, TextArguments {
  readonly inputs: readonly string[];
  readonly format: 'text' | 'json';
  readonly inputFormat: string | undefined;
}

/** Prints how the stamps of the inputs are put on one clock. */
export async function runClocks(options: ClocksArguments): Promise<number> {
  const { inputFormat } = options;
  const reports = await describeClocks(chooseInputs(options.inputs), {
    ...readClockArguments(options),
    ...(inputFormat === undefined ? {} : { format: inputFormat }),
  });
  await writeOut(renderClocks(reports, options.format, textOptions(options)));
  if (!reports.every(isUnread)) return reports.some(isUnread) ? EXIT.incomplete : EXIT.analysed;
  writeError('nothing could be read');
  return EXIT.misuse;
}
