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
  const aborted = new Promise<undefined>((resolve) => {
    stop = (): void => {
      resolve(undefined);
    };
  });
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === undefined || next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    iterator.return?.().catch(() => undefined);
  }
}
