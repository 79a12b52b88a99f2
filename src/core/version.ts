import type { SourceId } from './position.js';
import type { Stamp } from './stamp.js';

/** Programs whose versions the logs tell and signatures may name. */
export type VersionedProgram = 'docker' | 'containerd' | 'runc' | 'kernel' | 'go';

/**
 * A range of versions that have a defect, as verified for the project's own releases. Several of one program are alternatives: a defect that was
 * fixed in two branches has two.
 */
export interface AffectedRange {
  readonly program: VersionedProgram;
  /** First version with the defect; absent: it was always there. */
  readonly from?: string;
  /** First version without it; absent: not fixed yet. */
  readonly fixed?: string;
  readonly note?: string;
}

/** A version that a program told of itself, where a source shows it first or again after another one. */
export interface VersionSighting {
  readonly program: VersionedProgram;
  /** As logged, 80 characters at most. */
  readonly version: string;
  /** Not (or not surely) the project's own release: a distribution's or development build, which may hold fixes of later ones. */
  readonly isPatched: boolean;
  readonly host?: string;
  readonly stamp: Stamp;
  readonly line: number;
}

/** A sighting on the common clock. */
export interface PlacedSighting extends VersionSighting {
  readonly source: SourceId;
  /** µs since the Unix epoch, UTC; absent if its line shows no time or its source could not be placed. */
  readonly us?: number;
}

/** Whether the version that runs has the defect. `unknown`: it is not told, cannot be compared, or may hold a distribution's fixes. */
export interface VersionVerdict {
  readonly program: VersionedProgram;
  /** The version before the finding, as logged; several, by comma, where it changed and it is not known when. */
  readonly running?: string;
  readonly verdict: 'affected' | 'not-affected' | 'unknown';
  /** `you run Docker 17.03.2-ce; fixed in 17.12.1-ce`: without final stop. */
  readonly text: string;
}
