import type { ReportDocument, SourceSummary } from '../../core/report-document.js';
import { shownEvaluations } from '../novelty-words.js';
import { isShowable } from '../times.js';
import type { Words } from '../language/index.js';
import { formatBytes, formatCount } from '../words.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, paragraph, type Screen } from './screen.js';

/** Sources and unjudged signatures listed unless verbose. */
const SOURCES = 12;
const EVALUATIONS = 6;
const DIAGNOSTICS = 10;

function sourceColumns({ sourceColumns: heads }: Words): readonly Column[] {
  return [
    { head: heads.source, keep: 'end', min: 16 },
    { head: heads.format, min: 8 },
    { head: heads.lines, align: 'right', min: 5 },
    { head: heads.from, min: 11 },
    { head: heads.to, min: 5 },
    { head: heads.clock, min: 12, wrap: 3 },
  ];
}

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

function clockCell(screen: Screen, source: SourceSummary): string {
  const { words } = screen;
  const { basis, method } = source.clock;
  if (basis !== 'none') return screen.sentence(method);
  return method === '' ? words.clockNone : words.clockNone + words.because + screen.sentence(method);
}

/** Table of what was read and whose clocks were used. */
export function sourceLines(screen: Screen, document: ReportDocument): string[] {
  if (document.sources.length === 0) return [];
  const { words } = screen;
  const sources = document.sources.slice(0, screen.verbose ? Infinity : SOURCES);
  const times = document.sources.flatMap((source) => [source.from ?? [], source.to ?? []].flat()).filter(isShowable);
  const years = new Set(times.map((us) => yearOf(screen, us)));
  const year = years.size === 1 ? [...years][0] : undefined;
  const zoneAt = times[0];
  const zone =
    zoneAt === undefined
      ? ''
      : words.shownIn(year === undefined ? words.allTimes : year + words.comma, screen.time.zone(zoneAt));
  const rows = sources.map((source) => [
    screen.place(source.name),
    source.format,
    formatCount(source.lines),
    ...range(screen, source, year),
    clockCell(screen, source),
  ]);
  const lines = [heading(screen, words.sourcesTitle(zone)), ...grid(screen, sourceColumns(words), rows)];
  if (sources.length < document.sources.length) {
    lines.push(oneLine(screen, 2, words.moreSources(document.sources.length - sources.length), 'dim'));
  }
  for (const source of sources) {
    const { notUnderstood } = source;
    if (notUnderstood.lines === 0) continue;
    const first = notUnderstood.first;
    const example = first === undefined ? '' : words.firstAt(first.line, first.text);
    const told = words.notUnderstood(screen.place(source.name), words.lines(notUnderstood.lines));
    lines.push(oneLine(screen, 2, told + example));
  }
  return lines;
}

/** What could not be judged; `limit` entries unless verbose. */
export function evaluationLines(screen: Screen, document: ReportDocument): string[] {
  const evaluations = shownEvaluations(document, screen.verbose);
  if (evaluations.length === 0) return [];
  const shown = evaluations.slice(0, screen.verbose ? Infinity : EVALUATIONS);
  const lines = [heading(screen, screen.words.evaluationTitle)];
  for (const evaluation of shown)
    lines.push(...paragraph(screen, 2, `${evaluation.id}: ${screen.sentence(evaluation.because)}`, 2));
  if (shown.length < evaluations.length) {
    lines.push(oneLine(screen, 2, screen.words.moreVerbose(evaluations.length - shown.length), 'dim'));
  }
  return lines;
}

/** Trouble with the inputs. Notes (severity info) only when verbose. */
export function diagnosticLines(screen: Screen, document: ReportDocument): string[] {
  const { words } = screen;
  const all = document.sources.flatMap((source) =>
    source.diagnostics
      .filter((diagnostic) => screen.verbose || diagnostic.severity !== 'info')
      .map((diagnostic) => {
        const name = screen.place(source.name);
        const place = diagnostic.line === undefined ? name : `${name}:${diagnostic.line}`;
        const times = diagnostic.count > 1 ? words.repeated(diagnostic.count) : '';
        const severity = words.diagnosticSeverity[diagnostic.severity];
        return `${severity}: ${place}: ${diagnostic.text}${times}`;
      }),
  );
  if (all.length === 0) return [];
  const shown = all.slice(0, screen.verbose ? Infinity : DIAGNOSTICS);
  const lines = [heading(screen, words.diagnosticTitle)];
  for (const text of shown) lines.push(...paragraph(screen, 2, text, 2));
  if (shown.length < all.length) lines.push(oneLine(screen, 2, words.more(all.length - shown.length), 'dim'));
  return lines;
}

/** The last line: how much was read, how fast. */
export function statsLine(screen: Screen, document: ReportDocument): string {
  const { stats } = document;
  const { words } = screen;
  const speed = stats.seconds > 0 ? words.took(stats.seconds.toFixed(stats.seconds < 10 ? 2 : 0)) : '';
  const read = words.summary(formatBytes(stats.bytes), words.lines(stats.lines), words.records(stats.records));
  return oneLine(screen, 0, read + speed + words.stop, 'dim');
}
