import type { OpenRequestSummary, ReportDocument } from '../../core/report-document.js';
import { durationWords, isShowable } from '../times.js';
import { countOf } from '../words.js';
import { heading, oneLine, type Screen } from './screen.js';

/** `161 × GET /containers/json since 12:05:41 (4 min)`, and who says so. */
function requestLine(screen: Screen, request: OpenRequestSummary): string {
  const { what, container, count, since, until, waitsFor, source, line, state } = request;
  const whose = container === undefined ? '' : ` of ${container.slice(0, 12)}`;
  const age = since !== undefined && until !== undefined ? ` (${durationWords(until - since)})` : '';
  const day = since !== undefined && isShowable(since) ? `${screen.time.date(since)} ` : '';
  const from = since === undefined ? '' : ` since ${day}${screen.time.time(since, 0)}${age}`;
  const why = waitsFor === undefined ? '' : `, ${waitsFor}`;
  const doubt = state === 'not-logged' ? '; answers are not logged' : '';
  return `${count} × ${what}${whose}${from}${why}${doubt}  ${source}:${line}`;
}

/** Requests that were open at the end of a log or in a dump, the oldest first. */
export function openRequestLines(screen: Screen, document: ReportDocument, max: number): string[] {
  const { openRequests = [] } = document;
  if (openRequests.length === 0) return [];
  const shown = openRequests.slice(0, max);
  const more = openRequests.length - shown.length;
  return [
    heading(screen, 'Open at the end:'),
    ...shown.map((request) => oneLine(screen, 2, requestLine(screen, request))),
    ...(more > 0 ? [oneLine(screen, 2, `and ${countOf(more, 'more', 'more')} (--verbose)`, 'dim')] : []),
  ];
}
