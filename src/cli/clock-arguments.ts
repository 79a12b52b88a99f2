import { readTimeArgument } from './time-argument.js';

/** What the command line tells of the time of the inputs. */
export interface ClockArguments {
  readonly tz: string | undefined;
  readonly bootTime: string | undefined;
  readonly year: number | undefined;
}

/** The same as options of the library. */
interface ClockOptions {
  readonly nowUs: number;
  readonly zone?: string;
  readonly year?: number;
  readonly bootTimeUs?: number;
}

/** Throws DocklogError `bad-option` for what is no time. */
export function readClockArguments({ tz, bootTime, year }: ClockArguments): ClockOptions {
  const nowUs = Date.now() * 1000;
  return {
    nowUs,
    ...(tz === undefined ? {} : { zone: tz }),
    ...(year === undefined ? {} : { year }),
    ...(bootTime === undefined ? {} : { bootTimeUs: readTimeArgument(bootTime, { nowUs, zone: tz }) }),
  };
}
