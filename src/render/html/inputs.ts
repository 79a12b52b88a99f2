import type { CoverageSummary, ReportDocument } from '../../core/report-document.js';
import { noveltyWords } from '../novelty-words.js';
import { forHtml } from '../sanitize.js';
import { durationWords } from '../times.js';
import { countOf, formatBytes, formatCount } from '../words.js';
import { commandHtml, momentHtml, tableHtml, type Cell, type HtmlPage } from './page.js';

const REQUESTS = 500;
const NOVELTIES = 200;
const SOURCES = 2_000;

const STATES: Readonly<Record<CoverageSummary['status'], string>> = {
  present: 'there',
  missing: 'missing',
  'too-old': 'ends before it broke',
  'too-new': 'begins after it broke',
  truncated: 'cut',
};

function leftOut(all: readonly unknown[], shown: number): string {
  return all.length > shown
    ? `<p class="dim">${countOf(all.length - shown, 'more', 'more')} in the JSON report.</p>`
    : '';
}

/** Requests without an answer; empty if there are none. */
export function openRequestsHtml(page: HtmlPage, { openRequests = [] }: ReportDocument): string {
  if (openRequests.length === 0) return '';
  const rows = openRequests.slice(0, REQUESTS).map((request): Cell[] => {
    const { since, until, state } = request;
    const of = request.container === undefined ? '' : ` of container ${request.container.slice(0, 12)}`;
    const doubt = state === 'not-logged' ? '; answers are not logged' : '';
    return [
      [formatCount(request.count), 'n'],
      [`<code>${forHtml(request.what)}</code>${forHtml(of)}`],
      [momentHtml(page, since), 't'],
      [since === undefined || until === undefined ? '' : durationWords(until - since), 't'],
      [forHtml((request.waitsFor ?? '') + doubt)],
      [forHtml(`${page.sourceName(request.source)}:${request.line}`)],
    ];
  });
  const head: Cell[] = [['Count', 'n'], ['Request'], ['Since'], ['For'], ['Waits for'], ['Place']];
  return `<section id="requests"><h2>Requests open at the end</h2>${tableHtml('Requests open at the end', head, rows)}${leftOut(openRequests, REQUESTS)}</section>`;
}

/** Kinds of lines that were not there before; empty if there are none. */
export function noveltiesHtml(page: HtmlPage, { novelties = [] }: ReportDocument): string {
  if (novelties.length === 0) return '';
  const rows = novelties
    .slice(0, NOVELTIES)
    .map((novelty): Cell[] => [
      [momentHtml(page, novelty.time), 't'],
      [`<span class="${novelty.gravity}">${novelty.gravity}</span>`],
      [forHtml(`${page.sourceName(novelty.source)}:${novelty.line}`)],
      [
        `<details><summary><code>${forHtml(noveltyWords(novelty))}</code></summary><p>${forHtml(novelty.why)}</p><pre>${forHtml(novelty.text)}</pre></details>`,
      ],
    ]);
  const head: Cell[] = [['First'], ['Gravity'], ['Place'], ['Kind of line']];
  return `<section id="news"><h2>New here</h2><p class="dim">Kinds of lines that were not there before, or not as many. They may have nothing to do with what broke.</p>${tableHtml('New kinds of lines', head, rows)}${leftOut(novelties, NOVELTIES)}</section>`;
}

function coverageHtml(page: HtmlPage, coverage: readonly CoverageSummary[]): string {
  if (coverage.length === 0) return '';
  const rows = coverage.map(({ what, status, from, to, command }): Cell[] => [
    [forHtml(what)],
    [`<span class="${status === 'present' ? 'there' : 'warning'}">${STATES[status]}</span>`],
    [momentHtml(page, from), 't'],
    [momentHtml(page, to), 't'],
    [command === undefined ? '' : commandHtml(command)],
  ]);
  const head: Cell[] = [['Evidence'], ['State'], ['From'], ['To'], ['How to get it']];
  return `<section id="coverage"><h2>What evidence there is</h2>${tableHtml('What evidence there is', head, rows)}</section>`;
}

/** What was read, what is missing, and what could not be judged. */
export function inputsHtml(page: HtmlPage, document: ReportDocument): string {
  const roles = document.sources.some(({ role }) => role !== undefined);
  const rows = document.sources
    .slice(0, SOURCES)
    .map((source): Cell[] => [
      [forHtml(page.sourceName(source.name))],
      ...(roles ? [[forHtml(source.role ?? '')] as Cell] : []),
      [forHtml(source.format)],
      [formatBytes(source.bytes), 'n'],
      [formatCount(source.lines), 'n'],
      [momentHtml(page, source.from), 't'],
      [momentHtml(page, source.to), 't'],
      [forHtml(source.clock.method === '' ? source.clock.basis : source.clock.method)],
    ]);
  const trouble = document.sources.flatMap((source) =>
    source.diagnostics.map(
      ({ severity, text, count }) =>
        `<li><span class="${severity}">${severity}</span> ${forHtml(`${page.sourceName(source.name)}: ${text}${count > 1 ? ` (${formatCount(count)} times)` : ''}`)}</li>`,
    ),
  );
  const unjudged = document.evaluations.map(
    (entry) => `<li><code>${forHtml(entry.id)}</code>: ${forHtml(entry.because)}</li>`,
  );
  const head: Cell[] = [
    ['Source'],
    ...(roles ? [['Role'] as Cell] : []),
    ['Format'],
    ['Bytes', 'n'],
    ['Lines', 'n'],
    ['From'],
    ['To'],
    ['Clock'],
  ];
  const folder = page.folder === '' ? '' : `<p class="dim">All in <code>${forHtml(page.folder)}</code></p>`;
  return [
    coverageHtml(page, document.coverage ?? []),
    `<section id="sources"><h2>What was read</h2>${folder}${tableHtml('What was read', head, rows)}${leftOut(document.sources, SOURCES)}`,
    trouble.length === 0 ? '' : `<ul>${trouble.slice(0, SOURCES).join('')}</ul>`,
    '</section>',
    unjudged.length === 0
      ? ''
      : `<section id="unjudged"><h2>Could not be judged <span class="dim">not the same as healthy</span></h2><ul>${unjudged.join('')}</ul></section>`,
  ].join('\n');
}
