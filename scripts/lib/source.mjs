import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Imports a TypeScript module of `src/` before anything is built. */
export async function importSource(url) {
  const directory = mkdtempSync(join(tmpdir(), 'docklog-source-'));
  try {
    const bundle = await rolldown({
      input: url.pathname,
      platform: 'node',
      external: (id) => !id.startsWith('.') && !id.startsWith('/'),
      resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    });
    const file = join(directory, 'module.mjs');
    await bundle.write({ file, format: 'esm' });
    await bundle.close();
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
