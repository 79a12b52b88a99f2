import type { Entity } from '../../src/core/entity.js';
import type { Signature } from '../../src/core/pattern.js';
import type { PlacedSignal } from '../../src/core/signal.js';
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
