import { compareDumps, DocklogError, renderComparisons, type ComparisonFormat } from '../index.js';
import { exitCodeOfInputs } from './exit-codes.js';
import { readDumpInputs, type DumpInputArguments } from './read-dump-inputs.js';
import { formatByEnding, textOptions, type TextArguments } from './text-options.js';
import { writeResult } from './write-result.js';

/** Options of `docklog diff` as the command line gives them. */
export interface DiffArguments extends DumpInputArguments, TextArguments {
  readonly format: ComparisonFormat | undefined;
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
  const format = options.format ?? formatByEnding(output, ENDINGS) ?? 'text';
  const chunks = renderComparisons(comparisons, format, textOptions(options));
  await writeResult(chunks, output);
  return exitCodeOfInputs(document.sources);
}
