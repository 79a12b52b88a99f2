import { once } from 'node:events';
import { open, rename, rm } from 'node:fs/promises';
import { DocklogError } from '../index.js';

/** Writes a result to a file, or to standard output for none or `-`, chunk by chunk. An old file stays until the new one is whole. */
export async function writeResult(chunks: AsyncIterable<string>, path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') {
    for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    return;
  }
  const temporary = `${path}.${process.pid}.part`;
  try {
    const file = await open(temporary, 'w');
    try {
      for await (const chunk of chunks) await file.write(chunk);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof DocklogError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new DocklogError('bad-option', `cannot write ${path}: ${why}`, { cause: error });
  }
}
