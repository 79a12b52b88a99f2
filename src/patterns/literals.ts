/** Shortest run of plain characters that the block search accepts. */
export const MIN_LITERAL_BYTES = 8;

/**
 * The longest run inside a literal that looks the same in every wrapping of a message: ASCII without control characters, quotes,
 * backslashes (escaped by logfmt and JSON), `<`, `>` and `&` (escaped by Go's JSON). Undefined if none has 8 bytes.
 */
export function usableLiteral(literal: string): string | undefined {
  let best = '';
  for (const run of literal.split(/[^ !#-%'-;=?-[\]-~]+/)) {
    if (run.length > best.length) best = run;
  }
  return best.length >= MIN_LITERAL_BYTES ? best : undefined;
}
