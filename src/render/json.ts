import type { ReportDocument } from '../core/report-document.js';
import { safeJson } from './sanitize.js';

/** The document itself, indented by two, with a newline at the end. */
export function* renderJson(document: ReportDocument): Generator<string> {
  yield `${safeJson(document, 2)}\n`;
}
