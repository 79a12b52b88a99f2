import type { DumpSummary } from '../../core/report-document.js';
import { durationWords, minutesWords } from '../times.js';
import { shortMoment } from '../when.js';
import { formatCount, countOf, percent, shortId } from '../words.js';
import { grid, type Column } from './grid.js';
import { heading, oneLine, paragraph, type Screen } from './screen.js';

/** Groups and locks shown of one dump unless verbose. */
const GROUPS = 6;
const LOCKS = 4;
/** The same when verbose; a dump may hold thousands. */
const GROUPS_VERBOSE = 200;
/** Frames listed below a group when verbose. */
const FRAMES_VERBOSE = 30;

type Group = DumpSummary['groups'][number];

const GROUP_COLUMNS: readonly Column[] = [
  { head: 'count', align: 'right', min: 5 },
  { head: 'state', min: 8 },
  { head: 'waits', min: 7 },
  { head: 'since', min: 8 },
  { head: 'doing', min: 20, wrap: 2 },
];
const LOCK_COLUMNS: readonly Column[] = [
  { head: 'lock', min: 10 },
  { head: 'kind', min: 7 },
  { head: 'waiters', align: 'right', min: 7 },
  { head: 'since', min: 8 },
  { head: 'held by', min: 14 },
];

/** Function name without the import path of its package: `daemon.(*Daemon).ContainerInspect`. */
function shortFunction(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** What a group does: the words of the document, else its first function that is not the runtime's or sync's. */
function doing(group: Group): string {
  const telling =
    group.stack.find((name) => !/^(?:runtime|sync|internal|syscall)[./]/.test(name)) ?? group.stack[0] ?? '';
  const activity = group.activity ?? shortFunction(telling);
  return group.entry === undefined ? activity : `${group.entry}: ${activity}`;
}

function waits(group: Group): string {
  if (group.maxWaitMinutes < 1) return '';
  if (group.minWaitMinutes === group.maxWaitMinutes) return durationWords(group.maxWaitMinutes * 60_000_000);
  return `${formatCount(group.minWaitMinutes)} to ${formatCount(group.maxWaitMinutes)} min`;
}

function dumpLines(screen: Screen, dump: DumpSummary): string[] {
  const at = shortMoment(screen.time, dump.time, 0, undefined);
  const version = dump.goVersion === undefined ? '' : ` (${dump.goVersion})`;
  const place = `${dump.source}:${dump.line}`;
  const taken = at === '' ? '' : `, taken ${at} ${screen.time.zone(dump.time ?? 0)}`;
  const lines = [heading(screen, `Goroutines of ${dump.program}${version}`)];
  lines.push(
    ...paragraph(
      screen,
      2,
      `${countOf(dump.total, 'goroutine')}, longest wait ${minutesWords(dump.longestWaitMinutes)}${taken}, from ${place}`,
    ),
  );
  const groups = dump.groups.slice(0, screen.verbose ? GROUPS_VERBOSE : GROUPS);
  if (groups.length > 0) {
    const rows = groups.map((group) => [
      formatCount(group.count),
      group.state,
      waits(group),
      shortMoment(screen.time, group.since, 0, dump.time),
      doing(group),
    ]);
    lines.push(...grid(screen, GROUP_COLUMNS, rows));
    if (groups.length < dump.groups.length) {
      lines.push(oneLine(screen, 2, `and ${countOf(dump.groups.length - groups.length, 'more group')}`, 'dim'));
    }
  }
  const locks = screen.verbose ? dump.locks : dump.locks.slice(0, LOCKS);
  if (locks.length > 0) {
    const rows = locks.map((lock) => [
      lock.container === undefined ? lock.address : `${lock.address} of ${shortId(lock.container)}`,
      lock.kind,
      formatCount(lock.waiters),
      shortMoment(screen.time, lock.since, 0, dump.time),
      lock.holder === undefined
        ? 'not found'
        : `goroutine ${lock.holder.goroutine}, ${percent(lock.holder.confidence)}`,
    ]);
    lines.push('', ...grid(screen, LOCK_COLUMNS, rows));
    for (const lock of locks) {
      const reason = lock.holder?.reasons[0];
      if (reason !== undefined) lines.push(...paragraph(screen, 2, `${lock.address}: ${reason}`, 2));
    }
  }
  for (const cycle of dump.cycles.slice(0, 10)) {
    const ring = [...cycle, ...cycle.slice(0, 1)].slice(0, 12).join(' waits for ');
    lines.push(...paragraph(screen, 2, `DEADLOCK: goroutine ${ring}`, 2, 'red'));
  }
  if (screen.verbose) for (const group of groups) lines.push('', ...stackLines(screen, group));
  return lines;
}

function stackLines(screen: Screen, group: Group): string[] {
  const ids = `${group.ids.slice(0, 10).join(', ')}${group.count > 10 ? ', ...' : ''}`;
  const lines = paragraph(screen, 2, `${countOf(group.count, 'goroutine')} [${group.state}] ${ids}`, 2, 'bold');
  for (const name of group.stack.slice(0, FRAMES_VERBOSE)) lines.push(oneLine(screen, 4, name));
  if (group.stack.length > FRAMES_VERBOSE) {
    lines.push(oneLine(screen, 4, `${group.stack.length - FRAMES_VERBOSE} more frames`, 'dim'));
  }
  return lines;
}

/** One block a dump: groups by size as the document orders them, locks with their holders, cycles. */
export function dumpSections(screen: Screen, dumps: readonly DumpSummary[]): string[][] {
  return dumps.slice(0, screen.verbose ? 100 : 4).map((dump) => dumpLines(screen, dump));
}
