import { FORMATS } from '../index.js';
import { EXIT } from './exit-codes.js';

/** Lists what docklog reads: the name for `--input-format`, the kind, what it is. */
export function runFormats(): number {
  for (const { name, kind, title } of FORMATS) process.stdout.write(`${name.padEnd(24)} ${kind.padEnd(9)} ${title}\n`);
  return EXIT.analysed;
}
