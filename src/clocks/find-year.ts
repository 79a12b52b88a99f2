import type { ClockObservations } from '../core/clock-observations.js';
import { US_PER_DAY } from '../core/units.js';
import type { ClockInput, ClockOptions } from './clock-input.js';
import { civilInYear } from './clock-observer.js';
import { readDumpNameTime } from './dump-name.js';

/** The year at one line of a source without years; new years before and after it are counted. */
export interface YearModel {
  /** Year of the line `line`. */
  readonly year: number;
  readonly line: number;
  readonly method: string;
}

export function yearAt(
  line: number,
  model: YearModel | undefined,
  observations: ClockObservations | undefined,
): number {
  if (model === undefined) return 1970;
  const newYears = observations?.newYears ?? [];
  const passed =
    newYears.filter((start) => start <= line).length - newYears.filter((start) => start <= model.line).length;
  return model.year + passed;
}

export function findYear(
  input: ClockInput,
  inputs: readonly ClockInput[],
  options: ClockOptions,
): YearModel | undefined {
  const { civil, yearVotes, journalHeader, newYears } = input.observations;
  if (civil === undefined || civil.hasYear) return undefined;
  const last = civil.last;
  if (options.year !== undefined) return { year: options.year, line: last.line, method: 'year as given' };
  const vote = yearVotes[0];
  if (vote !== undefined) return { ...vote, method: 'year from the exact stamps inside its messages' };
  const nearest = (nearUs: number, method: string): YearModel => {
    const { stamp } = last;
    const around = new Date(nearUs / 1000).getUTCFullYear();
    const us = stamp.kind === 'civil' ? stamp.us : 0;
    const years = [around, around - 1, around + 1];
    years.sort((a, b) => Math.abs(civilInYear(us, a) - nearUs) - Math.abs(civilInYear(us, b) - nearUs));
    return { year: years[0] ?? around, line: last.line, method };
  };
  const header = journalHeader?.end ?? journalHeader?.begin;
  if (header !== undefined && 'us' in header) return nearest(header.us, "year from the journal's header");
  for (const other of inputs) {
    const us = other.observations.wall?.toUs ?? dumpNameUs(other.name);
    if (other !== input && us !== undefined) return nearest(us, `year assumed to be that of ${other.name}`);
  }
  for (const other of inputs) {
    const { civil: dated } = other.observations;
    if (other !== input && dated?.hasYear === true)
      return nearest(dated.maxUs, `year assumed to be that of ${other.name}`);
  }
  const latest = Math.min(options.nowUs, input.modifiedUs ?? options.nowUs) + US_PER_DAY;
  let year = new Date(latest / 1000).getUTCFullYear();
  const us = last.stamp.kind === 'civil' ? last.stamp.us : 0;
  if (civilInYear(us, year) > latest) year--;
  const crossed = newYears.length > 0 ? ', with a new year inside' : '';
  return { year, line: last.line, method: `year unknown, the latest possible one assumed${crossed}` };
}

function dumpNameUs(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.us : undefined;
}
