// Goroutine dumps: the reader of bare dumps, line by line and in two blocks cut anywhere; profiles of pprof; the difference of two dumps.
import { diffDumps, parseGoroutineDumps } from '../../../dist/reports/goroutines/index.js';
import { createGoroutineReader } from '../../../dist/reports/goroutines/reader.js';
import { logSeeds, timed } from '../lib.mjs';

export const seeds = () =>
  logSeeds({ accepts: (path) => /gorout|stack|dump|pprof|panic|crash/.test(path), maxBytes: 12_000 });

export async function fuzz(data) {
  await timed(() => {
    const whole = parseGoroutineDumps(data);
    const first = whole[0]?.dump;
    if (first !== undefined) diffDumps(first, whole.at(-1)?.dump ?? first);
    if (data.length < 2) return;
    const cut = data[0] % data.length;
    const reader = createGoroutineReader({ maxGoroutines: 5_000_000, inBulk: true });
    reader.push(data, 0, cut);
    reader.push(data, cut, data.length);
    const pieces = reader.end();
    if (data[0] !== 0x1f && data[0] !== 0x0a && JSON.stringify(pieces) !== JSON.stringify(whole))
      throw new Error(`cut at ${cut}, other dumps are read`);
  });
}
