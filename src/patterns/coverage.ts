import type { RawSignature } from './raw-signature.js';

/** How well one id is served. */
export interface IdCoverage {
  readonly id: string;
  readonly hasSignature: boolean;
  /** False for signatures that only serve rules. */
  readonly isFinding: boolean;
  readonly maturity?: 'draft' | 'test' | 'stable';
  /** Lines that must match. Built-in signatures carry no examples; give those of the pattern files. */
  readonly examples: number;
  /** Look-alikes that must not match. */
  readonly counterExamples: number;
}

/** Which ids of a list have a signature. */
export interface Coverage {
  /** One for each id asked for, in that order. */
  readonly ids: readonly IdCoverage[];
  /** Ids asked for that have a signature of their own to find. */
  readonly covered: number;
  /** Ids asked for without one, in that order. */
  readonly missing: readonly string[];
  /** Findings nobody asked for, sorted. */
  readonly extra: readonly string[];
}

/** Compares signatures with a list of ids that should have one; an id named twice counts once. */
export function patternCoverage(ids: readonly string[], signatures: readonly RawSignature[]): Coverage {
  const byId = new Map(signatures.map((signature) => [signature.id, signature]));
  const asked = new Set(ids);
  const rows = [...asked].map((id) => coverageOf(id, byId.get(id)));
  const missing = rows.filter(({ isFinding }) => !isFinding).map(({ id }) => id);
  const extra = signatures.filter(({ id, finding }) => finding !== false && !asked.has(id)).map(({ id }) => id);
  return { ids: rows, covered: rows.length - missing.length, missing, extra: [...new Set(extra)].sort() };
}

function coverageOf(id: string, signature: RawSignature | undefined): IdCoverage {
  if (signature === undefined) return { id, hasSignature: false, isFinding: false, examples: 0, counterExamples: 0 };
  return {
    id,
    hasSignature: true,
    isFinding: signature.finding !== false,
    maturity: signature.maturity ?? 'test',
    examples: signature.examples?.match?.length ?? 0,
    counterExamples: signature.examples?.noMatch?.length ?? 0,
  };
}
