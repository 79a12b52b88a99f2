import type { Position } from '../core/position.js';
import { US_PER_MINUTE, US_PER_SECOND } from '../core/units.js';
import { GRAVITY_ORDER, type Gravity } from './gravity.js';
import type { TemplateHistory } from './novelty.js';
import {
  commonEnd,
  LEAST_HISTORY,
  viewOf,
  type NoveltyQuestion,
  type NoveltySource,
  type View,
} from './source-view.js';

export type { NoveltyQuestion, NoveltySource } from './source-view.js';

/** One thing that was new. */
export interface Novelty {
  readonly kind: 'first-seen' | 'burst';
  readonly gravity: Gravity;
  readonly template: string;
  readonly program: string;
  /** Where it was first seen; for a burst, where it rose. */
  readonly position: Position;
  /** The template's first line, as read. */
  readonly example: string;
  /** When it was first seen; for a burst, when the bucket began in which it rose. Absent for a source without common clock. */
  readonly firstUs?: number;
  /** For `first-seen` lines in all, for `burst` lines in the window. */
  readonly count: number;
  /** A sentence without final stop. */
  readonly why: string;
}

export interface NoveltyAnswer {
  /** Errors before warnings before others; of these, first seen before bursts, then those nearest to the moment. */
  readonly novelties: readonly Novelty[];
  /** Further ones beyond the bound. */
  readonly more: number;
  /** Sources in which nothing could be called new, by their index, and why. */
  readonly notJudged: readonly { readonly source: number; readonly because: string }[];
}

/** New templates a program brings in a window's time as a rule, from which on one more is no news. */
const RESTLESS = 2;
/** New templates of one program within a second are one event; so many of them are told. */
const PER_EVENT = 3;
/** Lines that alarm nobody are the likeliest to be nothing. */
const MAX_INFOS = 5;
const BURST_COUNT = 10;
/** A burst is so many times the busiest window before. */
const BURST_FACTOR = 3;

/**
 * Lists what was new before a moment: kinds of lines that were first seen shortly before it, or that came in a burst.
 * A source is asked only about moments that it covers with enough of its time before: in a log that begins with the boot everything is new, and nothing is news.
 * What a program does all the time, new kinds of lines included, is no news either.
 */
export function findNovelties(sources: readonly NoveltySource[], question: NoveltyQuestion = {}): NoveltyAnswer {
  const end = question.untilUs ?? commonEnd(sources);
  const found: Novelty[] = [];
  const notJudged: { source: number; because: string }[] = [];
  for (const [index, source] of sources.entries()) {
    const view = viewOf(source, end, question);
    if (typeof view === 'string') notJudged.push({ source: index, because: view });
    else found.push(...firstSeen(view, question), ...bursts(view, question));
  }
  const told = new Set<string>();
  const novelties = found
    .sort((a, b) => order(a, b, end))
    .filter((novelty) => {
      // The same line in a journal and in a syslog file, or in two copies.
      const key = `${novelty.kind} ${novelty.template}`;
      if (told.has(key)) return false;
      told.add(key);
      return true;
    });
  const grave = novelties.filter(({ gravity }) => gravity !== 'info').length;
  const most = Math.min(question.maxNovelties ?? 20, grave + MAX_INFOS);
  return { novelties: novelties.slice(0, most), more: Math.max(0, novelties.length - most), notJudged };
}

function firstSeen(view: View, question: NoveltyQuestion): Novelty[] {
  const { scan, at, startUs, endUs, windowUs, fromUs } = view;
  /** New templates before the window, by program and gravity; a program's beginning counts for little, as everything is new then. */
  const settledUs = fromUs + (startUs - fromUs) / 2;
  const usual = new Map<string, number>();
  const found: { readonly history: TemplateHistory; readonly us: number }[] = [];
  for (const history of scan.templates) {
    const us = history.first === undefined ? undefined : at(history.first.stamp, history.first.line);
    if (us === undefined || us > endUs || us < settledUs) continue;
    const key = programKey(history);
    if (us < startUs) usual.set(key, (usual.get(key) ?? 0) + 1);
    else if (history.isNews && question.isTold?.(history.position) !== true) found.push({ history, us });
  }
  const perWindow = windowUs / (startUs - settledUs);
  const restful = found.filter(({ history }) => (usual.get(programKey(history)) ?? 0) * perWindow < RESTLESS);
  return foldEvents(restful).map(({ history, us }) => ({
    ...told(history),
    kind: 'first-seen',
    count: history.count,
    ...(view.isPlaced ? { firstUs: us } : {}),
    why: `first seen ${distance(view.untilUs - us, question.event ?? 'the end')}`,
  }));
}

function programKey({ program, gravity }: TemplateHistory): string {
  return `${gravity === 'info' ? 'info' : 'trouble'} ${program}`;
}

/** Of new templates of one program in one go (a start, a stack trace, a table) the gravest and first three are told. */
function foldEvents<Found extends { readonly history: TemplateHistory; readonly us: number }>(
  found: readonly Found[],
): Found[] {
  const open = new Map<string, Found[]>();
  const events: Found[][] = [];
  for (const one of [...found].sort((a, b) => a.us - b.us || a.history.position.offset - b.history.position.offset)) {
    const event = open.get(one.history.program);
    const last = event?.at(-1);
    if (event !== undefined && last !== undefined && one.us - last.us <= US_PER_SECOND) event.push(one);
    else {
      const begun = [one];
      open.set(one.history.program, begun);
      events.push(begun);
    }
  }
  return events.flatMap((event) =>
    event
      .sort((a, b) => GRAVITY_ORDER[a.history.gravity] - GRAVITY_ORDER[b.history.gravity] || a.us - b.us)
      .slice(0, PER_EVENT),
  );
}

/**
 * Templates of old that came more often in the window than in any stretch of the same length before.
 * Not asked where a bucket is longer than the window (logs of more than 256 windows, 42 hours at 10 minutes): it would mix what came before with what came after.
 */
function bursts(view: View, question: NoveltyQuestion): Novelty[] {
  const { scan, at, startUs, firstBucket, lastBucket } = view;
  const width = lastBucket - firstBucket + 1;
  if (scan.bucketUs > view.windowUs || width < 1 || firstBucket < width * LEAST_HISTORY) return [];
  const found: Novelty[] = [];
  for (const history of scan.templates) {
    if (history.count < BURST_COUNT || history.first === undefined) continue;
    const us = at(history.first.stamp, history.first.line);
    if (us === undefined || us >= startUs) continue;
    const counts = new Array<number>(scan.buckets.length).fill(0);
    for (const { index, count } of history.buckets) counts[index] = count;
    const count = sum(counts, firstBucket, lastBucket);
    if (count < BURST_COUNT) continue;
    const busiest = busiestBefore(counts, firstBucket, width);
    if (count <= BURST_FACTOR * Math.max(1, busiest)) continue;
    // It rose in the first bucket that holds more than any one before the window.
    const usual = counts.slice(0, firstBucket).reduce((most, value) => Math.max(most, value), 0);
    const above = counts.findIndex((value, index) => index >= firstBucket && value > usual);
    const rise = above < 0 ? firstBucket : above;
    const from = scan.buckets[rise]?.from;
    const fromUs = from === undefined ? undefined : at(from.stamp, from.line);
    const position = history.buckets.find(({ index }) => index >= rise)?.position ?? history.position;
    if (question.isTold?.(position) === true) continue;
    found.push({
      ...told(history),
      kind: 'burst',
      position,
      count,
      ...(view.isPlaced && fromUs !== undefined ? { firstUs: fromUs } : {}),
      why: `${count} lines in the ${inWords(view.windowUs)} before ${question.event ?? 'the end'}, ${busiest} at most in as long a time before`,
    });
  }
  return found;
}

function sum(counts: readonly number[], from: number, to: number): number {
  let total = 0;
  for (let index = from; index <= to; index++) total += counts[index] ?? 0;
  return total;
}

function busiestBefore(counts: readonly number[], end: number, width: number): number {
  let window = 0;
  let busiest = 0;
  for (let index = 0; index < end; index++) {
    window += (counts[index] ?? 0) - (counts[index - width] ?? 0);
    busiest = Math.max(busiest, window);
  }
  return busiest;
}

function told(history: TemplateHistory): Pick<Novelty, 'gravity' | 'template' | 'program' | 'position' | 'example'> {
  const { gravity, template, program, position, example } = history;
  return { gravity, template, program, position, example };
}

function order(a: Novelty, b: Novelty, end: number | undefined): number {
  const far = ({ firstUs }: Novelty): number =>
    end === undefined || firstUs === undefined ? Number.MAX_SAFE_INTEGER : Math.abs(end - firstUs);
  return (
    GRAVITY_ORDER[a.gravity] - GRAVITY_ORDER[b.gravity] ||
    (a.kind === b.kind ? 0 : a.kind === 'first-seen' ? -1 : 1) ||
    far(a) - far(b) ||
    a.position.source - b.position.source ||
    a.position.offset - b.position.offset ||
    (a.template < b.template ? -1 : 1)
  );
}

function distance(us: number, event: string): string {
  return us >= 0 ? `${inWords(us)} before ${event}` : `${inWords(-us)} after ${event}`;
}

function inWords(us: number): string {
  if (us < US_PER_SECOND) return `${Math.round(us / 1_000)} ms`;
  if (us < 2 * US_PER_MINUTE) return `${Math.round(us / US_PER_SECOND)} s`;
  return `${Math.round(us / US_PER_MINUTE)} min`;
}
