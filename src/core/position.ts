/** Opaque number of a source within one analysis; only `document` turns it back into a name. */
export type SourceId = number;

/**
 * Where a line stands.
 * `line` counts from 1, `offset` is the byte offset of the line's start from 0, both in the decompressed stream.
 */
export interface Position {
  readonly source: SourceId;
  readonly line: number;
  readonly offset: number;
}

/** Orders positions by source, then by place in it. */
export function comparePositions(a: Position, b: Position): number {
  return a.source - b.source || a.offset - b.offset || a.line - b.line;
}
