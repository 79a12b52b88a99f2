import type { Evidence, Finding } from '../core/report-document.js';

/** A line chosen for the reader, and how many of its kind (source and role) the document holds. */
export interface DecisiveLine {
  readonly evidence: Evidence;
  readonly alike: number;
}

/** Orders evidence by time, then source, then line; lines without a time come last, in the order of their source. */
function compareEvidence(a: Evidence, b: Evidence): number {
  const byTime = (a.time ?? Infinity) - (b.time ?? Infinity);
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime;
  return a.source < b.source ? -1 : a.source > b.source ? 1 : a.line - b.line;
}

/** All evidence of a finding and of its parts, each line once, in order. */
export function storyOf(finding: Finding, parts: readonly Finding[]): Evidence[] {
  const byPlace = new Map<string, Evidence>();
  for (const of of [finding, ...parts]) {
    for (const evidence of of.evidence) {
      const place = `${evidence.line}:${evidence.source}`;
      if (!byPlace.has(place)) byPlace.set(place, evidence);
    }
  }
  return [...byPlace.values()].sort(compareEvidence);
}

/**
 * Chooses the lines that tell the story, at most `limit`: the first one of every source, the first one of every role,
 * and the last one of a role that goes on; then others up to three. In the order of `storyOf`.
 */
export function decisiveEvidence(finding: Finding, parts: readonly Finding[], limit: number): DecisiveLine[] {
  const story = storyOf(finding, parts);
  const own = new Set(finding.evidence);
  const kindOf = (evidence: Evidence): string => `${evidence.role}\u0000${evidence.source}`;
  const alike = new Map<string, number>();
  for (const evidence of story) alike.set(kindOf(evidence), (alike.get(kindOf(evidence)) ?? 0) + 1);

  const chosen = new Set<Evidence>();
  const take = (evidence: Evidence): void => {
    if (chosen.size < limit) chosen.add(evidence);
  };
  const takeFirst = (lines: readonly Evidence[], by: (evidence: Evidence) => string): void => {
    const seen = new Set([...chosen].map(by));
    for (const evidence of lines) {
      if (!seen.has(by(evidence))) take(evidence);
      seen.add(by(evidence));
    }
  };
  // The finding's own lines were chosen by its rule, so they go before those of its parts.
  const ownLines = story.filter((evidence) => own.has(evidence));
  takeFirst(ownLines, (evidence) => evidence.source);
  takeFirst(story, (evidence) => evidence.source);
  takeFirst(ownLines, (evidence) => evidence.role);
  takeFirst(story, (evidence) => evidence.role);
  const lastOfKind = new Map<string, Evidence>();
  for (const evidence of story) lastOfKind.set(kindOf(evidence), evidence);
  for (const evidence of lastOfKind.values()) if ((alike.get(kindOf(evidence)) ?? 0) > 1) take(evidence);
  for (const evidence of story) if (chosen.size < 3) take(evidence);

  const shown = new Set<string>();
  return story
    .filter((evidence) => chosen.has(evidence))
    .map((evidence) => {
      const kind = kindOf(evidence);
      const count = shown.has(kind) ? 1 : (alike.get(kind) ?? 1);
      shown.add(kind);
      return { evidence, alike: count };
    });
}
