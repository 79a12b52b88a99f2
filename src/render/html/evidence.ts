import type { Evidence, Finding } from '../../core/report-document.js';
import { decisiveEvidence, storyOf, type DecisiveLine } from '../decisive-evidence.js';
import { bestExcerpt, needlesOf, spansOf, type Span } from '../excerpt.js';
import { forHtml, forTerminal } from '../sanitize.js';
import { isShowable } from '../times.js';
import { countOf } from '../words.js';
import type { HtmlPage } from './page.js';

/** Lines beside the remedy, and those that they are chosen from. */
const SHOWN = 4;
const DECISIVE = 12;
/** Reasons shown where lines are few. */
const REASONS = 4;
/** Characters of a line shown before it is opened. */
const EXCERPT = 190;
/** Lines a document keeps for a finding; as many may stand for more. */
const KEPT = 20;

/** Text between two places, with the telling places marked as in the terminal report. */
function markedHtml(text: string, spans: readonly Span[], from: number, to: number): string {
  let html = '';
  let at = from;
  for (const span of spans) {
    const start = Math.max(at, span.from);
    const end = Math.min(to, span.to);
    if (span.weight < 4 || start >= end) continue;
    html += `${forHtml(text.slice(at, start))}<mark>${forHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + forHtml(text.slice(at, to));
}

/** A log line; a long one as its telling part, to be opened. */
function lineHtml(raw: string, needles: readonly string[]): string {
  const text = forTerminal(raw).trim();
  const spans = spansOf(text, needles);
  const whole = markedHtml(text, spans, 0, text.length);
  if (text.length <= EXCERPT) return `<code class="line">${whole}</code>`;
  const { from, to } = bestExcerpt(text, spans, EXCERPT);
  const part = `${from > 0 ? '…' : ''}${markedHtml(text, spans, from, to)}${to < text.length ? '…' : ''}`;
  return `<details class="line"><summary><code>${part}</code></summary><pre>${whole}</pre></details>`;
}

function momentOf(page: HtmlPage, finding: Finding, evidence: Evidence): string {
  const { time } = evidence;
  if (time === undefined || !isShowable(time)) return 'no time';
  const unsure = (page.tree.sourceOf(evidence.source)?.clock.uncertainty ?? 0) >= 1_000_000;
  const day = page.time.date(time);
  const date = finding.from !== undefined && page.time.date(finding.from) === day ? '' : `${day} `;
  return `${unsure ? '~' : ''}${date}${page.time.time(time, unsure ? 0 : 3)}`;
}

/** Of the decisive lines one a role, the finding's own roles first: the same said by three sources is one reason. */
function chooseLines(finding: Finding, parts: readonly Finding[]): DecisiveLine[] {
  const lines = decisiveEvidence(finding, parts, DECISIVE);
  const own = new Set(finding.evidence);
  const chosen = new Set<DecisiveLine>();
  const roles = new Set<string>();
  for (const line of [...lines.filter(({ evidence }) => own.has(evidence)), ...lines]) {
    if (chosen.size >= SHOWN || roles.has(line.evidence.role)) continue;
    roles.add(line.evidence.role);
    chosen.add(line);
  }
  for (const line of lines) if (chosen.size < SHOWN - 1) chosen.add(line);
  return lines.filter((line) => chosen.has(line));
}

/** The few lines that decide, with place, time and what they are. */
export function whyHtml(page: HtmlPage, finding: Finding): string {
  const chosen = chooseLines(finding, page.tree.partsOf(finding));
  const needles = needlesOf(finding);
  const items = chosen.map(({ evidence, alike }) => {
    const place = `${page.sourceName(evidence.source)}:${evidence.line}`;
    const more = alike > 1 ? ` (1 of ${alike}${alike >= KEPT ? ' or more' : ''})` : '';
    return `<li><p class="place"><span class="t">${forHtml(momentOf(page, finding, evidence))}</span> <span class="src">${forHtml(place)}</span> <span class="role">${forHtml(evidence.role + more)}</span></p>${lineHtml(evidence.text, needles)}</li>`;
  });
  // Where lines are few, there is room for what else speaks for it.
  const reasons = chosen.length < SHOWN - 1 ? finding.confidenceReasons.slice(0, REASONS) : [];
  const because =
    reasons.length === 0 ? '' : `<ul>${reasons.map((reason) => `<li>${forHtml(reason)}</li>`).join('')}</ul>`;
  return `${items.length === 0 ? '' : `<ol class="why">${items.join('\n')}</ol>`}${because}`;
}

/** All lines that the document holds for a finding, by source, in the order of each source; empty if there are none. */
export function allEvidenceHtml(page: HtmlPage, finding: Finding): string {
  const story = storyOf(finding, page.tree.partsOf(finding));
  if (story.length === 0) return '';
  const bySource = new Map<string, Evidence[]>();
  for (const evidence of story) {
    const lines = bySource.get(evidence.source);
    if (lines === undefined) bySource.set(evidence.source, [evidence]);
    else lines.push(evidence);
  }
  const needles = needlesOf(finding);
  const groups = [...bySource].map(([source, lines]) => {
    const rows = [...lines]
      .sort((a, b) => a.line - b.line)
      .map(
        (evidence) =>
          `<li><p class="place"><span class="no">${evidence.line}</span> <span class="t">${forHtml(momentOf(page, finding, evidence))}</span> <span class="role">${forHtml(evidence.role)}</span></p>${lineHtml(evidence.text, needles)}</li>`,
      );
    return `<section class="viewer"><p class="file">${forHtml(page.sourceName(source))} <span class="dim">${countOf(lines.length, 'line')}</span></p><ol>${rows.join('\n')}</ol></section>`;
  });
  return `<details class="more"><summary>All evidence <span class="dim">${countOf(story.length, 'line')} of ${countOf(bySource.size, 'source')}</span></summary>${groups.join('')}</details>`;
}
