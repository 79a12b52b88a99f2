import type { DumpDetails, DumpGroup, DumpLock, DumpsDocument, WaitNode } from '../../core/dump-details.js';
import { US_PER_SECOND } from '../../core/units.js';
import type { RenderOptions } from '../options.js';
import { tellingGrid, type Column } from '../table/grid.js';
import { createScreen, heading, oneLine, paragraph, type Screen } from '../table/screen.js';
import { shortMoment } from '../when.js';
import { truncateStart } from '../width.js';
import { countOf, formatCount, percent } from '../words.js';
import {
  doingWords,
  headline,
  inTellingOrder,
  lockWords,
  nodeWords,
  queueWords,
  servedWords,
  waitWords,
} from './words.js';

/** How much of one dump is shown, and the same when verbose. */
const LIMITS = { groups: 12, locks: 8, reasons: 2, dumps: 6 };
const LIMITS_VERBOSE = { groups: 200, locks: 200, reasons: 10, dumps: 200 };
/** Frames of a stack. */
const FRAMES = 50;
const CYCLE = 12;

const COLUMNS: readonly Column[] = [
  { head: 'count', align: 'right', min: 5 },
  { head: 'state', min: 8 },
  { head: 'waits', min: 7 },
  { head: 'since', min: 8 },
  { head: 'doing', min: 20, wrap: 3 },
];

/** What `docklog goroutines` prints: of each dump first what is blocked and by whom, then what the goroutines do. */
export function* renderDumpsText(document: DumpsDocument, options: RenderOptions, narrow: boolean): Generator<string> {
  const screen = createScreen(options);
  const limits = screen.verbose ? LIMITS_VERBOSE : LIMITS;
  if (document.dumps.length === 0) {
    yield `${heading(screen, 'No goroutine dump was found in this input.')}\n`;
    return;
  }
  for (const [index, dump] of inTellingOrder(document.dumps).slice(0, limits.dumps).entries())
    yield `${index === 0 ? '' : '\n'}${dumpLines(screen, dump, narrow).join('\n')}\n`;
  const more = document.dumps.length - limits.dumps;
  if (more > 0) yield `\n${oneLine(screen, 0, `and ${countOf(more, 'more dump')}; --verbose shows them`, 'dim')}\n`;
}

function dumpLines(screen: Screen, dump: DumpDetails, narrow: boolean): string[] {
  const limits = screen.verbose ? LIMITS_VERBOSE : LIMITS;
  const { groups } = dump;
  const lines = [
    ...paragraph(screen, 0, `${dump.program}: ${narrow ? fitting(dump) : headline(dump)}`, 2, 'bold'),
    ...aboutLines(screen, dump),
  ];
  for (const cycle of dump.cycles.slice(0, limits.locks)) lines.push('', ...cycleLines(screen, dump, cycle));
  lines.push(...waitLines(screen, dump));
  const kinds = mergeAlike(groups);
  const shown = kinds.slice(0, limits.groups);
  if (shown.length > 0) {
    const rows = shown.map(({ group, stacks, count, min, max }) => [
      formatCount(count),
      group.state,
      waitWords(min, max),
      shortMoment(screen.time, group.since, 0, dump.time),
      `${doingWords(group)}${stacks > 1 ? ` (${countOf(stacks, 'stack')})` : ''}`,
    ]);
    // A profile has neither waits nor, without a dump's time, a beginning of them.
    const table = tellingGrid(screen, COLUMNS, rows);
    lines.push('', heading(screen, narrow ? 'Goroutines that fit' : 'What they do'), ...table);
  } else if (narrow) lines.push('', oneLine(screen, 0, 'No goroutine of this dump fits.'));
  lines.push(...hiddenLines(screen, dump, kinds.length - shown.length));
  if (screen.verbose || narrow)
    for (const group of groups.slice(0, screen.verbose ? limits.groups : 3))
      lines.push('', ...stackLines(screen, group));
  return lines;
}

function fitting({ groups, total }: DumpDetails): string {
  const number = groups.reduce((sum, { count }) => sum + count, 0);
  return `${formatCount(number)} of ${countOf(total, 'goroutine')} ${number === 1 ? 'fits' : 'fit'}`;
}

function aboutLines(screen: Screen, dump: DumpDetails): string[] {
  const { time } = dump;
  // A name tells the second.
  const unsure = (dump.uncertainty ?? 0) > US_PER_SECOND ? dump.uncertainty : 0;
  const at = shortMoment(screen.time, time, unsure, undefined);
  const facts = [
    ...(at === '' ? [] : [`taken ${at} ${screen.time.zone(time ?? 0)}`]),
    ...(dump.goVersion === undefined ? [] : [`Go ${dump.goVersion}`]),
    ...(dump.crash ? ['written by a crash or SIGQUIT'] : []),
    ...(dump.truncated ? ['ends early'] : []),
  ];
  return [
    ...(facts.length === 0 ? [] : paragraph(screen, 2, facts.join(', '), 2, 'dim')),
    ...paragraph(screen, 2, `${dump.source}:${dump.line}`, 2, 'dim'),
  ];
}

function cycleLines(screen: Screen, dump: DumpDetails, cycle: readonly number[]): string[] {
  const ring = cycle.slice(0, CYCLE).map((id) => {
    const group = dump.groups.find(({ ids }) => ids.includes(id));
    return group === undefined ? `goroutine ${id}` : `goroutine ${id} (${group.doing})`;
  });
  const lines = [oneLine(screen, 0, `DEADLOCK of ${countOf(cycle.length, 'goroutine')}`, 'red')];
  for (const [index, text] of ring.entries()) {
    const next = cycle[(index + 1) % cycle.length] ?? 0;
    lines.push(...paragraph(screen, 2, `${text} waits for goroutine ${next}`, 2));
  }
  if (cycle.length > ring.length) lines.push(oneLine(screen, 2, `${cycle.length - ring.length} more`, 'dim'));
  return lines;
}

/** The wait-for tree: who holds what, since when, why it is thought to, and whom that blocks. */
function waitLines(screen: Screen, dump: DumpDetails): string[] {
  if (dump.locks.length === 0) return [];
  const limits = screen.verbose ? LIMITS_VERBOSE : LIMITS;
  const byKey = new Map(dump.locks.map((lock) => [lock.key, lock]));
  const lines = ['', heading(screen, 'Who waits for whom')];
  let left = limits.locks;
  const walk = (node: WaitNode, indent: number): void => {
    const locks = node.holds.flatMap(({ lock }) => byKey.get(lock) ?? []);
    if (left <= 0) return;
    left -= locks.length;
    const entry = node.entry === undefined ? '' : ` (${node.entry})`;
    const since = shortMoment(screen.time, node.since, 0, dump.time);
    const stuck = node.deadlock ? ', DEADLOCK' : '';
    const text = `${nodeWords(node)}${since === '' ? '' : `, since ${since}`}${stuck}${entry}`;
    lines.push(...paragraph(screen, indent, text, 2, ...(node.deadlock ? (['red'] as const) : (['bold'] as const))));
    const served = servedWords(node);
    if (served !== '') lines.push(...paragraph(screen, indent + 2, served, 2));
    for (const { lock: key, blocks } of node.holds) {
      const lock = byKey.get(key);
      if (lock !== undefined) lines.push(...lockLines(screen, dump, lock, indent + 2));
      for (const each of blocks) walk(each, indent + 4);
    }
  };
  for (const node of dump.waits) walk(node, 2);
  const told = limits.locks - Math.max(0, left);
  if (dump.locks.length > told)
    lines.push(
      oneLine(screen, 2, `and ${countOf(dump.locks.length - told, 'more lock')}; --verbose shows them`, 'dim'),
    );
  return lines;
}

function lockLines(screen: Screen, dump: DumpDetails, lock: DumpLock, indent: number): string[] {
  const { holder } = lock;
  const holds = holder === undefined ? '' : `likely holds (${percent(holder.confidence)}) `;
  const lines = paragraph(screen, indent, `${holds}${lockWords(lock)}`, 2);
  const waits = waitWords(lock.minWaitMinutes, lock.maxWaitMinutes);
  const since = shortMoment(screen.time, lock.since, 0, dump.time);
  const when = `${waits === '' ? '' : ` for ${waits}`}${since === '' ? '' : `, since ${since}`}`;
  const queue = queueWords(lock, screen.verbose ? 20 : 3);
  const many = `${countOf(lock.waiters, 'goroutine')} ${lock.waiters === 1 ? 'waits' : 'wait'} for it${when}`;
  lines.push(...paragraph(screen, indent + 2, `${many}${queue === '' ? '' : `: ${queue}`}`, 2, 'magenta'));
  const reasons = (holder?.reasons ?? []).slice(0, screen.verbose ? LIMITS_VERBOSE.reasons : LIMITS.reasons);
  if (holder !== undefined && reasons.length > 0)
    lines.push(...paragraph(screen, indent + 2, `why: ${reasons.join('; ')}`, 2, 'dim'));
  return lines;
}

/** Groups of one state that are said to do the same, by the one that waits longest. */
interface Kind {
  group: DumpGroup;
  stacks: number;
  count: number;
  min: number;
  max: number;
}

/** Stacks that differ in their lines only look the same here; each is shown by --verbose and in the other forms. */
function mergeAlike(groups: readonly DumpGroup[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const group of groups) {
    const { state, count, minWaitMinutes: min, maxWaitMinutes: max, lock } = group;
    const key = [state, doingWords(group), lock, max >= 1].join('\n');
    const known = kinds.get(key);
    if (known === undefined) {
      kinds.set(key, { group, stacks: 1, count, min, max });
      continue;
    }
    if (max > known.max) known.group = group;
    known.stacks++;
    known.count += count;
    known.min = Math.min(known.min, min);
    known.max = Math.max(known.max, max);
  }
  return [...kinds.values()];
}

function hiddenLines(screen: Screen, dump: DumpDetails, more: number): string[] {
  const idle = dump.idle > 0 && !dump.groups.some((group) => group.idle);
  return [
    ...(more > 0 ? [oneLine(screen, 2, `and ${countOf(more, 'more group')}; --verbose shows them`, 'dim')] : []),
    ...(idle
      ? [
          oneLine(
            screen,
            2,
            `${countOf(dump.idle, 'goroutine waits', 'goroutines wait')} by design and ${dump.idle === 1 ? 'is' : 'are'} not shown (--all)`,
            'dim',
          ),
        ]
      : []),
  ];
}

/** The arguments are cut first, then the beginning of the function's path. */
function callLine(screen: Screen, name: string, args: string): string {
  const shown = truncateStart(screen.text(name), screen.width - 10, screen.glyphs.ellipsis);
  return oneLine(screen, 4, `${shown}(${args})`);
}

function stackLines(screen: Screen, group: DumpGroup): string[] {
  const ids = group.ids.slice(0, 10).join(', ');
  const names = group.ids.length === 0 ? '' : `: ${ids}${group.count > 10 ? ', ...' : ''}`;
  const title = `${countOf(group.count, 'goroutine')} [${group.state}]${names}`;
  const lines = paragraph(screen, 2, title, 2, 'bold');
  for (const [index, frame] of group.frames.slice(0, FRAMES).entries()) {
    lines.push(callLine(screen, frame.function, group.example.arguments[index] ?? ''));
    if (frame.file !== '') {
      // The end of a path tells more.
      const place = truncateStart(screen.text(`${frame.file}:${frame.line}`), screen.width - 8, screen.glyphs.ellipsis);
      lines.push(`${' '.repeat(8)}${screen.paint(place, 'dim')}`);
    }
  }
  if (group.frames.length > FRAMES)
    lines.push(oneLine(screen, 4, `${group.frames.length - FRAMES} more frames`, 'dim'));
  if (group.createdBy !== undefined) lines.push(oneLine(screen, 4, `created by ${group.createdBy.function}`, 'dim'));
  return lines;
}
