import type { ReportDocument, Severity } from '../index.js';

/** Exit codes as the contract fixes them. */
export const EXIT = {
  analysed: 0,
  /** A finding at or above `--fail-on`. */
  failOn: 1,
  /** Usage error, or nothing could be read. */
  misuse: 2,
  /** Analysed, but some input could not be read or was cut. */
  incomplete: 3,
} as const;

const ORDER: readonly Severity[] = ['critical', 'error', 'warning', 'info'];

/** Diagnostics that mean that some input was not seen as a whole. */
const INCOMPLETE: ReadonlySet<string> = new Set([
  'file-missing',
  'file-unreadable',
  'binary-input',
  'archive-damaged',
  'unsupported-input',
  'read-failed',
  'line-cut',
  'report-truncated',
]);

/** Code for a document; `failOn` is the least severity that fails, undefined for none. */
export function exitCodeOf(document: ReportDocument, failOn: Severity | undefined): number {
  if (document.sources.every(isUnread)) return EXIT.misuse;
  if (
    failOn !== undefined &&
    document.findings.some(({ severity }) => ORDER.indexOf(severity) <= ORDER.indexOf(failOn))
  ) {
    return EXIT.failOn;
  }
  const incomplete = document.sources.some(({ diagnostics }) => diagnostics.some(({ code }) => INCOMPLETE.has(code)));
  return incomplete ? EXIT.incomplete : EXIT.analysed;
}

function isUnread({ bytes, format }: ReportDocument['sources'][number]): boolean {
  return bytes === 0 || format === 'binary';
}
