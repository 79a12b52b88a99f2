import { writeError } from './terminal.js';

/** Takes the time of the phases of a run and tells it at the end. */
export interface Timings {
  /** A phase has ended; it began where the one before ended, the first with the process. */
  readonly end: (phase: string) => void;
  tell(): void;
}

/** For `--timings`; undefined where it is not asked for, so that nothing is measured. */
export function createTimings(isWanted: boolean | undefined): Timings | undefined {
  if (isWanted !== true) return undefined;
  const phases: [name: string, ms: number][] = [];
  let last = 0;
  const end = (phase: string): void => {
    // Milliseconds since the process began.
    const now = performance.now();
    phases.push([phase, now - last]);
    last = now;
  };
  return {
    end,
    tell() {
      for (const [name, ms] of [...phases, ['in all', last] as const])
        writeError(`time: ${name.padEnd(10)} ${ms.toFixed(1).padStart(9)} ms`);
    },
  };
}
