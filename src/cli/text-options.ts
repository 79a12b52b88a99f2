import type { RenderOptions } from '../index.js';
import { outputWidth, useAscii, useColor } from './terminal.js';

/** Options of a command that say where its text goes and how it looks. */
export interface TextArguments {
  readonly output?: string | undefined;
  readonly tz: string | undefined;
  readonly color: boolean | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** How text is shown: on a terminal as that can show it, in a file plain. */
export function textOptions({ output, tz, color, quiet, verbose }: TextArguments) {
  const toFile = isFile(output);
  return {
    width: outputWidth(),
    color: !toFile && useColor(color),
    zone: tz ?? 'UTC',
    verbose,
    quiet,
    ascii: !toFile && useAscii(),
  } satisfies Partial<RenderOptions>;
}

/** Whether `--output` names a file, not standard output. */
export function isFile(output: string | undefined): output is string {
  return output !== undefined && output !== '-';
}

/** The format that the ending of the output file tells, if it is one of `endings`. */
export function formatByEnding<Format>(
  output: string | undefined,
  endings: Readonly<Record<string, Format>>,
): Format | undefined {
  const ending = /\.([a-z]+)$/i.exec(output ?? '')?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}
