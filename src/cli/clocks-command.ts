import { describeClocks, renderClocks } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { EXIT } from './exit-codes.js';
import { outputWidth, useAscii, useColor, writeError } from './terminal.js';
import { readTimeArgument } from './time-argument.js';

/** Options of `docklog clocks` as the command line gives them. */
export interface ClocksArguments {
  readonly inputs: readonly string[];
  readonly format: 'text' | 'json';
  readonly tz: string | undefined;
  readonly year: number | undefined;
  readonly inputFormat: string | undefined;
  readonly bootTime: string | undefined;
  readonly color: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Prints how the stamps of the inputs are put on one clock. */
export async function runClocks(options: ClocksArguments): Promise<number> {
  const { tz, year, bootTime, format } = options;
  const nowUs = Date.now() * 1000;
  const reports = await describeClocks(chooseInputs(options.inputs), {
    nowUs,
    ...(tz === undefined ? {} : { zone: tz }),
    ...(year === undefined ? {} : { year }),
    ...(options.inputFormat === undefined ? {} : { format: options.inputFormat }),
    ...(bootTime === undefined ? {} : { bootTimeUs: readTimeArgument(bootTime, { nowUs, zone: tz }) }),
  });
  const text = renderClocks(reports, format, {
    width: outputWidth(),
    color: useColor(options.color),
    ascii: useAscii(),
    zone: tz ?? 'UTC',
    verbose: options.verbose,
  });
  await new Promise<void>((resolve) =>
    process.stdout.write(text, () => {
      resolve();
    }),
  );
  const isUnread = (format: string, bytes: number): boolean => bytes === 0 || format === 'binary';
  if (!reports.every((report) => isUnread(report.format, report.bytes))) {
    return reports.some((report) => isUnread(report.format, report.bytes)) ? EXIT.incomplete : EXIT.analysed;
  }
  writeError('nothing could be read');
  return EXIT.misuse;
}
