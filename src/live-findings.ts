import { SEVERITIES } from './core/pattern.js';
import type { Finding } from './core/report-document.js';

/** A finding that is told for the first time, or again because it grew. */
export interface LiveFinding {
  readonly event: 'new' | 'update';
  /** `key`, `causedBy` and `parts` are names that stay the same for as long as the input is followed: `storage.thinpool-full#3`. */
  readonly finding: Finding;
  /** Keys of its parts and consequences as they are known now. */
  readonly below: readonly string[];
  /** What is more than when it was told last, a phrase each; empty for a new one. */
  readonly because: readonly string[];
}

/** Tells of all findings of each evaluation those that are new and those that grew. */
interface LiveFindings {
  /** Of the findings as they are now, in rank order, with places as evidence that do not change; roots before what is below them. */
  update(findings: readonly Finding[], nowMs: number): LiveFinding[];
}

/** Findings remembered; beyond it those that were seen longest ago are forgotten. */
const MAX_KNOWN = 10_000;
/** Places remembered of a finding: those of its present evidence. */
const MAX_PLACES = 64;
/** A confidence that rose by less is not worth a word. */
const CONFIDENCE_STEP = 0.15;
/** Entities by which findings of one signature are told apart when no line of evidence is left that was seen before, the most telling kind first. */
const TELLING_ENTITIES = ['container', 'device', 'unit', 'network', 'image', 'process', 'host'];

interface Known {
  readonly key: string;
  readonly id: string;
  places: ReadonlySet<string>;
  entities: Finding['entities'];
  severity: Finding['severity'];
  confidence: number;
  count: number;
  /** Signatures of what was below it when it was told. */
  readonly below: Set<string>;
  causedBy: string | null;
  seenMs: number;
}

/** `keepMs`: a finding that was not there for so long is forgotten: if it comes again, it is told as a new one. */
export function createLiveFindings(keepMs: number): LiveFindings {
  /** In the order in which they were seen last. */
  const known = new Map<string, Known>();
  let numbers = 0;

  function match(findings: readonly Finding[]): Map<Finding, Known> {
    const matched = new Map<Finding, Known>();
    const taken = new Set<Known>();
    const byId = new Map<string, Known[]>();
    for (const one of known.values()) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
    const take = (isSame: (finding: Finding, one: Known) => boolean): void => {
      for (const finding of findings) {
        if (matched.has(finding)) continue;
        const one = byId.get(finding.id)?.find((candidate) => !taken.has(candidate) && isSame(finding, candidate));
        if (one === undefined) continue;
        matched.set(finding, one);
        taken.add(one);
      }
    };
    take((finding, { places }) => finding.evidence.some((line) => places.has(placeText(line))));
    take((finding, { entities }) => isAboutSame(finding.entities, entities));
    return matched;
  }

  function remember(finding: Finding): Known {
    numbers++;
    return {
      key: `${finding.id}#${numbers}`,
      id: finding.id,
      places: new Set(),
      entities: finding.entities,
      severity: finding.severity,
      confidence: finding.confidence,
      count: finding.count,
      below: new Set(),
      causedBy: null,
      seenMs: 0,
    };
  }

  return {
    update(findings, nowMs) {
      const matched = match(findings);
      const fresh = new Set<Finding>();
      const byKey = new Map<string, Known>();
      for (const finding of findings) {
        let one = matched.get(finding);
        if (one === undefined) {
          one = remember(finding);
          matched.set(finding, one);
          fresh.add(finding);
        }
        byKey.set(finding.key, one);
        one.places = new Set(finding.evidence.slice(0, MAX_PLACES).map(placeText));
        one.entities = finding.entities;
        one.seenMs = nowMs;
        known.delete(one.key);
        known.set(one.key, one);
      }
      const keyOf = (key: string): string => byKey.get(key)?.key ?? key;
      const told: LiveFinding[] = [];
      for (const finding of inOrder(findings)) {
        const one = matched.get(finding);
        if (one === undefined) continue;
        const below = findings.filter(({ causedBy }) => causedBy === finding.key);
        const isNew = fresh.has(finding);
        const because = isNew ? [] : growth(finding, one, below);
        const causedBy = finding.causedBy === null ? null : keyOf(finding.causedBy);
        for (const { id } of below) one.below.add(id);
        one.causedBy = causedBy;
        if (!isNew && because.length === 0) continue;
        one.severity = finding.severity;
        one.confidence = finding.confidence;
        one.count = finding.count;
        told.push({
          event: isNew ? 'new' : 'update',
          finding: { ...finding, key: one.key, causedBy, parts: finding.parts.map(keyOf) },
          below: below.map(({ key }) => keyOf(key)),
          because,
        });
      }
      for (const [key, { seenMs }] of known) {
        if (known.size <= MAX_KNOWN && nowMs - seenMs < keepMs) break;
        known.delete(key);
      }
      return told;
    },
  };
}

/** What is materially more than when a finding was told last. */
function growth(finding: Finding, one: Known, below: readonly Finding[]): string[] {
  const because: string[] = [];
  if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(one.severity))
    because.push(`now ${finding.severity}, was ${one.severity}`);
  if (finding.confidence - one.confidence >= CONFIDENCE_STEP)
    because.push(`confidence ${percent(finding.confidence)}, was ${percent(one.confidence)}`);
  if (magnitude(finding.count) > magnitude(one.count)) because.push(`seen ${finding.count} times, was ${one.count}`);
  for (const { id, title } of below) if (!one.below.has(id)) because.push(`now also: ${title}`);
  return [...new Set(because)];
}

/** 0 for one, 1 up to nine, 2 up to 99, and so on. */
function magnitude(count: number): number {
  return count <= 1 ? 0 : Math.floor(Math.log10(count)) + 1;
}

function percent(confidence: number): string {
  return `${Math.round(confidence * 100)}%`;
}

function placeText({ source, line, offset }: Finding['evidence'][number]): string {
  return `${offset}:${line}:${source}`;
}

/** Decided by the first kind of entity that both name; without one, only what names none at all is the same. */
function isAboutSame(a: Finding['entities'], b: Finding['entities']): boolean {
  const named = TELLING_ENTITIES.filter((kind) => hasAny(a, kind) || hasAny(b, kind));
  const kind = named.find((one) => hasAny(a, one) && hasAny(b, one));
  if (kind === undefined) return named.length === 0;
  const values = new Set(b[kind]);
  return a[kind]?.some((value) => values.has(value)) === true;
}

function hasAny(entities: Finding['entities'], kind: string): boolean {
  return (entities[kind]?.length ?? 0) > 0;
}

/** Each root with what is below it, in rank order. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const ordered = new Set<Finding>();
  const visit = (finding: Finding): void => {
    if (ordered.has(finding)) return;
    ordered.add(finding);
    for (const other of findings) if (other.causedBy === finding.key) visit(other);
  };
  for (const finding of findings) if (finding.causedBy === null) visit(finding);
  for (const finding of findings) visit(finding);
  return [...ordered];
}
