// What all fuzz targets share: seeds, the time that an input may take, and characters that may never come out raw.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Processor time that an input may take, whatever it holds: the law allows 2 s for 1 MiB, and fuzzers stay far below that size. */
export const MAX_MS = 2_000;

/** Control, format and line separator characters but for those that text is made of. */
export const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Runs `work` and throws if it takes too long, measured in processor time: the machine may be busy with other things. */
export async function timed(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  if (ms > MAX_MS) throw new Error(`too slow: ${ms.toFixed(0)} ms of processor time`);
}

/** Contents of the files below folders of the project (or beside it) that `accepts` takes, the smallest ones, each cut at `maxBytes`. */
export function seedsFrom(folders, { accepts = () => true, maxBytes = 16_384, count = 150 } = {}) {
  const paths = folders.flatMap((folder) => {
    try {
      return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(ROOT, folder, name),
      );
    } catch {
      return [];
    }
  });
  const files = paths
    .filter((path) => statSync(path).isFile() && accepts(path))
    .map((path) => ({ path, size: statSync(path).size }))
    .sort((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
  const step = Math.max(1, files.length / count);
  const chosen = Array.from({ length: Math.min(count, files.length) }, (_, at) => files[Math.floor(at * step)]);
  return chosen.map(({ path }) => readFileSync(path).subarray(0, maxBytes));
}

/** Logs and dumps of the project and, where they are at hand, of the facts beside it. */
export function logSeeds(options) {
  return seedsFrom(['samples', '../shared/formats/samples', '../shared/incidents'], {
    accepts: (path) =>
      !/\.(?:json|md|mjs|gz|xz|zst|bz2|zip|tar|journal)$/.test(path) || path.includes('/formats/samples/'),
    ...options,
  });
}

/** The blocks of all sources of an input, read to their ends; what is wrong with them is among their diagnostics. */
export async function readAll(prepared) {
  let bytes = 0;
  let sources = 0;
  for await (const source of prepared.open()) {
    sources++;
    for await (const block of source.blocks) bytes += block.length;
    for (const { code, text } of source.diagnostics) {
      if (typeof code !== 'string' || typeof text !== 'string') throw new Error('a diagnostic without a code or text');
    }
  }
  return { bytes, sources };
}
