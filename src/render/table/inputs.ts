import type { ReportDocument, SourceSummary } from '../../core/report-document.js';
import { shownEvaluations } from '../novelty-words.js';
import { isShowable } from '../times.js';
import { countOf, formatBytes, formatCount } from '../words.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, paragraph, type Screen } from './screen.js';

/** Sources and unjudged signatures listed unless verbose. */
const SOURCES = 12;
const EVALUATIONS = 6;
const DIAGNOSTICS = 10;

const SOURCE_COLUMNS: readonly Column[] = [
  { head: 'source', keep: 'end', min: 16 },
  { head: 'format', min: 8 },
  { head: 'lines', align: 'right', min: 5 },
  { head: 'from', min: 11 },
  { head: 'to', min: 5 },
  { head: 'clock', min: 12, wrap: 3 },
];

/** First and last time of a source; the year only where `year` is not it. */
function range(screen: Screen, source: SourceSummary, year: string | undefined): readonly [string, string] {
  const { time } = screen;
  const day = (us: number): string => (yearOf(screen, us) === year ? time.date(us).slice(5) : time.date(us));
  if (source.from === undefined || !isShowable(source.from)) return ['', ''];
  const from = `${day(source.from)} ${time.minute(source.from)}`;
  if (source.to === undefined || !isShowable(source.to)) return [from, ''];
  const sameDay = time.date(source.to) === time.date(source.from);
  return [from, `${sameDay ? '' : `${day(source.to)} `}${time.minute(source.to)}`];
}

function yearOf(screen: Screen, us: number): string {
  return screen.time.date(us).slice(0, 4);
}

function clockCell(source: SourceSummary): string {
  const { basis, method } = source.clock;
  if (basis !== 'none') return method;
  return method === '' ? 'none' : `none: ${method}`;
}

/** Table of what was read and whose clocks were used. */
export function sourceLines(screen: Screen, document: ReportDocument): string[] {
  if (document.sources.length === 0) return [];
  const sources = document.sources.slice(0, screen.verbose ? Infinity : SOURCES);
  const times = document.sources.flatMap((source) => [source.from ?? [], source.to ?? []].flat()).filter(isShowable);
  const years = new Set(times.map((us) => yearOf(screen, us)));
  const year = years.size === 1 ? [...years][0] : undefined;
  const zoneAt = times[0];
  const zone = zoneAt === undefined ? '' : ` (${year ?? 'times'}, ${screen.time.zone(zoneAt)})`;
  const rows = sources.map((source) => [
    source.name,
    source.format,
    formatCount(source.lines),
    ...range(screen, source, year),
    clockCell(source),
  ]);
  const lines = [heading(screen, `What was read${zone}`), ...grid(screen, SOURCE_COLUMNS, rows)];
  if (sources.length < document.sources.length) {
    lines.push(oneLine(screen, 2, `and ${countOf(document.sources.length - sources.length, 'more source')}`, 'dim'));
  }
  for (const source of sources) {
    const { notUnderstood } = source;
    if (notUnderstood.lines === 0) continue;
    const first = notUnderstood.first;
    const example = first === undefined ? '' : `, first at line ${first.line}: ${first.text}`;
    lines.push(oneLine(screen, 2, `${source.name}: ${countOf(notUnderstood.lines, 'line')} not understood${example}`));
  }
  return lines;
}

/** What could not be judged; `limit` entries unless verbose. */
export function evaluationLines(screen: Screen, document: ReportDocument): string[] {
  const evaluations = shownEvaluations(document, screen.verbose);
  if (evaluations.length === 0) return [];
  const shown = evaluations.slice(0, screen.verbose ? Infinity : EVALUATIONS);
  const lines = [heading(screen, 'Could not be judged (which is not the same as healthy)')];
  for (const evaluation of shown) lines.push(...paragraph(screen, 2, `${evaluation.id}: ${evaluation.because}`, 2));
  if (shown.length < evaluations.length) {
    lines.push(oneLine(screen, 2, `and ${formatCount(evaluations.length - shown.length)} more (--verbose)`, 'dim'));
  }
  return lines;
}

/** Trouble with the inputs. Notes (severity info) only when verbose. */
export function diagnosticLines(screen: Screen, document: ReportDocument): string[] {
  const all = document.sources.flatMap((source) =>
    source.diagnostics
      .filter((diagnostic) => screen.verbose || diagnostic.severity !== 'info')
      .map((diagnostic) => {
        const place = diagnostic.line === undefined ? source.name : `${source.name}:${diagnostic.line}`;
        const times = diagnostic.count > 1 ? ` (${formatCount(diagnostic.count)} times)` : '';
        return { severity: diagnostic.severity, text: `${diagnostic.severity}: ${place}: ${diagnostic.text}${times}` };
      }),
  );
  if (all.length === 0) return [];
  const shown = all.slice(0, screen.verbose ? Infinity : DIAGNOSTICS);
  const lines = [heading(screen, 'Trouble with the input')];
  for (const { text } of shown) lines.push(...paragraph(screen, 2, text, 2));
  if (shown.length < all.length)
    lines.push(oneLine(screen, 2, `and ${countOf(all.length - shown.length, 'more')}`, 'dim'));
  return lines;
}

/** The last line: how much was read, how fast. */
export function statsLine(screen: Screen, document: ReportDocument): string {
  const { stats } = document;
  const speed = stats.seconds > 0 ? ` in ${stats.seconds.toFixed(stats.seconds < 10 ? 2 : 0)} s` : '';
  const read = `Read ${formatBytes(stats.bytes)}, ${countOf(stats.lines, 'line')}, ${countOf(stats.records, 'record')}${speed}.`;
  return oneLine(screen, 0, read, 'dim');
}
