import type { Finding } from '../../core/report-document.js';
import { decisiveEvidence, storyOf } from '../decisive-evidence.js';
import type { FindingTree, TreeNode } from '../finding-tree.js';
import { forHtml } from '../sanitize.js';
import { tellingVersions } from '../telling-versions.js';
import { isShowable, type TimeFormat } from '../times.js';
import { clockWords, shortMoment, whenWords } from '../when.js';
import { confidenceWord, decidingWords, entityTexts, formatCount, percent } from '../words.js';

/** What the parts of the page share. */
export interface HtmlPage {
  readonly tree: FindingTree;
  readonly time: TimeFormat;
  readonly utc: TimeFormat;
}

const DECISIVE = 8;
/** Entries of the tree below a finding; the JSON holds all. */
const BELOW = 500;

export function badge(finding: Finding): string {
  return `<span class="badge ${finding.severity}">${finding.severity}</span>`;
}

function list(items: readonly string[]): string {
  return items.map(forHtml).join('<br>');
}

function facts(page: HtmlPage, finding: Finding): string {
  const sure = `${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}`;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Since', [whenWords(finding, page.time, page.utc)]],
    ['Clock', finding.timeBasis === 'none' ? [] : [clockWords(finding, page.tree)]],
    ['Confidence', [sure, ...finding.confidenceReasons]],
    ['Against it', finding.against ?? []],
    ['Surer with', finding.missing],
    ['Decided by', finding.decidedBy === undefined ? [] : [decidingWords(finding.decidedBy)]],
    ['Where', entityTexts(finding.entities, 8)],
    ['Cause', finding.cause === '' ? [] : [finding.cause]],
    ['Impact', finding.impact === '' ? [] : [finding.impact]],
    ['Fixed in', finding.fixedIn],
    ['Version', tellingVersions(finding)],
    ['Signature', [`${finding.id} (${finding.key})`]],
  ];
  const shown = rows.filter(([, values]) => values.length > 0);
  return `<dl>${shown.map(([name, values]) => `<dt>${name}</dt><dd>${list(values)}</dd>`).join('')}</dl>`;
}

function evidence(page: HtmlPage, finding: Finding): string {
  const parts = page.tree.partsOf(finding);
  const story = storyOf(finding, parts);
  if (story.length === 0) return '';
  const decisive = new Set(decisiveEvidence(finding, parts, DECISIVE).map((line) => line.evidence));
  const show = (lines: typeof story): string =>
    lines
      .map((line) => {
        const moment =
          line.time === undefined || !isShowable(line.time)
            ? 'no time'
            : `${page.time.date(line.time)} ${page.time.time(line.time, 3)} ${page.time.zone(line.time)}`;
        const place = `${moment} · ${line.source}:${line.line} · ${line.role}`;
        return `<div class="place">${forHtml(place)}</div><pre>${forHtml(line.text)}</pre>`;
      })
      .join('');
  const rest = story.filter((line) => !decisive.has(line));
  const more =
    rest.length === 0 ? '' : `<details><summary>${formatCount(rest.length)} more</summary>${show(rest)}</details>`;
  return `<h3>Evidence</h3>${show(story.filter((line) => decisive.has(line)))}${more}`;
}

function remedy(finding: Finding): string {
  if (finding.remedy.length === 0) return '';
  const steps = finding.remedy.map((step) => {
    const command = step.command === undefined ? '' : `<pre>${step.command.split('\n').map(forHtml).join('\n')}</pre>`;
    const risk = step.risk === undefined ? '' : `<p class="risk"><strong>Risk:</strong> ${forHtml(step.risk)}</p>`;
    return `<li>${forHtml(step.text)}${command}${risk}</li>`;
  });
  return `<h3>What to do</h3><ol>${steps.join('')}</ol>`;
}

/** A flat, depth-first list as nested lists, without recursion. */
function tree(page: HtmlPage, root: Finding, nodes: readonly TreeNode[]): string {
  if (nodes.length === 0) return '';
  let html = '<h3>What else happened because of it</h3>';
  let depth = 0;
  for (const { finding, relation, depth: wanted } of nodes) {
    const level = Math.min(wanted, 8);
    if (level > depth) html += '<ul>'.repeat(level - depth);
    else html += `</li>${'</ul></li>'.repeat(depth - level)}`;
    depth = level;
    const moment = shortMoment(page.time, finding.from, finding.uncertainty, root.from);
    const times = finding.count > 1 ? ` ${formatCount(finding.count)} times` : '';
    const note = `${finding.key} ${finding.id}, ${relation}${times} ${moment}`.trim();
    html += `<li>${badge(finding)} ${forHtml(finding.title)} <span class="dim">${forHtml(note)}</span>`;
  }
  return html + '</li></ul>'.repeat(depth);
}

function references(finding: Finding): string {
  if (finding.references.length === 0) return '';
  const links = finding.references.map((url) =>
    /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(url)
      ? `<li><a rel="noreferrer" href="${forHtml(url)}">${forHtml(url)}</a></li>`
      : `<li>${forHtml(url)}</li>`,
  );
  return `<h3>References</h3><ul>${links.join('')}</ul>`;
}

/** Everything about a finding below its title. */
export function findingHtml(page: HtmlPage, finding: Finding): string {
  return [
    finding.summary === '' ? '' : `<p>${forHtml(finding.summary)}</p>`,
    facts(page, finding),
    evidence(page, finding),
    remedy(finding),
    tree(page, finding, page.tree.below(finding).slice(0, BELOW)),
    references(finding),
  ].join('\n');
}
