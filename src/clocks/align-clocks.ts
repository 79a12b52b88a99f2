import type { ClockObservations } from '../core/clock-observations.js';
import type { ClockSummary } from '../core/report-document.js';
import type { PlacedTime, Stamp, TimeBasis } from '../core/stamp.js';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { civilInYear } from './clock-observer.js';
import { readDumpNameTime } from './dump-name.js';
import { civilToUtc, createZoneOffset, type ZoneOffset } from './zone-offset.js';

/** What is known of one source when all have been read. */
export interface ClockInput {
  readonly name: string;
  readonly observations: ClockObservations;
  /** Last change of the file, µs since the Unix epoch, if it is a file. */
  readonly modifiedUs?: number;
  /** The source is a dump: lines without a stamp happened when it was written. */
  readonly isDump: boolean;
}

export interface ClockOptions {
  /** Zone of stamps without one: an IANA name, `UTC` or `+08:00`. */
  readonly zone?: string;
  /** Wall time of boot for monotonic sources, µs since the Unix epoch. */
  readonly bootTimeUs?: number;
  /** Year of the last line of sources without years. */
  readonly year?: number;
  /** The present, µs since the Unix epoch: nothing is dated later, the last resort for a missing year. */
  readonly nowUs: number;
}

/** The clock of one source. */
export interface SourceClock {
  readonly summary: ClockSummary;
  /** Undefined if the stamp cannot be put on the common clock. `line` settles years and boots. */
  place(stamp: Stamp, line: number): PlacedTime | undefined;
}

interface Zone {
  readonly offset: ZoneOffset;
  readonly method: string;
  readonly uncertaintyUs: number;
  readonly known: boolean;
}

interface Boot {
  readonly us: number;
  readonly uncertaintyUs: number;
  readonly method: string;
}

const QUARTER_HOUR_US = 15 * US_PER_MINUTE;
/** Zones lie up to 14 hours from UTC. */
const UNKNOWN_ZONE_US = 14 * US_PER_HOUR;
/** A file's time may date a dump if it falls into the logs' time, give or take this. */
const MODIFIED_SLACK_US = 10 * US_PER_MINUTE;

/**
 * Puts all sources on one clock. Sources with a zone stand; zones, years and boot times that are missing are taken, in this order,
 * from the options, from the source itself, from moments that two sources share, from the other sources, and at last assumed.
 * The result does not depend on the order of the sources.
 */
export function alignClocks(inputs: readonly ClockInput[], options: ClockOptions): SourceClock[] {
  const zones = inputs.map((input) => findZone(input, inputs, options));
  const years = inputs.map((input) => findYear(input, inputs, options));
  const place = (index: number, stamp: Stamp, line: number): PlacedTime | undefined =>
    placeWallOrCivil(stamp, line, zones[index], years[index], inputs[index]?.observations);
  const boots = inputs.map((_, index) => findBoot(index, inputs, options, place));
  const range = placedRange(inputs, place);
  const dumps = inputs.map((input) => findDumpTime(input, inputs, range, place));
  return inputs.map((input, index) => {
    const zone = zones[index];
    const boot = boots[index];
    const dump = dumps[index];
    return {
      summary: summarize(input, zone, years[index], boot, dump),
      place(stamp, line) {
        if (stamp.kind === 'monotonic') {
          if (boot === undefined) return undefined;
          return {
            us: Math.round(boot.us + stamp.us),
            uncertaintyUs: boot.uncertaintyUs + stamp.resolutionUs,
            basis: 'aligned',
          };
        }
        if (stamp.kind === 'none') return input.isDump ? dump?.time : undefined;
        return place(index, stamp, line);
      },
    };
  });
}

function placeWallOrCivil(
  stamp: Stamp,
  line: number,
  zone: Zone | undefined,
  year: YearModel | undefined,
  observations: ClockObservations | undefined,
): PlacedTime | undefined {
  if (stamp.kind === 'wall') return { us: stamp.us, uncertaintyUs: stamp.resolutionUs, basis: 'exact' };
  if (stamp.kind !== 'civil' || zone === undefined) return undefined;
  const civilUs = stamp.hasYear ? stamp.us : civilInYear(stamp.us, yearAt(line, year, observations));
  const basis: TimeBasis = !stamp.hasYear ? 'year-inferred' : zone.known ? 'exact' : 'zone-assumed';
  return { us: civilToUtc(civilUs, zone.offset), uncertaintyUs: stamp.resolutionUs + zone.uncertaintyUs, basis };
}

// --- zones

function findZone(input: ClockInput, inputs: readonly ClockInput[], options: ClockOptions): Zone | undefined {
  const { civil, zoneVotes } = input.observations;
  if (civil === undefined) return undefined;
  if (options.zone !== undefined) {
    return {
      offset: createZoneOffset(options.zone),
      method: `zone ${options.zone} as given`,
      uncertaintyUs: 0,
      known: true,
    };
  }
  const vote = [...zoneVotes].sort((a, b) => b.count - a.count || a.offsetMinutes - b.offsetMinutes)[0];
  if (vote !== undefined) return fixedZone(vote.offsetMinutes, 'zone from the exact stamps inside its messages', 0);
  const anchored = zoneByAnchors(input, inputs);
  if (anchored !== undefined) return anchored;
  const offsets = new Map<number, string>();
  for (const other of inputs) {
    const offset = other.observations.wall?.offsetMinutes ?? nameOffset(other.name);
    if (other !== input && offset !== undefined && overlaps(input, other)) offsets.set(offset, other.name);
  }
  if (offsets.size === 1) {
    const [[minutes, name]] = [...offsets] as [[number, string]];
    return fixedZone(minutes, `zone assumed to be that of ${name}`, 0);
  }
  const alone = inputs.every((other) => other === input || other.observations.wall === undefined);
  return fixedZone(0, 'zone unknown, UTC assumed', alone ? 0 : UNKNOWN_ZONE_US);
}

function fixedZone(minutes: number, method: string, uncertaintyUs: number): Zone {
  return { offset: () => minutes, method: `${method} (${offsetText(minutes)})`, uncertaintyUs, known: false };
}

function nameOffset(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.offsetMinutes : undefined;
}

/** Whether two sources can be of one time: their ranges lie within a day and a zone of each other, as far as both are known. */
function overlaps(a: ClockInput, b: ClockInput): boolean {
  const civil = a.observations.civil;
  const wall = b.observations.wall;
  if (civil === undefined || wall === undefined || !civil.hasYear) return true;
  const slack = US_PER_DAY + UNKNOWN_ZONE_US;
  return civil.minUs - slack <= wall.toUs && wall.fromUs <= civil.maxUs + slack;
}

/** A shared moment that one source shows with a zone and this one without gives the zone, if the rest is small. */
function zoneByAnchors(input: ClockInput, inputs: readonly ClockInput[]): Zone | undefined {
  for (const anchor of input.observations.anchors) {
    if (anchor.stamp.kind !== 'civil' || !anchor.stamp.hasYear) continue;
    for (const other of inputs) {
      if (other === input) continue;
      const twin = other.observations.anchors.find(({ key, stamp }) => key === anchor.key && stamp.kind === 'wall');
      if (twin?.stamp.kind !== 'wall') continue;
      const delta = anchor.stamp.us - twin.stamp.us;
      const offsetUs = Math.round(delta / QUARTER_HOUR_US) * QUARTER_HOUR_US;
      if (Math.abs(delta - offsetUs) > Math.max(anchor.slackUs, US_PER_MINUTE)) continue;
      return fixedZone(
        offsetUs / US_PER_MINUTE,
        `zone from a moment shared with ${other.name}`,
        Math.abs(delta - offsetUs),
      );
    }
  }
  return undefined;
}

export function offsetText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const absolute = Math.abs(minutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
}

// --- years

interface YearModel {
  /** Year of the line `line`. */
  readonly year: number;
  readonly line: number;
  readonly method: string;
}

function yearAt(line: number, model: YearModel | undefined, observations: ClockObservations | undefined): number {
  if (model === undefined) return 1970;
  const newYears = observations?.newYears ?? [];
  const passed =
    newYears.filter((start) => start <= line).length - newYears.filter((start) => start <= model.line).length;
  return model.year + passed;
}

function findYear(input: ClockInput, inputs: readonly ClockInput[], options: ClockOptions): YearModel | undefined {
  const { civil, yearVotes, journalHeader, newYears } = input.observations;
  if (civil === undefined || civil.hasYear) return undefined;
  const last = civil.last;
  if (options.year !== undefined) return { year: options.year, line: last.line, method: 'year as given' };
  const vote = yearVotes[0];
  if (vote !== undefined) return { ...vote, method: 'year from the exact stamps inside its messages' };
  const nearest = (nearUs: number, method: string): YearModel => {
    const { stamp } = last;
    const around = new Date(nearUs / 1000).getUTCFullYear();
    const us = stamp.kind === 'civil' ? stamp.us : 0;
    const years = [around, around - 1, around + 1];
    years.sort((a, b) => Math.abs(civilInYear(us, a) - nearUs) - Math.abs(civilInYear(us, b) - nearUs));
    return { year: years[0] ?? around, line: last.line, method };
  };
  const header = journalHeader?.end ?? journalHeader?.begin;
  if (header !== undefined && 'us' in header) return nearest(header.us, "year from the journal's header");
  for (const other of inputs) {
    const us = other.observations.wall?.toUs ?? dumpNameUs(other.name);
    if (other !== input && us !== undefined) return nearest(us, `year assumed to be that of ${other.name}`);
  }
  for (const other of inputs) {
    const { civil: dated } = other.observations;
    if (other !== input && dated?.hasYear === true)
      return nearest(dated.maxUs, `year assumed to be that of ${other.name}`);
  }
  const latest = Math.min(options.nowUs, input.modifiedUs ?? options.nowUs) + US_PER_DAY;
  let year = new Date(latest / 1000).getUTCFullYear();
  const us = last.stamp.kind === 'civil' ? last.stamp.us : 0;
  if (civilInYear(us, year) > latest) year--;
  const crossed = newYears.length > 0 ? ', with a new year inside' : '';
  return { year, line: last.line, method: `year unknown, the latest possible one assumed${crossed}` };
}

function dumpNameUs(name: string): number | undefined {
  const stamp = readDumpNameTime(name);
  return stamp?.kind === 'wall' ? stamp.us : undefined;
}

// --- boot times

type Place = (index: number, stamp: Stamp, line: number) => PlacedTime | undefined;

/** Boot time of a source that shows only monotonic time for some lines. */
function findBoot(index: number, inputs: readonly ClockInput[], options: ClockOptions, place: Place): Boot | undefined {
  const input = inputs[index];
  if (input?.observations.monotonic === undefined) return undefined;
  if (options.bootTimeUs !== undefined) {
    return { us: options.bootTimeUs, uncertaintyUs: US_PER_SECOND, method: 'boot time as given' };
  }
  return (
    bootByPairs(index, inputs, place) ??
    bootByAnchors(index, inputs, place, 'kernel:') ??
    bootByForeignPairs(index, inputs, place) ??
    bootByAnchors(index, inputs, place, 'oom:')
  );
}

/** Own lines that show both clocks. */
function bootByPairs(index: number, inputs: readonly ClockInput[], place: Place): Boot | undefined {
  const pairs = inputs[index]?.observations.pairs ?? [];
  return bootOf(
    pairs.flatMap(({ wall, monotonicUs, line }) => {
      const placed = place(index, wall, line);
      return placed === undefined ? [] : [{ us: placed.us - monotonicUs, uncertaintyUs: placed.uncertaintyUs }];
    }),
    'lines that show both clocks',
  );
}

/** Moments that this source shows on the monotonic clock and another one on the wall clock. */
function bootByAnchors(index: number, inputs: readonly ClockInput[], place: Place, prefix: string): Boot | undefined {
  const own = inputs[index]?.observations.anchors ?? [];
  const candidates: { us: number; uncertaintyUs: number }[] = [];
  let method = '';
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index) continue;
    const first = new Map<string, (typeof own)[number]>();
    for (const anchor of other.observations.anchors) if (!first.has(anchor.key)) first.set(anchor.key, anchor);
    for (const anchor of own) {
      if (!anchor.key.startsWith(prefix) || anchor.stamp.kind !== 'monotonic') continue;
      const twin = first.get(anchor.key);
      const placed = twin === undefined ? undefined : place(otherIndex, twin.stamp, twin.line);
      if (twin === undefined || placed === undefined) continue;
      candidates.push({
        us: placed.us - anchor.stamp.us,
        uncertaintyUs: placed.uncertaintyUs + Math.max(anchor.slackUs, twin.slackUs),
      });
      method ||=
        prefix === 'oom:'
          ? `the OOM event of container ${anchor.key.slice(4, 16)} in ${other.name}`
          : `the same kernel lines in ${other.name}`;
      // One moment, reported once: later reports of the same container pair with later events.
      first.delete(anchor.key);
    }
  }
  return bootOf(candidates, method);
}

/** Lines of another source that show both clocks, if they tell of one boot only. */
function bootByForeignPairs(index: number, inputs: readonly ClockInput[], place: Place): Boot | undefined {
  const monotonic = inputs[index]?.observations.monotonic;
  if (monotonic === undefined) return undefined;
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index || other.observations.pairs.length === 0) continue;
    const boot = bootByPairs(otherIndex, inputs, place);
    if (boot !== undefined && boot.uncertaintyUs < US_PER_MINUTE) {
      return {
        ...boot,
        method: `lines of ${other.name} that show both clocks`,
        uncertaintyUs: boot.uncertaintyUs + US_PER_SECOND,
      };
    }
  }
  return undefined;
}

/** Median of the candidates; those that agree with it give the bound. Undefined if they contradict each other. */
function bootOf(candidates: { us: number; uncertaintyUs: number }[], method: string): Boot | undefined {
  if (candidates.length === 0) return undefined;
  const sorted = [...candidates].sort((a, b) => a.us - b.us);
  const median = sorted[sorted.length >> 1];
  if (median === undefined) return undefined;
  const agreeing = sorted.filter(
    ({ us, uncertaintyUs }) => Math.abs(us - median.us) <= uncertaintyUs + median.uncertaintyUs,
  );
  if (agreeing.length * 2 < sorted.length) return undefined;
  return {
    us: Math.round(median.us),
    uncertaintyUs: Math.max(...agreeing.map(({ uncertaintyUs }) => uncertaintyUs)),
    method,
  };
}

// --- dumps

interface DumpTime {
  readonly time: PlacedTime;
  readonly method: string;
}

function findDumpTime(
  input: ClockInput,
  inputs: readonly ClockInput[],
  range: { fromUs: number; toUs: number } | undefined,
  place: Place,
): DumpTime | undefined {
  if (!input.isDump) return undefined;
  const named = readDumpNameTime(input.name);
  if (named?.kind === 'wall') {
    return { time: { us: named.us, uncertaintyUs: US_PER_SECOND, basis: 'exact' }, method: 'time in the file name' };
  }
  const fileName = input.name.slice(input.name.lastIndexOf('/') + 1);
  for (const [index, other] of inputs.entries()) {
    for (const written of other.observations.dumpsWritten) {
      if (written.fileName !== fileName) continue;
      const time = place(index, written.stamp, written.line);
      if (time !== undefined)
        return {
          time: { ...time, uncertaintyUs: time.uncertaintyUs + US_PER_SECOND },
          method: `the line in ${other.name} that announces it`,
        };
    }
  }
  const { modifiedUs } = input;
  if (modifiedUs === undefined || range === undefined) return undefined;
  if (modifiedUs < range.fromUs - MODIFIED_SLACK_US || modifiedUs > range.toUs + MODIFIED_SLACK_US) return undefined;
  return { time: { us: modifiedUs, uncertaintyUs: US_PER_MINUTE, basis: 'aligned' }, method: "the file's own time" };
}

function placedRange(inputs: readonly ClockInput[], place: Place): { fromUs: number; toUs: number } | undefined {
  let range: { fromUs: number; toUs: number } | undefined;
  const see = (us: number | undefined): void => {
    if (us === undefined) return;
    range =
      range === undefined
        ? { fromUs: us, toUs: us }
        : { fromUs: Math.min(range.fromUs, us), toUs: Math.max(range.toUs, us) };
  };
  for (const [index, { observations }] of inputs.entries()) {
    see(observations.wall?.fromUs);
    see(observations.wall?.toUs);
    const { civil } = observations;
    if (civil === undefined) continue;
    see(place(index, civil.first.stamp, civil.first.line)?.us);
    see(place(index, civil.last.stamp, civil.last.line)?.us);
  }
  return range;
}

// --- summary

function summarize(
  input: ClockInput,
  zone: Zone | undefined,
  year: YearModel | undefined,
  boot: Boot | undefined,
  dump: DumpTime | undefined,
): ClockSummary {
  const { wall, civil, monotonic } = input.observations;
  if (dump !== undefined) return { basis: dump.time.basis, method: dump.method, uncertainty: dump.time.uncertaintyUs };
  const methods: string[] = [];
  if (civil !== undefined && zone !== undefined) {
    if (year !== undefined) methods.push(year.method);
    methods.push(zone.method);
  } else if (wall !== undefined) methods.push('stamps with a zone');
  if (monotonic !== undefined && civil === undefined && wall === undefined) {
    methods.push(
      boot === undefined
        ? 'time since boot; the boot time is unknown, so only the order is known'
        : `boot time from ${boot.method}`,
    );
  }
  let basis: TimeBasis = 'none';
  if (civil !== undefined)
    basis = year !== undefined ? 'year-inferred' : zone?.known === true ? 'exact' : 'zone-assumed';
  else if (wall !== undefined) basis = 'exact';
  else if (boot !== undefined) basis = 'aligned';
  const uncertainty = civil !== undefined ? zone?.uncertaintyUs : boot?.uncertaintyUs;
  return {
    basis,
    method: methods.length > 0 ? methods.join('; ') : 'no stamps',
    ...(boot === undefined ? {} : { bootTime: boot.us }),
    ...(civil === undefined || zone === undefined ? {} : { offset: zone.offset(civil.minUs) }),
    ...(uncertainty === undefined || uncertainty === 0 ? {} : { uncertainty }),
  };
}
