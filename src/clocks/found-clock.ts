import type { DerivedClock } from './correct-derived.js';
import type { BootClock } from './find-boot.js';
import type { DumpTime } from './find-dump-time.js';
import type { YearModel } from './find-year.js';
import type { Zone } from './find-zone.js';

/** What was found out about one source's clock. */
export interface FoundClock {
  readonly zone: Zone | undefined;
  readonly year: YearModel | undefined;
  readonly boots: readonly (BootClock | undefined)[];
  readonly derived: DerivedClock | undefined;
  readonly dump: DumpTime | undefined;
}
