/**
 * One line handed from `lines` to a format parser, decoded as UTF-8 (invalid bytes replaced), without its terminator.
 * `cut` is set when the line was longer than the limit and `text` holds only its beginning.
 */
export interface Line {
  readonly text: string;
  /** Line number from 1. */
  readonly number: number;
  /** Byte offset of the line's start. */
  readonly offset: number;
  readonly cut: boolean;
}
