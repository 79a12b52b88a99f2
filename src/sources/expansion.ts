/** Below this nothing is said of expansion: a short log of equal lines shrinks to almost nothing. */
const GRACE_BYTES = 16 * 1024 * 1024;

/** Thrown inside of a decoder when it has given more than it may; caught where the decoder is driven. */
export class ExpansionError extends Error {}

/** Bounds what comes out of one input, whatever is nested in it. */
export interface ExpansionBudget {
  readonly maxExpansion: number;
  /** Bytes that the input itself gave so far. */
  packed: number;
  /** Bytes that decoders gave, by depth. */
  readonly expanded: number[];
}

export function createExpansionBudget(maxExpansion: number): ExpansionBudget {
  return { maxExpansion, packed: 0, expanded: [] };
}

/** Counts what one decoder takes and gives; `out` throws `ExpansionError` when there is too much of it. */
export interface ExpansionGauge {
  readonly packed: number;
  readonly expanded: number;
  took(bytes: number): void;
  gave(bytes: number): void;
}

/** A gauge for a decoder at a depth: it is held to its own input, and all of its depth to the outermost one. */
export function createExpansionGauge(budget: ExpansionBudget, depth: number): ExpansionGauge {
  let packed = 0;
  let expanded = 0;
  const { maxExpansion } = budget;
  const isTooMuch = (out: number, into: number): boolean => out > GRACE_BYTES && out > into * maxExpansion;
  return {
    get packed() {
      return packed;
    },
    get expanded() {
      return expanded;
    },
    took(bytes) {
      packed += bytes;
    },
    gave(bytes) {
      expanded += bytes;
      const all = (budget.expanded[depth] ?? 0) + bytes;
      budget.expanded[depth] = all;
      if (isTooMuch(expanded, packed) || isTooMuch(all, budget.packed))
        throw new ExpansionError(`more than ${maxExpansion.toLocaleString('en-US')} times its size`);
    },
  };
}
