import { once } from 'node:events';
import { replaceWith } from './replace-file.js';

/** Writes a result to a file, or to standard output for none or `-`, chunk by chunk. An old file stays until the new one is whole. */
export async function writeResult(chunks: AsyncIterable<string>, path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') {
    for await (const chunk of chunks) if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
    return;
  }
  await replaceWith(path, 0o666, async (file) => {
    // A single write may take only a part of the chunk.
    for await (const chunk of chunks) await file.appendFile(chunk);
  });
}
