import type { Finding, ReportDocument } from '../../core/report-document.js';
import { SEVERITY_STYLES } from '../ansi.js';
import type { FindingTree } from '../finding-tree.js';
import { isShowable } from '../times.js';
import { clockWords, whenWords } from '../when.js';
import { wrap } from '../width.js';
import { confidenceWord, countOf, entityTexts, percent, severityWord } from '../words.js';
import { labelled, oneLine, type Screen } from './screen.js';

/** Lines that the summary may take on the first screen; all of it is among the details. */
export const SUMMARY_LINES = 3;
/** From this confidence on, what would raise it further is left to the details. */
const SURE_ENOUGH = 0.9;

/** One dim line: what was read. */
export function contextLine(screen: Screen, document: ReportDocument): string {
  const { time } = screen;
  // Not by spreading: an archive may hold more members than a call may have arguments.
  let from = Infinity;
  let to = -Infinity;
  for (const source of document.sources) {
    from = Math.min(from, source.from ?? Infinity);
    to = Math.max(to, source.to ?? -Infinity);
  }
  let span = '';
  if (isShowable(from) && isShowable(to)) {
    span =
      time.date(from) === time.date(to)
        ? `, ${time.date(from)} ${time.minute(from)} to ${time.minute(to)} ${time.zone(to)}`
        : `, ${time.date(from)} to ${time.date(to)}`;
  }
  const read = `${countOf(document.sources.length, 'source')}, ${countOf(document.stats.lines, 'line')}`;
  return oneLine(screen, 0, `docklog ${document.docklogVersion} read ${read}${span}`, 'dim');
}

/** What spoils the answer: stopped early, inputs that could not be read. One line each. */
export function noticeLines(screen: Screen, document: ReportDocument): string[] {
  const lines: string[] = [];
  if (document.partial === true) {
    lines.push(
      oneLine(screen, 0, 'PARTIAL: stopped before the end of input; more may be wrong than is shown.', 'yellow'),
    );
  }
  const broken = document.sources.flatMap((source) => {
    const error = source.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
    return error === undefined ? [] : [`${source.name}: ${error.text}`];
  });
  for (const text of broken.slice(0, 3)) lines.push(oneLine(screen, 0, `NOT READ FULLY: ${text}`, 'yellow'));
  if (broken.length > 3) {
    lines.push(oneLine(screen, 0, `NOT READ FULLY: ${countOf(broken.length - 3, 'more input')}, see below.`, 'yellow'));
  }
  return lines;
}

/** Severity, title, key and id of a finding, wrapped, the severity in words and colour. */
function titleLines(screen: Screen, finding: Finding): string[] {
  const text = `${severityWord(finding.severity)}: ${finding.title} (${finding.key}, ${finding.id})`;
  const lines = wrap(screen.text(text), screen.width);
  return lines.map((line) => screen.paint(line, 'bold', ...SEVERITY_STYLES[finding.severity]));
}

function sureWords(finding: Finding): string {
  const reason = finding.confidenceReasons[0];
  return `${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}${reason === undefined ? '' : `: ${reason}`}`;
}

/** The block that answers: what, since when, how sure, where. `brief` leaves out what is only worth it for the first. */
export function headlineLines(screen: Screen, tree: FindingTree, finding: Finding, brief: boolean): string[] {
  const most = (lines: number): number => (screen.verbose ? Infinity : lines);
  const lines = titleLines(screen, finding);
  lines.push(...labelled(screen, 'since', whenWords(finding, screen.time, screen.utc)));
  if (finding.timeBasis !== 'none') lines.push(...labelled(screen, 'clock', clockWords(finding, tree), most(2)));
  lines.push(...labelled(screen, 'sure', sureWords(finding), most(2)));
  const missing = finding.missing[0];
  if (missing !== undefined && !brief && finding.confidence < SURE_ENOUGH) {
    lines.push(...labelled(screen, 'surer', missing, most(1)));
  }
  const entities = entityTexts(finding.entities, 2);
  if (entities.length > 0) lines.push(...labelled(screen, 'where', entities.join(', '), most(1)));
  if (finding.summary !== '') {
    lines.push(...labelled(screen, 'what', finding.summary, most(SUMMARY_LINES)));
  }
  // That nothing is known of it is left to the details.
  const version = finding.versions?.find(({ running }) => running !== undefined);
  if (version !== undefined) lines.push(...labelled(screen, 'version', version.text, most(1)));
  return lines;
}
