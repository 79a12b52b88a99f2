import { readDumps, type DumpsDocument } from '../index.js';
import { chooseInputs } from './choose-inputs.js';
import { createProgress } from './progress.js';
import { writeError } from './terminal.js';
import { readTimeArgument } from './time-argument.js';

/** Options that the commands for goroutine dumps share. */
export interface DumpInputArguments {
  readonly inputs: readonly string[];
  readonly tz: string | undefined;
  readonly bootTime: string | undefined;
  readonly year: number | undefined;
  readonly progress: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Reads the inputs with progress and Ctrl-C, and tells on standard error what was wrong with them. */
export async function readDumpInputs(options: DumpInputArguments): Promise<DumpsDocument> {
  const { tz, bootTime, year, quiet, verbose } = options;
  const inputs = chooseInputs(options.inputs);
  const nowUs = Date.now() * 1000;
  const bootTimeUs = bootTime === undefined ? undefined : readTimeArgument(bootTime, { nowUs, zone: tz });
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const progress = createProgress(quiet ? false : options.progress, options.inputs);
  let document: DumpsDocument;
  try {
    document = await readDumps(inputs, {
      nowUs,
      ...(tz === undefined ? {} : { zone: tz }),
      ...(bootTimeUs === undefined ? {} : { bootTimeUs }),
      ...(year === undefined ? {} : { year }),
      signal: abort.signal,
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
  if (document.partial === true) writeError('interrupted: only what was read until then is shown');
  for (const source of document.sources) {
    for (const { severity, text, line, count } of source.diagnostics) {
      if (severity === 'info' && !verbose) continue;
      if (severity !== 'error' && quiet) continue;
      const place = line === undefined ? '' : `:${line}`;
      writeError(`${source.name}${place}: ${text}${count > 1 ? ` (${count} times)` : ''}`);
    }
    if (verbose) writeError(`${source.name}: read as ${source.format}, ${source.lines} lines; time: ${source.clock}`);
  }
  return document;
}
