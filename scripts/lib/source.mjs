import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Imports a TypeScript module of `src/` before anything is built. */
export async function importSource(url) {
  // Among the packages, so that those it imports are found.
  const directory = mkdtempSync(fileURLToPath(new URL('../../node_modules/.docklog-source-', import.meta.url)));
  try {
    const bundle = await rolldown({
      input: url.pathname,
      platform: 'node',
      external: (id) => !id.startsWith('.') && !id.startsWith('/'),
      resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    });
    const file = join(directory, 'module.mjs');
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
