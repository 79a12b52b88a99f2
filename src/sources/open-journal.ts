import { open } from 'node:fs/promises';
import { errorText } from './error-text.js';
import { bufferJournal } from './journal/buffer-journal.js';
import { readJournal } from './journal/read-journal.js';
import type { RawStream } from './open-stream.js';

/**
 * The text of a binary journal, an entry a line. A file on the disk is read where its entries point to (a pipe has a path too, but no size);
 * of a stream the whole is held.
 */
export async function* openJournal(
  chunks: AsyncGenerator<Uint8Array>,
  { path, bytes, diagnostics }: RawStream,
): AsyncGenerator<Uint8Array> {
  if (path === undefined || bytes === undefined) {
    yield* readJournal(await bufferJournal(chunks, diagnostics), diagnostics);
    return;
  }
  // A generator that was never asked would not close what it reads.
  await chunks.next();
  await chunks.return(undefined);
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
        const buffer = new Uint8Array(length);
        const { bytesRead } = await file.read(buffer, 0, length, offset);
        return buffer.subarray(0, bytesRead);
      };
      yield* readJournal({ size, readAt }, diagnostics);
    } finally {
      await file.close();
    }
  } catch (error) {
    diagnostics.push({ code: 'read-failed', severity: 'error', text: `reading stopped: ${errorText(error)}` });
  }
}
