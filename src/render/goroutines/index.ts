import {
  DUMPS_SCHEMA_VERSION,
  type DumpComparison,
  type DumpDetails,
  type DumpsDocument,
} from '../../core/dump-details.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from '../options.js';
import { safeJson } from '../sanitize.js';

/** Forms in which `docklog goroutines` and `docklog diff` show their results. */
export const DUMP_FORMATS = ['text', 'json', 'ndjson', 'dot', 'html'] as const;
/** Formats in which comparisons of dumps are shown. */
export const COMPARISON_FORMATS = ['text', 'json', 'markdown'] as const;
/** A format of `DUMP_FORMATS`. */
export type DumpFormat = (typeof DUMP_FORMATS)[number];
/** A format of `COMPARISON_FORMATS`. */
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

export interface DumpRenderOptions extends RenderOptions {
  /** Only some goroutines were asked for: their stacks are shown at once. */
  readonly narrow: boolean;
}

/** Goroutine dumps in chunks of text. Throws `bad-option` for an unknown zone. */
export async function* renderDumps(
  document: DumpsDocument,
  format: DumpFormat,
  options: Partial<DumpRenderOptions> = {},
): AsyncGenerator<string> {
  const shown = { ...DEFAULT_RENDER_OPTIONS, narrow: false, ...options };
  switch (format) {
    case 'text':
      yield* (await import('./text.js')).renderDumpsText(document, shown, shown.narrow);
      break;
    case 'json':
      yield* jsonChunks(document);
      break;
    case 'ndjson':
      yield* ndjsonLines(document.dumps);
      break;
    case 'dot':
      yield* (await import('./dot.js')).renderDumpsDot(document);
      break;
    case 'html':
      yield* (await import('./html.js')).renderDumpsHtml(document, shown);
      break;
  }
}

/** Comparisons in chunks of text. Throws `bad-option` for an unknown zone. */
export async function* renderComparisons(
  comparisons: readonly DumpComparison[],
  format: ComparisonFormat,
  options: Partial<RenderOptions> = {},
): AsyncGenerator<string> {
  const shown = { ...DEFAULT_RENDER_OPTIONS, ...options };
  switch (format) {
    case 'text':
      yield* (await import('./diff-text.js')).renderComparisonsText(comparisons, shown);
      break;
    case 'json':
      yield `${safeJson({ schemaVersion: DUMPS_SCHEMA_VERSION, comparisons }, 2)}\n`;
      break;
    case 'markdown':
      yield* (await import('./diff-markdown.js')).renderComparisonsMarkdown(comparisons, shown);
      break;
  }
}

/** The document piece by piece: one string of a dump with many stacks could be too long. */
function* jsonChunks({ dumps, ...about }: DumpsDocument): Generator<string> {
  yield safeJson(about, 2).replace(/\n\}$/, ',\n  "dumps": [');
  for (const [index, { groups, ...dump }] of dumps.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}${safeJson(dump, 2).replace(/\n\}$/, ',\n"groups": [')}`;
    for (const [at, group] of groups.entries()) yield `${at === 0 ? '\n' : ',\n'}${safeJson(group)}`;
    yield '\n]}';
  }
  yield '\n]}\n';
}

/** One object a line: each dump without its groups (`type` is `dump`), then its groups (`type` is `group`). */
function* ndjsonLines(dumps: readonly DumpDetails[]): Generator<string> {
  for (const { groups, kind, ...dump } of dumps) {
    const { source, line } = dump;
    yield `${safeJson({ type: 'dump', kind, ...dump })}\n`;
    for (const group of groups) yield `${safeJson({ type: 'group', source, line, ...group })}\n`;
  }
}
