import type { OpenRequestSummary, ReportDocument } from '../../core/report-document.js';
import type { Words } from '../language/index.js';
import { shortMoment } from '../when.js';
import { formatCount, shortId } from '../words.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, type Screen } from './screen.js';

/** From this width on there is room to say where each stands. */
const PLACE_FROM_WIDTH = 100;

function columns({ openColumns: heads }: Words, withPlace: boolean): readonly Column[] {
  return [
    { head: heads.count, align: 'right', min: 5 },
    { head: heads.what, min: 20, wrap: 2 },
    { head: heads.since, min: 8 },
    { head: heads.age, min: 6 },
    { head: heads.why, min: 14, wrap: 2 },
    ...(withPlace ? [{ head: heads.place, keep: 'end', min: 12 } as const] : []),
  ];
}

/** What is asked and how often, since when, how long, what it waits for, and who says so. */
function row(screen: Screen, request: OpenRequestSummary, reference: number | undefined): readonly string[] {
  const { what, container, count, since, uncertainty, until, waitsFor, source, line, state } = request;
  const { words } = screen;
  return [
    formatCount(count),
    container === undefined ? what : what.replace('{id}', () => shortId(container)),
    shortMoment(screen.time, since, uncertainty, reference),
    since === undefined || until === undefined ? '' : words.duration(until - since),
    state === 'not-logged' ? words.notLogged : (waitsFor ?? ''),
    `${screen.place(source)}:${line}`,
  ];
}

/** Requests that were open at the end of a log or in a dump, the oldest first. */
export function openRequestLines(screen: Screen, document: ReportDocument, max: number): string[] {
  const { openRequests = [], findings } = document;
  if (openRequests.length === 0) return [];
  const { words } = screen;
  const shown = openRequests.slice(0, max);
  const more = openRequests.length - shown.length;
  const rows = shown.map((request) => row(screen, request, findings[0]?.from));
  return [
    heading(screen, words.openTitle),
    ...grid(screen, columns(words, screen.width >= PLACE_FROM_WIDTH), rows),
    ...(more > 0 ? [oneLine(screen, 2, words.moreVerbose(more), 'dim')] : []),
  ];
}
