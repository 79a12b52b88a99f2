import { readFileSync } from 'node:fs';

/** A file of the package: a line of JSON, read at once, and ASCII behind it of which little is asked for. */
export interface OpenPackFile {
  readonly head: unknown;
  /** Bytes from `start` to `end` behind the first line. */
  readonly detail: (start: number, end: number) => string;
}

/**
 * No module, as the engine would read all of it letter by letter to find the ends of its texts, where one run needs a tenth. Throws if the file
 * is not there.
 */
export function openPackFile(file: URL): OpenPackFile {
  const bytes = readFileSync(file);
  const first = bytes.indexOf(0x0a) + 1;
  return {
    head: JSON.parse(bytes.toString('latin1', 0, first)),
    detail: (start, end) => bytes.toString('latin1', first + start, first + end),
  };
}
