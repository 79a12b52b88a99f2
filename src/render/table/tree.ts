import type { Finding } from '../../core/report-document.js';
import { SEVERITY_STYLES } from '../ansi.js';
import type { TreeNode } from '../finding-tree.js';
import { shortMoment } from '../when.js';
import { padEnd } from '../width.js';
import { formatCount, severityWord } from '../words.js';
import { leftAndRight, oneLine, type Screen } from './screen.js';

/** Deeper levels are drawn at this one. */
const MAX_DEPTH = 6;

/** Key, severity and title at the left, time and confidence at the right, on one line. */
function findingLine(
  screen: Screen,
  prefix: string,
  finding: Finding,
  reference: number | undefined,
  note: string,
): string {
  const moment = shortMoment(screen.time, finding.from, finding.uncertainty, reference);
  const times = finding.count > 1 ? `${formatCount(finding.count)}x ` : '';
  const severity = severityWord(finding.severity);
  const [left, right] = leftAndRight(
    screen,
    `${prefix}${finding.key} ${severity} ${note}${finding.title}`,
    `${times}${moment}`.trim(),
  );
  const at = left.indexOf(severity);
  const painted =
    at < 0
      ? left
      : left.slice(0, at) +
        screen.paint(severity, ...SEVERITY_STYLES[finding.severity]) +
        left.slice(at + severity.length);
  if (right === '') return painted;
  return `${padEnd(left, screen.width - right.length - 2).replace(left, () => painted)}  ${screen.paint(right, 'dim')}`;
}

function branch(screen: Screen, node: TreeNode): string {
  const { tee, corner, pipe, gap } = screen.glyphs;
  const levels = node.last.slice(0, MAX_DEPTH);
  return levels.map((last, at) => (at === levels.length - 1 ? (last ? corner : tee) : last ? gap : pipe)).join('');
}

/** What hangs below a finding, one line each, as a tree: its parts, then what it caused. */
export function treeLines(screen: Screen, root: Finding, nodes: readonly TreeNode[], limit: number): string[] {
  const shown = nodes.length > limit ? nodes.slice(0, Math.max(1, limit - 1)) : nodes;
  const lines = shown.map((node) =>
    findingLine(screen, `  ${branch(screen, node)}`, node.finding, root.from, node.relation === 'part' ? 'part: ' : ''),
  );
  if (shown.length < nodes.length) {
    lines.push(oneLine(screen, 2, `${screen.glyphs.corner}${nodes.length - shown.length} more (--verbose shows all)`));
  }
  return lines;
}

/** Independent findings, one line each. */
export function rootLines(
  screen: Screen,
  roots: readonly Finding[],
  reference: number | undefined,
  limit: number,
): string[] {
  const shown = roots.length > limit ? roots.slice(0, Math.max(1, limit - 1)) : roots;
  const lines = shown.map((root) => findingLine(screen, '  ', root, reference, ''));
  if (shown.length < roots.length) {
    lines.push(oneLine(screen, 2, `${roots.length - shown.length} more, see below`));
  }
  return lines;
}
