import type { DumpSummary, Finding, ReportDocument } from '../core/report-document.js';
import { decisiveEvidence, storyOf } from './decisive-evidence.js';
import { createFindingTree, type FindingTree } from './finding-tree.js';
import { noveltyWords, shownEvaluations, shownNovelties } from './novelty-words.js';
import type { RenderOptions } from './options.js';
import { forMarkdown, markdownCode, markdownFence } from './sanitize.js';
import { tellingVersions } from './telling-versions.js';
import { createTimeFormat, durationWords, isShowable, minutesWords, type TimeFormat } from './times.js';
import { clockWords, shortMoment, whenWords } from './when.js';
import {
  confidenceWord,
  countOf,
  entityTexts,
  formatBytes,
  formatCount,
  percent,
  severityWord,
  shortId,
} from './words.js';

/** Evidence lines of a finding, unless verbose. */
const EVIDENCE = 12;
/** Rows of the timeline, normally and when verbose: an issue on GitHub holds 65,536 characters. */
const TIMELINE = 60;
const TIMELINE_VERBOSE = 2_000;
/** Characters of an evidence line or timeline text, unless verbose. */
const TEXT = 400;
const GROUPS = 10;
/** Independent incidents told in full, unless verbose; the others are listed. */
const INCIDENTS = 8;
/** Lines of the tree below a finding, unless verbose. */
const BELOW = 40;

interface Page {
  readonly tree: FindingTree;
  readonly time: TimeFormat;
  readonly utc: TimeFormat;
  readonly verbose: boolean;
}

function cut(page: Page, text: string): string {
  return page.verbose || text.length <= TEXT ? text : `${text.slice(0, TEXT).trimEnd()}…`;
}

/** A table; cells must be escaped already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function facts(page: Page, finding: Finding): string {
  const sure = `${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}`;
  const rows: [string, string][] = [
    ['Severity', severityWord(finding.severity).toLowerCase()],
    ['Since', forMarkdown(whenWords(finding, page.time, page.utc))],
    ...(finding.timeBasis === 'none'
      ? []
      : [['Clock', forMarkdown(clockWords(finding, page.tree))] satisfies [string, string]]),
    ['Confidence', forMarkdown([sure, ...finding.confidenceReasons].join('; '))],
  ];
  const entities = entityTexts(finding.entities, 5);
  if (entities.length > 0) rows.push(['Where', forMarkdown(entities.join('; '))]);
  if (finding.against !== undefined) rows.push(['Against it', forMarkdown(finding.against.join('; '))]);
  if (finding.missing.length > 0) rows.push(['To be surer', forMarkdown(finding.missing.join('; '))]);
  if (finding.decidedBy !== undefined) {
    const { command, effect } = finding.decidedBy;
    rows.push(['Decided by', `${markdownCode(command, 'table')} (${effect})`]);
  }
  if (finding.fixedIn.length > 0) rows.push(['Fixed in', forMarkdown(finding.fixedIn.join(', '))]);
  const versions = tellingVersions(finding);
  if (versions.length > 0) rows.push(['Version', forMarkdown(versions.join('; '))]);
  rows.push(['Signature', markdownCode(`${finding.id} (${finding.key})`, 'table')]);
  return table(
    ['', ''],
    rows.map(([name, value]) => [`**${name}**`, value]),
  );
}

function evidence(page: Page, finding: Finding): string | undefined {
  const parts = page.tree.partsOf(finding);
  const chosen = page.verbose
    ? storyOf(finding, parts)
    : decisiveEvidence(finding, parts, EVIDENCE).map((line) => line.evidence);
  if (chosen.length === 0) return undefined;
  const lines = chosen.flatMap((line) => {
    const moment =
      line.time === undefined || !isShowable(line.time)
        ? 'no time'
        : `${page.time.date(line.time)} ${page.time.time(line.time, 3)} ${page.time.zone(line.time)}`;
    return [`${moment}  ${line.source}:${line.line}  (${line.role})`, `  ${cut(page, line.text)}`];
  });
  return markdownFence(lines, 'text');
}

function remedy(finding: Finding): string | undefined {
  if (finding.remedy.length === 0) return undefined;
  return finding.remedy
    .map((step, index) => {
      const number = `${index + 1}. `;
      const indent = ' '.repeat(number.length);
      const blocks = [number + forMarkdown(step.text)];
      if (step.command !== undefined) {
        const fence = markdownFence(step.command.split('\n'), 'sh');
        blocks.push(
          fence
            .split('\n')
            .map((line) => indent + line)
            .join('\n'),
        );
      }
      if (step.risk !== undefined) blocks.push(`${indent}**Risk:** ${forMarkdown(step.risk)}`);
      return blocks.join('\n\n');
    })
    .join('\n');
}

function below(page: Page, finding: Finding): string | undefined {
  const nodes = page.tree.below(finding);
  if (nodes.length === 0) return undefined;
  const shown = page.verbose ? nodes : nodes.slice(0, BELOW);
  const items = shown.map((node) => {
    const { finding: child } = node;
    const moment = shortMoment(page.time, child.from, child.uncertainty, finding.from);
    const notes = [
      severityWord(child.severity).toLowerCase(),
      node.relation,
      ...(moment === '' ? [] : [moment]),
      ...(child.count > 1 ? [`${formatCount(child.count)} times`] : []),
    ];
    const indent = '  '.repeat(Math.min(node.depth, 6) - 1);
    return `${indent}- ${forMarkdown(child.title)} (${markdownCode(child.id)}, ${forMarkdown(notes.join(', '))})`;
  });
  if (shown.length < nodes.length) items.push(`- ${formatCount(nodes.length - shown.length)} more`);
  return items.join('\n');
}

function references(finding: Finding): string | undefined {
  if (finding.references.length === 0) return undefined;
  // Only addresses without any character that could end the link are linked.
  return finding.references
    .map((url) => (/^https?:\/\/[\w./~%#?&=+:@,;-]{1,1000}$/.test(url) ? `- <${url}>` : `- ${markdownCode(url)}`))
    .join('\n');
}

/** Everything about one finding; `level` is the number of hashes of its parts' headings. */
function* findingBlocks(page: Page, finding: Finding, level: number): Generator<string> {
  const hashes = '#'.repeat(level);
  if (finding.summary !== '') yield forMarkdown(finding.summary);
  yield facts(page, finding);
  const sections: readonly (readonly [string, string | undefined])[] = [
    ['Evidence', evidence(page, finding)],
    ['What to do', remedy(finding)],
    ['What else happened because of it', below(page, finding)],
    ['Cause', finding.cause === '' ? undefined : forMarkdown(finding.cause)],
    ['Impact', finding.impact === '' ? undefined : forMarkdown(finding.impact)],
    ['References', references(finding)],
  ];
  for (const [title, text] of sections) if (text !== undefined) yield `${hashes} ${title}\n\n${text}`;
}

function novelties(page: Page, document: ReportDocument): string | undefined {
  const { shown, more } = shownNovelties(document, page.verbose);
  if (shown.length === 0) return undefined;
  const items = shown.map((novelty) => {
    const moment = shortMoment(page.time, novelty.time, 0, undefined);
    const place = markdownCode(`${novelty.source}:${novelty.line}`);
    const words = markdownCode(cut(page, noveltyWords(novelty)));
    return `- ${moment === '' ? '' : `${forMarkdown(moment)} `}${place}: ${words} (${forMarkdown(novelty.why)})`;
  });
  if (more > 0) items.push(`- ${countOf(more, 'more', 'more')} in the JSON report`);
  return `## New here\n\nKinds of lines that were not there before, or not as many; they may have nothing to do with it.\n\n${items.join('\n')}`;
}

function timeline(page: Page, document: ReportDocument): string {
  const shown = document.timeline.slice(0, page.verbose ? TIMELINE_VERBOSE : TIMELINE);
  const rows = shown.map((entry) => {
    const unsure = entry.uncertainty >= 1_000_000 ? ` ± ${durationWords(entry.uncertainty)}` : '';
    const moment = isShowable(entry.time)
      ? `${page.time.date(entry.time)} ${page.time.time(entry.time, unsure === '' ? 3 : 0)}${unsure}`
      : 'unknown';
    return [
      forMarkdown(moment),
      markdownCode(`${entry.source}:${entry.line}`, 'table'),
      severityWord(entry.severity).toLowerCase(),
      markdownCode(cut(page, entry.text), 'table'),
      forMarkdown(entry.findings.join(', ')),
    ];
  });
  const zone = page.time.zone(shown[0]?.time ?? 0);
  const more =
    shown.length < document.timeline.length
      ? `\n\n${countOf(document.timeline.length - shown.length, 'more entry', 'more entries')} in the JSON report.`
      : '';
  return `## Timeline\n\n${table([`Time (${forMarkdown(zone)})`, 'Place', 'Severity', 'What', 'Finding'], rows)}${more}`;
}

function dumpBlock(page: Page, dump: DumpSummary): string {
  const rows = dump.groups
    .slice(0, page.verbose ? 200 : GROUPS)
    .map((group) => [
      formatCount(group.count),
      markdownCode(group.state, 'table'),
      group.maxWaitMinutes < 1 ? '' : minutesWords(group.maxWaitMinutes),
      forMarkdown(group.entry ?? ''),
      group.activity === undefined ? markdownCode(group.stack[0] ?? '', 'table') : forMarkdown(group.activity),
    ]);
  const locks = dump.locks.map((lock) => {
    const of = lock.container === undefined ? '' : ` of container ${markdownCode(shortId(lock.container))}`;
    const held =
      lock.holder === undefined
        ? 'holder not found'
        : `held by goroutine ${lock.holder.goroutine} (${percent(lock.holder.confidence)}: ${forMarkdown(lock.holder.reasons.join('; '))})`;
    return `- ${forMarkdown(lock.kind)} ${markdownCode(lock.address)}${of}: ${countOf(lock.waiters, 'waiter')}, ${held}`;
  });
  const head = `## Goroutines of ${forMarkdown(dump.program)}\n\n${countOf(dump.total, 'goroutine')}, longest wait ${minutesWords(dump.longestWaitMinutes)}, from ${markdownCode(`${dump.source}:${dump.line}`)}`;
  const groups = table(['Count', 'State', 'Longest wait', 'Entry', 'Doing'], rows);
  return [head, ...(rows.length > 0 ? [groups] : []), ...(locks.length > 0 ? [locks.join('\n')] : [])].join('\n\n');
}

function sources(page: Page, document: ReportDocument): string {
  const moment = (us: number | undefined): string =>
    us === undefined || !isShowable(us) ? '' : `${page.time.date(us)} ${page.time.time(us, 0)}`;
  const rows = document.sources.map((source) => [
    markdownCode(source.name, 'table'),
    forMarkdown(source.format),
    formatBytes(source.bytes),
    formatCount(source.lines),
    forMarkdown(moment(source.from)),
    forMarkdown(moment(source.to)),
    forMarkdown(source.clock.method === '' ? source.clock.basis : source.clock.method),
  ]);
  const trouble = document.sources.flatMap((source) =>
    source.diagnostics
      .filter((diagnostic) => page.verbose || diagnostic.severity !== 'info')
      .map((diagnostic) => `- ${markdownCode(source.name)}: ${forMarkdown(diagnostic.text)}`),
  );
  const text = `## What was read\n\n${table(['Source', 'Format', 'Bytes', 'Lines', 'From', 'To', 'Clock'], rows)}`;
  return trouble.length === 0 ? text : `${text}\n\n${trouble.join('\n')}`;
}

/** The report as GitHub-flavoured Markdown, for tickets and post-mortems. Nothing in the logs can become markup. */
export function* renderMarkdown(document: ReportDocument, options: RenderOptions): Generator<string> {
  const page: Page = {
    tree: createFindingTree(document),
    time: createTimeFormat(options.zone),
    utc: createTimeFormat('UTC'),
    verbose: options.verbose,
  };
  const [first, ...others] = page.tree.roots;
  yield `# ${first === undefined ? 'Nothing found' : forMarkdown(first.title)}\n`;
  if (document.partial === true)
    yield '\n**Partial:** stopped before the end of input; more may be wrong than is shown.\n';
  if (first === undefined) {
    yield '\nNo known failure was recognised in this input. This is no proof of health: see below what was read and what could not be judged.\n';
  } else {
    for (const block of findingBlocks(page, first, 2)) yield `\n${block}\n`;
  }
  if (!options.quiet) {
    if (others.length > 0) yield '\n## Independent incidents\n';
    const told = page.verbose ? others : others.slice(0, INCIDENTS);
    for (const finding of told) {
      yield `\n### ${forMarkdown(finding.title)}\n`;
      for (const block of findingBlocks(page, finding, 4)) yield `\n${block}\n`;
    }
    const listed = others.slice(told.length, told.length + 100);
    if (listed.length > 0) {
      const items = listed.map((finding) => `- ${forMarkdown(finding.title)} (${markdownCode(finding.id)})`);
      yield `\n### ${formatCount(others.length - told.length)} more\n\n${items.join('\n')}\n`;
    }
    const news = novelties(page, document);
    if (news !== undefined) yield `\n${news}\n`;
    if (document.timeline.length > 0) yield `\n${timeline(page, document)}\n`;
    for (const dump of document.dumps.slice(0, 20)) yield `\n${dumpBlock(page, dump)}\n`;
    if (document.sources.length > 0) yield `\n${sources(page, document)}\n`;
    const evaluations = shownEvaluations(document, page.verbose);
    if (evaluations.length > 0) {
      const list = evaluations.map((entry) => `- ${markdownCode(entry.id)}: ${forMarkdown(entry.because)}`);
      yield `\n## Could not be judged\n\n${list.join('\n')}\n`;
    }
  }
  yield `\n---\n\ndocklog ${forMarkdown(document.docklogVersion)}, report of ${forMarkdown(document.generatedAt)}\n`;
}
