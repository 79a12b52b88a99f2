import type { DumpSummary } from '../../core/report-document.js';
import { forHtml } from '../sanitize.js';
import { durationWords, minutesWords } from '../times.js';
import { countOf, formatCount, percent, shortId } from '../words.js';
import { momentHtml, tableHtml, type Cell, type HtmlPage } from './page.js';

const GROUPS = 300;
const FRAMES = 60;
const LOCKS = 200;
const CYCLES = 20;

type Group = DumpSummary['groups'][number];
type Lock = DumpSummary['locks'][number];

/** What a group does, in words. */
export function groupWords(group: Group): string {
  return [group.entry, group.activity ?? group.stack[0]].filter(Boolean).join(': ');
}

/** Waiters, the lock, its holder: three boxes with what ties them. */
function lockHtml(page: HtmlPage, dump: DumpSummary, lock: Lock): string {
  const { holder, since } = lock;
  const waiting =
    since === undefined
      ? ''
      : ` since ${momentHtml(page, since)}${dump.time === undefined ? '' : ` (${durationWords(dump.time - since)})`}`;
  const name = lock.containerName === undefined ? '' : ` ${lock.containerName}`;
  const of = lock.container === undefined && name === '' ? '' : ` of container${name} ${shortId(lock.container ?? '')}`;
  const group = holder === undefined ? undefined : dump.groups.find(({ ids }) => ids.includes(holder.goroutine));
  const doing =
    group === undefined
      ? ''
      : ` ${forHtml(`[${group.state}${group.maxWaitMinutes < 1 ? '' : `, ${minutesWords(group.maxWaitMinutes)}`}]`)}<br>${forHtml(groupWords(group))}`;
  const held =
    holder === undefined
      ? '<div class="edge">holder</div><div class="node"><span class="dim">not found</span></div>'
      : `<div class="edge">held by, ${percent(holder.confidence)}</div><div class="node holder"><strong>goroutine ${holder.goroutine}</strong>${doing}<details><summary>Why</summary><ul>${holder.reasons.map((reason) => `<li>${forHtml(reason)}</li>`).join('')}</ul></details></div>`;
  return `<li><div class="node waiters"><strong>${countOf(lock.waiters, 'goroutine')}</strong> ${lock.waiters === 1 ? 'waits' : 'wait'}${waiting}</div><div class="edge">for</div><div class="node lock"><strong>${forHtml(`${lock.kind} ${lock.address}`)}</strong>${forHtml(of)}</div>${held}</li>`;
}

/** A cell whose column is sorted by a number, not by its text. */
function sortable(value: number | undefined, shown: string): string {
  return `<data value="${value !== undefined && Number.isFinite(value) ? value : -1}">${shown}</data>`;
}

function groupRow(page: HtmlPage, group: Group): Cell[] {
  const ids = `goroutine${group.ids.length === 1 ? '' : 's'} ${group.ids.slice(0, 20).join(', ')}${group.count > group.ids.slice(0, 20).length ? ', …' : ''}`;
  const stack = group.stack.slice(0, FRAMES).map(forHtml).join('\n');
  return [
    [sortable(group.count, formatCount(group.count)), 'n'],
    [forHtml(group.state)],
    [sortable(group.maxWaitMinutes, group.maxWaitMinutes < 1 ? '' : minutesWords(group.maxWaitMinutes)), 't'],
    [sortable(group.since, momentHtml(page, group.since)), 't'],
    [
      `<details><summary>${forHtml(groupWords(group))}</summary><p class="place">${group.ids.length === 0 ? '' : forHtml(ids)}</p><pre>${stack}</pre></details>`,
    ],
  ];
}

/** Who waits for whom, deadlocks, and the groups of one dump. */
export function dumpHtml(page: HtmlPage, dump: DumpSummary): string {
  const taken = momentHtml(page, dump.time);
  const about = [
    countOf(dump.total, 'goroutine'),
    dump.longestWaitMinutes < 1 ? 'none waits for a minute' : `longest wait ${minutesWords(dump.longestWaitMinutes)}`,
    ...(taken === '' ? [] : [`taken ${taken}`]),
    ...(dump.goVersion === undefined ? [] : [forHtml(dump.goVersion)]),
    forHtml(`${page.sourceName(dump.source)}:${dump.line}`),
  ];
  const cycles = dump.cycles.slice(0, CYCLES).map((cycle) => {
    const ring = [...cycle, ...cycle.slice(0, 1)].slice(0, 20).join(' → ');
    return `<p class="notice"><strong class="error">Deadlock:</strong> goroutines ${forHtml(ring)}</p>`;
  });
  const locks = dump.locks.slice(0, LOCKS).map((lock) => lockHtml(page, dump, lock));
  const graph = locks.length === 0 ? '' : `<h3>Who waits for whom</h3><ul class="graph">${locks.join('\n')}</ul>`;
  const head: Cell[] = [['Count', 'n'], ['State'], ['Longest wait'], ['Since'], ['Doing']];
  const caption = forHtml(`Goroutine groups of ${dump.program}, ${page.sourceName(dump.source)}:${dump.line}`);
  const rows = dump.groups.slice(0, GROUPS).map((group) => groupRow(page, group));
  const groups = rows.length === 0 ? '' : `<h3>What they do</h3>${tableHtml(caption, head, rows, ' class="sortable"')}`;
  const more =
    dump.groups.length > GROUPS
      ? `<p class="dim">${countOf(dump.groups.length - GROUPS, 'more group')} in the JSON report.</p>`
      : '';
  return `<section><h2>Goroutines of ${forHtml(dump.program)}</h2><p class="dim">${about.join(', ')}</p>${cycles.join('')}${graph}${groups}${more}</section>`;
}
