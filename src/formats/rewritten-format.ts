import type { EnvelopeFormat } from '../core/log-format.js';

/**
 * The format of a source whose bytes are not the text of its records: colour codes inside messages, or lines that a terminal
 * broke. It is read line by line, since a search in the bytes would miss what they interrupt.
 */
export interface RewrittenFormat extends EnvelopeFormat {
  /** What the lines are when they are put right; undefined for bare lines. */
  readonly inner: EnvelopeFormat | undefined;
  /** Columns at which lines are broken. */
  readonly wrapWidth?: number;
}

export function rewrittenFormat(
  inner: EnvelopeFormat | undefined,
  bareName: string,
  wrapWidth: number | undefined,
): RewrittenFormat {
  return {
    name: inner?.name ?? bareName,
    title: inner?.title ?? bareName,
    kind: 'envelope',
    everyLine: true,
    probe: (lines) => inner?.probe(lines) ?? 0,
    createParser: (options) => inner?.createParser(options) ?? { push: () => false, flush: () => undefined },
    inner,
    ...(wrapWidth === undefined ? {} : { wrapWidth }),
  };
}

export function isRewritten(format: EnvelopeFormat | undefined): format is RewrittenFormat {
  return format !== undefined && 'inner' in format;
}
