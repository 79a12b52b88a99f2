/** What is done with Ctrl-C and its like while work goes on. */
export interface Interrupt {
  /** Aborted by the first one; the second one ends the process. */
  readonly signal: AbortSignal;
  /** The work has ended. */
  done(): void;
}

/** Lets Ctrl-C end the work early, which then shows what it has. */
export function catchInterrupt(): Interrupt {
  const abort = new AbortController();
  const onInterrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  return {
    signal: abort.signal,
    done() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
      // An open pipe would keep the process alive.
      if (abort.signal.aborted) process.stdin.destroy();
    },
  };
}
