import { ENTITY_KINDS, type Entity, type EntityKind } from '../core/entity.js';
import type { LogRecord } from '../core/log-record.js';
import type { MultiLineReport } from '../core/multi-line-report.js';
import type { RecordMatch, Signature } from '../core/pattern.js';
import type { EvidenceLine, Signal } from '../core/signal.js';
import { evidenceRecord, evidenceText } from './evidence-text.js';
import { matchReport } from './match-report.js';
import { recordText } from './record-text.js';

/** What a matcher knows before it looks at any pattern. Of signatures that are packed it is packed too. */
export interface PatternIndex {
  /** All literals of record patterns, in the order of their ids. */
  readonly literals: readonly string[];
  /** Of each literal: the patterns that it may prove, each as the place of its signature and its own place there, in turn. */
  readonly uses: readonly (readonly number[])[];
  /** Places of signatures that look at multi-line reports. */
  readonly reporters: readonly number[];
}

/** Turns records and multi-line reports of one analysis into signals. Holds no state besides its tables. */
export interface SignalMatcher {
  /** All literals of record patterns, in the order of their ids. */
  readonly literals: readonly string[];
  /**
   * Signals of one record. `literalIds` names the literals that may stand in it (found in its bytes);
   * without it all are tried, which gives the same signals and is the reference in tests.
   */
  matchRecord(record: LogRecord, literalIds?: Iterable<number>): Signal[];
  matchReport(report: MultiLineReport): Signal[];
}

const KINDS: ReadonlySet<string> = new Set(ENTITY_KINDS);

export function indexPatterns(signatures: readonly Signature[]): PatternIndex {
  const literals: string[] = [];
  const uses: number[][] = [];
  const ids = new Map<string, number>();
  for (const [place, signature] of signatures.entries()) {
    for (const [matchPlace, match] of signature.match.entries()) {
      if (match.on !== 'record') continue;
      for (const literal of match.literals) {
        let id = ids.get(literal);
        if (id === undefined) {
          id = literals.push(literal) - 1;
          ids.set(literal, id);
          uses.push([]);
        }
        uses[id]?.push(place, matchPlace);
      }
    }
  }
  const reporters = [...signatures.keys()].filter((place) =>
    signatures[place]?.match.some(({ on }) => on !== 'record'),
  );
  return { literals, uses, reporters };
}

/** `index` is that of the same signatures; patterns are looked at when a literal of theirs was seen. */
export function createSignalMatcher(
  signatures: readonly Signature[],
  { literals, uses, reporters }: PatternIndex = indexPatterns(signatures),
): SignalMatcher {
  const allIds = literals.map((_, id) => id);
  return {
    literals,
    matchRecord(record, literalIds = allIds) {
      const text = recordText(record);
      const found = new Map<Signature, Signal>();
      for (const id of literalIds) {
        const literal = literals[id];
        if (literal === undefined || !text.includes(literal)) continue;
        const places = uses[id] ?? [];
        for (let at = 0; at < places.length; at += 2) {
          const signature = signatures[places[at] ?? 0];
          const match = signature?.match[places[at + 1] ?? 0];
          if (signature === undefined || match?.on !== 'record' || found.has(signature)) continue;
          const signal = matchOne(signature, match, record, text, literal);
          if (signal !== undefined) found.set(signature, signal);
        }
      }
      return found.size < 2 ? [...found.values()] : withoutRefined(found);
    },
    matchReport(report) {
      const found = new Map<Signature, Signal>();
      for (const place of reporters) {
        const signature = signatures[place];
        const signal = signature === undefined ? undefined : matchReport(signature, report);
        if (signature !== undefined && signal !== undefined) found.set(signature, signal);
      }
      return withoutRefined(found);
    },
  };
}

/** A finer signature replaces its parents where both rest on the same record or report. */
function withoutRefined(found: ReadonlyMap<Signature, Signal>): Signal[] {
  const replaced = new Set<string>();
  for (const signature of found.keys()) for (const id of signature.refines) replaced.add(id);
  return [...found.values()].filter((signal) => !replaced.has(signal.id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function matchOne(
  signature: Signature,
  match: RecordMatch & { readonly certainty: number },
  record: LogRecord,
  text: string,
  literal: string,
): Signal | undefined {
  if (!admitsOrigin(match, record)) return undefined;
  for (const part of match.all) if (!text.includes(part)) return undefined;
  const groups = match.regex === undefined ? {} : match.regex.exec(text)?.groups;
  if (match.regex !== undefined && groups === undefined && !match.regex.test(text)) return undefined;
  for (const veto of match.not) if (veto.test(text)) return undefined;
  const entities: Entity[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups ?? {}) as [string, string | undefined][]) {
    if (value === undefined || value === '') continue;
    // `container2` is a second entity of the same kind, `reason2` another place where the reason may stand.
    const kind = name.replace(/\d$/, '');
    if (KINDS.has(kind)) addEntity(entities, kind as EntityKind, value);
    else {
      values[name] = value;
      values[kind] ??= value;
    }
  }
  addRecordEntities(entities, record);
  const evidence: EvidenceLine = {
    record: evidenceRecord(record),
    role: match.role,
    text: evidenceText(record, literal),
  };
  return {
    id: signature.id,
    evidence: [evidence],
    entities,
    values,
    stamp: record.time,
    weight: 1,
    certainty: match.certainty * (record.origin === 'other' && match.origins.size > 0 ? 0.9 : 1),
  };
}

function admitsOrigin(match: RecordMatch, record: LogRecord): boolean {
  if (match.origins.size === 0 || match.origins.has(record.origin)) return true;
  return record.origin === 'other' && match.bare;
}

/** Entities that every record of an envelope or payload carries, whatever the pattern captures. */
function addRecordEntities(entities: Entity[], record: LogRecord): void {
  if (record.host !== undefined) addEntity(entities, 'host', record.host);
  if (record.bootId !== undefined) addEntity(entities, 'boot', record.bootId);
  if (record.container !== undefined) addEntity(entities, 'container', record.container);
  const { fields } = record;
  if (fields === undefined) return;
  for (const key of ['container', 'containerID', 'id']) {
    const value = fields[key];
    if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) addEntity(entities, 'container', value);
  }
}

function addEntity(entities: Entity[], kind: EntityKind, value: string): void {
  if (!entities.some((entity) => entity.kind === kind && entity.value === value)) entities.push({ kind, value });
}
