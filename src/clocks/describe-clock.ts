import type {
  BootSummary,
  ClockDetails,
  ClockJumpSummary,
  ClockPairSummary,
  CorrectionSummary,
} from '../core/clock-report.js';
import type { ClockSummary } from '../core/report-document.js';
import type { ClockInput } from './clock-input.js';
import type { DerivedClock } from './correct-derived.js';
import type { BootClock, UsedPair } from './find-boot.js';
import type { FoundClock } from './found-clock.js';
import type { OffsetModel } from './offset-model.js';
import { yearAt } from './find-year.js';

const NO_BOOT = 'nothing tells its wall time, so only the order is known';

/** Everything about a source's clock, for those who ask how it was found. */
export function describeClock(input: ClockInput, found: FoundClock, summary: ClockSummary): ClockDetails {
  const { zone, year, derived } = found;
  const { civil, newYears } = input.observations;
  const known = found.boots.filter((boot) => boot !== undefined);
  const assumed = [
    ...(zone?.isGuess === true ? [zone.method] : []),
    ...(year?.isGuess === true ? [year.method] : []),
    ...(derived?.assumed ?? []),
    ...known.flatMap((boot) => boot.assumed),
  ];
  return {
    ...summary,
    ...(zone === undefined || civil === undefined
      ? {}
      : {
          zone: { offset: zone.offsetMinutes(civil.minUs), method: zone.method, uncertainty: zone.uncertaintyUs },
        }),
    ...(year === undefined || civil === undefined
      ? {}
      : {
          year: {
            year: yearAt(civil.last.line, year, input.observations),
            line: civil.last.line,
            method: year.method,
            newYears: newYears.reduce((years, { by }) => years + by, 0),
          },
        }),
    boots: describeBoots(input, found.boots),
    ...(derived?.correction === undefined ? {} : { correction: describeCorrection(derived.correction) }),
    assumed,
    conflicts: [zone, year, ...known].flatMap((one) => one?.conflicts ?? []),
  };
}

/** Boots without a line of their own are left out: a marker at the very beginning starts the first one. */
function describeBoots({ observations }: ClockInput, boots: readonly (BootClock | undefined)[]): BootSummary[] {
  return boots.flatMap((boot, index): BootSummary[] => {
    const start = index === 0 ? undefined : observations.boots[index - 1];
    const next = observations.boots[index];
    if (index === 0 && boot === undefined && next?.bootId !== undefined) return [];
    return [
      {
        number: index + 1,
        fromLine: start?.line ?? 1,
        ...(start?.bootId === undefined ? {} : { bootId: start.bootId }),
        ...(boot === undefined ? { method: NO_BOOT } : describeBoot(boot)),
        pairs: (boot?.pairs ?? []).map(describePair),
        pairCount: boot?.pairCount ?? 0,
        jumps: boot === undefined ? [] : describeJumps(boot.model),
        latePairs: boot?.model.lateKnots ?? 0,
      },
    ];
  });
}

function describeBoot(boot: BootClock): Pick<BootSummary, 'bootTime' | 'uncertainty' | 'method'> {
  const offset = boot.model.at(boot.pairs.at(-1)?.monotonicUs ?? 0);
  return {
    ...(offset === undefined ? {} : { bootTime: Math.round(offset.us) }),
    uncertainty: boot.model.uncertaintyUs,
    method: boot.method,
  };
}

function describeCorrection(correction: NonNullable<DerivedClock['correction']>): CorrectionSummary {
  const { method, pairs, pairCount, fromUs, toUs, model } = correction;
  return { method, pairs: pairs.map(describePair), pairCount, jumps: describeJumps(model), from: fromUs, to: toUs };
}

function describePair({ line, monotonicUs, us, other }: UsedPair): ClockPairSummary {
  return {
    ...(line === undefined ? {} : { line }),
    monotonic: Math.round(monotonicUs),
    time: Math.round(us),
    ...(other === undefined ? {} : { other }),
  };
}

function describeJumps({ jumps }: OffsetModel): ClockJumpSummary[] {
  return jumps.map(({ at, byUs, kind, isTold }) => ({
    at: Math.round(at),
    by: byUs,
    kind: kind ?? 'unknown',
    told: isTold,
  }));
}
