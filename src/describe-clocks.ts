import { compiledBuiltins } from './compiled-builtins.js';
import type { ClockReport } from './core/clock-report.js';
import { DEFAULT_LIMITS, type Limits } from './core/limits.js';
import { placeScans } from './place-scans.js';
import { scanInputs } from './scan-inputs.js';
import { forceFormat } from './force-format.js';
import { createScanTables } from './scan-tables.js';
import { prepareInput, type Input } from './sources/open-input.js';

/** Options of `describeClocks`. */
export interface DescribeClocksOptions {
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Wall time of boot for kernel logs without wall time, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** Year of the last line of logs without years. */
  readonly year?: number;
  /** The present, µs since the Unix epoch: the last resort for a missing year. */
  readonly nowUs?: number;
  /** Name of the format of all inputs as in `FORMATS`; default: told by the beginning of each. */
  readonly format?: string;
  readonly limits?: Partial<Limits>;
}

/**
 * How the inputs' stamps are put on one clock, by the same rules and from the same lines as an analysis: per source the zone, the year and the
 * boots, how each was found, the pairs used, error bounds, jumps and contradictions. In the order of the sources' names.
 * Rejects with DocklogError for bad options only.
 */
export async function describeClocks(
  inputs: Input | readonly Input[],
  options: DescribeClocksOptions = {},
): Promise<ClockReport[]> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const list = Array.isArray(inputs) ? (inputs as readonly Input[]) : [inputs as Input];
  const prepared = await Promise.all(list.map((input) => prepareInput(input, limits)));
  prepared.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const { signatures, tables: packed } = compiledBuiltins();
  const tables = {
    ...createScanTables(signatures, limits, true, packed),
    ...(options.format === undefined ? {} : { forcedFormat: forceFormat(options.format) }),
  };
  const read = await scanInputs(prepared, tables, {});
  const latestUs = Math.max(...read.scans.map(({ modifiedUs = 0 }) => modifiedUs), 0);
  const { scans, clocks } = placeScans(read.scans, read.facts, { ...options, nowUs: options.nowUs ?? latestUs });
  return scans.flatMap(({ name, format, lines, bytes, host }, index): ClockReport[] => {
    const clock = clocks[index];
    if (clock === undefined) return [];
    return [{ name, format, bytes, lines, ...(host === undefined ? {} : { host }), clock: clock.details() }];
  });
}
