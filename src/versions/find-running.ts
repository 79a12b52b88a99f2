import type { PlacedSighting, VersionedProgram } from '../core/version.js';

/** What is asked: which version ran when a finding began, where. */
export interface Question {
  /** When the finding began, with its uncertainty; µs since the Unix epoch. Absent: not known. */
  readonly untilUs?: number;
  readonly applies: (sighting: PlacedSighting) => boolean;
}

/**
 * `then`: the version when the finding began, with the ones before and after it where it changed. `later`: no version was told before, this is the
 * first one after. `several`: it changed, and it is not known when.
 */
export type Running =
  | { readonly kind: 'then'; readonly sighting: PlacedSighting; readonly before?: string; readonly after?: string }
  | { readonly kind: 'later'; readonly sighting: PlacedSighting }
  | { readonly kind: 'several'; readonly versions: readonly string[] };

/**
 * The version of a program that ran when a finding began: the last one told before. Lines with a time decide over lines without (pasted output of
 * commands); of the latter it must be one and the same version.
 */
export function findRunning(
  program: VersionedProgram,
  sightings: readonly PlacedSighting[],
  { untilUs, applies }: Question,
): Running | undefined {
  const own = sightings.filter((sighting) => sighting.program === program && applies(sighting));
  const [any] = own;
  if (any === undefined) return undefined;
  const timed = own
    .filter((sighting): sighting is PlacedSighting & { readonly us: number } => sighting.us !== undefined)
    .sort((a, b) => a.us - b.us);
  const untimed = own.filter(({ us }) => us === undefined);
  const at = untilUs === undefined ? -1 : timed.findLastIndex(({ us }) => us <= untilUs);
  const sighting = timed[at];
  if (sighting !== undefined) {
    const isOther = ({ version }: PlacedSighting): boolean => version !== sighting.version;
    const before = timed.slice(0, at).findLast(isOther)?.version;
    const after = timed.slice(at + 1).find(isOther)?.version;
    return {
      kind: 'then',
      sighting,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  }
  const versions = [...new Set(own.map(({ version }) => version))];
  if (versions.length > 1) return { kind: 'several', versions };
  // The surest of equal ones: a daemon's own line shows the commit, a command's output may not.
  const surest = own.find(({ isPatched }) => !isPatched) ?? any;
  return untimed.length === 0 && untilUs !== undefined
    ? { kind: 'later', sighting: surest }
    : { kind: 'then', sighting: surest };
}
