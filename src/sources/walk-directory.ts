import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from './error-text.js';
import { createSkipped, type Skipped, type SourceDiagnostic } from './input-source.js';
import { compareMemberNames } from './member-order.js';

/** Folders in folders. */
const MAX_DEPTH = 64;

export interface DirectoryFile {
  readonly path: string;
  readonly bytes: number;
}

export interface DirectoryListing {
  /** In order; `path` begins with the directory as it was named. */
  readonly files: readonly DirectoryFile[];
  readonly skipped: Skipped;
  readonly diagnostics: readonly SourceDiagnostic[];
}

/**
 * The regular files below a directory, parts of one log in their order. Links are counted, never followed, so the walk stays in the tree and
 * ends; a file with several names is listed once. At most `maxFiles`.
 */
export async function walkDirectory(directory: string, maxFiles: number): Promise<DirectoryListing> {
  const files: DirectoryFile[] = [];
  const skipped = createSkipped();
  const diagnostics: SourceDiagnostic[] = [];
  const seen = new Set<string>();
  const state = { isFull: false };

  const walk = async (path: string, depth: number): Promise<void> => {
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      diagnostics.push({
        code: 'file-unreadable',
        severity: 'error',
        text: `${path} cannot be read: ${errorText(error)}`,
      });
      return;
    }
    entries.sort((a, b) => compareMemberNames(a.name, b.name));
    for (const entry of entries) {
      const inside = join(path, entry.name);
      if (entry.isSymbolicLink()) skipped.links++;
      else if (entry.isDirectory()) {
        if (depth < MAX_DEPTH) await walk(inside, depth + 1);
        else
          diagnostics.push({
            code: 'limit-reached',
            severity: 'warning',
            text: `${inside} lies too deep and was left out`,
          });
      } else if (!entry.isFile()) skipped.special++;
      else if (files.length >= maxFiles) state.isFull = true;
      else await add(inside);
      if (state.isFull) return;
    }
  };

  const add = async (path: string): Promise<void> => {
    try {
      const status = await lstat(path);
      const identity = `${status.dev}:${status.ino}`;
      if (status.nlink > 1 && seen.has(identity)) {
        skipped.links++;
        return;
      }
      if (status.nlink > 1) seen.add(identity);
      if (status.size === 0 && !path.startsWith('/proc/') && !path.startsWith('/sys/')) skipped.empty++;
      else files.push({ path, bytes: status.size });
    } catch {
      // It vanished; opening it says so.
      files.push({ path, bytes: 0 });
    }
  };

  await walk(directory, 0);
  if (state.isFull)
    diagnostics.push({
      code: 'limit-reached',
      severity: 'error',
      text: `more than ${maxFiles} files; those behind ${files.at(-1)?.path ?? ''} were left out`,
    });
  return { files, skipped, diagnostics };
}
