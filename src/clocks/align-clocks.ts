import type { ClockObservations } from '../core/clock-observations.js';
import type { ClockSummary } from '../core/report-document.js';
import type { PlacedTime, Stamp, TimeBasis } from '../core/stamp.js';
import type { ClockInput, ClockOptions, Place } from './clock-input.js';
import { civilInYear } from './clock-observer.js';
import { findBoot, type Boot } from './find-boot.js';
import { findDumpTime, placedRange, type DumpTime } from './find-dump-time.js';
import { findYear, yearAt, type YearModel } from './find-year.js';
import { findZone, type Zone } from './find-zone.js';
import { civilToUtc } from './zone-offset.js';

/** The clock of one source. */
export interface SourceClock {
  readonly summary: ClockSummary;
  /** Undefined if the stamp cannot be put on the common clock. `line` settles years and boots. */
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

/**
 * Puts all sources on one clock. Sources with a zone stand; zones, years and boot times that are missing are taken, in this order,
 * from the options, from the source itself, from moments that two sources share, from the other sources, and at last assumed.
 * The result does not depend on the order of the sources.
 */
export function alignClocks(inputs: readonly ClockInput[], options: ClockOptions): SourceClock[] {
  const zones = inputs.map((input) => findZone(input, inputs, options));
  const years = inputs.map((input) => findYear(input, inputs, options));
  const place: Place = (index, stamp, line) =>
    placeWallOrCivil(stamp, line, zones[index], years[index], inputs[index]?.observations);
  const boots = inputs.map((_, index) => findBoot(index, inputs, options, place));
  const range = placedRange(inputs, place);
  const dumps = inputs.map((input) => findDumpTime(input, inputs, range, place));
  return inputs.map((input, index) => {
    const zone = zones[index];
    const boot = boots[index];
    const dump = dumps[index];
    return {
      summary: summarize(input, zone, years[index], boot, dump),
      place(stamp, line) {
        if (stamp.kind === 'monotonic') {
          if (boot === undefined) return undefined;
          return {
            us: Math.round(boot.us + stamp.us),
            uncertaintyUs: boot.uncertaintyUs + stamp.resolutionUs,
            basis: 'aligned',
          };
        }
        if (stamp.kind === 'none') return input.isDump ? dump?.time : undefined;
        return place(index, stamp, line);
      },
    };
  });
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
  return { us: civilToUtc(civilUs, zone.offset), uncertaintyUs: stamp.resolutionUs + zone.uncertaintyUs, basis };
}

function summarize(
  input: ClockInput,
  zone: Zone | undefined,
  year: YearModel | undefined,
  boot: Boot | undefined,
  dump: DumpTime | undefined,
): ClockSummary {
  const { wall, civil, monotonic } = input.observations;
  if (dump !== undefined) return { basis: dump.time.basis, method: dump.method, uncertainty: dump.time.uncertaintyUs };
  const methods: string[] = [];
  if (civil !== undefined && zone !== undefined) {
    if (year !== undefined) methods.push(year.method);
    methods.push(zone.method);
  } else if (wall !== undefined) methods.push('stamps with a zone');
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
  const uncertainty = civil !== undefined ? zone?.uncertaintyUs : boot?.uncertaintyUs;
  return {
    basis,
    method: methods.length > 0 ? methods.join('; ') : 'no stamps',
    ...(boot === undefined ? {} : { bootTime: boot.us }),
    ...(civil === undefined || zone === undefined ? {} : { offset: zone.offset(civil.minUs) }),
    ...(uncertainty === undefined || uncertainty === 0 ? {} : { uncertainty }),
  };
}
