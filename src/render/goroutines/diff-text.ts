import type { DumpComparison, StackHistory } from '../../core/dump-details.js';
import type { RenderOptions } from '../options.js';
import { tellingGrid, type Column } from '../table/grid.js';
import { createScreen, heading, oneLine, paragraph, type Screen } from '../table/screen.js';
import { durationWords, minutesWords } from '../times.js';
import { US_PER_MINUTE } from '../../core/units.js';
import { shortMoment } from '../when.js';
import { countOf, formatCount } from '../words.js';
import { doingWords } from './words.js';

/** Stacks told of one kind, and the same when verbose. */
const STACKS = 8;
const STACKS_VERBOSE = 500;
const FRAMES = 30;
/** Counts of one stack that are shown; of more dumps the first and the last ones. */
const COUNTS = 6;

/** `3, 41, 88`: how many there were in each dump. */
export function countsWords(counts: readonly number[]): string {
  const words = counts.map(formatCount);
  return words.length <= COUNTS
    ? words.join(' > ')
    : `${words.slice(0, 2).join(' > ')} > … > ${words.slice(-3).join(' > ')}`;
}

/** The sections of a comparison in the order in which they matter. */
export function comparisonSections(
  comparison: DumpComparison,
): readonly { readonly title: string; readonly told: string; readonly stacks: readonly StackHistory[] }[] {
  const { stuck, growing, appeared, gone, passing } = comparison;
  return [
    {
      title: 'Still stuck at the same place',
      told: 'the same goroutines, or ones that have waited since the earlier dump',
      stacks: stuck,
    },
    { title: 'More and more: leak suspects', told: 'more in every dump than in the one before', stacks: growing },
    { title: 'New', told: 'in the last dump only', stacks: appeared },
    { title: 'Gone', told: 'not in the last dump', stacks: gone },
    { title: 'Passing through', told: 'the same place, but other goroutines', stacks: passing },
  ];
}

/** One sentence: what became of the process between the dumps. */
export function verdict({ stuck, growing, appeared, gone, dumps }: DumpComparison): string {
  const number = stuck.reduce((sum, stack) => sum + (stack.counts.at(-1) ?? 0), 0);
  const elapsed = dumps.at(-1)?.elapsedMinutes;
  const span = elapsed === undefined ? '' : ` ${minutesWords(elapsed)} later`;
  const parts = [
    stuck.length === 0
      ? `nothing is stuck${span}`
      : `${countOf(number, 'goroutine')} ${number === 1 ? 'is' : 'are'} still stuck${span}, at ${countOf(stuck.length, 'place')}`,
    ...(growing.length === 0 ? [] : [`${countOf(growing.length, 'stack')} ${growing.length === 1 ? 'grows' : 'grow'}`]),
    ...(appeared.length === 0 ? [] : [countOf(appeared.length, 'new stack')]),
    ...(gone.length === 0 ? [] : [`${countOf(gone.length, 'stack')} gone`]),
  ];
  return parts.join(', ');
}

/** What `docklog diff` prints. */
export function* renderComparisonsText(
  comparisons: readonly DumpComparison[],
  options: RenderOptions,
): Generator<string> {
  const screen = createScreen(options);
  for (const [index, comparison] of comparisons.entries())
    yield `${index === 0 ? '' : '\n'}${comparisonLines(screen, comparison).join('\n')}\n`;
}

function comparisonLines(screen: Screen, comparison: DumpComparison): string[] {
  const { dumps } = comparison;
  const lines = paragraph(screen, 0, `${comparison.program}: ${verdict(comparison)}`, 2, 'bold');
  const rows = dumps.map((dump) => [
    formatCount(dump.total),
    shortMoment(screen.time, dump.time, 0, undefined),
    dump.elapsedMinutes === undefined || dump.elapsedMinutes === 0
      ? ''
      : `+${durationWords(dump.elapsedMinutes * US_PER_MINUTE)}`,
    `${dump.source}:${dump.line}`,
  ]);
  const heads: readonly Column[] = [
    { head: 'goroutines', align: 'right', min: 10 },
    { head: `taken (${screen.time.zone(dumps[0]?.time ?? 0)})`, min: 8 },
    { head: 'after', min: 6 },
    { head: 'dump', min: 20, keep: 'end' },
  ];
  lines.push(...tellingGrid(screen, heads, rows));
  for (const { title, told, stacks } of comparisonSections(comparison)) {
    if (stacks.length === 0) continue;
    lines.push('', heading(screen, title), oneLine(screen, 2, told, 'dim'));
    const shown = stacks.slice(0, screen.verbose ? STACKS_VERBOSE : STACKS);
    const columns: readonly Column[] = [
      { head: 'count', align: 'right', min: 7 },
      { head: 'waits', min: 7 },
      { head: 'since', min: 8 },
      { head: 'state', min: 8 },
      { head: 'doing', min: 20, wrap: 3 },
    ];
    const reference = dumps.at(-1)?.time;
    const cells = shown.map((stack) => [
      countsWords(stack.counts),
      waitOf(stack),
      shortMoment(screen.time, stack.since, 0, reference),
      stack.state,
      doingWords(stack),
    ]);
    lines.push(...tellingGrid(screen, columns, cells));
    if (shown.length < stacks.length)
      lines.push(
        oneLine(screen, 2, `and ${countOf(stacks.length - shown.length, 'more stack')}; --verbose shows them`, 'dim'),
      );
    if (screen.verbose) for (const stack of shown) lines.push('', ...stackLines(screen, stack));
  }
  return lines;
}

/** Longest wait in the last dump that has the stack. */
export function waitOf({ waitMinutes, counts }: StackHistory): string {
  const last = counts.reduce((found, count, index) => (count > 0 ? index : found), 0);
  const minutes = waitMinutes[last] ?? 0;
  return minutes < 1 ? '' : minutesWords(minutes);
}

function stackLines(screen: Screen, stack: StackHistory): string[] {
  const same = stack.sameIds.slice(0, 10).join(', ');
  const title = `${doingWords(stack)}${same === '' ? '' : `; in both: ${same}${stack.sameIds.length > 10 ? ', ...' : ''}`}`;
  const lines = paragraph(screen, 2, title, 2, 'bold');
  for (const frame of stack.frames.slice(0, FRAMES))
    lines.push(oneLine(screen, 4, `${frame.function} ${frame.file}:${frame.line}`));
  if (stack.frames.length > FRAMES)
    lines.push(oneLine(screen, 4, `${stack.frames.length - FRAMES} more frames`, 'dim'));
  return lines;
}
