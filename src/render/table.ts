import type { Finding, ReportDocument } from '../core/report-document.js';
import { createFindingTree, type FindingTree } from './finding-tree.js';
import { shownEvaluations } from './novelty-words.js';
import type { RenderOptions } from './options.js';
import { coverageLines } from './table/coverage.js';
import { findingSections, moreLines } from './table/details.js';
import { openRequestLines } from './table/open-requests.js';
import { dumpSections } from './table/dumps.js';
import { contextLines, headlineLines, noticeLines } from './table/headline.js';
import { diagnosticLines, evaluationLines, sourceLines, statsLine } from './table/inputs.js';
import { noveltyLines } from './table/novelties.js';
import { remedyLines } from './table/remedy.js';
import { createScreen, heading, paragraph, type Screen } from './table/screen.js';
import { linesPerEvidence, storyLines } from './table/story.js';
import { rootLines, treeLines } from './table/tree.js';

/**
 * Lines of the first screen. Evidence gives way first, down to `MIN_EVIDENCE` lines; the remedy is never cut.
 */
const FIRST_SCREEN = 40;
const MIN_EVIDENCE = 4;
const MAX_EVIDENCE = 8;
const TREE_LINES = 6;
const OTHER_LINES = 5;

/** Joins sections by one empty line; empty sections leave nothing. */
function join(sections: readonly (readonly string[])[]): string[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : ['', ...section]));
}

function titled(screen: Screen, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading(screen, title), ...lines];
}

/** What broke first, how sure, why, what to do, what else. */
function firstScreen(screen: Screen, document: ReportDocument, tree: FindingTree, first: Finding): string[] {
  const { words } = screen;
  const unlimited = screen.verbose ? Infinity : undefined;
  const head = [...contextLines(screen, document), ...noticeLines(screen, document)];
  const headline = headlineLines(screen, tree, first, false);
  const remedy = titled(screen, words.remedyTitle, remedyLines(screen, first));
  const below = titled(screen, words.belowTitle, treeLines(screen, first, tree.below(first), unlimited ?? TREE_LINES));
  const others = titled(
    screen,
    words.othersTitle,
    rootLines(screen, tree.roots.slice(1), first.from, unlimited ?? OTHER_LINES),
  );
  const around = join([head, headline, remedy, below, others]).length + 2;
  const room = Math.floor((FIRST_SCREEN - around) / linesPerEvidence(screen));
  const limit = Math.min(MAX_EVIDENCE, Math.max(MIN_EVIDENCE, room));
  const story = titled(screen, words.storyTitle, storyLines(screen, tree, first, limit));
  return join([head, headline, story, remedy, below, others]);
}

/** Nothing found is an answer only together with what was looked at. */
function nothingFound(screen: Screen, document: ReportDocument): string[] {
  const { stats } = document;
  const { words } = screen;
  const evaluations = shownEvaluations(document, false);
  const readable = document.sources.filter((source) => !['unreadable', 'binary', 'empty'].includes(source.format));
  const unplaced = readable.filter((source) => source.clock.basis === 'none' && source.lines > 0);
  const lost = document.sources.reduce((sum, source) => sum + source.notUnderstood.lines, 0);
  const title = readable.length === 0 ? words.nothingRead : words.nothingFound;
  const lines: string[] = [];
  if (readable.length > 0) {
    const read = words.sourcesWithLines(words.sources(readable.length), words.lines(stats.lines));
    lines.push(...paragraph(screen, 2, words.noProof(read, words.records(stats.records))));
  }
  if (evaluations.length > 0) {
    lines.push(...paragraph(screen, 2, words.notJudged(evaluations.length)));
  }
  if (unplaced.length > 0) {
    const names = unplaced.map(({ name }) => screen.place(name)).join(words.comma);
    lines.push(...paragraph(screen, 2, words.notPlaced(unplaced.length, names)));
  }
  if (lost > 0) lines.push(...paragraph(screen, 2, words.noFormat(lost)));
  return [heading(screen, title), ...lines];
}

/**
 * The terminal report. The first screen answers what broke first, how sure that is, why, and what to do;
 * details follow. No line is wider than `options.width`, and no control character of the document comes out.
 */
export function* renderTable(document: ReportDocument, options: RenderOptions): Generator<string> {
  const screen = createScreen(options, document);
  const tree = createFindingTree(document);
  const first = tree.roots[0];
  if (first === undefined) {
    const head = [...contextLines(screen, document), ...noticeLines(screen, document)];
    yield `${join([head, nothingFound(screen, document)]).join('\n')}\n`;
  } else {
    yield `${firstScreen(screen, document, tree, first).join('\n')}\n`;
  }
  if (options.quiet) return;
  const sections: string[][] = [];
  if (first !== undefined) sections.push(moreLines(screen, first), ...findingSections(screen, tree, document.findings));
  sections.push(
    openRequestLines(screen, document, screen.verbose ? Infinity : 5),
    noveltyLines(screen, document),
    coverageLines(screen, document),
    ...dumpSections(screen, document.dumps),
    sourceLines(screen, document),
    evaluationLines(screen, document),
    diagnosticLines(screen, document),
    [statsLine(screen, document)],
  );
  for (const section of sections) if (section.length > 0) yield `\n${section.join('\n')}\n`;
}
