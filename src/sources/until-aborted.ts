/**
 * The blocks of a source, or the sources of an input, until a signal is aborted, also while the next one is waited for: a live pipe may be silent
 * for hours. The source is told to stop, but not waited for.
 */
export async function* untilAborted<T>(blocks: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* blocks;
    return;
  }
  const iterator = blocks[Symbol.asyncIterator]();
  let stop = (): void => undefined;
  const onAbort = (): void => {
    stop();
  };
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      // A promise for each block: one for all, raced with each of them, would hold all blocks for as long as it waits.
      const next = await new Promise<IteratorResult<T, unknown> | undefined>((resolve, reject) => {
        stop = (): void => {
          resolve(undefined);
        };
        iterator.next().then(resolve, reject);
      });
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    iterator.return?.().catch(() => undefined);
  }
}
