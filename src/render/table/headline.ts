import type { Finding, ReportDocument } from '../../core/report-document.js';
import { SEVERITY_STYLES } from '../ansi.js';
import type { FindingTree } from '../finding-tree.js';
import { isShowable } from '../times.js';
import { clockWords, whenWords } from '../when.js';
import { displayWidth, wrap } from '../width.js';
import { entityTexts, percent } from '../words.js';
import { labelled, labelledLine, oneLine, type Screen } from './screen.js';

/** Lines that the summary may take on the first screen; all of it is among the details. */
export const SUMMARY_LINES = 3;
/** From this confidence on, what would raise it further is left to the details. */
const SURE_ENOUGH = 0.9;

/** What was read, and where all of it lies, dim. */
export function contextLines(screen: Screen, document: ReportDocument): string[] {
  const { time, words, folder } = screen;
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
        ? words.spanOfDay(time.date(from), time.minute(from), time.minute(to), time.zone(to))
        : words.spanOfDays(time.date(from), time.date(to));
  }
  const read = `${words.sources(document.sources.length)}${words.comma}${words.lines(document.stats.lines)}`;
  const told = words.read(document.docklogVersion, read, span);
  if (folder === '') return [oneLine(screen, 0, told, 'dim')];
  const place = words.inFolder(folder);
  const both = told + words.comma + place;
  const lines = displayWidth(both) <= screen.width ? [both] : [told, `  ${place}`];
  return lines.map((line) => oneLine(screen, 0, line, 'dim'));
}

/** What spoils the answer: stopped early, inputs that could not be read. One line each. */
export function noticeLines(screen: Screen, document: ReportDocument): string[] {
  const { words } = screen;
  const lines: string[] = [];
  if (document.partial === true) {
    lines.push(oneLine(screen, 0, words.partial, 'magenta'));
  }
  const broken = document.sources.flatMap((source) => {
    const error = source.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
    return error === undefined ? [] : [`${source.name}: ${error.text}`];
  });
  for (const text of broken.slice(0, 3)) lines.push(oneLine(screen, 0, words.notReadFully(text), 'magenta'));
  if (broken.length > 3) {
    lines.push(oneLine(screen, 0, words.moreNotReadFully(broken.length - 3), 'magenta'));
  }
  return lines;
}

/** Severity, title, key and id of a finding, wrapped, the severity in words and colour. */
function titleLines(screen: Screen, finding: Finding): string[] {
  const { words } = screen;
  const text = words.titleOf(words.severity(finding.severity), finding.title, finding.key + words.comma + finding.id);
  const lines = wrap(screen.text(text), screen.width);
  return lines.map((line) => screen.paint(line, 'bold', ...SEVERITY_STYLES[finding.severity]));
}

function sureWords(screen: Screen, finding: Finding): string {
  const { words } = screen;
  const reason = finding.confidenceReasons[0];
  const because = reason === undefined ? '' : words.because + screen.sentence(reason);
  return words.confidence(finding.confidence) + words.comma + percent(finding.confidence) + because;
}

function withoutFolder({ folder }: Screen, text: string): string {
  return folder === '' ? text : text.replaceAll(folder, '');
}

/** The block that answers: what, since when, how sure, where. `brief` leaves out what is only worth it for the first. */
export function headlineLines(screen: Screen, tree: FindingTree, finding: Finding, brief: boolean): string[] {
  const most = (lines: number): number => (screen.verbose ? Infinity : lines);
  const { words } = screen;
  const lines = titleLines(screen, finding);
  lines.push(...labelled(screen, words.since, whenWords(finding, screen.time, screen.utc, words)));
  if (finding.timeBasis !== 'none') {
    lines.push(...labelled(screen, words.clock, withoutFolder(screen, clockWords(finding, tree, words)), most(2)));
  }
  lines.push(...labelled(screen, words.sure, sureWords(screen, finding), most(2)));
  const missing = finding.missing[0];
  if (missing !== undefined && !brief && finding.confidence < SURE_ENOUGH) {
    lines.push(...labelled(screen, words.surer, missing, most(1)));
  }
  const entities = entityTexts(finding.entities, 2, words.entity);
  if (entities.length > 0) lines.push(...labelledLine(screen, words.where, entities.join(words.comma)));
  if (finding.summary !== '') {
    lines.push(...labelled(screen, words.what, finding.summary, most(SUMMARY_LINES)));
  }
  // That nothing is known of it is left to the details.
  const version = finding.versions?.find(({ running }) => running !== undefined);
  if (version !== undefined) lines.push(...labelled(screen, words.version, screen.sentence(version.text), most(1)));
  return lines;
}
