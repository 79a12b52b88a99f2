import { once } from 'node:events';
import { replaceWith } from './replace-file.js';

/** Writes a result to a file, or to standard output for none or `-`, chunk by chunk. An old file stays until the new one is whole. */
export async function writeResult(chunks: AsyncIterable<string>, path: string | undefined): Promise<void> {
  if (path === undefined || path === '-') {
    for await (const chunk of chunks) await writeOut(chunk);
    return;
  }
  await replaceWith(path, 0o666, async (file) => {
    // A single write may take only a part of the chunk.
    for await (const chunk of chunks) await file.appendFile(chunk);
  });
}

/** Writes to standard output, as fast as that is read. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
