import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DocklogError } from '../core/docklog-error.js';
import { errorText } from './error-text.js';

/** Texts of the YAML files at some paths, directories walked, in order of their names. Rejects with DocklogError if a path cannot be read. */
export async function readPatternFiles(
  paths: readonly string[],
): Promise<{ readonly file: string; readonly text: string }[]> {
  const files: string[] = [];
  try {
    for (const path of paths) {
      if (!(await stat(path)).isDirectory()) files.push(path);
      else
        for (const name of (await readdir(path, { recursive: true })).sort())
          if (/\.ya?ml$/.test(name)) files.push(join(path, name));
    }
    return await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  } catch (cause) {
    throw new DocklogError('bad-option', `patterns cannot be read: ${errorText(cause)}`, { cause });
  }
}
