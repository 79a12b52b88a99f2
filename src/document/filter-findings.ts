import { SEVERITIES, type Severity } from '../core/pattern.js';
import type { ReportDocument } from '../core/report-document.js';

/** What of a report to show. Ids may end in `*`. */
export interface FindingFilter {
  readonly only?: readonly string[];
  readonly ignore?: readonly string[];
  readonly minSeverity?: Severity | undefined;
}

/** The same document with the findings that pass; links to findings that do not are cut. */
export function filterFindings(document: ReportDocument, filter: FindingFilter): ReportDocument {
  const { only = [], ignore = [], minSeverity } = filter;
  const limit = minSeverity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(minSeverity);
  const findings = document.findings.filter(
    ({ id, severity }) =>
      SEVERITIES.indexOf(severity) <= limit &&
      (only.length === 0 || only.some((pattern) => matches(pattern, id))) &&
      !ignore.some((pattern) => matches(pattern, id)),
  );
  if (findings.length === document.findings.length) return document;
  const keys = new Set(findings.map(({ key }) => key));
  return {
    ...document,
    findings: findings.map((finding) => ({
      ...finding,
      causedBy: finding.causedBy !== null && keys.has(finding.causedBy) ? finding.causedBy : null,
      parts: finding.parts.filter((key) => keys.has(key)),
    })),
    timeline: document.timeline
      .map((entry) => ({ ...entry, findings: entry.findings.filter((key) => keys.has(key)) }))
      // What rests on no finding is there for the order of things.
      .filter((entry, index) => entry.findings.length > 0 || document.timeline[index]?.findings.length === 0),
  };
}

function matches(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}
