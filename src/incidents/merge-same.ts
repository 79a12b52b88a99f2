import { sameEntity, type EntityKind } from '../core/entity.js';
import type { RawFinding } from '../core/raw-finding.js';
import { comparePositions } from '../core/position.js';
import type { PlacedSignal } from '../core/signal.js';

/** Entities on which two findings of one signature must not differ to be one. */
const TOLD_APART: readonly EntityKind[] = ['host', 'container', 'pod', 'unit'];

/**
 * A signature that is told by a line of its own and by its rule as well is one finding: what the lines say joins what the rule has put together, if
 * they do not speak of different hosts, containers or units. Findings of two lines, or of two matches of a rule, stay apart.
 */
export function mergeSame(findings: readonly RawFinding[]): RawFinding[] {
  const merged = new Map<RawFinding, RawFinding>();
  const taken = new Set<RawFinding>();
  for (const own of findings) {
    if (own.partIds.length > 0) continue;
    const composite = findings.find(
      (other) =>
        other.partIds.length > 0 &&
        other.signature.id === own.signature.id &&
        TOLD_APART.every((kind) => agree(other, own, kind)),
    );
    if (composite === undefined) continue;
    merged.set(composite, join(merged.get(composite) ?? composite, own));
    taken.add(own);
  }
  return findings.filter((finding) => !taken.has(finding)).map((finding) => merged.get(finding) ?? finding);
}

function join(composite: RawFinding, own: RawFinding): RawFinding {
  const signals = [...new Set([...composite.signals, ...own.signals])].sort(compareByTime);
  return {
    ...composite,
    signals,
    count: Math.max(composite.count, own.count),
    confidence: Math.max(composite.confidence, own.confidence),
    reasons: [...composite.reasons, ...own.reasons],
    missing: [...new Set([...composite.missing, ...own.missing])],
  };
}

function compareByTime(a: PlacedSignal, b: PlacedSignal): number {
  const order = (a.time?.us ?? Number.MAX_SAFE_INTEGER) - (b.time?.us ?? Number.MAX_SAFE_INTEGER);
  if (order !== 0) return order;
  const [lineA, lineB] = [a.evidence[0]?.record.position, b.evidence[0]?.record.position];
  return lineA === undefined || lineB === undefined ? 0 : comparePositions(lineA, lineB);
}

/** Whether a kind of entity can be the same in both: one of them names none, or they share one. */
function agree(a: RawFinding, b: RawFinding, kind: EntityKind): boolean {
  const valuesA = valuesOf(a, kind);
  const valuesB = valuesOf(b, kind);
  if (valuesA.length === 0 || valuesB.length === 0) return true;
  return valuesA.some((x) => valuesB.some((y) => sameEntity(kind, x, y)));
}

/** More than some values say nothing. */
const MAX_VALUES = 100;

function valuesOf({ signals }: RawFinding, kind: EntityKind): readonly string[] {
  const values = new Set<string>();
  for (const { entities } of signals) {
    for (const entity of entities) if (entity.kind === kind) values.add(entity.value);
    if (values.size > MAX_VALUES) return [];
  }
  return [...values];
}
