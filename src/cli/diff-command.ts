import { compareDumps, DocklogError, renderComparisons, type ComparisonFormat } from '../index.js';
import { exitCodeOfInputs } from './exit-codes.js';
import { readDumpInputs, type DumpInputArguments } from './read-dump-inputs.js';
import { outputWidth, useAscii, useColor } from './terminal.js';
import { writeResult } from './write-result.js';

/** Options of `docklog diff` as the command line gives them. */
export interface DiffArguments extends DumpInputArguments {
  readonly format: ComparisonFormat | undefined;
  readonly output: string | undefined;
  readonly color: boolean | undefined;
}

const ENDINGS: Readonly<Record<string, ComparisonFormat>> = { txt: 'text', json: 'json', md: 'markdown' };

/** Compares the dumps of each program in the inputs. */
export async function runDiff(options: DiffArguments): Promise<number> {
  const { output } = options;
  const document = await readDumpInputs(options);
  const comparisons = compareDumps(document.dumps);
  if (comparisons.length === 0) {
    const found = document.dumps.map(({ program, source }) => `${program} in ${source}`).join(', ');
    throw new DocklogError(
      'no-input',
      `two dumps of one program are needed to compare them; found: ${found === '' ? 'none' : found}`,
    );
  }
  const ending = /\.([a-z]+)$/i.exec(output ?? '')?.[1]?.toLowerCase() ?? '';
  const toFile = output !== undefined && output !== '-';
  const chunks = renderComparisons(comparisons, options.format ?? ENDINGS[ending] ?? 'text', {
    width: outputWidth(),
    color: !toFile && useColor(options.color),
    zone: options.tz ?? 'UTC',
    verbose: options.verbose,
    ascii: !toFile && useAscii(),
  });
  await writeResult(chunks, output);
  return exitCodeOfInputs(document.sources);
}
