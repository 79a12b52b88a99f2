import type { Diagnostic } from '../index.js';
import { writeError } from './terminal.js';

/** What is told of a diagnostic; `count`: how many alike. */
interface ToldDiagnostic {
  readonly severity: Diagnostic['severity'];
  readonly text: string;
  readonly line?: number;
  readonly count?: number;
}

/** Tells on standard error what was wrong with an input. */
export function tellDiagnostics(
  source: string,
  diagnostics: readonly ToldDiagnostic[],
  { quiet, verbose }: { readonly quiet: boolean; readonly verbose: boolean },
): void {
  for (const { severity, text, line, count = 1 } of diagnostics) {
    if ((severity === 'info' && !verbose) || (severity !== 'error' && quiet)) continue;
    writeError(`${source}${line === undefined ? '' : `:${line}`}: ${text}${count > 1 ? ` (${count} times)` : ''}`);
  }
}
