import type { ClockDetails } from '../core/clock-report.js';
import type { ClockObservations } from '../core/clock-observations.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { ClockSummary } from '../core/report-document.js';
import type { PlacedTime, Stamp, TimeBasis } from '../core/stamp.js';
import { bootAt } from './boot-segments.js';
import type { ClockInput, ClockOptions, Place } from './clock-input.js';
import { civilInYear } from './clock-observer.js';
import { findDerived } from './correct-derived.js';
import { describeClock } from './describe-clock.js';
import { findBoots, type BootClock } from './find-boot.js';
import { findDumpTime, placedRange } from './find-dump-time.js';
import { findYear, yearAt, type YearModel } from './find-year.js';
import { findZone, type Zone } from './find-zone.js';
import type { FoundClock } from './found-clock.js';

/** The clock of one source. */
export interface SourceClock {
  readonly summary: ClockSummary;
  /** Clock facts of the source that contradict each other, and what had to be chosen among several possibilities. */
  readonly diagnostics: readonly Omit<Diagnostic, 'source'>[];
  /** Undefined if the stamp cannot be put on the common clock. `line` settles years, boots and hours that a zone has twice. */
  place(stamp: Stamp, line: number): PlacedTime | undefined;
  /** All that is known of the clock; made when it is asked for. */
  details(): ClockDetails;
}

/**
 * Puts all sources on one clock. Sources with a zone stand; zones, years and boot times that are missing are taken, in this order,
 * from the options, from the source itself, from moments that two sources share, from the other sources, and at last assumed.
 * Monotonic clocks of different hosts are never joined. The result does not depend on the order of the sources.
 */
export function alignClocks(given: readonly ClockInput[], options: ClockOptions): SourceClock[] {
  const inputs = [...given].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const zones = inputs.map((input) => findZone(input, inputs, options));
  const years = inputs.map((input) => findYear(input, inputs, options));
  const asPrinted: Place = (index, stamp, line) =>
    placeWallOrCivil(stamp, line, zones[index], years[index], inputs[index]?.observations);
  const derived = inputs.map((_, index) => findDerived(index, inputs, asPrinted));
  const place: Place = (index, stamp, line) => {
    const printed = asPrinted(index, stamp, line);
    return printed === undefined ? undefined : (derived[index]?.place(printed) ?? printed);
  };
  const boots = inputs.map((_, index) => findBoots(index, inputs, options, place));
  const range = placedRange(inputs, place);
  const dumps = inputs.map((input) => findDumpTime(input, inputs, range, place));
  const clocks = new Map(
    inputs.map((input, index) => {
      const found = {
        zone: zones[index],
        year: years[index],
        boots: boots[index] ?? [],
        derived: derived[index],
        dump: dumps[index],
      };
      return [input, createClock(input, found, (stamp, line) => place(index, stamp, line))];
    }),
  );
  return given.flatMap((input) => clocks.get(input) ?? []);
}

function createClock(
  input: ClockInput,
  found: FoundClock,
  place: (stamp: Stamp, line: number) => PlacedTime | undefined,
): SourceClock {
  const { boots, dump } = found;
  const starts = input.observations.boots;
  return {
    summary: summarize(input, found),
    diagnostics: diagnosticsOf(found),
    place(stamp, line) {
      if (stamp.kind === 'monotonic') {
        const offset = boots[bootAt(line, starts)]?.model.at(stamp.us);
        if (offset === undefined) return undefined;
        return {
          us: Math.round(offset.us + stamp.us),
          uncertaintyUs: Math.ceil(offset.uncertaintyUs + stamp.resolutionUs),
          basis: 'aligned',
        };
      }
      if (stamp.kind === 'none') return input.isDump ? dump?.time : undefined;
      const time = place(stamp, line);
      // How clocks are found reckons with late readings by itself.
      if (time === undefined || !('lateUs' in stamp)) return time;
      return { ...time, uncertaintyUs: time.uncertaintyUs + (stamp.lateUs ?? 0) };
    },
    details: () => describeClock(input, found, summarize(input, found)),
  };
}

function placeWallOrCivil(
  stamp: Stamp,
  line: number,
  zone: Zone | undefined,
  year: YearModel | undefined,
  observations: ClockObservations | undefined,
): PlacedTime | undefined {
  if (stamp.kind === 'wall') return { us: stamp.us, uncertaintyUs: stamp.resolutionUs, basis: 'exact' };
  if (stamp.kind !== 'civil' || zone === undefined) return undefined;
  const civilUs = stamp.hasYear ? stamp.us : civilInYear(stamp.us, yearAt(line, year, observations));
  const basis: TimeBasis = !stamp.hasYear ? 'year-inferred' : zone.known ? 'exact' : 'zone-assumed';
  const { us, uncertaintyUs } = zone.toUtc(civilUs, line, stamp.us);
  return { us, uncertaintyUs: stamp.resolutionUs + uncertaintyUs, basis };
}

function diagnosticsOf({ zone, year, boots, derived }: FoundClock): Omit<Diagnostic, 'source'>[] {
  const known = boots.filter((boot) => boot !== undefined);
  const conflicts = [zone, year, ...known].flatMap((found) => found?.conflicts ?? []);
  const assumed = [...(derived?.assumed ?? []), ...known.flatMap((boot) => boot.assumed)];
  return [
    ...conflicts.map((text) => ({ code: 'clock-conflict', severity: 'warning', text }) as const),
    ...assumed.map((text) => ({ code: 'clock-assumed', severity: 'info', text }) as const),
  ];
}

function summarize(input: ClockInput, { zone, year, boots, derived, dump }: FoundClock): ClockSummary {
  const { wall, civil, monotonic } = input.observations;
  if (dump !== undefined) return { basis: dump.time.basis, method: dump.method, uncertainty: dump.time.uncertaintyUs };
  // The last boot is the one that is asked for.
  const boot = boots.filter((one) => one !== undefined).at(-1);
  const methods: string[] = [];
  if (civil !== undefined && zone !== undefined) {
    if (year !== undefined) methods.push(year.method);
    methods.push(zone.method);
  } else if (wall !== undefined) methods.push('stamps with a zone');
  if (derived?.correction !== undefined) {
    const { fromUs, toUs, method } = derived.correction;
    methods.push(`${fromUs === 0 && toUs === 0 ? 'agrees with' : 'set right by'} ${method}`);
  }
  if (monotonic !== undefined && civil === undefined && wall === undefined) {
    methods.push(
      boot === undefined
        ? 'time since boot; the boot time is unknown, so only the order is known'
        : `boot time from ${boot.method}`,
    );
  }
  let basis: TimeBasis = 'none';
  if (civil !== undefined)
    basis = year !== undefined ? 'year-inferred' : zone?.known === true ? 'exact' : 'zone-assumed';
  else if (wall !== undefined) basis = 'exact';
  else if (boot !== undefined) basis = 'aligned';
  const uncertainty = civil !== undefined ? zone?.uncertaintyUs : boot?.model.uncertaintyUs;
  const bootTime = boot === undefined ? undefined : bootTimeOf(boot);
  return {
    basis,
    method: methods.length > 0 ? methods.join('; ') : 'no stamps',
    ...(bootTime === undefined ? {} : { bootTime }),
    ...(civil === undefined || zone === undefined ? {} : { offset: zone.offsetMinutes(civil.minUs) }),
    ...(uncertainty === undefined || uncertainty === 0 ? {} : { uncertainty }),
  };
}

/** Wall time of boot, as the last pair tells it. */
function bootTimeOf({ model, pairs }: BootClock): number | undefined {
  const offset = model.at(pairs.at(-1)?.monotonicUs ?? 0);
  return offset === undefined ? undefined : Math.round(offset.us);
}
