import { catchInterrupt } from './interrupt.js';
import { createProgress } from './progress.js';

interface WatchArguments {
  /** Names as on the command line. */
  readonly inputs: readonly string[];
  readonly progress?: boolean | undefined;
  readonly quiet: boolean;
}

/** Options by which reading tells how far it is and is stopped. */
interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (state: { readonly source: string; readonly bytes: number }) => void;
}

/** Reads inputs with progress on standard error; Ctrl-C ends it early. */
export async function watchReading<T>(
  { inputs, progress: isWanted, quiet }: WatchArguments,
  read: (watch: Watch) => Promise<T>,
): Promise<T> {
  const interrupt = catchInterrupt();
  const progress = createProgress(quiet ? false : isWanted, inputs);
  const onProgress: Watch['onProgress'] = ({ source, bytes }) => {
    progress.update(source, bytes);
  };
  try {
    return await read({ signal: interrupt.signal, onProgress });
  } finally {
    progress.done();
    interrupt.done();
  }
}
