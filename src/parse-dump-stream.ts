import { DEFAULT_LIMITS } from './core/limits.js';
import { createBareDumpLane } from './reports/goroutines/lane.js';
import type { ReadDump } from './reports/goroutines/reader.js';

/**
 * The dumps in a stream of bytes or text of UTF-8, cut anywhere, each as soon as the next one begins or input ends. For bare dumps of any
 * size: goroutines are grouped while they are read, so memory grows with the distinct stacks only (200,000 at most; further ones are
 * grouped by state). Words before, between and behind the dumps are skipped; escaped or prefixed dumps in logs are for `readDumps`.
 * Input never makes it throw, the stream may.
 */
export async function* parseGoroutineDumpStream(
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  options: { readonly maxGoroutines?: number } = {},
): AsyncGenerator<ReadDump> {
  const lane = createBareDumpLane({ maxGoroutines: options.maxGoroutines ?? DEFAULT_LIMITS.maxGoroutines });
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
    lane.push(bytes, 0, bytes.length);
    yield* lane.take();
  }
  yield* lane.end();
}
