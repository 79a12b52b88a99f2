import type { Entity, EntityKind } from '../../src/core/entity.js';
import type { Origin } from '../../src/core/log-record.js';
import type { Signature } from '../../src/core/pattern.js';
import type { RawEvaluation, RawFinding } from '../../src/core/raw-finding.js';
import type { PlacedSignal } from '../../src/core/signal.js';
import { correlate } from '../../src/correlation/correlate.js';
import type { SourceCoverage } from '../../src/correlation/coverage.js';
import { compileSignature } from '../../src/patterns/compile.js';
import type { RawSignature } from '../../src/patterns/raw-signature.js';

const MINUTE = 60_000_000;
const START = Date.parse('2018-12-14T12:00:00Z') * 1000;

export interface LaneOptions {
  readonly source?: number;
  readonly entities?: readonly Entity[];
  /** Error bound of the lane's clock in minutes; `unknown` for a source that could not be placed. */
  readonly uncertainty?: number | 'unknown';
  /** Minutes that goroutines have waited at dump time. */
  readonly wait?: number;
  readonly weight?: number;
}

/**
 * Signals of a drawn lane: each character is a minute, `-` is nothing, a letter is a signal of the signature `test.<letter>`
 * (lower case). `lane('--a---b')`: `test.a` in minute 2, `test.b` in minute 6.
 */
export function lane(drawing: string, options: LaneOptions = {}): PlacedSignal[] {
  const { source = 0, entities = [], uncertainty = 0, wait, weight = 1 } = options;
  return Array.from(drawing).flatMap((letter, minute): PlacedSignal[] => {
    if (letter === '-') return [];
    const us = START + minute * MINUTE;
    const record = {
      position: { source, line: minute + 1, offset: minute * 100 },
      time: { kind: 'wall', us, resolutionUs: 0 } as const,
      origin: 'other' as const,
      message: letter,
      format: 'test',
      raw: letter,
    };
    return [
      {
        id: `test.${letter}`,
        evidence: [{ record, role: 'match', text: letter }],
        entities,
        values: {},
        stamp: record.time,
        weight,
        certainty: 1,
        localUs: us,
        ...(wait === undefined ? {} : { waitMinutes: { min: wait, max: wait } }),
        ...(uncertainty === 'unknown'
          ? {}
          : { time: { us, uncertaintyUs: uncertainty * MINUTE, basis: 'exact' as const } }),
      },
    ];
  });
}

/** A signature for scenarios; only what matters is given. */
export function signature(raw: Partial<RawSignature> & { readonly id: string }): Signature {
  return compileSignature({
    title: raw.id,
    severity: 'error',
    summary: raw.id,
    cause: raw.id,
    remedy: [{ text: 'none' }],
    confidence: 0.5,
    ...raw,
  });
}

export const container = (value: string): Entity => ({ kind: 'container', value });
export const host = (value: string): Entity => ({ kind: 'host', value });

/** The moment of a drawn minute, µs since the epoch. */
export const minuteUs = (minute: number): number => START + minute * MINUTE;

export interface CoverOptions {
  readonly source?: number;
  readonly host?: string;
  /** Error bound of the source's clock in minutes. */
  readonly uncertainty?: number;
  /** Signals that were counted but not kept between two minutes. */
  readonly hole?: { readonly id: string; readonly count: number; readonly after: number; readonly before: number };
}

/** A drawn source: `=` where it has lines. `cover('--====', ['dockerd'])` holds dockerd's words of the minutes 2 to 5. */
export function cover(drawing: string, origins: readonly Origin[], options: CoverOptions = {}): SourceCoverage {
  const { source = 0, host, uncertainty = 0, hole } = options;
  const from = minuteUs(drawing.indexOf('='));
  const to = minuteUs(drawing.lastIndexOf('='));
  const slack = uncertainty * MINUTE;
  return {
    source,
    name: `source-${source}`,
    ...(host === undefined ? {} : { host }),
    origins: new Map(origins.map((origin) => [origin, { lastUs: to }])),
    ...(from + slack > to - slack ? {} : { span: { fromUs: from + slack, toUs: to - slack } }),
    local: new Map([['wall' as const, { fromUs: from, toUs: to }]]),
    dumps: [],
    holes: new Map(
      hole === undefined
        ? []
        : [[hole.id, { count: hole.count, afterLine: hole.after + 1, beforeLine: hole.before + 1 }]],
    ),
  };
}

export interface Found {
  readonly findings: readonly RawFinding[];
  readonly evaluations: readonly RawEvaluation[];
}

/** Findings of one signature, and what could not be judged of it. */
export function judge(
  signatures: readonly Signature[],
  id: string,
  signals: readonly PlacedSignal[],
  coverage: readonly SourceCoverage[] = [],
): Found {
  const evaluations: RawEvaluation[] = [];
  const findings = correlate({
    signatures,
    signals,
    dropped: new Map(),
    coverage,
    onEvaluation: (evaluation) => evaluations.push(evaluation),
  });
  return {
    findings: findings.filter((finding) => finding.signature.id === id),
    evaluations: evaluations.filter((evaluation) => evaluation.id === id),
  };
}

/** `found`, `none` or `cannot tell`. */
export function outcome({ findings, evaluations }: Found): string {
  if (findings.length > 0) return findings.length === 1 ? 'found' : `found ${findings.length}`;
  return evaluations.length > 0 ? 'cannot tell' : 'none';
}

/** A signature that is seen in the log of an origin, so that its absence can be judged. */
export function spoken(letter: string, origin: Origin = 'dockerd', more: Partial<RawSignature> = {}): Signature {
  return signature({
    id: `test.${letter}`,
    finding: false,
    match: [{ record: 'some words that are long', origins: [origin] }],
    ...more,
  });
}

export const entity = (kind: EntityKind, value: string): Entity => ({ kind, value });
