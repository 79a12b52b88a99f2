import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';

/**
 * How far a kernel's clock runs off the wall clock: crystals and their calibration are good to some 50 millionths; twice that is assumed,
 * 8.6 s a day.
 */
export const MAX_DRIFT = 100e-6;
/** A wall time that is too late for less than this, and then right again, was written late: the clock did not jump. */
const LATENESS_US = 5 * US_PER_MINUTE;
/** Reading takes this long, unless a host is in trouble. */
const READ_BEHIND_US = 2 * US_PER_SECOND;
/** Knots that are used at one place; there are 400 pairs at most. */
const MAX_KNOTS = 400;

/** A moment that both clocks show. */
export interface Knot {
  /** On the clock that is to be placed, µs. */
  readonly at: number;
  /** Likeliest distance of the wall clock from it, µs, and its bounds. */
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
}

/** A place at which the wall clock went ahead of the other by some time, known (µs) or not. */
export interface KnownJump {
  readonly at: number;
  /** It may have been up to this much earlier (µs): the line that tells of it comes behind. */
  readonly earlierUs?: number;
  readonly amountUs?: number;
  readonly kind: 'suspend' | 'step';
}

export interface OffsetAt {
  readonly us: number;
  readonly uncertaintyUs: number;
}

/** A stretch of the clock within which the wall clock runs on beside it, drift apart. */
interface Run {
  readonly knots: Knot[];
}

/** A jump that was found or told. `at` lies between the knots before and behind it. */
export interface FoundJump {
  readonly at: number;
  readonly byUs: number;
  readonly isTold: boolean;
  readonly kind?: 'suspend' | 'step';
}

export interface OffsetModel {
  /** What to add at a place of the clock; undefined if a jump of unknown size lies between it and everything known. */
  at(us: number): OffsetAt | undefined;
  readonly jumps: readonly FoundJump[];
  /** Knots that are too late by more than reading takes. */
  readonly lateKnots: number;
  /** The widest error bound at a knot, µs. */
  readonly uncertaintyUs: number;
}

/**
 * The distance of two clocks as a function of the one, from moments that both show. It changes by drift (`MAX_DRIFT`) and by jumps: told ones
 * (a resume, a step of the wall clock) and those that the knots themselves show. Within a run of knots without a jump each of them bounds
 * the distance at every place, by its own bounds and the drift in between; the truth lies inside of all of them.
 * Between two runs whose jump nobody tells the place, the distance is that of either.
 * Undefined without knots.
 */
export function createOffsetModel(
  knots: readonly Knot[],
  told: readonly KnownJump[] = [],
  drift = MAX_DRIFT,
): OffsetModel | undefined {
  const jumps = [...told].sort((a, b) => a.at - b.at || (a.amountUs ?? 0) - (b.amountUs ?? 0));
  const clear = knots.filter((knot) => !jumps.some((jump) => isJustBefore(knot, jump)));
  const sorted = thin((clear.length > 0 ? clear : [...knots]).sort((a, b) => a.at - b.at || a.value - b.value));
  const { runs, late } = splitRuns(sorted, jumps, drift);
  if (runs.length === 0) return undefined;
  const at = (us: number): OffsetAt | undefined => offsetAt(us, runs, jumps, drift);
  let uncertaintyUs = 0;
  for (const { knots: own } of runs)
    for (const knot of own) uncertaintyUs = Math.max(uncertaintyUs, at(knot.at)?.uncertaintyUs ?? 0);
  return { at, jumps: findJumps(runs, jumps, drift), lateKnots: late, uncertaintyUs: Math.ceil(uncertaintyUs) };
}

/** A line from just before a jump may have been read behind it: it tells neither distance. */
function isJustBefore(knot: Knot, { at, earlierUs = 0 }: KnownJump): boolean {
  return at - earlierUs - READ_BEHIND_US <= knot.at && knot.at < at;
}

/** Evenly spread ones of too many; the first and the last stay. */
function thin(knots: readonly Knot[]): Knot[] {
  if (knots.length <= MAX_KNOTS) return [...knots];
  const step = (knots.length - 1) / (MAX_KNOTS - 1);
  return Array.from({ length: MAX_KNOTS }, (_, index) => knots[Math.round(index * step)]).filter(
    (knot) => knot !== undefined,
  );
}

interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

/** What the knots of a run leave possible at a place. */
function boundsAt(us: number, { knots }: Run, drift: number): Bounds {
  let lo = -Infinity;
  let hi = Infinity;
  for (const knot of knots) {
    const slack = drift * Math.abs(us - knot.at);
    lo = Math.max(lo, knot.lo - slack);
    hi = Math.min(hi, knot.hi + slack);
  }
  return { lo, hi };
}

function fits(knot: Knot, run: Run, drift: number): boolean {
  const { lo, hi } = boundsAt(knot.at, run, drift);
  return knot.lo <= hi && knot.hi >= lo;
}

/** Runs of knots that one distance can explain; told jumps separate them too, if the knots on both sides differ. */
function splitRuns(knots: readonly Knot[], told: readonly KnownJump[], drift: number): { runs: Run[]; late: number } {
  let runs: Run[] = [];
  for (const knot of knots) {
    const last = runs.at(-1);
    const before = last?.knots.at(-1);
    const isSplit = before !== undefined && told.some(({ at }) => before.at < at && at <= knot.at);
    if (last === undefined || isSplit || !fits(knot, last, drift)) runs.push({ knots: [knot] });
    else last.knots.push(knot);
  }
  let late = 0;
  const [start, second] = runs;
  const startsLate = start !== undefined && second !== undefined && isLateStart(start, second, told);
  if (startsLate) {
    late += start.knots.length;
    runs = runs.slice(1);
  }
  // A run that is too late, short and followed by the old distance was written late; its knots only say "not later than".
  for (let index = 1; index < runs.length; index++) {
    const before = runs[index - 1];
    const run = runs[index];
    const first = run?.knots[0];
    const last = run?.knots.at(-1);
    if (before === undefined || run === undefined || first === undefined || last === undefined) continue;
    const beforeLast = before.knots.at(-1);
    const isTold = told.some((jump) => liesBetween(jump, beforeLast?.at ?? -Infinity, first.at));
    if (isTold || last.at - first.at > LATENESS_US) continue;
    if (first.lo <= boundsAt(first.at, before, drift).hi) continue;
    const after = runs[index + 1];
    const back = after?.knots[0];
    const isBack =
      back !== undefined && !told.some(({ at }) => last.at < at && at <= back.at) && fits(back, before, drift);
    if (!isBack || after === undefined) continue;
    late += run.knots.length;
    before.knots.push(...after.knots.filter((knot) => fits(knot, before, drift)));
    const rest = after.knots.filter((knot) => !before.knots.includes(knot));
    runs = [...runs.slice(0, index), ...(rest.length > 0 ? [{ knots: rest }] : []), ...runs.slice(index + 2)];
    index = Math.max(0, index - 1);
  }
  return { runs: doubtLastRun(runs, told, drift), late };
}

/** Lines of a burst that a daemon wrote when it came to it, at the beginning of what is known. */
function isLateStart(start: Run, second: Run, told: readonly KnownJump[]): boolean {
  const first = start.knots[0];
  const last = start.knots.at(-1);
  const next = second.knots[0];
  if (first === undefined || last === undefined || next === undefined) return false;
  if (told.some((jump) => liesBetween(jump, last.at, next.at))) return false;
  const byUs = last.value - next.value;
  return byUs > 0 && byUs <= LATENESS_US && last.at - first.at <= LATENESS_US;
}

/** Whether the last knots, too late and nothing behind them, were written late or follow a jump cannot be told: both stay possible. */
function doubtLastRun(runs: readonly Run[], told: readonly KnownJump[], drift: number): Run[] {
  const before = runs.at(-2);
  const last = runs.at(-1);
  const first = last?.knots[0];
  const end = last?.knots.at(-1);
  if (before === undefined || last === undefined || first === undefined || end === undefined) return [...runs];
  const isTold = told.some((jump) => liesBetween(jump, before.knots.at(-1)?.at ?? -Infinity, first.at));
  if (isTold || end.at - first.at > LATENESS_US || first.lo <= boundsAt(first.at, before, drift).hi) return [...runs];
  const knots = last.knots.map((knot) => ({ ...knot, lo: Math.min(knot.lo, boundsAt(knot.at, before, drift).lo) }));
  return [...runs.slice(0, -1), { knots }];
}

function liesBetween({ at, earlierUs = 0 }: KnownJump, before: number, behind: number): boolean {
  return before < at && at - earlierUs <= behind;
}

function offsetAt(us: number, runs: readonly Run[], told: readonly KnownJump[], drift: number): OffsetAt | undefined {
  const plain = plainOffsetAt(us, runs, told, drift);
  const near = told.find(({ at, earlierUs = 0 }) => at - earlierUs <= us && us < at);
  if (near === undefined) return plain;
  const behind = plainOffsetAt(near.at, runs, told, drift);
  if (plain === undefined || behind === undefined) return undefined;
  const lo = Math.min(plain.us - plain.uncertaintyUs, behind.us - behind.uncertaintyUs);
  const hi = Math.max(plain.us + plain.uncertaintyUs, behind.us + behind.uncertaintyUs);
  return { us: plain.us, uncertaintyUs: Math.max(plain.us - lo, hi - plain.us) };
}

function plainOffsetAt(
  us: number,
  runs: readonly Run[],
  told: readonly KnownJump[],
  drift: number,
): OffsetAt | undefined {
  const index = runs.findIndex(({ knots }) => (knots[0]?.at ?? 0) <= us && us <= (knots.at(-1)?.at ?? 0));
  const here = runs[index];
  if (here !== undefined) {
    const bounds = boundsAt(us, here, drift);
    const before = runs[index - 1];
    const beforeAt = before?.knots.at(-1)?.at ?? us;
    const firstAt = here.knots[0]?.at ?? us;
    const isTold = told.some((jump) => liesBetween(jump, beforeAt, firstAt));
    if (before === undefined || isTold || us - firstAt > READ_BEHIND_US) return likeliest(us, bounds, here);
    // The first lines that were read behind a jump may be from before it.
    const old = boundsAt(us, before, drift);
    return likeliest(us, { lo: Math.min(bounds.lo, old.lo), hi: Math.max(bounds.hi, old.hi) }, here);
  }
  const behind = runs.filter(({ knots }) => (knots.at(-1)?.at ?? 0) < us).at(-1);
  const ahead = runs.find(({ knots }) => (knots[0]?.at ?? 0) > us);
  const fromBehind =
    behind === undefined ? undefined : moved(us, behind, told, drift, [behind.knots.at(-1)?.at ?? us, us], 1);
  const fromAhead = ahead === undefined ? undefined : moved(us, ahead, told, drift, [us, ahead.knots[0]?.at ?? us], -1);
  if (fromBehind === undefined || behind === undefined)
    return fromAhead === undefined || ahead === undefined ? undefined : likeliest(us, fromAhead, ahead, fromAhead.byUs);
  if (fromAhead === undefined || ahead === undefined) return likeliest(us, fromBehind, behind, fromBehind.byUs);
  // Between two runs: told jumps may leave only one of them reachable without a gap in knowledge.
  if (fromBehind.isSure && !fromAhead.isSure) return likeliest(us, fromBehind, behind, fromBehind.byUs);
  if (fromAhead.isSure && !fromBehind.isSure) return likeliest(us, fromAhead, ahead, fromAhead.byUs);
  const common = { lo: Math.max(fromBehind.lo, fromAhead.lo), hi: Math.min(fromBehind.hi, fromAhead.hi) };
  if (common.lo <= common.hi) return likeliest(us, common, behind, fromBehind.byUs);
  const lo = Math.min(fromBehind.lo, fromAhead.lo);
  const hi = Math.max(fromBehind.hi, fromAhead.hi);
  return { us: (lo + hi) / 2, uncertaintyUs: (hi - lo) / 2 };
}

interface Moved extends Bounds {
  readonly byUs: number;
  /** No jump of unknown size, and nothing untold, lies in between. */
  readonly isSure: boolean;
}

/** A run's bounds carried over the told jumps between it and a place; undefined over a jump of unknown size. */
function moved(
  us: number,
  run: Run,
  told: readonly KnownJump[],
  drift: number,
  [from, to]: readonly [number, number],
  sign: 1 | -1,
): Moved | undefined {
  const between = told.filter(({ at }) => from < at && at <= to);
  let byUs = 0;
  for (const { amountUs } of between) {
    if (amountUs === undefined) return undefined;
    byUs += sign * amountUs;
  }
  const { lo, hi } = boundsAt(us, run, drift);
  // What is told is rounded, and clocks are set again some moments after a resume.
  const slack = between.length * TOLD_SLACK_US;
  return { lo: lo + byUs - slack, hi: hi + byUs + slack, byUs, isSure: between.length === 0 };
}

/** How exactly a told size of a jump is known, µs. */
const TOLD_SLACK_US = 2_000_000;

/** The distance that the nearest knots say, within what is possible, with the bound that holds both ends. */
function likeliest(us: number, bounds: Bounds, { knots }: Run, byUs = 0): OffsetAt {
  const before = knots.filter(({ at }) => at <= us).at(-1);
  const after = knots.find(({ at }) => at >= us);
  let value = (before ?? after)?.value ?? 0;
  if (before !== undefined && after !== undefined && after.at > before.at)
    value = before.value + ((after.value - before.value) * (us - before.at)) / (after.at - before.at);
  const best = Math.min(Math.max(value + byUs, bounds.lo), bounds.hi);
  return { us: best, uncertaintyUs: Math.max(best - bounds.lo, bounds.hi - best, 0) };
}

function findJumps(runs: readonly Run[], told: readonly KnownJump[], drift: number): FoundJump[] {
  const found: FoundJump[] = [];
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]?.knots.at(-1);
    const first = run.knots[0];
    if (before === undefined || first === undefined) continue;
    const last = runs[index - 1];
    const byUs = first.value - before.value;
    const between = told.filter((jump) => liesBetween(jump, before.at, first.at));
    const isSame = last !== undefined && fits(first, last, drift);
    if (isSame && between.every(({ amountUs }) => amountUs === undefined)) continue;
    const [one] = between;
    found.push({
      at: one?.at ?? first.at,
      byUs: Math.round(byUs),
      isTold: one !== undefined,
      ...(one === undefined ? {} : { kind: one.kind }),
    });
  }
  return found;
}
