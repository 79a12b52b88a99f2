/** The part of the library that reads goroutine dumps, for programs that need nothing else: it loads in a quarter of the time. */
export type * from './core/goroutine-dump.js';
export { parseGoroutineDumpStream } from './parse-dump-stream.js';
export {
  diffDumps,
  groupGoroutines,
  parseGoroutineDump,
  parseGoroutineDumps,
  waitGraph,
  type DumpDifference,
  type GroupChange,
  type ReadDump,
} from './reports/goroutines/index.js';
