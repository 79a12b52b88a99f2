import Table from 'cli-table3';

import { displayWidth, padEnd, padStart, takeWidth, truncate, truncateStart, wrap } from '../width.js';
import type { Screen } from './screen.js';

/** A column of a grid. */
export interface Column {
  readonly head: string;
  readonly align?: 'right';
  /** Which end of a too long text is kept; paths tell more at their end. */
  readonly keep?: 'end';
  /** Lines over which a cell may be broken instead of cut. */
  readonly wrap?: number;
  /** Columns below which it is not narrowed while others can be. */
  readonly min: number;
}

const GAP = '  ';
/** cli-table3 holds and measures all cells, so the rows of one grid are bounded. */
const MAX_ROWS = 1_000;

/** Shrinks the widest columns first until all fit into `room`. */
function fit(natural: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  const shrink = (floorOf: (index: number) => number): void => {
    while (excess > 0) {
      let widest = -1;
      for (let at = 0; at < widths.length; at += 1) {
        const width = widths[at] ?? 0;
        if (width > floorOf(at) && width > (widths[widest] ?? 0)) widest = at;
      }
      if (widest < 0) return;
      widths[widest] = (widths[widest] ?? 0) - 1;
      excess -= 1;
    }
  };
  shrink((index) => columns[index]?.min ?? 1);
  shrink(() => 1);
  return widths;
}

/**
 * A table without frame: a head, a rule and one line a row unless a column wraps, never wider than the screen, indented by two.
 * Cells are cut and filled here, because cli-table3 (string-width 4) measures some scripts otherwise.
 */
export function grid(screen: Screen, columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const { ellipsis, rule } = screen.glyphs;
  const shown = rows.slice(0, MAX_ROWS).map((row) => columns.map((_, at) => screen.text(row[at] ?? '').trim()));
  const natural = columns.map((column, at) =>
    Math.max(1, displayWidth(column.head), ...shown.map((row) => displayWidth(row[at] ?? ''))),
  );
  const indent = '  ';
  const widths = fit(natural, columns, screen.width - indent.length - GAP.length * (columns.length - 1));
  const cell = (text: string, at: number): string => {
    const width = widths[at] ?? 1;
    const column = columns[at];
    if (column?.wrap !== undefined) {
      const lines = wrap(text, width);
      const kept = lines.slice(0, column.wrap);
      if (lines.length > kept.length) kept.push(truncate(`${kept.pop() ?? ''} ${ellipsis}`, width, ellipsis));
      return kept.map((line) => padEnd(line, width)).join('\n');
    }
    const cut = column?.keep === 'end' ? truncateStart(text, width, ellipsis) : truncate(text, width, ellipsis);
    return column?.align === 'right' ? padStart(cut, width) : padEnd(cut, width);
  };
  const table = new Table({
    head: columns.map((column, at) => cell(column.head, at)),
    colWidths: widths,
    truncate: '',
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      'left-mid': '',
      'right-mid': '',
      mid: rule,
      'mid-mid': GAP,
      middle: GAP,
    },
  });
  for (const row of shown) table.push(row.map(cell));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => indent + takeWidth(line, screen.width - indent.length).trimEnd());
  lines[0] = screen.paint(lines[0] ?? '', 'bold');
  if (lines[1] !== undefined) lines[1] = screen.paint(lines[1], 'dim');
  if (rows.length > shown.length) lines.push(`${indent}${ellipsis} ${rows.length - shown.length} more`);
  return lines;
}

/** A grid without the columns that say nothing. */
export function tellingGrid(
  screen: Screen,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const kept = columns.map((_, at) => rows.some((row) => row[at] !== ''));
  return grid(
    screen,
    columns.filter((_, at) => kept[at]),
    rows.map((row) => row.filter((_, at) => kept[at])),
  );
}
