import { rename, rm, writeFile } from 'node:fs/promises';
import { DocklogError } from '../index.js';

/** Writes a file as a whole: the old one stays until the new one is complete. Throws `bad-option` where that fails. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new DocklogError('bad-option', `cannot write ${path}: ${reason}`, { cause: error });
  }
}
