import type { AffectedRange, VersionedProgram, VersionVerdict } from '../core/version.js';
import type { Running } from './find-running.js';

const NAMES: Readonly<Record<VersionedProgram, string>> = {
  docker: 'Docker',
  containerd: 'containerd',
  runc: 'runc',
  kernel: 'Linux',
  go: 'Go',
};

/** `fixed in 17.12.1-ce`, `affected from 1.0.0-rc4, fixed in 1.0.0-rc94 (ignores the limits)`; further ranges follow. */
export function describeRanges(ranges: readonly AffectedRange[]): string {
  return ranges
    .map(({ from, fixed, note }) => {
      const since = from === undefined ? '' : `affected from ${from}, `;
      return `${since}${fixed === undefined ? 'not fixed yet' : `fixed in ${fixed}`}${note === undefined ? '' : ` (${note})`}`;
    })
    .join('; ');
}

/** A line for people: what runs, and what that means. `about` describes the ranges. */
export function describeVerdict(
  program: VersionedProgram,
  running: Running | undefined,
  verdict: VersionVerdict['verdict'],
  about: string,
): string {
  const name = NAMES[program];
  if (running === undefined) return `no line tells which ${name} you run; ${about}`;
  if (running.kind === 'several')
    return `${name} changed (${running.versions.slice(0, 3).join(', ')}), and no line tells when; ${about}`;
  const own = `${name} ${running.sighting.version.replace(/^(?:v|go)(?=\d)/, '')}`;
  if (running.kind === 'later') {
    const then = verdict === 'unknown' ? 'which version ran before is not known; ' : '';
    return `${own} was started later; ${then}${about}`;
  }
  const changes = [
    ...(running.before === undefined ? [] : [`${running.before} before`]),
    ...(running.after === undefined ? [] : [`${running.after} later`]),
  ];
  const runs = `you run ${own}${changes.length === 0 ? '' : ` (${changes.join(', ')})`}`;
  if (verdict === 'affected') return `${runs}; ${about}`;
  if (verdict === 'not-affected') return `${runs}, which is not affected (${about})`;
  return `${runs}, a build that may hold other fixes than its number says; ${about}`;
}
