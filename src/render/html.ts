import type { ReportDocument } from '../core/report-document.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './html/assets.js';
import { badge, incidentHtml } from './html/finding.js';
import { dumpHtml } from './html/goroutines.js';
import { inputsHtml, noveltiesHtml, openRequestsHtml } from './html/inputs.js';
import { createHtmlPage, type HtmlPage } from './html/page.js';
import { timelineHtml } from './html/timeline.js';
import type { RenderOptions } from './options.js';
import { forHtml } from './sanitize.js';
import { countOf } from './words.js';

const DUMPS = 50;

/** Nothing is loaded, nothing is sent, and only the style and script below may run. */
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

function headHtml(title: string): string {
  return `<!doctype html>
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
<a class="skip" href="#main">Skip to the findings</a>
`;
}

/** Name, ways to the sections, and the search, which the script shows. */
function barHtml(document: ReportDocument, quiet: boolean): string {
  const { timeline, dumps, openRequests = [], findings } = document;
  const sections: readonly (readonly [boolean, string, string])[] = [
    [findings.length > 0, 'main', 'Incident'],
    [timeline.length > 0, 'timeline-section', 'Timeline'],
    [openRequests.length > 0, 'requests', 'Requests'],
    [dumps.length > 0, 'goroutines', 'Goroutines'],
    [true, 'sources', 'Sources'],
  ];
  const links = sections.filter(([there]) => there).map(([, id, text]) => `<a href="#${id}">${text}</a>`);
  const nav = quiet ? '' : `<nav aria-label="Sections">${links.join('')}</nav>`;
  return `<header class="top"><span class="brand">docklog</span>${nav}<div id="find" class="find" role="search" hidden><input id="search" type="search" aria-label="Search this page" placeholder="Search (/)" autocomplete="off" spellcheck="false"><span id="hits" role="status"></span><button type="button" id="previous" aria-label="Previous hit">↑</button><button type="button" id="next" aria-label="Next hit">↓</button></div></header>
`;
}

function* incidentsHtml(page: HtmlPage): Generator<string> {
  const [first, ...others] = page.tree.roots;
  if (first === undefined) {
    yield '<h1>Nothing found</h1><p>No known failure was recognised in this input. This is no proof of health: see below what was read and what could not be judged.</p>\n';
    return;
  }
  yield `<article${page.anchor(first.key)}${page.lang} class="incident ${first.severity}"><div class="head">${badge(first)}<h1>${forHtml(first.title)}</h1></div>\n${incidentHtml(page, first, 2)}</article>\n`;
  if (others.length === 0) return;
  yield `<section><h2>Independent incidents <span class="dim">${countOf(others.length, 'finding')}</span></h2>\n`;
  for (const finding of others) {
    const title = `${badge(finding)} <h3>${forHtml(finding.title)}</h3> <span class="dim">${forHtml(finding.key)}</span>`;
    // Where there are very many, the rest is told by their titles; the JSON holds all.
    const anchor = page.anchor(finding.key);
    if (!page.takeRoom()) yield `<p${anchor}${page.lang}>${badge(finding)} ${forHtml(finding.title)}</p>\n`;
    else
      yield `<details${anchor}${page.lang} class="other"><summary>${title}</summary><div class="inner">${incidentHtml(page, finding, 4)}</div></details>\n`;
  }
  yield '</section>\n';
}

/**
 * The report as one page that needs no network: everything is inline, and a content security policy forbids whatever is
 * not docklog's own. Without script all but the filters, the zoom and the later rows of the timeline is there.
 */
export function* renderHtml(document: ReportDocument, options: RenderOptions): Generator<string> {
  const page = createHtmlPage(document, options);
  yield headHtml(page.tree.roots[0]?.title ?? 'Nothing found');
  yield barHtml(document, options.quiet);
  yield '<main id="main" tabindex="-1">\n';
  if (document.partial === true) {
    yield '<p class="notice"><strong>Partial:</strong> stopped before the end of input; more may be wrong than is shown.</p>\n';
  }
  yield* incidentsHtml(page);
  if (!options.quiet) {
    yield* timelineHtml(page, document);
    yield openRequestsHtml(page, document);
    if (document.dumps.length > 0) {
      yield `<div id="goroutines">`;
      for (const one of document.dumps.slice(0, DUMPS)) yield `${dumpHtml(page, one)}\n`;
      if (document.dumps.length > DUMPS)
        yield `<p class="dim">${countOf(document.dumps.length - DUMPS, 'more dump')} in the JSON report.</p>`;
      yield '</div>\n';
    }
    yield noveltiesHtml(page, document);
    yield `${inputsHtml(page, document)}\n`;
  }
  const { sources, stats } = document;
  yield `</main>\n<footer><p>docklog ${forHtml(document.docklogVersion)}, ${forHtml(document.generatedAt)}, ${countOf(sources.length, 'source')}, ${countOf(stats.lines, 'line')}</p><p id="said" class="sr" role="status"></p></footer>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}
