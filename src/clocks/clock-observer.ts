import type {
  BootStart,
  ClockAnchor,
  ClockJump,
  ClockObservations,
  ClockPair,
  StampAt,
  StepBack,
  ZoneRun,
} from '../core/clock-observations.js';
import type { LogRecord } from '../core/log-record.js';
import type { MultiLineReport } from '../core/multi-line-report.js';
import { YEARLESS_BASE_YEAR, type Stamp } from '../core/stamp.js';
import { US_PER_DAY, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { readClockJump } from './clock-jump.js';

/** Pairs, anchors and the like kept per source: half from its start, half from its end. */
const MAX_KEPT = 400;
const QUARTER_HOUR_US = 15 * US_PER_MINUTE;
/** An inner stamp is at most this much older than its journal stamp for the pair to tell the zone. */
const MAX_INNER_DELAY_US = 5 * US_PER_MINUTE;
/** A kernel line's monotonic stamp that goes back by more than this is another boot. */
const BOOT_STEP_US = 60 * US_PER_SECOND;
/** A yearless stamp that goes ahead by more than this was written before New Year, behind a line of the new one. */
const LATE_YEAR_US = 364 * US_PER_DAY;
/** What a kernel says first. */
const FIRST_LINE = 'Linux version ';
/** Hosts told apart in one source. */
const MAX_HOSTS = 100;

/** Gathers what one source shows of clocks. Bounded; knows no other source. */
export interface ClockObserver {
  record(record: LogRecord): void;
  report(report: MultiLineReport): void;
  observations(): ClockObservations;
}

type Civil = Extract<Stamp, { kind: 'civil' }>;

export function createClockObserver(): ClockObserver {
  let wall: { fromUs: number; toUs: number; offsetMinutes?: number } | undefined;
  let civil: { first: StampAt; last: StampAt; minUs: number; maxUs: number; hasYear: boolean } | undefined;
  let monotonic: { fromUs: number; toUs: number } | undefined;
  /** The monotonic stamp seen last, of each host. */
  const lastMonotonic = new Map<string, number>();
  let bootId: string | undefined;
  /** Wall times that dmesg made, and other ones. */
  let derivedStamps = 0;
  let ownStamps = 0;
  let journalHeader: ClockObservations['journalHeader'];
  const zoneRuns = createEnds<{ -readonly [Key in keyof ZoneRun]: ZoneRun[Key] }>();
  let zoneRun: { -readonly [Key in keyof ZoneRun]: ZoneRun[Key] } | undefined;
  const yearVotes = createEnds<{ year: number; line: number }>();
  const newYears: { line: number; by: 1 | -1 }[] = [];
  const boots: BootStart[] = [];
  const bootLines: StampAt[] = [];
  const jumps = createEnds<ClockJump>();
  const stepsBack = createEnds<StepBack>();
  const pairs = createEnds<ClockPair>();
  const anchors = createEnds<ClockAnchor>();
  const dumpsWritten: { fileName: string; stamp: Stamp; line: number }[] = [];

  function seeWall(stamp: Extract<Stamp, { kind: 'wall' }>): void {
    if (wall === undefined) wall = { fromUs: stamp.us, toUs: stamp.us };
    wall.fromUs = Math.min(wall.fromUs, stamp.us);
    wall.toUs = Math.max(wall.toUs, stamp.us);
    if (stamp.offsetMinutes !== undefined && stamp.offsetMinutes !== 0) wall.offsetMinutes = stamp.offsetMinutes;
    else if (stamp.offsetMinutes === 0 && wall.offsetMinutes === undefined) wall.offsetMinutes = 0;
  }

  function seeCivil(stamp: Civil, line: number): void {
    const at = { stamp, line };
    if (civil === undefined) {
      civil = { first: at, last: at, minUs: stamp.us, maxUs: stamp.us, hasYear: stamp.hasYear };
      return;
    }
    const before = civil.last.stamp;
    if (!stamp.hasYear && before.kind === 'civil' && before.us - stamp.us > 183 * US_PER_DAY) {
      if (newYears.length < MAX_KEPT) newYears.push({ line, by: 1 });
    } else if (!stamp.hasYear && before.kind === 'civil' && stamp.us - before.us > LATE_YEAR_US) {
      if (newYears.length < MAX_KEPT) newYears.push({ line, by: -1 });
    } else if (before.kind === 'civil' && before.us - stamp.us >= US_PER_SECOND)
      stepsBack.add({ line, fromUs: before.us, toUs: stamp.us });
    civil.last = at;
    civil.minUs = Math.min(civil.minUs, stamp.us);
    civil.maxUs = Math.max(civil.maxUs, stamp.us);
    civil.hasYear &&= stamp.hasYear;
  }

  function seeMonotonic(us: number, { position: { line }, host = '', message }: LogRecord): void {
    monotonic ??= { fromUs: us, toUs: us };
    const lastUs = lastMonotonic.get(host);
    const stepUs = message.startsWith(FIRST_LINE) ? 0 : BOOT_STEP_US;
    if (lastUs !== undefined && lastUs - us > stepUs) addBoot({ line, ...(host === '' ? {} : { host }) });
    if (lastUs !== undefined || lastMonotonic.size < MAX_HOSTS) lastMonotonic.set(host, us);
    monotonic.fromUs = Math.min(monotonic.fromUs, us);
    monotonic.toUs = Math.max(monotonic.toUs, us);
  }

  function addBoot(boot: BootStart): void {
    if (boots.length < MAX_KEPT) boots.push(boot);
  }

  /** A marker between the boots of a journal, or an entry of another boot than the one before. */
  function seeBoot({ bootId: id, fields, position, host }: LogRecord): void {
    const marker = fields?.['marker'];
    if (marker === 'boot' || marker === 'reboot') {
      addBoot({ line: position.line, ...(id === undefined ? {} : { bootId: id }) });
      lastMonotonic.clear();
      bootId = id;
    } else if (id !== undefined && marker === undefined && id !== bootId) {
      addBoot({ line: position.line, bootId: id, ...(host === undefined ? {} : { host }) });
      // The change is told already, the clock need not tell it again.
      lastMonotonic.delete(host ?? '');
      bootId = id;
    }
  }

  function seeZone(outer: Civil, innerUs: number, line: number): void {
    const delta = withYearOf(outer, innerUs) - innerUs;
    const offsetUs = Math.round(delta / QUARTER_HOUR_US) * QUARTER_HOUR_US;
    if (Math.abs(delta - offsetUs) > MAX_INNER_DELAY_US || Math.abs(offsetUs) > 14.5 * 60 * US_PER_MINUTE) return;
    const offsetMinutes = offsetUs / US_PER_MINUTE;
    if (zoneRun?.offsetMinutes === offsetMinutes) {
      zoneRun.toLine = line;
      zoneRun.count++;
    } else {
      zoneRun = { offsetMinutes, fromLine: line, toLine: line, count: 1 };
      zoneRuns.add(zoneRun);
    }
    if (!outer.hasYear) yearVotes.add({ year: new Date((innerUs + offsetUs) / 1000).getUTCFullYear(), line });
  }

  return {
    record(record) {
      const { time, outerTime } = record;
      const { line } = record.position;
      const shown = outerTime ?? time;
      if (shown.kind === 'civil') seeCivil(shown, line);
      if (time.kind === 'wall') seeWall(time);
      if (outerTime?.kind === 'civil' && time.kind === 'wall') seeZone(outerTime, time.us, line);
      seeBoot(record);
      const us = time.kind === 'monotonic' ? time.us : record.monotonicUs;
      if (us !== undefined) seeMonotonic(us, record);
      if (record.monotonicUs !== undefined) {
        // A message's own stamp beside a monotonic envelope is a wall time too.
        const beside = shown.kind === 'monotonic' ? time : shown;
        if (beside.kind === 'civil' || beside.kind === 'wall') pairs.add(pairOf(record, record.monotonicUs, beside));
      }
      if (shown.kind === 'civil' || shown.kind === 'wall') {
        if (record.format.startsWith(DERIVED)) derivedStamps++;
        else ownStamps++;
      }
      const jump = readClockJump(record);
      if (jump !== undefined) jumps.add(jump);
      if (isBootLine(record) && bootLines.length < MAX_KEPT) bootLines.push({ stamp: shown, line });
      if (record.fields?.['marker'] === 'logs-begin') journalHeader ??= readHeader(record);
      const anchor = readAnchor(record);
      if (anchor !== undefined) anchors.add(anchor);
      const written = readDumpWritten(record);
      if (written !== undefined && dumpsWritten.length < MAX_KEPT) dumpsWritten.push(written);
    },
    report(report) {
      for (const anchor of reportAnchors(report)) anchors.add(anchor);
    },
    observations() {
      return {
        ...(wall === undefined ? {} : { wall }),
        ...(civil === undefined ? {} : { civil }),
        ...(monotonic === undefined ? {} : { monotonic: { fromUs: monotonic.fromUs, toUs: monotonic.toUs } }),
        zoneRuns: zoneRuns.all(),
        yearVotes: yearVotes.all(),
        newYears,
        boots,
        bootLines,
        jumps: jumps.all(),
        stepsBack: stepsBack.all(),
        isDerived: derivedStamps > ownStamps * 9,
        pairs: pairs.all(),
        anchors: anchors.all(),
        ...(journalHeader === undefined ? {} : { journalHeader }),
        dumpsWritten,
      };
    },
  };
}

/** A civil time with its year; a yearless one is put into the year that brings it nearest to `nearUs`. */
function withYearOf(civil: Civil, nearUs: number): number {
  return civil.hasYear ? civil.us : withYearNear(civil.us, nearUs);
}

/** A time of the base year put into the year that brings it nearest to `nearUs`. */
export function withYearNear(us: number, nearUs: number): number {
  const year = new Date(nearUs / 1000).getUTCFullYear();
  let best = civilInYear(us, year);
  for (const candidate of [year - 1, year + 1]) {
    const other = civilInYear(us, candidate);
    if (Math.abs(other - nearUs) < Math.abs(best - nearUs)) best = other;
  }
  return best;
}

/** Moves a time of the base year to the same date and time of another year. */
export function civilInYear(us: number, year: number): number {
  if (year === YEARLESS_BASE_YEAR) return us;
  const date = new Date(Math.floor(us / 1000));
  date.setUTCFullYear(year);
  return date.getTime() * 1000 + (us - Math.floor(us / 1000) * 1000);
}

/** Formats whose wall times dmesg makes from the time since boot when it runs: `dmesg-ctime`, `dmesg-iso`, `dmesg-reltime`. */
const DERIVED = 'dmesg-';

function pairOf(record: LogRecord, monotonicUs: number, wall: Stamp): ClockPair {
  const { bootId, host, origin, format, outerTime, position } = record;
  const isOneMoment = format.startsWith(DERIVED) || record.fields?.['marker'] === 'cursor';
  const isOwnWall = outerTime?.kind === 'monotonic' || origin !== 'kernel';
  return {
    wall,
    monotonicUs,
    late: isOneMoment ? 'none' : isOwnWall ? 'monotonic' : 'wall',
    line: position.line,
    ...(bootId === undefined ? {} : { bootId }),
    ...(host === undefined ? {} : { host }),
  };
}

/** The first line of a kernel, where it shows a wall time only. */
function isBootLine({ origin, message, time, monotonicUs }: LogRecord): boolean {
  return (
    origin === 'kernel' &&
    monotonicUs === undefined &&
    (time.kind === 'civil' || time.kind === 'wall') &&
    message.startsWith(FIRST_LINE)
  );
}

/** OOM events that a daemon logs for a container: the same moment as the kernel's report for it, a second or so later. */
const OOM_EVENT = /container oom|topic="?\/tasks\/oom|Type:"oom"|TaskOOM/;
const OOM_EVENT_SLACK_US = 10 * US_PER_SECOND;

function readAnchor(record: LogRecord): ClockAnchor | undefined {
  const { line } = record.position;
  if (record.origin === 'kernel' || (record.origin === 'other' && record.time.kind === 'monotonic')) {
    const text = record.message.trim();
    // A line with two numbers of some length is told apart from others of its kind.
    if (text.length < 40 || text.length > 400 || !/\d{3,}\D.*\d{3,}/.test(text)) return undefined;
    return { key: `kernel:${text}`, stamp: record.time, slackUs: 2 * US_PER_SECOND, line };
  }
  if (record.origin !== 'dockerd' && record.origin !== 'containerd') return undefined;
  if (record.time.kind !== 'wall') return undefined;
  const id = containerOfOomEvent(record);
  return id === undefined ? undefined : { key: `oom:${id}`, stamp: record.time, slackUs: OOM_EVENT_SLACK_US, line };
}

function containerOfOomEvent(record: LogRecord): string | undefined {
  const topic = record.fields?.['topic'];
  if (topic !== '/tasks/oom' && !OOM_EVENT.test(record.message)) return undefined;
  const field = record.fields?.['id'] ?? record.fields?.['container'] ?? record.fields?.['containerID'];
  const id = typeof field === 'string' ? field : /Id:"([0-9a-f]{64})"/.exec(record.message)?.[1];
  return id !== undefined && /^[0-9a-f]{64}$/.test(id) ? id : undefined;
}

function reportAnchors(report: MultiLineReport): ClockAnchor[] {
  if (report.kind !== 'oom') return [];
  const { head } = report;
  return report.entities
    .filter((entity) => entity.kind === 'container' && entity.value.length === 64)
    .map(({ value }) => ({
      key: `oom:${value}`,
      stamp: head.time,
      slackUs: OOM_EVENT_SLACK_US,
      line: head.position.line,
    }));
}

const DUMP_WRITTEN = /(?:goroutine stacks?|goroutine stack dump|daemon datastructure dump) written to (\S{1,400})/;

function readDumpWritten(record: LogRecord): { fileName: string; stamp: Stamp; line: number } | undefined {
  if (!record.message.includes(' written to ')) return undefined;
  const path = DUMP_WRITTEN.exec(record.message)?.[1];
  if (path === undefined) return undefined;
  return { fileName: path.slice(path.lastIndexOf('/') + 1), stamp: record.time, line: record.position.line };
}

/** The header's stamps: exact where its zone is known, else in the zone of the source's other stamps. */
function readHeader(record: LogRecord): ClockObservations['journalHeader'] {
  const read = (exact: string, civil: string): Stamp | undefined => {
    const us = Number(record.fields?.[exact]);
    if (Number.isFinite(us)) return { kind: 'wall', us, resolutionUs: US_PER_SECOND };
    const civilUs = Number(record.fields?.[civil]);
    return Number.isFinite(civilUs)
      ? { kind: 'civil', us: civilUs, hasYear: true, resolutionUs: US_PER_SECOND }
      : undefined;
  };
  const begin = read('begin', 'beginCivil');
  const end = read('end', 'endCivil');
  return begin === undefined ? undefined : { begin, ...(end === undefined ? {} : { end }) };
}

/** A list that keeps its first and its last items when it grows too long. */
function createEnds<T>(): { add(item: T): void; all(): T[] } {
  const first: T[] = [];
  const last: T[] = [];
  let next = 0;
  return {
    add(item) {
      if (first.length < MAX_KEPT / 2) first.push(item);
      else {
        last[next] = item;
        next = (next + 1) % (MAX_KEPT / 2);
      }
    },
    all: () => [...first, ...last.slice(next), ...last.slice(0, next)],
  };
}
