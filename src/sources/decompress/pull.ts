/** Cuts chunks to pieces of at most `bytes`. */
export async function* pieces(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += bytes) yield chunk.subarray(at, at + bytes);
}

/**
 * What an asynchronous step gives, with the next step under way while the last one's result is looked at. A step that gives undefined is the last.
 * When the consumer leaves, the step under way is waited for: nothing reads the stream behind its back.
 */
export async function* readAhead(step: () => Promise<readonly Uint8Array[] | undefined>): AsyncGenerator<Uint8Array> {
  let pending = step();
  try {
    for (;;) {
      const result = await pending;
      if (result === undefined) return;
      pending = step();
      // It may fail while its result is not awaited yet.
      pending.catch(() => undefined);
      yield* result;
    }
  } finally {
    await pending.catch(() => undefined);
  }
}
