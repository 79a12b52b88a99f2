import type { DumpSummary, ReportDocument } from '../core/report-document.js';
import { createFindingTree } from './finding-tree.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './html/assets.js';
import { badge, findingHtml, type HtmlPage } from './html/finding.js';
import { lanesSvg } from './html/lanes.js';
import type { RenderOptions } from './options.js';
import { forHtml } from './sanitize.js';
import { createTimeFormat, durationWords, isShowable, minutesWords } from './times.js';
import { countOf, formatBytes, formatCount, percent, shortId } from './words.js';

/** Rows of the timeline in the page; the JSON holds all. */
const TIMELINE = 5_000;
const GROUPS = 200;
const FRAMES = 40;

/** Nothing is loaded, nothing is sent, and only the style and script below may run. */
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

/** A cell: its HTML and its class (`n` number, `t` time). */
type Cell = readonly [html: string, kind?: 'n' | 't'];

function table(head: readonly Cell[], rows: readonly (readonly Cell[])[], ids?: { id: string; row: string }): string {
  const cell = (tag: string, [html, kind]: Cell): string =>
    `<${tag}${kind === undefined ? '' : ` class="${kind}"`}>${html}</${tag}>`;
  const line = (row: readonly Cell[], at: number): string =>
    `<tr${ids === undefined ? '' : ` id="${ids.row}${at}"`}>${row.map((one) => cell('td', one)).join('')}</tr>`;
  const id = ids === undefined ? '' : ` id="${ids.id}"`;
  return `<div class="scroll"><table${id}><thead><tr>${head.map((one) => cell('th', one)).join('')}</tr></thead><tbody>${rows.map(line).join('\n')}</tbody></table></div>`;
}

function timeline(page: HtmlPage, document: ReportDocument): string {
  if (document.timeline.length === 0) return '';
  const rows = document.timeline.slice(0, TIMELINE).map((entry): Cell[] => {
    const unsure = entry.uncertainty >= 1_000_000 ? ` ± ${durationWords(entry.uncertainty)}` : '';
    const moment = isShowable(entry.time)
      ? `${page.time.date(entry.time)} ${page.time.time(entry.time, unsure === '' ? 3 : 0)}${unsure}`
      : 'unknown';
    return [
      [forHtml(moment), 't'],
      [`<span class="${entry.severity}">${entry.severity}</span>`],
      [forHtml(`${entry.source}:${entry.line}`)],
      [`<code>${forHtml(entry.text)}</code>`],
      [forHtml(entry.findings.join(' '))],
    ];
  });
  const hidden = document.timeline.length - rows.length;
  const more =
    hidden > 0 ? `<p class="dim">${countOf(hidden, 'more entry', 'more entries')} in the JSON report.</p>` : '';
  const head: Cell[] = [
    [`Time (${forHtml(page.time.zone(document.timeline[0]?.time ?? 0))})`],
    ['Severity'],
    ['Place'],
    ['What'],
    ['Finding'],
  ];
  return `<h2>Timeline</h2>${lanesSvg(document, page.time)}<input id="filter" type="search" hidden placeholder="Filter by words" aria-label="Filter the timeline">${table(head, rows, { id: 'timeline', row: 't' })}${more}`;
}

function dump(page: HtmlPage, one: DumpSummary): string {
  const groups = one.groups
    .slice(0, GROUPS)
    .map((group): Cell[] => [
      [formatCount(group.count), 'n'],
      [forHtml(group.state)],
      [group.maxWaitMinutes < 1 ? '' : minutesWords(group.maxWaitMinutes)],
      [
        group.since === undefined ? '' : forHtml(`${page.time.date(group.since)} ${page.time.minute(group.since)}`),
        't',
      ],
      [
        `<details><summary>${forHtml([group.entry, group.activity ?? group.stack[0]].filter(Boolean).join(': '))}</summary><pre>${group.stack.slice(0, FRAMES).map(forHtml).join('\n')}</pre></details>`,
      ],
    ]);
  const locks = one.locks.map((lock) => {
    const of = lock.container === undefined ? '' : ` of container ${shortId(lock.container)}`;
    const held =
      lock.holder === undefined
        ? 'holder not found'
        : `held by goroutine ${lock.holder.goroutine} (${percent(lock.holder.confidence)}): ${lock.holder.reasons.join('; ')}`;
    return `<li>${forHtml(`${lock.kind} ${lock.address}${of}: ${countOf(lock.waiters, 'waiter')}, ${held}`)}</li>`;
  });
  const cycles = one.cycles
    .slice(0, 10)
    .map((cycle) => `<li class="error">Deadlock: goroutines ${cycle.slice(0, 20).join(' → ')}</li>`);
  const about = `${countOf(one.total, 'goroutine')}, longest wait ${minutesWords(one.longestWaitMinutes)}, from ${one.source}:${one.line}`;
  return `<h2>Goroutines of ${forHtml(one.program)}</h2><p>${forHtml(about)}</p>${table([['Count', 'n'], ['State'], ['Longest wait'], ['Since'], ['Doing']], groups)}<ul>${[...cycles, ...locks].join('')}</ul>`;
}

function inputs(page: HtmlPage, document: ReportDocument): string {
  const moment = (us: number | undefined): string =>
    us === undefined || !isShowable(us) ? '' : forHtml(`${page.time.date(us)} ${page.time.time(us, 0)}`);
  const rows = document.sources.map((source): Cell[] => [
    [forHtml(source.name)],
    [forHtml(source.format)],
    [formatBytes(source.bytes), 'n'],
    [formatCount(source.lines), 'n'],
    [moment(source.from), 't'],
    [moment(source.to), 't'],
    [forHtml(source.clock.method === '' ? source.clock.basis : source.clock.method)],
  ]);
  const trouble = document.sources.flatMap((source) =>
    source.diagnostics.map(
      ({ severity, text, count }) =>
        `<li class="${severity}">${forHtml(`${source.name}: ${text}${count > 1 ? ` (${formatCount(count)} times)` : ''}`)}</li>`,
    ),
  );
  const unjudged = document.evaluations.map(
    (entry) => `<li><code>${forHtml(entry.id)}</code>: ${forHtml(entry.because)}</li>`,
  );
  const head: Cell[] = [['Source'], ['Format'], ['Bytes', 'n'], ['Lines', 'n'], ['From'], ['To'], ['Clock']];
  return [
    `<h2>What was read</h2>${table(head, rows)}`,
    trouble.length === 0 ? '' : `<ul>${trouble.join('')}</ul>`,
    unjudged.length === 0 ? '' : `<h2>Could not be judged (not the same as healthy)</h2><ul>${unjudged.join('')}</ul>`,
  ].join('');
}

/**
 * The report as one page that needs no network and no script: everything is inline, and a content security policy
 * forbids whatever is not docklog's own.
 */
export function* renderHtml(document: ReportDocument, options: RenderOptions): Generator<string> {
  const page: HtmlPage = {
    tree: createFindingTree(document),
    time: createTimeFormat(options.zone),
    utc: createTimeFormat('UTC'),
  };
  const [first, ...others] = page.tree.roots;
  const title = first === undefined ? 'Nothing found' : first.title;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${forHtml(title)} - docklog</title>
<style>${STYLE}</style>
</head>
<body>
`;
  if (document.partial === true) {
    yield '<p class="notice"><strong>Partial:</strong> stopped before the end of input; more may be wrong than is shown.</p>\n';
  }
  if (first === undefined) {
    yield '<h1>Nothing found</h1><p>No known failure was recognised in this input. This is no proof of health: see below what was read and what could not be judged.</p>\n';
  } else {
    yield `${badge(first)}<h1>${forHtml(first.title)}</h1>\n${findingHtml(page, first)}\n`;
  }
  if (others.length > 0) yield '<h2>Independent incidents</h2>\n';
  for (const finding of others) {
    yield `<details><summary>${badge(finding)} ${forHtml(finding.title)} <span class="dim">${forHtml(finding.key)}</span></summary>${findingHtml(page, finding)}</details>\n`;
  }
  if (!options.quiet) {
    yield `${timeline(page, document)}\n`;
    for (const one of document.dumps.slice(0, 50)) yield `${dump(page, one)}\n`;
    yield `${inputs(page, document)}\n`;
  }
  yield `<footer><p>docklog ${forHtml(document.docklogVersion)}, ${forHtml(document.generatedAt)}</p></footer>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}
