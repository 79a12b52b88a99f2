const FIRST_AFTER_MS = 1_000;
const EVERY_MS = 200;

/** A line on standard error that says how far reading is; it shows on a terminal when work lasts over a second. */
export interface Progress {
  update(source: string, bytes: number): void;
  done(): void;
}

/** `option` true or false forces it; undefined: only on a terminal and not in CI. */
export function createProgress(option: boolean | undefined): Progress {
  const shown = option ?? (process.stderr.isTTY && process.env['CI'] === undefined);
  if (!shown) return { update: () => undefined, done: () => undefined };
  const started = performance.now();
  const bySource = new Map<string, number>();
  let last = started + FIRST_AFTER_MS - EVERY_MS;
  let written = false;
  return {
    update(source, bytes) {
      bySource.set(source, bytes);
      const now = performance.now();
      if (now - last < EVERY_MS) return;
      last = now;
      const total = [...bySource.values()].reduce((sum, value) => sum + value, 0) / 1e6;
      const rate = total / ((now - started) / 1000);
      process.stderr.write(`\r\x1b[Kreading ${source.slice(-40)}  ${total.toFixed(0)} MB  ${rate.toFixed(0)} MB/s`);
      written = true;
    },
    done() {
      if (written) process.stderr.write('\r\x1b[K');
    },
  };
}
