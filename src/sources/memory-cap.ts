/** Bytes read between two looks at the memory, which take some microseconds. */
const LOOK_BYTES = 1024 * 1024;

interface ReadProgress {
  readonly source: string;
  readonly bytes: number;
}

/** Stops reading when the process holds more memory than it may. */
export interface MemoryCap {
  /** Aborted when the caller's signal is, or the cap was passed; undefined if there is neither. */
  readonly signal: AbortSignal | undefined;
  /** To be called with the bytes read of a source so far. */
  readonly read: (progress: ReadProgress) => void;
  /** The same for a source that grows slowly: looks at the memory whatever was read. */
  readonly look: (progress: ReadProgress) => void;
  /** Where the cap was passed, and what the process held then. */
  readonly passed: (ReadProgress & { readonly heldBytes: number }) | undefined;
}

/** `maxBytes` is held against the resident memory of the whole process; undefined: no cap. */
export function createMemoryCap(maxBytes: number | undefined, signal: AbortSignal | undefined): MemoryCap {
  if (maxBytes === undefined) return { signal, read: () => undefined, look: () => undefined, passed: undefined };
  const stop = new AbortController();
  let last = { source: '', bytes: 0 };
  let passed: MemoryCap['passed'];

  const look = (progress: ReadProgress): void => {
    if (passed !== undefined) return;
    const heldBytes = process.memoryUsage.rss();
    if (heldBytes <= maxBytes) return;
    passed = { ...progress, heldBytes };
    stop.abort();
  };

  return {
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
    get passed() {
      return passed;
    },
    look,
    read(progress) {
      const { source, bytes } = progress;
      if (source === last.source && bytes - last.bytes < LOOK_BYTES) return;
      last = progress;
      look(progress);
    },
  };
}
