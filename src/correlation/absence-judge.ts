import type { Origin } from '../core/log-record.js';
import type { Match, Signature } from '../core/pattern.js';
import type { PlacedSignal } from '../core/signal.js';
import { US_PER_MINUTE } from '../core/units.js';
import type { SourceCoverage, Span } from './coverage.js';
import { hostsOf, shortHost, type Joiner, type JoinRule } from './entities.js';
import { referredIds } from './referred-ids.js';
import { createTimeIndex, type TimeIndex } from './time-index.js';
import { isWithin, onsetOf } from './time-relation.js';

/** What is looked for, and when, counted from an anchor; both ends belong to the window, µs. */
export interface Expectation {
  readonly ids: readonly string[];
  readonly afterUs: number;
  readonly withinUs: number;
  readonly needs?: readonly Origin[];
}

export type AbsenceAnswer =
  | { readonly answer: 'seen'; readonly signal: PlacedSignal }
  /** `proof` names the sources that would have shown it. */
  | { readonly answer: 'absent'; readonly proof: readonly string[] }
  /** `because` is a clause without final stop. */
  | { readonly answer: 'cannot-tell'; readonly because: string };

export interface AbsenceJudge {
  judge(anchor: PlacedSignal, expectation: Expectation, rule: JoinRule): AbsenceAnswer;
  /** For a window in which nothing was seen: whether something would have been. */
  prove(anchor: PlacedSignal, expectation: Expectation): AbsenceAnswer;
  /** Whether signals that may lie in the window were counted but not kept. */
  hides(anchor: PlacedSignal, expectation: Expectation): boolean;
}

export interface AbsenceInput {
  readonly signatures: readonly Signature[];
  readonly coverage: readonly SourceCoverage[];
  readonly joiner: Joiner;
  readonly signalsOf: (id: string) => readonly PlacedSignal[];
}

/** A way in which a signature can be seen: in some program's log, or in a goroutine dump. */
type Way =
  | { readonly kind: 'log'; readonly origins: ReadonlySet<Origin> }
  | { readonly kind: 'dump'; readonly programs: readonly string[] };

/** Two files of one log follow each other if not more than this lies between the last line of one and the first of the next. */
const JOINT_US = US_PER_MINUTE;
/** Programs that only pass on others' words. */
const RELAYS: ReadonlySet<Origin> = new Set(['client', 'other']);

/**
 * Whether something is absent, with three answers. It is `seen` if a signal that does not contradict the anchor on host or joined entities surely
 * lies in the window. It is `absent` only if none may lie in it, no signal of it was dropped there, and for each id some source would have
 * shown it: one of the same host that holds words of its program and reaches over the whole window, clocks' errors taken off (files of a
 * rotated log count together), or for goroutine patterns a dump of the program taken in the window or later. All else is `cannot-tell`:
 * a source that is missing, begins later or ends earlier never proves an absence.
 */
export function createAbsenceJudge({ signatures, coverage, joiner, signalsOf }: AbsenceInput): AbsenceJudge {
  const byId = new Map(signatures.map((signature) => [signature.id, signature]));
  const indexes = new Map<string, TimeIndex>();
  const hosts = new Set(coverage.flatMap(({ host }) => (host === undefined ? [] : [shortHost(host)])));

  function indexOf(ids: readonly string[]): TimeIndex {
    const key = ids.join(' ');
    let index = indexes.get(key);
    if (index === undefined) indexes.set(key, (index = createTimeIndex(ids.flatMap(signalsOf))));
    return index;
  }

  /** Signatures that rest on others are seen where those are. */
  function plainIds(ids: readonly string[], open = new Set<string>()): string[] {
    return ids.flatMap((id) => {
      const signature = byId.get(id);
      if (signature === undefined || signature.match.length > 0 || open.has(id)) return [id];
      return plainIds(referredIds(signature.rule), new Set([...open, id]));
    });
  }

  function prove(anchor: PlacedSignal, expectation: Expectation): AbsenceAnswer {
    const cannotTell = (because: string): AbsenceAnswer => ({ answer: 'cannot-tell', because });
    const proof = new Set<string>();
    const { needs } = expectation;
    for (const id of plainIds(expectation.ids)) {
      const signature = byId.get(id);
      if (signature === undefined) return cannotTell(`${id} is no known signature`);
      if (signature.tailOnly || signature.onlyAfter.length > 0)
        return cannotTell(`${id} is looked for in a part of a log only`);
      if (hasHole(anchor, id, expectation))
        return cannotTell(`${id} came too often to be kept, so it may have been there`);
      const wanted: Way[][] =
        needs === undefined
          ? [signature.match.flatMap(waysOf)]
          : needs.map((origin) => [{ kind: 'log', origins: new Set([origin]) }]);
      for (const ways of wanted) {
        const names = ways.map((way) => coveredBy(anchor, way, expectation)).find((found) => found !== undefined);
        if (names === undefined) return cannotTell(notCovered(anchor, ways, expectation));
        for (const name of names) proof.add(name);
      }
    }
    return { answer: 'absent', proof: [...proof] };
  }

  /** The store keeps the first and the last signals of a source; the time between those two is not known. */
  function hasHole(anchor: PlacedSignal, id: string, { afterUs, withinUs }: Expectation): boolean {
    return coverage.some(({ source, holes }) => {
      const hole = holes.get(id);
      if (hole === undefined) return false;
      const own = signalsOf(id).filter((signal) => placeOf(signal)?.source === source);
      const begin = own.find((signal) => placeOf(signal)?.line === hole.afterLine);
      const end = own.find((signal) => placeOf(signal)?.line === hole.beforeLine);
      if (begin === undefined || end === undefined) return true;
      const isOver = isWithin(anchor, end, afterUs, Infinity) === 'no';
      const isLater = isWithin(anchor, begin, -Infinity, withinUs) === 'no';
      return !isOver && !isLater;
    });
  }

  function coveredBy(anchor: PlacedSignal, way: Way, { afterUs, withinUs }: Expectation): string[] | undefined {
    const fitting = coverage.filter((source) => isOfHost(source, anchor));
    const onset = onsetOf(anchor);
    if (way.kind === 'dump') {
      const dumping = fitting.filter(({ dumps }) =>
        dumps.some(
          ({ program, time }) =>
            (way.programs.length === 0 || way.programs.includes(program)) &&
            time !== undefined &&
            onset !== undefined &&
            time.us - time.uncertaintyUs >= onset.latestUs + afterUs,
        ),
      );
      return dumping.length === 0 ? undefined : dumping.map(({ name }) => name);
    }
    const place = placeOf(anchor);
    const holding = fitting.filter(({ source, origins }) =>
      way.origins.size === 0 ? source === place?.source : [...way.origins].some((origin) => origins.has(origin)),
    );
    const own = holding.find(({ source }) => source === place?.source);
    const local = own?.local.get(anchor.stamp.kind);
    if (own !== undefined && local !== undefined && anchor.localUs !== undefined && anchor.waitMinutes === undefined) {
      if (local.fromUs <= anchor.localUs + afterUs && local.toUs >= anchor.localUs + withinUs) return [own.name];
    }
    if (onset === undefined) return undefined;
    const fromUs = onset.earliestUs + afterUs;
    const toUs = onset.latestUs + withinUs;
    const over = stretches(
      holding.flatMap((source) => (source.span === undefined ? [] : [{ ...source.span, source }])),
    );
    const found = over.find((span) => span.fromUs <= fromUs && span.toUs >= toUs);
    return found?.names;
  }

  function isOfHost(source: SourceCoverage, anchor: PlacedSignal): boolean {
    if (source.source === placeOf(anchor)?.source) return true;
    const wanted = hostsOf(anchor);
    if (wanted.length === 0 || source.host === undefined) return hosts.size <= 1;
    return wanted.includes(shortHost(source.host));
  }

  return {
    judge(anchor, expectation, rule) {
      const { ids, afterUs, withinUs } = expectation;
      let unsure: PlacedSignal | undefined;
      for (const signal of indexOf(ids).near(anchor, afterUs, withinUs)) {
        if (signal === anchor || joiner.joins(anchor, signal, rule) === 'no') continue;
        const answer = isWithin(anchor, signal, afterUs, withinUs);
        if (answer === 'yes') return { answer: 'seen', signal };
        if (answer === 'unknown') unsure ??= signal;
      }
      if (unsure !== undefined)
        return { answer: 'cannot-tell', because: `the clocks cannot tell when ${unsure.id} was seen` };
      return prove(anchor, expectation);
    },
    prove,
    hides: (anchor, expectation) => plainIds(expectation.ids).some((id) => hasHole(anchor, id, expectation)),
  };
}

function waysOf(match: Match): Way[] {
  switch (match.on) {
    case 'goroutines':
    case 'convoy':
      return [{ kind: 'dump', programs: match.programs }];
    case 'report':
      if (match.report === 'goroutine-dump') return [{ kind: 'dump', programs: [] }];
      return [{ kind: 'log', origins: new Set(match.report === 'go-crash' ? [] : ['kernel']) }];
    case 'record': {
      const speakers = [...match.origins].filter((origin) => !RELAYS.has(origin));
      return [{ kind: 'log', origins: speakers.length === 0 ? match.origins : new Set(speakers) }];
    }
  }
}

/** Spans that follow each other without a break, as one. */
function stretches(
  spans: readonly (Span & { readonly source: SourceCoverage })[],
): (Span & { readonly names: string[] })[] {
  const merged: { fromUs: number; toUs: number; names: string[] }[] = [];
  for (const { fromUs, toUs, source } of [...spans].sort((a, b) => a.fromUs - b.fromUs)) {
    const last = merged[merged.length - 1];
    if (last === undefined || fromUs > last.toUs + JOINT_US) merged.push({ fromUs, toUs, names: [source.name] });
    else {
      last.toUs = Math.max(last.toUs, toUs);
      last.names.push(source.name);
    }
  }
  return merged;
}

function notCovered(anchor: PlacedSignal, ways: readonly Way[], { afterUs, withinUs }: Expectation): string {
  const whose = ways.map((way) =>
    way.kind === 'dump'
      ? `goroutine dump of ${way.programs.length === 0 ? 'the program' : way.programs.join(' or ')}`
      : way.origins.size === 0
        ? 'log'
        : `log of ${[...way.origins].join(' or ')}`,
  );
  const onset = onsetOf(anchor);
  const when =
    onset === undefined ? 'its time' : `${utc(onset.earliestUs + afterUs)} to ${utc(onset.latestUs + withinUs)} UTC`;
  return `no ${[...new Set(whose)].slice(0, 3).join(' or ')} covers ${when}`;
}

function utc(us: number): string {
  const ms = Math.round(us / 1000);
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(0, 19).replace('T', ' ') : 'an unknown time';
}

function placeOf(signal: PlacedSignal): { readonly source: number; readonly line: number } | undefined {
  return signal.evidence[0]?.record.position;
}
