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
  'limit-reached',
]);

/** What is looked at of an input that was read. */
interface ReadInput {
  readonly bytes: number;
  readonly format: string;
  readonly diagnostics: readonly { readonly code: string }[];
}

/** Code for a document; `failOn` is the least severity that fails, undefined for none. */
export function exitCodeOf(document: ReportDocument, failOn: Severity | undefined): number {
  const code = exitCodeOfInputs(document.sources);
  if (code === EXIT.misuse || failOn === undefined) return code;
  const fails = document.findings.some(({ severity }) => ORDER.indexOf(severity) <= ORDER.indexOf(failOn));
  return fails ? EXIT.failOn : code;
}

/** Code for inputs that were read, whatever was found in them. */
export function exitCodeOfInputs(inputs: readonly ReadInput[]): number {
  if (inputs.every(isUnread)) return EXIT.misuse;
  const incomplete = inputs.some(({ diagnostics }) => diagnostics.some(({ code }) => INCOMPLETE.has(code)));
  return incomplete ? EXIT.incomplete : EXIT.analysed;
}

/** Nothing of the input was read. */
export function isUnread({ bytes, format }: Pick<ReadInput, 'bytes' | 'format'>): boolean {
  return bytes === 0 || format === 'binary';
}
