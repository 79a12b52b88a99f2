import type { AffectedRange, VersionedProgram, VersionVerdict } from '../core/version.js';
import { compareVersions, parseVersion, type Version } from './parse-version.js';

export type Verdict = VersionVerdict['verdict'];

/** Whether a version that runs lies in one of a program's ranges. In doubt `unknown`: a wrong claim sends people the wrong way. */
export function judgeRanges(
  program: VersionedProgram,
  running: { readonly version: string; readonly isPatched: boolean },
  ranges: readonly AffectedRange[],
): Verdict {
  const parsed = parseVersion(program, running.version);
  if (parsed === undefined) return 'unknown';
  const version: Version = { ...parsed, isPatched: parsed.isPatched || running.isPatched };
  const verdicts = ranges.map((range) => judgeRange(program, version, range));
  if (verdicts.includes('affected')) return 'affected';
  return verdicts.includes('unknown') ? 'unknown' : 'not-affected';
}

function judgeRange(program: VersionedProgram, version: Version, range: AffectedRange): Verdict {
  const from = range.from === undefined ? undefined : parseVersion(program, range.from);
  const fixed = range.fixed === undefined ? undefined : parseVersion(program, range.fixed);
  // A bound that cannot be read bounds nothing.
  if ((range.from !== undefined && from === undefined) || (range.fixed !== undefined && fixed === undefined))
    return 'unknown';
  const line = from?.build?.line ?? fixed?.build?.line;
  if (line !== undefined) return judgeInLine(version, line, from, fixed);
  if (fixed !== undefined && compareVersions(version, fixed) >= 0) return 'not-affected';
  // What a distribution or vendor took over from later versions is not known, neither defects nor fixes.
  if (version.isPatched) return 'unknown';
  if (from !== undefined && compareVersions(version, from) < 0) return 'not-affected';
  return isPreReleaseOf(version, fixed) ? 'unknown' : 'affected';
}

/** A range of builds of one distribution's kernel says nothing about other kernels. */
function judgeInLine(version: Version, line: string, from: Version | undefined, fixed: Version | undefined): Verdict {
  if (version.build?.line !== line) return 'unknown';
  if (fixed !== undefined && compareVersions(version, fixed) >= 0) return 'not-affected';
  return from !== undefined && compareVersions(version, from) < 0 ? 'not-affected' : 'affected';
}

/** `17.12.1-ce-rc1` may hold the fix that `17.12.1-ce` brought. */
function isPreReleaseOf(version: Version, fixed: Version | undefined): boolean {
  if (version.preRelease === undefined || fixed === undefined || fixed.preRelease !== undefined) return false;
  return compareVersions({ numbers: version.numbers, isPatched: false }, fixed) === 0;
}
