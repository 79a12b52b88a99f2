import type { Finding } from '../core/report-document.js';

/** What to show of a finding's versions: those that are known; if none is, that nothing is, in one sentence. */
export function tellingVersions({ versions = [] }: Finding): readonly string[] {
  const known = versions.filter(({ running }) => running !== undefined);
  if (known.length > 0 || versions.length < 2) return (known.length > 0 ? known : versions).map(({ text }) => text);
  const names = versions.map(({ program }) => program);
  return [`no line tells which ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''} you run`];
}
