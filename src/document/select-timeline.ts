import { SEVERITIES } from '../core/pattern.js';
import type { ReportDocument, TimelineEntry } from '../core/report-document.js';
import { sameEntity, type EntityKind } from '../core/entity.js';

/** Which part of a timeline is wanted. */
export interface TimelineSelection {
  /** First and last moment, µs since the Unix epoch; what may have been between them, its error bound considered, is shown. */
  readonly fromUs?: number;
  readonly toUs?: number;
  /** Container id or its beginning (4 digits or more), unit with or without `.service`, pid, device, image or another name. */
  readonly entity?: string;
  /** Entries at most; the important ones stay. */
  readonly max?: number;
}

/** A document with only the wanted part of its timeline and open requests. `timelineLeftOut` counts what a bound left out. */
export function selectTimeline(document: ReportDocument, selection: TimelineSelection): ReportDocument {
  const { fromUs = -Infinity, toUs = Infinity, entity, max = Infinity } = selection;
  const isInside = (from: number, until: number, uncertainty: number): boolean =>
    from - uncertainty <= toUs && until + uncertainty >= fromUs;
  const matches = entity === undefined ? undefined : createEntityTest(entity);
  const wanted = document.timeline.filter(
    (entry) => isInside(entry.time, entry.until ?? entry.time, entry.uncertainty) && (matches?.entry(entry) ?? true),
  );
  const kept = keepImportant(wanted, max);
  const leftOut = (document.timelineLeftOut ?? 0) + wanted.length - kept.length;
  const { openRequests = [] } = document;
  const rest = Object.fromEntries(
    Object.entries(document).filter(([name]) => name !== 'timelineLeftOut' && name !== 'openRequests'),
  ) as unknown as Omit<ReportDocument, 'timelineLeftOut' | 'openRequests'>;
  const open = openRequests.filter(
    ({ since, until, uncertainty = 0, what, container }) =>
      (since === undefined || isInside(since, until ?? since, uncertainty)) &&
      (matches?.words(`${what} ${container ?? ''}`) ?? true),
  );
  return {
    ...rest,
    timeline: kept,
    ...(leftOut === 0 ? {} : { timelineLeftOut: leftOut }),
    ...(open.length === 0 ? {} : { openRequests: open }),
  };
}

/** Entries of each finding that come before everything else. */
const FIRST_OF_FINDING = 5;

/**
 * At most `max` entries, still in order of time. What stays first: some entries of each finding; waits, boots, gaps and dumps; states that are no ordinary
 * ones; the further entries of the findings, the graver before the lesser; the other states.
 */
function keepImportant(entries: readonly TimelineEntry[], max: number): readonly TimelineEntry[] {
  if (entries.length <= max) return entries;
  const seen = new Map<string, number>();
  const ranked = entries.map((entry, index) => {
    // A line of several findings is the first of one of them.
    const times = entry.findings.map((key) => seen.get(key) ?? 0);
    for (const key of entry.findings) seen.set(key, (seen.get(key) ?? 0) + 1);
    return { index, rank: rank(entry, Math.min(...times)) };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.index - b.index);
  const kept = new Set(ranked.slice(0, max).map(({ index }) => index));
  return entries.filter((_, index) => kept.has(index));
}

function rank({ kind, severity, findings }: TimelineEntry, before: number): number {
  if (findings.length > 0) return before < FIRST_OF_FINDING ? 0 : 10 + SEVERITIES.indexOf(severity);
  if (kind !== 'state') return 1;
  return severity === 'info' ? 20 : 2;
}

interface EntityTest {
  entry(entry: TimelineEntry): boolean;
  words(text: string): boolean;
}

function createEntityTest(wanted: string): EntityTest {
  const value = wanted.trim();
  // The beginning of an id goes on in a text; digits alone are rather a pid.
  const isId = /^[0-9a-f]{12,64}$/.test(value) || (/^[0-9a-f]{4,11}$/.test(value) && /[a-f]/.test(value));
  const words = (text: string): boolean => standsAlone(text, value, isId);
  return {
    words,
    entry({ entities = {}, text }) {
      for (const [kind, values] of Object.entries(entities))
        if (values.some((one) => isNamed(kind as EntityKind, one, value, isId))) return true;
      return words(text);
    },
  };
}

function isNamed(kind: EntityKind, known: string, wanted: string, isId: boolean): boolean {
  if (sameEntity(kind, known, wanted)) return true;
  if (kind === 'container') return isId && known.startsWith(wanted);
  return kind === 'unit' && known.startsWith(`${wanted}.`);
}

/** Whether a text names something: not inside of another word or number; an id may go on. */
function standsAlone(text: string, wanted: string, isId: boolean): boolean {
  const isWord = (char: string | undefined): boolean => char !== undefined && /[\w-]/.test(char);
  for (let at = text.indexOf(wanted); at >= 0 && wanted !== ''; at = text.indexOf(wanted, at + 1)) {
    const after = text[at + wanted.length];
    const goesOn = isId ? after !== undefined && /[g-zG-Z_-]/.test(after) : isWord(after);
    if (!isWord(text[at - 1]) && !goesOn) return true;
  }
  return false;
}
