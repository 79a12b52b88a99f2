import type { ReportDocument } from '../core/report-document.js';
import { safeJson } from './sanitize.js';

/** Characters of a chunk: a timeline of 50,000 entries as one string would take as much memory as the analysis. */
const CHUNK = 64 * 1024;

/** The document itself, indented by two, with a newline at the end. */
export function* renderJson(document: ReportDocument): Generator<string> {
  let chunk = '{';
  let separator = '\n';
  for (const [key, value] of Object.entries(document) as [string, unknown][]) {
    if (value === undefined) continue;
    chunk += `${separator}  ${JSON.stringify(key)}: `;
    separator = ',\n';
    if (!Array.isArray(value) || value.length === 0) {
      chunk += indented(value, '\n  ');
      continue;
    }
    for (const [at, item] of (value as unknown[]).entries()) {
      chunk += `${at === 0 ? '[' : ','}\n    ${indented(item, '\n    ')}`;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
    chunk += '\n  ]';
  }
  yield `${chunk}\n}\n`;
}

function indented(value: unknown, newline: string): string {
  return safeJson(value, 2).replaceAll('\n', newline);
}
