import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file as it was seen once. Times are ns. */
export interface SeenFile {
  readonly path: string;
  readonly inode: string;
  /** When it was made; 0 where the file system does not tell it from the last change of its inode. */
  readonly bornNs: bigint;
  readonly writtenNs: bigint;
  readonly size: number;
}

/** Files looked at in a directory. */
const MAX_SIBLINGS = 1_000;
/** What makes a rotated file another form of what was read already. */
const PACKED = /\.(?:gz|bz2|xz|zst|lz4|Z|tmp|part)$/;

/** How a file lies there, by its path or by its open handle; undefined if there is none. */
export async function seeFile(path: string, handle?: FileHandle): Promise<SeenFile | undefined> {
  try {
    const options = { bigint: true } as const;
    const status = handle === undefined ? await stat(path, options) : await handle.stat(options);
    const { dev, ino, birthtimeNs, ctimeNs, mtimeNs, size } = status;
    const bornNs = birthtimeNs < ctimeNs ? birthtimeNs : 0n;
    return { path, inode: `${dev}:${ino}`, bornNs, writtenNs: mtimeNs, size: Number(size) };
  } catch {
    return undefined;
  }
}

/** Whether two looks saw one file. The number of a file that was removed is given to the next one that is made. */
function isSameFile(a: SeenFile, b: SeenFile): boolean {
  return a.inode === b.inode && (a.bornNs === 0n || b.bornNs === 0n || a.bornNs === b.bornNs);
}

/** Files beside a log that have its name and something behind it: `app.log.1`, `app.log-20181214`; not the packed ones. */
export async function seeSiblings(path: string): Promise<SeenFile[]> {
  const base = basename(path);
  const names = await readdir(dirname(path)).catch(() => []);
  const own = names.filter((name) => name.length > base.length && name.startsWith(base) && !PACKED.test(name));
  const seen = await Promise.all(own.slice(0, MAX_SIBLINGS).map((name) => seeFile(join(dirname(path), name))));
  return seen.filter((file) => file !== undefined);
}

/**
 * Of the files beside a log, those that had its name after `old` and before `next`, in that order: they were not there before, and they are older than
 * `next`. `known` is what lay there when `old` was opened.
 */
export function missedBetween(
  siblings: readonly SeenFile[],
  known: readonly SeenFile[],
  old: SeenFile,
  next: SeenFile,
): SeenFile[] {
  return siblings
    .filter((file) => ![...known, old, next].some((other) => isSameFile(file, other)) && isOlder(file, next))
    .sort((a, b) => Number(isOlder(b, a)) - Number(isOlder(a, b)));
}

/** Clocks of files have steps of some ms. */
export function isOlder(a: SeenFile, b: SeenFile): boolean {
  const isTold = a.bornNs !== 0n && b.bornNs !== 0n && a.bornNs !== b.bornNs;
  return isTold ? a.bornNs < b.bornNs : a.writtenNs <= b.writtenNs;
}

/** The newest copy of a file that was emptied: it is longer than what was read, and has the same bytes in front of that place. */
export async function findCopy(
  siblings: readonly SeenFile[],
  inode: string,
  offset: number,
  mark: Uint8Array,
): Promise<SeenFile | undefined> {
  const long = siblings.filter((file) => file.inode !== inode && file.size >= offset);
  for (const file of long.sort((a, b) => (a.writtenNs > b.writtenNs ? -1 : 1))) {
    const handle = await open(file.path, 'r').catch(() => undefined);
    if (handle === undefined) continue;
    try {
      if (await hasMark(handle, offset, mark)) return file;
    } finally {
      await handle.close();
    }
  }
  return undefined;
}

/** Whether these bytes stand in front of a place of a file. */
export async function hasMark(file: FileHandle, offset: number, mark: Uint8Array): Promise<boolean> {
  const found = new Uint8Array(mark.length);
  const { bytesRead } = await file.read(found, 0, mark.length, offset - mark.length);
  return bytesRead === mark.length && Buffer.compare(found, mark) === 0;
}
