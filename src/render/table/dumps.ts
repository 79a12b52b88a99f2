import type { DumpSummary } from '../../core/report-document.js';
import type { Words } from '../language/index.js';
import { shortMoment } from '../when.js';
import { formatCount, percent, shortId } from '../words.js';
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

function groupColumns({ groupColumns: heads }: Words): readonly Column[] {
  return [
    { head: heads.count, align: 'right', min: 5 },
    { head: heads.state, min: 8 },
    { head: heads.waits, min: 7 },
    { head: heads.since, min: 8 },
    { head: heads.doing, min: 20, wrap: 2 },
  ];
}

function lockColumns({ lockColumns: heads }: Words): readonly Column[] {
  return [
    { head: heads.lock, min: 10 },
    { head: heads.kind, min: 7 },
    { head: heads.waiters, align: 'right', min: 7 },
    { head: heads.since, min: 8 },
    { head: heads.holder, min: 14 },
  ];
}

const US_PER_MINUTE = 60_000_000;

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

function waits(group: Group, words: Words): string {
  if (group.maxWaitMinutes < 1) return '';
  if (group.minWaitMinutes === group.maxWaitMinutes) return words.duration(group.maxWaitMinutes * US_PER_MINUTE);
  return words.waitsFromTo(group.minWaitMinutes, group.maxWaitMinutes);
}

function dumpLines(screen: Screen, dump: DumpSummary): string[] {
  const { words } = screen;
  const at = shortMoment(screen.time, dump.time, 0, undefined);
  const version = dump.goVersion === undefined ? '' : ` (${dump.goVersion})`;
  const place = `${screen.place(dump.source)}:${dump.line}`;
  const taken = at === '' ? '' : words.taken(`${at} ${screen.time.zone(dump.time ?? 0)}`);
  const { longestWaitMinutes } = dump;
  const longest = longestWaitMinutes < 1 ? words.belowMinute : words.duration(longestWaitMinutes * US_PER_MINUTE);
  const lines = [heading(screen, words.goroutinesTitle(`${dump.program}${version}`))];
  lines.push(...paragraph(screen, 2, words.longestWait(words.goroutines(dump.total), longest, taken, place)));
  const groups = dump.groups.slice(0, screen.verbose ? GROUPS_VERBOSE : GROUPS);
  if (groups.length > 0) {
    const rows = groups.map((group) => [
      formatCount(group.count),
      group.state,
      waits(group, words),
      shortMoment(screen.time, group.since, 0, dump.time),
      doing(group),
    ]);
    lines.push(...grid(screen, groupColumns(words), rows));
    if (groups.length < dump.groups.length) {
      lines.push(oneLine(screen, 2, words.moreGroups(dump.groups.length - groups.length), 'dim'));
    }
  }
  const locks = screen.verbose ? dump.locks : dump.locks.slice(0, LOCKS);
  if (locks.length > 0) {
    const rows = locks.map((lock) => [
      lock.container === undefined ? lock.address : words.lockOf(lock.address, shortId(lock.container)),
      lock.kind,
      formatCount(lock.waiters),
      shortMoment(screen.time, lock.since, 0, dump.time),
      lock.holder === undefined ? words.noHolder : words.holder(lock.holder.goroutine, percent(lock.holder.confidence)),
    ]);
    lines.push('', ...grid(screen, lockColumns(words), rows));
    for (const lock of locks) {
      const reason = lock.holder?.reasons[0];
      if (reason !== undefined) lines.push(...paragraph(screen, 2, `${lock.address}: ${reason}`, 2));
    }
  }
  for (const cycle of dump.cycles.slice(0, 10)) {
    const ring = [...cycle, ...cycle.slice(0, 1)].slice(0, 12).map(String);
    lines.push(...paragraph(screen, 2, words.deadlock(ring), 2, 'red'));
  }
  if (screen.verbose) for (const group of groups) lines.push('', ...stackLines(screen, group));
  return lines;
}

function stackLines(screen: Screen, group: Group): string[] {
  const ids = `${group.ids.slice(0, 10).join(', ')}${group.count > 10 ? ', ...' : ''}`;
  const lines = paragraph(screen, 2, `${screen.words.goroutines(group.count)} [${group.state}] ${ids}`, 2, 'bold');
  for (const name of group.stack.slice(0, FRAMES_VERBOSE)) lines.push(oneLine(screen, 4, name));
  if (group.stack.length > FRAMES_VERBOSE) {
    lines.push(oneLine(screen, 4, screen.words.moreFrames(group.stack.length - FRAMES_VERBOSE), 'dim'));
  }
  return lines;
}

/** One block a dump: groups by size as the document orders them, locks with their holders, cycles. */
export function dumpSections(screen: Screen, dumps: readonly DumpSummary[]): string[][] {
  return dumps.slice(0, screen.verbose ? 100 : 4).map((dump) => dumpLines(screen, dump));
}
