import { readDumps, type DumpsDocument } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { readClockArguments, type ClockArguments } from './clock-arguments.js';
import { tellDiagnostics } from './tell-diagnostics.js';
import { writeError } from './terminal.js';
import { watchReading } from './watch-reading.js';

/** Options that the commands for goroutine dumps share. */
export interface DumpInputArguments extends ClockArguments {
  readonly inputs: readonly string[];
  readonly progress: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Reads the inputs with progress and Ctrl-C, and tells on standard error what was wrong with them. */
export async function readDumpInputs(options: DumpInputArguments): Promise<DumpsDocument> {
  const inputs = chooseInputs(options.inputs);
  const clock = readClockArguments(options);
  const document = await watchReading(options, (watch) => readDumps(inputs, { ...clock, ...watch }));
  if (document.partial === true) writeError('interrupted: only what was read until then is shown');
  for (const { name, format, lines, clock: time, diagnostics } of document.sources) {
    tellDiagnostics(name, diagnostics, options);
    if (options.verbose) writeError(`${name}: read as ${format}, ${lines} lines; time: ${time}`);
  }
  return document;
}
