/** True for the sizes that the limits are named for: `DOCKLOG_LONG=1 npx vitest run test/limits` takes ten minutes. */
export const LONG = process.env['DOCKLOG_LONG'] === '1';

/** Runs `work` and tells how much resident memory came on top meanwhile, in MiB, looked at 50 times a second and whenever `look` is called. */
export async function grownBy<T>(work: (look: () => void) => Promise<T>): Promise<{ result: T; grownMiB: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 20);
  try {
    const result = await work(look);
    look();
    return { result, grownMiB: (most - before) / 2 ** 20 };
  } finally {
    clearInterval(timer);
  }
}

/** A zstd frame of `mebibytes` MiB of one byte: 8 blocks of the kind that repeats a byte for each MiB, 4 bytes each (RFC 8878, 3.1.1.2). */
export function zstdBomb(mebibytes: number, byte: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const block = (isLast: boolean): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUIntLE((isLast ? 1 : 0) | (1 << 1) | (0x20000 << 3), 0, 3);
    bytes[3] = byte;
    return bytes;
  };
  const count = mebibytes * 8;
  return Buffer.concat([header, ...Array.from({ length: count }, (_, at) => block(at === count - 1))]);
}
