import { DocklogError, filterDumps, isNarrow, renderDumps, type DumpFormat, type DumpsDocument } from '../index.js';
import { exitCodeOfInputs } from './exit-codes.js';
import { readDumpInputs, type DumpInputArguments } from './read-dump-inputs.js';
import { formatByEnding, textOptions, type TextArguments } from './text-options.js';
import { readTimeArgument } from './time-argument.js';
import { writeResult } from './write-result.js';

/** Options of `docklog goroutines` as the command line gives them. */
export interface GoroutinesArguments extends DumpInputArguments, TextArguments {
  readonly format: DumpFormat | undefined;
  readonly reason: readonly string[];
  readonly minMinutes: number | undefined;
  readonly function: readonly string[];
  readonly all: boolean;
  readonly since: string | undefined;
  readonly until: string | undefined;
}

const ENDINGS: Readonly<Record<string, DumpFormat>> = {
  txt: 'text',
  json: 'json',
  ndjson: 'ndjson',
  dot: 'dot',
  gv: 'dot',
  html: 'html',
};

/** Shows the goroutine dumps of the inputs. */
export async function runGoroutines(options: GoroutinesArguments): Promise<number> {
  const { output, minMinutes = 0 } = options;
  if (!(minMinutes >= 0)) throw new DocklogError('bad-option', '--min-minutes takes a number of minutes');
  const isWanted = readPeriod(options);
  const filter = { reasons: options.reason, functions: options.function, minMinutes, all: options.all };
  const document = await readDumpInputs(options);
  const shown = filterDumps({ ...document, dumps: document.dumps.filter(isWanted) }, filter);
  const chunks = renderDumps(shown, options.format ?? formatByEnding(output, ENDINGS) ?? 'text', {
    ...textOptions(options),
    narrow: isNarrow(filter),
  });
  await writeResult(chunks, output);
  return exitCodeOfInputs(document.sources);
}

type Dump = DumpsDocument['dumps'][number];

/** Whether a dump was taken in the period asked for; one without a time stays. */
function readPeriod({ since, until, tz }: GoroutinesArguments): (dump: Dump) => boolean {
  const at = { nowUs: Date.now() * 1000, zone: tz };
  const from = since === undefined ? -Infinity : readTimeArgument(since, at);
  const to = until === undefined ? Infinity : readTimeArgument(until, at);
  if (from > to) throw new DocklogError('bad-option', '--since is later than --until');
  return ({ time, uncertainty = 0 }) => time === undefined || (time + uncertainty >= from && time - uncertainty <= to);
}
