import type { ReportDocument } from '../core/report-document.js';
import { safeJson } from './sanitize.js';

/**
 * One JSON object a line, told apart by `type`: first `report` (versions, time, whether partial), then `source`,
 * `finding`, `evaluation`, `novelty`, `timeline` and `dump` in the document's order, `stats` at the end.
 * The other properties are those of the document (schemas/report.schema.json).
 */
export function* renderNdjson(document: ReportDocument): Generator<string> {
  const line = (type: string, value: object): string => `${safeJson({ type, ...value })}\n`;
  const { schemaVersion, docklogVersion, generatedAt, partial } = document;
  yield line('report', { schemaVersion, docklogVersion, generatedAt, partial });
  for (const source of document.sources) yield line('source', source);
  for (const finding of document.findings) yield line('finding', finding);
  for (const evaluation of document.evaluations) yield line('evaluation', evaluation);
  for (const novelty of document.novelties ?? []) yield line('novelty', novelty);
  for (const entry of document.timeline) yield line('timeline', entry);
  for (const dump of document.dumps) yield line('dump', dump);
  yield line('stats', document.stats);
}
