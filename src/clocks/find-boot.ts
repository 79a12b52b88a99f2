import type { ClockAnchor, ClockJump, ClockPair } from '../core/clock-observations.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { bootAt, bootIdAt, bootKey, pairsByBoot } from './boot-segments.js';
import type { ClockInput, ClockOptions, Place } from './clock-input.js';
import { createOffsetModel, type KnownJump, type Knot, type OffsetModel } from './offset-model.js';
import { hostsOf, mayShareHost } from './same-host.js';

/** A line that was stamped later than the other clock was read is late by at most this. */
export const READING_US = 2 * US_PER_SECOND;
/** Lines of the first minutes wait for the daemon that reads them. */
export const BOOT_PHASE_US = 2 * US_PER_MINUTE;
/** A boot time that a user gives is meant to the second. */
const GIVEN_US = US_PER_SECOND;
/** A resume takes up to this much of the monotonic clock until the line that ends it. */
const RESUME_US = 30 * US_PER_SECOND;
/** Two sources tell of one moment within this. */
const REPEATED_US = US_PER_SECOND;
/** Lines about one suspend or step lie within this. */
const ONE_JUMP_US = 60 * US_PER_SECOND;
/** Pairs told of a clock. */
const MAX_TOLD_PAIRS = 20;

/** A pair that a clock rests on, as it is told. */
export interface UsedPair {
  /** Absent if only `other` shows it. */
  readonly line?: number;
  readonly monotonicUs: number;
  /** On the common clock. */
  readonly us: number;
  readonly other?: { readonly source: string; readonly line: number };
}

/** The clock of one boot of one source: what to add to its time since boot. */
export interface BootClock {
  readonly model: OffsetModel;
  /** In words, behind `boot time from`. */
  readonly method: string;
  readonly pairs: readonly UsedPair[];
  /** How many there are; `pairs` holds the first and the last of them. */
  readonly pairCount: number;
  /** What was chosen among several possibilities, a sentence each. */
  readonly assumed: readonly string[];
  readonly conflicts: readonly string[];
}

interface Candidate {
  readonly method: string;
  readonly model: OffsetModel;
  readonly knots: readonly Knot[];
  readonly pairs: readonly UsedPair[];
  readonly assumed?: string;
  /** Too weak to contradict another one. */
  readonly isWeak?: boolean;
}

interface PairedKnot {
  readonly knot: Knot;
  readonly pair: UsedPair;
}

/** All that the clocks of one source's boots are made from. */
interface Context {
  readonly index: number;
  readonly input: ClockInput;
  readonly inputs: readonly ClockInput[];
  readonly place: Place;
  /** Number of the own boot, from 0. */
  readonly boot: number;
}

/** A clock for each boot of a source, in their order; undefined where nothing tells the wall time. */
export function findBoots(
  index: number,
  inputs: readonly ClockInput[],
  options: ClockOptions,
  place: Place,
): (BootClock | undefined)[] {
  const input = inputs[index];
  if (input?.observations.monotonic === undefined) return [];
  const count = input.observations.boots.length + 1;
  return Array.from({ length: count }, (_, boot) => {
    const context = { index, input, inputs, place, boot };
    // What a user tells is the boot of the last lines.
    return findBoot(context, boot === count - 1 ? options.bootTimeUs : undefined);
  });
}

function findBoot(context: Context, givenUs: number | undefined): BootClock | undefined {
  const candidates = [
    givenUs === undefined ? undefined : bootAsGiven(context, givenUs),
    byOwnPairs(context),
    byAnchors(context, 'kernel:'),
    byForeignPairs(context),
    byAnchors(context, 'oom:'),
    byBootLine(context),
  ].filter((candidate) => candidate !== undefined);
  const [chosen, ...others] = candidates;
  if (chosen === undefined) return undefined;
  return {
    model: chosen.model,
    method: chosen.method,
    pairs: ends(chosen.pairs),
    pairCount: chosen.pairs.length,
    assumed: chosen.assumed === undefined ? [] : [chosen.assumed],
    conflicts: others.flatMap((other) => conflictOf(chosen, other)),
  };
}

function bootAsGiven(context: Context, us: number): Candidate | undefined {
  const knot = { at: 0, value: us, lo: us - GIVEN_US, hi: us + GIVEN_US };
  return candidateOf('boot time as given', [knot], [], ownJumps(context));
}

/** Own lines that show both clocks. */
function byOwnPairs(context: Context): Candidate | undefined {
  const { index, input, boot } = context;
  const { pairs, boots } = input.observations;
  const own = pairs.filter(({ line, host }) => bootAt(line, boots, host) === boot);
  return ofPairs('lines that show both clocks', own, index, context, ownJumps(context));
}

function ofPairs(
  method: string,
  pairs: readonly ClockPair[],
  owner: number,
  { place, inputs, index }: Context,
  jumps: readonly KnownJump[],
): Candidate | undefined {
  const source = inputs[owner]?.name ?? '';
  const placed = pairs.flatMap(({ wall, monotonicUs, late, line }): PairedKnot[] => {
    const time = place(owner, wall, line);
    if (time === undefined || !('resolutionUs' in wall)) return [];
    const knot = knotOf(monotonicUs, time.us, wall.resolutionUs, time.uncertaintyUs, late, READING_US);
    const pair = { monotonicUs, us: time.us };
    return [{ knot, pair: owner === index ? { line, ...pair } : { ...pair, other: { source, line } } }];
  });
  return candidateOf(
    method,
    placed.map(({ knot }) => knot),
    placed.map(({ pair }) => pair),
    jumps,
  );
}

/** What a moment on both clocks tells of their distance. `us` is a wall time, cut to `resolutionUs`, with its error bound. */
function knotOf(
  monotonicUs: number,
  us: number,
  resolutionUs: number,
  uncertaintyUs: number,
  late: ClockPair['late'],
  readingUs: number,
): Knot {
  const zoneUs = Math.max(0, uncertaintyUs - resolutionUs);
  const isBooting = late === 'wall' && monotonicUs < BOOT_PHASE_US;
  const delayUs = isBooting ? Math.max(BOOT_PHASE_US, readingUs) : readingUs;
  const value = us - monotonicUs;
  return {
    at: monotonicUs,
    value,
    lo: value - zoneUs - (late === 'wall' ? delayUs : 0),
    hi: value + resolutionUs + zoneUs + (late === 'monotonic' ? delayUs : 0),
  };
}

/** Moments that this source shows on the monotonic clock and another one on the wall clock. */
function byAnchors(context: Context, prefix: 'kernel:' | 'oom:'): Candidate | undefined {
  const { index, input, inputs, boot } = context;
  const { anchors, boots } = input.observations;
  const own = anchors.filter(
    ({ key, stamp, line }) => key.startsWith(prefix) && stamp.kind === 'monotonic' && bootAt(line, boots) === boot,
  );
  if (own.length === 0) return undefined;
  let best: { knots: PairedKnot[]; other: ClockInput; rank: number; equals: number; at: number } | undefined;
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index || !mayShareHost(input, other)) continue;
    const byBoot = new Map<number, PairedKnot[]>();
    for (const [number, twins] of anchorsByBoot(other)) {
      const knots = pairAnchors(own, twins, otherIndex, other, context.place);
      if (knots.length > 0) byBoot.set(number, knots);
    }
    const most = Math.max(0, ...[...byBoot.values()].map((knots) => knots.length));
    const equal = [...byBoot].filter(([, knots]) => knots.length === most);
    const last = equal.at(-1);
    if (last === undefined) continue;
    // Of equally many ones the finer stamps.
    const fineness = 1 / (2 + widthOf(last[1]));
    const rank = (other.observations.isDerived ? 0 : 1e6) + most + fineness;
    if (best === undefined || rank > best.rank)
      best = { knots: last[1], other, rank, equals: equal.length, at: last[0] };
  }
  if (best === undefined) return undefined;
  const { knots, other, equals } = best;
  const method =
    prefix === 'oom:'
      ? `the OOM event of container ${own[0]?.key.slice(4, 16) ?? ''} in ${other.name}`
      : `the same kernel lines in ${other.name}`;
  const found = candidateOf(
    method,
    knots.map(({ knot }) => knot),
    knots.map(({ pair }) => pair),
    mergeJumps([...ownJumps(context), ...jumpsOf(other, ({ line }) => anchorBoot(line, other) === best.at)]),
  );
  if (found === undefined) return undefined;
  const assumed = `the same lines stand in ${equals} boots of ${other.name}; the last one was taken`;
  return { ...found, ...(equals > 1 ? { assumed, isWeak: true } : {}), ...(prefix === 'oom:' ? { isWeak: true } : {}) };
}

function widthOf(knots: readonly PairedKnot[]): number {
  return Math.max(...knots.map(({ knot }) => knot.hi - knot.lo));
}

/** Anchors of a source with wall times, by its boots, in their order. */
function anchorsByBoot(other: ClockInput): Map<number, ClockAnchor[]> {
  const groups = new Map<number, ClockAnchor[]>();
  for (const anchor of other.observations.anchors) {
    if (anchor.stamp.kind !== 'wall' && anchor.stamp.kind !== 'civil') continue;
    const number = anchorBoot(anchor.line, other);
    const group = groups.get(number);
    if (group === undefined) groups.set(number, [anchor]);
    else group.push(anchor);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** Number of the boot that a line of a source with wall times lies in; kernels' first lines tell boots too. */
function anchorBoot(at: number, { observations: { boots, bootLines } }: ClockInput): number {
  return bootAt(at, boots) + bootLines.filter(({ line }) => line <= at).length;
}

/** Equal texts are the same moments if both sources have them equally often; of a container's OOM events the first ones are. */
function pairAnchors(
  own: readonly ClockAnchor[],
  twins: readonly ClockAnchor[],
  otherIndex: number,
  other: ClockInput,
  place: Place,
): PairedKnot[] {
  const ownByKey = byKey(own);
  const twinsByKey = byKey(twins);
  const found: PairedKnot[] = [];
  for (const [key, list] of ownByKey) {
    const same = twinsByKey.get(key) ?? [];
    if (same.length !== list.length && !key.startsWith('oom:')) continue;
    for (const [order, anchor] of list.entries()) {
      const twin = same[order];
      if (twin === undefined || (same.length !== list.length && order > 0)) break;
      const time = place(otherIndex, twin.stamp, twin.line);
      if (time === undefined || anchor.stamp.kind !== 'monotonic' || !('resolutionUs' in twin.stamp)) continue;
      const readingUs = Math.max(anchor.slackUs, twin.slackUs);
      const late = other.observations.isDerived ? 'none' : 'wall';
      const { us: at } = anchor.stamp;
      found.push({
        knot: knotOf(at, time.us, twin.stamp.resolutionUs, time.uncertaintyUs, late, readingUs),
        pair: { line: anchor.line, monotonicUs: at, us: time.us, other: { source: other.name, line: twin.line } },
      });
    }
  }
  return found;
}

function byKey(anchors: readonly ClockAnchor[]): Map<string, ClockAnchor[]> {
  const groups = new Map<string, ClockAnchor[]>();
  for (const anchor of anchors) {
    const group = groups.get(anchor.key);
    if (group === undefined) groups.set(anchor.key, [anchor]);
    else group.push(anchor);
  }
  return groups;
}

/** Lines of another source of the same host that show both clocks: of the same boot id, or of the only boot, or of the last one. */
function byForeignPairs(context: Context): Candidate | undefined {
  const { index, input, inputs, boot } = context;
  // Without a host, and with several to choose from, nothing says whose clock it is.
  if (input.host === undefined && hostsOf(inputs).size > 1) return undefined;
  const { boots } = input.observations;
  const ownId = boot === 0 ? undefined : bootIdAt(boots[boot - 1]?.line ?? 0, boots);
  for (const [otherIndex, other] of inputs.entries()) {
    if (otherIndex === index || !mayShareHost(input, other)) continue;
    const groups = pairsByBoot(other.observations);
    const ids = [...groups.keys()];
    const isKnown = ownId !== undefined && groups.has(ownId);
    // Boots are told apart by their ids: another one's clock is of no use.
    if (ownId !== undefined && !isKnown && ids.every((id) => !id.includes('#'))) continue;
    const fromEnd = boots.length - boot;
    const id = isKnown ? ownId : ids.at(-1 - fromEnd);
    const pairs = id === undefined ? undefined : groups.get(id);
    if (pairs === undefined) continue;
    const method = `lines of ${other.name} that show both clocks`;
    const isSame = (jump: ClockJump): boolean => bootKey(jump, other.observations.boots) === id;
    const jumps = mergeJumps([...ownJumps(context), ...jumpsOf(other, isSame)]);
    const found = ofPairs(method, pairs, otherIndex, context, jumps);
    if (found === undefined || found.model.uncertaintyUs > 5 * US_PER_MINUTE) continue;
    if (isKnown || ids.length === 1) return found;
    return { ...found, isWeak: true, assumed: `${other.name} tells of ${ids.length} boots; the last one was taken` };
  }
  return undefined;
}

/** The first line of a kernel in a source without monotonic stamps: booted up to two minutes before it was written. */
function byBootLine(context: Context): Candidate | undefined {
  const { input, inputs, boot } = context;
  if (input.host === undefined && hostsOf(inputs).size > 1) return undefined;
  for (const [otherIndex, other] of inputs.entries()) {
    if (!mayShareHost(input, other)) continue;
    const { bootLines } = other.observations;
    const line = bootLines.at(-1 - (input.observations.boots.length - boot));
    const time = line === undefined ? undefined : context.place(otherIndex, line.stamp, line.line);
    if (line === undefined || time === undefined || !('resolutionUs' in line.stamp)) continue;
    const knot = knotOf(0, time.us, line.stamp.resolutionUs, time.uncertaintyUs, 'wall', BOOT_PHASE_US);
    const pair = { monotonicUs: 0, us: time.us, other: { source: other.name, line: line.line } };
    const found = candidateOf(`the kernel's first line in ${other.name}`, [knot], [pair], ownJumps(context));
    if (found === undefined) return undefined;
    const assumed = `${other.name} tells of ${bootLines.length} boots; the last one was taken`;
    return { ...found, isWeak: true, ...(bootLines.length > 1 ? { assumed } : {}) };
  }
  return undefined;
}

function candidateOf(
  method: string,
  knots: readonly Knot[],
  pairs: readonly UsedPair[],
  jumps: readonly KnownJump[],
): Candidate | undefined {
  const model = createOffsetModel(knots, jumps);
  return model === undefined ? undefined : { method, model, knots, pairs };
}

function ownJumps({ input, boot }: Context): KnownJump[] {
  const { jumps, boots } = input.observations;
  return mergeJumps(knownJumps(jumps.filter(({ line, host }) => bootAt(line, boots, host) === boot)));
}

/** Jumps of the boot that is aligned with. */
function jumpsOf({ observations }: ClockInput, isOfBoot: (jump: ClockJump) => boolean): KnownJump[] {
  return knownJumps(observations.jumps.filter(isOfBoot));
}

/** Jumps on the monotonic clock. */
export function knownJumps(jumps: readonly ClockJump[]): KnownJump[] {
  return jumps.flatMap(({ kind, monotonicUs, amountUs }) =>
    monotonicUs === undefined
      ? []
      : [
          {
            at: monotonicUs,
            kind,
            ...(amountUs === undefined ? {} : { amountUs }),
            ...(kind === 'suspend' && amountUs === undefined ? { earlierUs: RESUME_US } : {}),
          },
        ],
  );
}

/** Several lines tell of one suspend, or of one step: the one with its size counts, else the first. */
export function mergeJumps(jumps: readonly KnownJump[]): KnownJump[] {
  const sorted = [...jumps].sort((a, b) => a.at - b.at || (a.amountUs ?? Infinity) - (b.amountUs ?? Infinity));
  const merged: KnownJump[] = [];
  for (const jump of sorted) {
    const last = merged.at(-1);
    if (last === undefined || !isOneJump(last, jump)) merged.push(jump);
    else if (last.amountUs === undefined && jump.amountUs !== undefined) merged[merged.length - 1] = jump;
  }
  return merged;
}

/** Whether two lines tell of one jump: two sources of it, a resume of its length, systemd of what the time daemon did. */
function isOneJump(a: KnownJump, b: KnownJump): boolean {
  const apartUs = b.at - a.at;
  if (apartUs <= REPEATED_US) return a.amountUs === undefined || b.amountUs === undefined || a.amountUs === b.amountUs;
  if (apartUs > ONE_JUMP_US || (a.amountUs !== undefined && b.amountUs !== undefined)) return false;
  return a.kind !== b.kind || a.kind === 'step' || a.amountUs !== undefined;
}

function conflictOf(chosen: Candidate, other: Candidate): string[] {
  if (other.isWeak === true) return [];
  for (const { at } of other.knots) {
    const a = chosen.model.at(at);
    const b = other.model.at(at);
    if (a === undefined || b === undefined) continue;
    const apartUs = Math.abs(a.us - b.us);
    if (apartUs <= a.uncertaintyUs + b.uncertaintyUs + US_PER_SECOND) continue;
    return [
      `${other.method} put the boot ${seconds(apartUs)} s ${b.us < a.us ? 'earlier' : 'later'} than ${chosen.method}, which was used`,
    ];
  }
  return [];
}

function seconds(us: number): string {
  return (us / US_PER_SECOND).toFixed(us < 10 * US_PER_SECOND ? 3 : 0);
}

/** The first and the last of many. */
export function ends(pairs: readonly UsedPair[]): UsedPair[] {
  if (pairs.length <= MAX_TOLD_PAIRS) return [...pairs];
  return [...pairs.slice(0, MAX_TOLD_PAIRS / 2), ...pairs.slice(-MAX_TOLD_PAIRS / 2)];
}
