import type { ReportDocument } from '../../core/report-document.js';
import type { Words } from '../language/index.js';
import { isShowable } from '../times.js';
import { commandLines } from './remedy.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, type Screen } from './screen.js';

function columns({ coverageColumns: heads }: Words): readonly Column[] {
  return [
    { head: heads.what, min: 12 },
    { head: heads.state, min: 9 },
    { head: heads.from, min: 11 },
    { head: heads.to, min: 11 },
  ];
}

/** What evidence is there, and the commands that get what is missing. Of a few named files only when verbose: who names them knows. */
export function coverageLines(screen: Screen, { coverage = [], sources }: ReportDocument): string[] {
  const isBundle = sources.some(({ format }) => format === 'directory' || format.endsWith(' archive'));
  if (coverage.length === 0 || !(screen.verbose || isBundle)) return [];
  const { time, words } = screen;
  const minute = (us: number | undefined): string =>
    us === undefined || !isShowable(us) ? '' : `${time.date(us)} ${time.minute(us)}`;
  const rows = coverage.map(({ what, status, from, to }) => [
    what,
    words.coverageStates[status],
    minute(from),
    minute(to),
  ]);
  const lines = [heading(screen, words.coverageTitle), ...grid(screen, columns(words), rows)];
  const commands = coverage.flatMap(({ command }) => command ?? []);
  if (commands.length > 0) lines.push(oneLine(screen, 2, words.getTheRest, 'bold'));
  for (const command of commands) lines.push(...commandLines(screen, 4, command));
  return lines;
}
