import type { Finding } from '../../core/report-document.js';
import { SEVERITY_STYLES } from '../ansi.js';
import type { TreeNode } from '../finding-tree.js';
import { shortMoment } from '../when.js';
import { displayWidth, padEnd } from '../width.js';
import { leftAndRight, oneLine, type Screen } from './screen.js';

/** Deeper levels are drawn at this one. */
const MAX_DEPTH = 6;
/** On a wider screen times would stand too far from what they are of. */
const MAX_LINE = 120;

/** Key, severity and title at the left, time and confidence at the right, on one line. */
function findingLine(
  screen: Screen,
  prefix: string,
  finding: Finding,
  reference: number | undefined,
  note: string,
): string {
  const moment = shortMoment(screen.time, finding.from, finding.uncertainty, reference);
  const times = finding.count > 1 ? `${screen.words.times(finding.count)} ` : '';
  const severity = screen.words.severity(finding.severity);
  const width = Math.min(screen.width, MAX_LINE);
  const [left, right] = leftAndRight(
    { ...screen, width },
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
  return `${padEnd(left, width - displayWidth(right) - 2).replace(left, () => painted)}  ${screen.paint(right, 'dim')}`;
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
    findingLine(
      screen,
      `  ${branch(screen, node)}`,
      node.finding,
      root.from,
      node.relation === 'part' ? screen.words.part : '',
    ),
  );
  if (shown.length < nodes.length) {
    lines.push(oneLine(screen, 2, screen.glyphs.corner + screen.words.moreInTree(nodes.length - shown.length)));
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
    lines.push(oneLine(screen, 2, screen.words.moreBelow(roots.length - shown.length)));
  }
  return lines;
}
