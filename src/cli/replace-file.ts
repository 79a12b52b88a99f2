import { open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { DocklogError } from '../index.js';

/** Writes a file as a whole: the old one stays until the new one is complete. Throws `bad-option` where that fails. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await replaceWith(path, 0o600, (file) => file.writeFile(content));
}

/**
 * Has `write` write what shall become the file at `path`. Behind a link its target is replaced; a device or pipe, which must not be, is written
 * to. Throws `bad-option` where that fails, and leaves nothing behind.
 */
export async function replaceWith(
  path: string,
  mode: number,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = await replaceable(path);
    temporary = target === undefined ? undefined : `${target}.${process.pid}.part`;
    const file = await open(temporary ?? path, 'w', mode);
    try {
      await write(file);
    } finally {
      await file.close();
    }
    if (target !== undefined && temporary !== undefined) await rename(temporary, target);
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof DocklogError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DocklogError('bad-option', `cannot write ${path}: ${reason}`, { cause: error });
  }
}

/** The path of the regular file at `path`, or of one to be; undefined for what is no regular file. */
async function replaceable(path: string): Promise<string | undefined> {
  try {
    const status = await stat(path);
    if (status.isFile()) return await realpath(path);
    // Opening a directory tells what is wrong with it.
    return undefined;
  } catch {
    return path;
  }
}
