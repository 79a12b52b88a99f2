import type { DumpDetails, DumpGroup, DumpsDocument, WaitNode } from '../../core/dump-details.js';
import { STYLE, STYLE_HASH } from '../html/assets.js';
import type { RenderOptions } from '../options.js';
import { forHtml } from '../sanitize.js';
import { createTimeFormat, isShowable, type TimeFormat } from '../times.js';
import { countOf, formatCount, percent } from '../words.js';
import {
  doingWords,
  headline,
  holderName,
  inTellingOrder,
  lockWords,
  nodeWords,
  queueWords,
  servedWords,
  waitWords,
} from './words.js';

const MAX_DUMPS = 50;
const MAX_GROUPS = 1_000;
const MAX_LOCKS = 500;
const MAX_FRAMES = 100;

/** Nothing is loaded, nothing is sent, no script runs. */
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** Goroutine dumps as one page for a browser: who waits for whom, and the groups, each with its stack to unfold. */
export function* renderDumpsHtml(document: DumpsDocument, options: RenderOptions): Generator<string> {
  const time = createTimeFormat(options.zone);
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n<title>Goroutine dumps</title>\n<style>${STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Goroutine dumps</h1>\n`;
  if (document.dumps.length === 0) yield '<p>No goroutine dump was found in this input.</p>\n';
  for (const dump of inTellingOrder(document.dumps).slice(0, MAX_DUMPS)) yield* dumpHtml(dump, time);
  const more = document.dumps.length - MAX_DUMPS;
  if (more > 0) yield `<p class="dim">${countOf(more, 'more dump')} in the JSON form.</p>\n`;
  yield `</main>\n<footer><p>docklog ${forHtml(document.docklogVersion)}; times in ${forHtml(options.zone)}</p></footer>\n</body>\n</html>\n`;
}

function momentOf(time: TimeFormat, us: number | undefined): string {
  return us === undefined || !isShowable(us) ? '' : `${time.date(us)} ${time.time(us, 0)}`;
}

function* dumpHtml(dump: DumpDetails, time: TimeFormat): Generator<string> {
  const taken = momentOf(time, dump.time);
  const facts = [
    `${dump.source}:${dump.line}`,
    ...(taken === '' ? [] : [`taken ${taken} ${time.zone(dump.time ?? 0)}`]),
    ...(dump.goVersion === undefined ? [] : [`Go ${dump.goVersion}`]),
    ...(dump.truncated ? ['ends early'] : []),
  ];
  yield `<section>\n<h2>${forHtml(`${dump.program}: ${headline(dump)}`)}</h2>\n<p class="place">${forHtml(facts.join(', '))}</p>\n`;
  for (const cycle of dump.cycles.slice(0, 20)) {
    const ring = [...cycle, ...cycle.slice(0, 1)].slice(0, 30).join(' waits for ');
    yield `<p class="notice error">DEADLOCK: goroutine ${forHtml(ring)}</p>\n`;
  }
  if (dump.waits.length > 0) {
    yield '<h3>Who waits for whom</h3>\n';
    for (const node of dump.waits.slice(0, MAX_LOCKS)) yield nodeHtml(dump, node, time);
  }
  if (dump.groups.length > 0) {
    yield '<h3>What they do</h3>\n<div class="scroll"><table><thead><tr><th scope="col" class="n">Count</th><th scope="col">State</th><th scope="col">Waits</th><th scope="col">Since</th><th scope="col">Doing</th></tr></thead><tbody>\n';
    for (const group of dump.groups.slice(0, MAX_GROUPS)) yield groupHtml(group, time);
    yield '</tbody></table></div>\n';
  }
  const more = dump.groups.length - MAX_GROUPS;
  if (more > 0) yield `<p class="dim">${countOf(more, 'more group')} in the JSON form.</p>\n`;
  if (dump.idle > 0 && !dump.groups.some(({ idle }) => idle))
    yield `<p class="dim">${countOf(dump.idle, 'goroutine')} that wait by design are left out.</p>\n`;
  yield '</section>\n';
}

function nodeHtml(dump: DumpDetails, node: WaitNode, time: TimeFormat): string {
  const since = momentOf(time, node.since);
  const entry = node.entry === undefined ? '' : ` (${node.entry})`;
  const text = `${nodeWords(node)}${since === '' ? '' : `, since ${since}`}${entry}`;
  const stuck = node.deadlock ? ' <span class="badge error">deadlock</span>' : '';
  const held = node.holds.map(({ lock: key, blocks }) => {
    const lock = dump.locks.find((one) => one.key === key);
    if (lock === undefined) return '';
    const { holder } = lock;
    const sure = holder === undefined ? '' : `likely holds (${percent(holder.confidence)}) `;
    const waits = waitWords(lock.minWaitMinutes, lock.maxWaitMinutes);
    const queue = queueWords(lock, 20);
    const many = `${countOf(lock.waiters, 'goroutine')} ${lock.waiters === 1 ? 'waits' : 'wait'} for it${waits === '' ? '' : ` for ${waits}`}${queue === '' ? '' : `: ${queue}`}`;
    const why =
      holder === undefined
        ? ''
        : `<details><summary>Why ${forHtml(holderName(holder.goroutine))}</summary><ul>${holder.reasons.map((reason) => `<li>${forHtml(reason)}</li>`).join('')}</ul></details>`;
    return `<li>${forHtml(`${sure}${lockWords(lock)}`)}<br><span class="warning">${forHtml(many)}</span>${why}${blocks.map((each) => nodeHtml(dump, each, time)).join('')}</li>`;
  });
  const served = servedWords(node);
  const call = served === '' ? '' : `<p>${forHtml(served)}</p>`;
  return `<details open><summary><strong>${forHtml(text)}</strong>${stuck}</summary>${call}<ul>${held.join('')}</ul></details>\n`;
}

function groupHtml(group: DumpGroup, time: TimeFormat): string {
  const frames = group.frames.slice(0, MAX_FRAMES).map((frame, index) => {
    const place = frame.file === '' ? '' : `\n    ${frame.file}:${frame.line}`;
    return forHtml(`${frame.function}(${group.example.arguments[index] ?? ''})`) + forLines(place);
  });
  if (group.createdBy !== undefined) frames.push(forHtml(`created by ${group.createdBy.function}`));
  const ids =
    group.ids.length === 0 ? '' : `goroutines ${group.ids.slice(0, 20).join(', ')}${group.count > 20 ? ', …' : ''}`;
  const cells = [
    `<td class="n">${formatCount(group.count)}</td>`,
    `<td>${forHtml(group.state)}</td>`,
    `<td>${forHtml(waitWords(group.minWaitMinutes, group.maxWaitMinutes))}</td>`,
    `<td class="t">${forHtml(momentOf(time, group.since))}</td>`,
    `<td><details><summary>${forHtml(doingWords(group))}</summary><p class="place">${forHtml(ids)}</p><pre>${frames.join('\n')}</pre></details></td>`,
  ];
  return `<tr>${cells.join('')}</tr>\n`;
}

/** Lines for a `pre`: the line ends stay, everything else is escaped. */
function forLines(text: string): string {
  return text.split('\n').map(forHtml).join('\n');
}
