import type { Finding } from '../../core/report-document.js';
import type { TreeNode } from '../finding-tree.js';
import { forHtml } from '../sanitize.js';
import { tellingVersions } from '../telling-versions.js';
import { clockWords, shortMoment, whenWords } from '../when.js';
import { confidenceWord, countOf, decidingWords, entityTexts, formatCount, percent } from '../words.js';
import { allEvidenceHtml, whyHtml } from './evidence.js';
import { commandHtml, type HtmlPage } from './page.js';

/** Entries of the tree below a finding; the JSON holds all. */
const BELOW = 500;
/** Below this confidence the command that would decide stands among the things to do. */
const SURE = 0.9;

export function badge(finding: Finding): string {
  return `<span class="badge ${finding.severity}">${finding.severity}</span>`;
}

/** Kinds of entities that are long and tell little at a glance; all stand among the details. */
const LONG = new Set(['cgroup', 'lock', 'boot', 'binary']);

/** A heading of level 2 to 6. */
function heading(level: number, text: string): string {
  const tag = `h${Math.min(6, level)}`;
  return `<${tag}>${text}</${tag}>`;
}

/** Since when, how sure, where: one card. */
function cardHtml(page: HtmlPage, finding: Finding): string {
  const where = entityTexts(
    Object.fromEntries(Object.entries(finding.entities).filter(([kind]) => !LONG.has(kind))),
    2,
  );
  const cells: readonly (readonly [string, string])[] = [
    ['Since', whenWords(finding, page.time, page.utc)],
    ['How sure', `${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}`],
    ['Where', where.join(', ')],
  ];
  const shown = cells.filter(([, text]) => text !== '');
  return `<dl class="card">${shown.map(([name, text]) => `<div><dt>${name}</dt><dd>${forHtml(text)}</dd></div>`).join('')}</dl>`;
}

function remedyHtml(finding: Finding): string {
  const steps = finding.remedy.map((step) => {
    const command = step.command === undefined ? '' : commandHtml(step.command);
    const risk = step.risk === undefined ? '' : `<p class="risk"><strong>Risk:</strong> ${forHtml(step.risk)}</p>`;
    return `<li>${forHtml(step.text)}${command}${risk}</li>`;
  });
  const { decidedBy } = finding;
  if (decidedBy !== undefined && finding.confidence < SURE) {
    const risk =
      decidedBy.effect === 'risky' ? '<p class="risk"><strong>Risk:</strong> not known to change nothing</p>' : '';
    steps.unshift(`<li>To be sure first: ${forHtml(decidedBy.text)}${commandHtml(decidedBy.command)}${risk}</li>`);
  }
  return steps.length === 0 ? '<p class="dim">No remedy is known.</p>' : `<ol class="steps">${steps.join('\n')}</ol>`;
}

type Row = readonly [name: string, values: readonly string[]];

/** A closed section of facts; empty if there are none. */
function factsHtml(title: string, rows: readonly Row[]): string {
  const shown = rows.filter(([, values]) => values.some((value) => value !== ''));
  if (shown.length === 0) return '';
  const list = shown.map(
    ([name, values]) => `<dt>${name}</dt>${values.map((value) => `<dd>${forHtml(value)}</dd>`).join('')}`,
  );
  return `<details class="more"><summary>${title}</summary><dl>${list.join('')}</dl></details>`;
}

function referencesHtml(finding: Finding): string {
  if (finding.references.length === 0) return '';
  const links = finding.references.map((url) =>
    /^https?:\/\/[\x21-\x7e]{1,2000}$/.test(url)
      ? `<li><a rel="noreferrer" href="${forHtml(url)}">${forHtml(url)}</a></li>`
      : `<li>${forHtml(url)}</li>`,
  );
  return `<details class="more"><summary>References <span class="dim">${links.length}</span></summary><ul>${links.join('')}</ul></details>`;
}

/** What is not needed to act, in closed sections. */
function restHtml(page: HtmlPage, finding: Finding): string {
  const { decidedBy } = finding;
  return [
    factsHtml('Cause and impact', [
      ['Cause', [finding.cause]],
      ['Impact', [finding.impact]],
    ]),
    factsHtml('How sure, and why', [
      ['Confidence', [`${confidenceWord(finding.confidence)}, ${percent(finding.confidence)}`]],
      ['Because', finding.confidenceReasons],
      ['Against it', finding.against ?? []],
      ['Surer with', finding.missing],
      ['Decided by', decidedBy === undefined ? [] : [decidingWords(decidedBy)]],
      ['Clock', finding.timeBasis === 'none' ? [] : [clockWords(finding, page.tree)]],
    ]),
    allEvidenceHtml(page, finding),
    factsHtml('Versions, fixes, entities', [
      ['Fixed in', finding.fixedIn],
      ['Version', tellingVersions(finding)],
      ['Where', entityTexts(finding.entities, 8)],
      ['Signature', [`${finding.id} (${finding.key})`]],
    ]),
    referencesHtml(finding),
  ].join('\n');
}

function nodeHtml(page: HtmlPage, root: Finding, { finding, relation }: TreeNode, level: number): string {
  const moment = shortMoment(page.time, finding.from, finding.uncertainty, root.from);
  const times = finding.count > 1 ? ` ${formatCount(finding.count)} times` : '';
  const note = `${finding.key} ${finding.id}, ${relation}${times} ${moment}`.trim();
  const title = `${badge(finding)} <span class="title">${forHtml(finding.title)}</span> <span class="dim">${forHtml(note)}</span>`;
  const anchor = page.anchor(finding.key);
  if (!page.takeRoom()) return `<div${anchor}>${title}</div>`;
  return `<details${anchor}><summary>${title}</summary><div class="inner">${bodyHtml(page, finding, level)}</div></details>`;
}

/** A flat, depth-first list as nested lists, without recursion. */
function treeHtml(page: HtmlPage, root: Finding, nodes: readonly TreeNode[], level: number): string {
  if (nodes.length === 0) return '';
  let html = '';
  let depth = 0;
  for (const node of nodes) {
    const wanted = Math.min(node.depth, depth + 1, 8);
    if (wanted > depth) html += depth === 0 ? '<ul class="tree">' : '<ul>';
    else html += `</li>${'</ul></li>'.repeat(depth - wanted)}`;
    depth = wanted;
    html += `<li>${nodeHtml(page, root, node, level + 1)}`;
  }
  html += '</li></ul>'.repeat(depth);
  return `<section>${heading(level, `What it is made of and led to <span class="dim">${countOf(nodes.length, 'finding')}</span>`)}${html}</section>`;
}

/** Summary, card, evidence beside remedy, and the rest closed. */
function bodyHtml(page: HtmlPage, finding: Finding, level: number): string {
  return [
    finding.summary === '' ? '' : `<p class="lead">${forHtml(finding.summary)}</p>`,
    cardHtml(page, finding),
    '<div class="two">',
    `<section>${heading(level, 'Why')}${whyHtml(page, finding)}</section>`,
    `<section>${heading(level, 'What to do now')}${remedyHtml(finding)}</section>`,
    '</div>',
    restHtml(page, finding),
  ].join('\n');
}

/** Everything about what broke by itself, below its title; `level` is that of its headings. */
export function incidentHtml(page: HtmlPage, finding: Finding, level: number): string {
  const nodes = page.tree.below(finding).slice(0, BELOW);
  return `${bodyHtml(page, finding, level)}\n${treeHtml(page, finding, nodes, level)}`;
}
