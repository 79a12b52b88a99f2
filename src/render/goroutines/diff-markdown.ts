import type { DumpComparison } from '../../core/dump-details.js';
import type { RenderOptions } from '../options.js';
import { forMarkdown, markdownCode } from '../sanitize.js';
import { createTimeFormat, isShowable } from '../times.js';
import { countOf, formatCount } from '../words.js';
import { comparisonSections, countsWords, verdict, waitOf } from './diff-text.js';
import { doingWords } from './words.js';

const STACKS = 50;
const STACKS_VERBOSE = 1_000;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The comparison for a ticket. Nothing in the dumps can become markup. */
export function* renderComparisonsMarkdown(
  comparisons: readonly DumpComparison[],
  options: RenderOptions,
): Generator<string> {
  const time = createTimeFormat(options.zone);
  for (const [index, comparison] of comparisons.entries()) {
    const rows = comparison.dumps.map((dump) => [
      formatCount(dump.total),
      dump.time === undefined || !isShowable(dump.time)
        ? ''
        : forMarkdown(`${time.date(dump.time)} ${time.time(dump.time, 0)} ${time.zone(dump.time)}`),
      markdownCode(`${dump.source}:${dump.line}`, 'table'),
    ]);
    yield `${index === 0 ? '' : '\n'}# ${forMarkdown(comparison.program)}: ${forMarkdown(verdict(comparison))}\n`;
    yield `\n${table(['Goroutines', 'Taken', 'Dump'], rows)}\n`;
    for (const { title, told, stacks } of comparisonSections(comparison)) {
      if (stacks.length === 0) continue;
      const shown = stacks.slice(0, options.verbose ? STACKS_VERBOSE : STACKS);
      const cells = shown.map((stack) => [
        forMarkdown(countsWords(stack.counts)),
        waitOf(stack),
        markdownCode(stack.state, 'table'),
        forMarkdown(doingWords(stack)),
      ]);
      yield `\n## ${title}\n\n${told[0]?.toUpperCase() ?? ''}${told.slice(1)}.\n\n${table(['Count', 'Waits', 'State', 'Doing'], cells)}\n`;
      if (shown.length < stacks.length)
        yield `\n${countOf(stacks.length - shown.length, 'more stack')} in the JSON form.\n`;
    }
  }
}
