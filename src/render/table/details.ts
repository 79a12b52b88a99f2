import type { Finding } from '../../core/report-document.js';
import type { FindingTree } from '../finding-tree.js';
import { tellingVersions } from '../telling-versions.js';
import { headlineLines, SUMMARY_LINES } from './headline.js';
import { remedyLines } from './remedy.js';
import { heading, labelled, oneLine, wouldCut, type Screen } from './screen.js';
import { storyLines } from './story.js';
import { treeLines } from './tree.js';

/** Blocks of other root findings shown unless verbose. */
const BLOCKS = 10;

function referenceLines(screen: Screen, finding: Finding): string[] {
  return finding.references.flatMap((url) => {
    const lines = labelled(screen, screen.words.see, url);
    // A link stays whole even where its text had to be broken.
    return lines.map((line) => {
      const shown = line.trim().split(/ +/).at(-1) ?? '';
      return shown === '' ? line : line.slice(0, line.length - shown.length) + screen.link(shown, url);
    });
  });
}

/** What the first screen leaves out about the first finding. */
export function moreLines(screen: Screen, finding: Finding): string[] {
  const { words } = screen;
  const lines: string[] = [];
  if (!screen.verbose && wouldCut(screen, finding.summary, SUMMARY_LINES)) {
    lines.push(...labelled(screen, words.what, finding.summary));
  }
  if (finding.cause !== '') lines.push(...labelled(screen, words.cause, finding.cause));
  if (finding.impact !== '') lines.push(...labelled(screen, words.impact, finding.impact));
  if (finding.prevent !== undefined) lines.push(...labelled(screen, words.prevent, finding.prevent));
  if (finding.fixedIn.length > 0)
    lines.push(...labelled(screen, words.fixed, words.fixedIn(finding.fixedIn.join(', '))));
  const onFirstScreen = finding.versions?.find(({ running }) => running !== undefined)?.text;
  for (const text of tellingVersions(finding))
    if (text !== onFirstScreen || (!screen.verbose && wouldCut(screen, text, 1)))
      lines.push(...labelled(screen, words.version, screen.sentence(text)));
  for (const reason of finding.confidenceReasons.slice(1))
    lines.push(...labelled(screen, words.sure, screen.sentence(reason)));
  for (const text of finding.against ?? []) lines.push(...labelled(screen, words.against, screen.sentence(text)));
  for (const missing of finding.missing) lines.push(...labelled(screen, words.surer, missing));
  if (finding.decidedBy !== undefined) {
    const { command, effect } = finding.decidedBy;
    lines.push(
      ...labelled(screen, words.decides, effect === 'read-only' ? words.readOnly(command) : words.mayChange(command)),
    );
  }
  lines.push(...referenceLines(screen, finding));
  return lines.length === 0 ? [] : [heading(screen, words.moreTitle(`${finding.key} ${finding.id}`)), ...lines];
}

function blockLines(screen: Screen, tree: FindingTree, finding: Finding, withTree: boolean): string[] {
  const lines = [...headlineLines(screen, tree, finding, true), ...storyLines(screen, tree, finding, 3)];
  const remedy = remedyLines(screen, finding);
  if (remedy.length > 0) lines.push(oneLine(screen, 2, screen.words.blockRemedy, 'bold'), ...remedy);
  const below = withTree ? tree.below(finding) : [];
  if (below.length > 0) {
    lines.push(
      oneLine(screen, 2, screen.words.blockBelow, 'bold'),
      ...treeLines(screen, finding, below, screen.verbose ? Infinity : 5),
    );
  }
  if (screen.verbose) lines.push(...moreLines(screen, finding).slice(1));
  return lines;
}

/** One block for each other root finding; with `verbose` for every finding but the first. */
export function findingSections(screen: Screen, tree: FindingTree, findings: readonly Finding[]): string[][] {
  const [, ...rest] = screen.verbose ? findings : tree.roots;
  const shown = rest.slice(0, screen.verbose ? Infinity : BLOCKS);
  const roots = new Set(tree.roots);
  const sections = shown.map((finding) => blockLines(screen, tree, finding, roots.has(finding)));
  if (shown.length < rest.length) {
    sections.push([oneLine(screen, 0, screen.words.moreFindings(rest.length - shown.length), 'dim')]);
  }
  return sections;
}
