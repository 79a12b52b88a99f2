import { STDIN_NAME } from './choose-inputs.js';
import { statSync } from 'node:fs';

const FIRST_AFTER_MS = 1_000;
const EVERY_MS = 200;
/** Columns for the name of what is read. */
const NAME_COLUMNS = 30;
/** Bytes of these are told as they are unpacked, so that their sizes say nothing of what is left. */
const PACKED = /\.(?:gz|xz|bz2|zst|lz4|tar|tgz|txz|tbz2?|zip|journal~?)$/i;

/** A line on standard error that says how far reading is; it shows on a terminal when work lasts over a second. */
export interface Progress {
  update(source: string, bytes: number): void;
  done(): void;
}

/**
 * `option` true or false forces it; undefined: only on a terminal and not in CI. `inputs` are named as on the command line; if all are plain files, the
 * time left is told.
 */
export function createProgress(option: boolean | undefined, inputs: readonly string[]): Progress {
  const shown = option ?? (process.stderr.isTTY && process.env['CI'] === undefined);
  if (!shown) return { update: () => undefined, done: () => undefined };
  const started = performance.now();
  const bySource = new Map<string, number>();
  let last = started + FIRST_AFTER_MS - EVERY_MS;
  let total: number | undefined;
  let written = false;
  return {
    update(source, bytes) {
      bySource.set(source, bytes);
      const now = performance.now();
      if (now - last < EVERY_MS) return;
      last = now;
      if (!written) total = sizeOf(inputs);
      written = true;
      const read = [...bySource.values()].reduce((sum, value) => sum + value, 0);
      const line = progressLine({ source, read, total, seconds: (now - started) / 1000 });
      process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
    },
    done() {
      if (written) process.stderr.write('\r\x1b[K');
    },
  };
}

/** `reading docker.log  410 of 5000 MB  205 MB/s  22 s left`. */
export function progressLine(state: {
  readonly source: string;
  readonly read: number;
  readonly total: number | undefined;
  readonly seconds: number;
}): string {
  const { source, read, total, seconds } = state;
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
  const rate = read / seconds;
  // Names of files are not to be trusted either.
  const name = source.replace(/[^\x20-\x7e]/g, '?');
  const shown = name.length > NAME_COLUMNS ? `...${name.slice(3 - NAME_COLUMNS)}` : name;
  const amount = total === undefined || total < read ? megabytes(read) : `${megabytes(read)} of ${megabytes(total)}`;
  const left = total === undefined || total < read || rate === 0 ? '' : `  ${timeWords((total - read) / rate)} left`;
  return `reading ${shown}  ${amount} MB  ${megabytes(rate)} MB/s${left}`;
}

function timeWords(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Bytes of all inputs; undefined if one is no plain file. */
function sizeOf(inputs: readonly string[]): number | undefined {
  let total = 0;
  for (const input of inputs) {
    const stat =
      input === '-' || input === STDIN_NAME || PACKED.test(input)
        ? undefined
        : statSync(input, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return undefined;
    total += stat.size;
  }
  return inputs.length === 0 ? undefined : total;
}
