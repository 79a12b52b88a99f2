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
  readonly conflicts?: readonly string[];
  /** Nothing but the present, or the file's time, tells it. */
  readonly isGuess?: boolean;
}

export function yearAt(
  line: number,
  model: YearModel | undefined,
  observations: ClockObservations | undefined,
): number {
  if (model === undefined) return 1970;
  const newYears = observations?.newYears ?? [];
  const passed = yearsPassed(line, newYears) - yearsPassed(model.line, newYears);
  return model.year + passed;
}

/** New Years up to a line. */
function yearsPassed(line: number, newYears: ClockObservations['newYears']): number {
  let years = 0;
  for (const start of newYears) if (start.line <= line) years += start.by;
  return years;
}

export function findYear(
  input: ClockInput,
  inputs: readonly ClockInput[],
  options: ClockOptions,
): YearModel | undefined {
  const { civil, yearVotes, journalHeader, newYears } = input.observations;
  if (civil === undefined || civil.hasYear) return undefined;
  const last = civil.last;
  const vote = yearVotes[0];
  if (options.year !== undefined) {
    const given: YearModel = { year: options.year, line: last.line, method: 'year as given' };
    const voted = vote === undefined ? undefined : yearAt(last.line, { ...vote, method: '' }, input.observations);
    if (voted === undefined || voted === options.year) return given;
    const text = `the stamps inside its messages are of ${voted}, not of ${options.year}; ${options.year} was used as given`;
    return { ...given, conflicts: [text] };
  }
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
  const dated = inputs.flatMap((other) => {
    if (other === input) return [];
    const { wall, civil: shown } = other.observations;
    const us = wall?.toUs ?? dumpNameUs(other.name) ?? (shown?.hasYear === true ? shown.maxUs : undefined);
    return us === undefined ? [] : [nearest(us, `year assumed to be that of ${other.name}`)];
  });
  // The latest one: what is given together was collected together, and old files lie beside new ones.
  const [assumed] = [...dated].sort((a, b) => b.year - a.year);
  if (assumed !== undefined) {
    const others = new Set(dated.map(({ year }) => year));
    if (others.size === 1) return assumed;
    const text = `other sources tell of ${[...others].sort((a, b) => a - b).join(' and ')}; ${assumed.year} was assumed`;
    return { ...assumed, conflicts: [text] };
  }
  const latest = Math.min(options.nowUs, input.modifiedUs ?? options.nowUs) + US_PER_DAY;
  let year = new Date(latest / 1000).getUTCFullYear();
  const us = last.stamp.kind === 'civil' ? last.stamp.us : 0;
  if (civilInYear(us, year) > latest) year--;
  const crossed = newYears.length > 0 ? ', with a new year inside' : '';
  return { year, line: last.line, method: `year unknown, the latest possible one assumed${crossed}`, isGuess: true };
}

function dumpNameUs(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.us : undefined;
}
