import type { Diagnostic } from '../core/diagnostic.js';
import type { DiagnosticSummary } from '../core/report-document.js';

/** Diagnostics of one source, those alike as one: at the first one's place, with their number. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): DiagnosticSummary[] {
  const byText = new Map<string, DiagnosticSummary>();
  for (const { code, severity, line, offset, text } of diagnostics) {
    const known = byText.get(`${code} ${text}`);
    byText.set(`${code} ${text}`, {
      code,
      severity,
      ...(line === undefined ? {} : { line }),
      ...(offset === undefined ? {} : { offset }),
      text,
      ...known,
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...byText.values()];
}
