import type { CoverageSummary, ReportDocument } from '../../core/report-document.js';
import { isShowable } from '../times.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, type Screen } from './screen.js';

const COLUMNS: readonly Column[] = [
  { head: 'evidence', min: 12 },
  { head: 'state', min: 9 },
  { head: 'from', min: 11 },
  { head: 'to', min: 11 },
];

const STATES: Readonly<Record<CoverageSummary['status'], string>> = {
  present: 'there',
  missing: 'missing',
  'too-old': 'ends before it broke',
  'too-new': 'begins after it broke',
  truncated: 'cut',
};

/** What evidence is there, and the commands that get what is missing. Of a few named files only when verbose: who names them knows. */
export function coverageLines(screen: Screen, { coverage = [], sources }: ReportDocument): string[] {
  const isBundle = sources.some(({ format }) => format === 'directory' || format.endsWith(' archive'));
  if (coverage.length === 0 || !(screen.verbose || isBundle)) return [];
  const { time } = screen;
  const minute = (us: number | undefined): string =>
    us === undefined || !isShowable(us) ? '' : `${time.date(us)} ${time.minute(us)}`;
  const rows = coverage.map(({ what, status, from, to }) => [what, STATES[status], minute(from), minute(to)]);
  const lines = [heading(screen, 'What evidence there is'), ...grid(screen, COLUMNS, rows)];
  for (const { what, command } of coverage)
    if (command !== undefined) lines.push(oneLine(screen, 2, `${what}: ${command}`));
  return lines;
}
