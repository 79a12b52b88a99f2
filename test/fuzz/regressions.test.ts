import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGoroutineDumps } from '../../src/index.js';
import { createGoroutineReader } from '../../src/reports/goroutines/reader.js';

interface Target {
  readonly seeds: () => readonly Uint8Array[];
  readonly fuzz: (data: Buffer) => Promise<void>;
}

const HERE = import.meta.dirname;
const names = readdirSync(join(HERE, 'targets')).map((file) => file.replace(/\.mjs$/, ''));

/** Inputs that once failed: small files in `regressions/TARGET/`. The targets read dist/, as the fuzzer does. */
describe.each(names)('the fuzz target %s', (name) => {
  const directory = join(HERE, 'regressions', name);
  const files = existsSync(directory) ? readdirSync(directory) : [];

  it('passes on what once failed, and on its seeds', async () => {
    const { fuzz, seeds } = (await import(join(HERE, 'targets', `${name}.mjs`))) as Target;
    for (const file of files) await fuzz(readFileSync(join(directory, file)));
    for (const bytes of seeds().slice(0, 8)) await fuzz(Buffer.from(bytes));
  }, 60_000);
});

// Found by the target `goroutines`, seed 7: a frame of the length foreseen was taken, whatever its arguments.
it('a frame with damaged arguments is read the same, wherever a block ends', () => {
  const text =
    'x\n\ngoroutine 5 [running]:\npanic(0x48e6c0, 0xc42005c010)\n\t/a/go.go:500 +0x1a1\npanic(0x48e6c0, 0xc42005c00+)\n\t/b/to.go:458 +0x243\n';
  const bytes = Buffer.from(text);
  const whole = parseGoroutineDumps(bytes).map(({ dump }) => dump.groups[0]?.frames);
  for (let cut = 1; cut < bytes.length; cut++) {
    const reader = createGoroutineReader({ maxGoroutines: 10 });
    reader.push(bytes, 0, cut);
    reader.push(bytes, cut, bytes.length);
    expect(reader.end().map(({ dump }) => dump.groups[0]?.frames)).toEqual(whole);
  }
});

// Found by the target `goroutines`, seed 976602941: read in bulk, the second creator took all from the first, line by line only its function.
it('of two creators of a damaged goroutine the last one tells, read in bulk or line by line', () => {
  const text =
    'goroutine 20 [semacquire]:\ncreated by main.main in goroutine 1\nmain.f(0xc20803c180)\n\t/main.go:33 +0x38\ncreated by main.g\n\t/main.go:75 +0x1af\n\n';
  for (const inBulk of [true, false]) {
    const reader = createGoroutineReader({ maxGoroutines: 10, inBulk });
    reader.push(Buffer.from(text), 0, text.length);
    const example = reader.end()[0]?.dump.groups[0]?.example;
    expect(example?.createdBy?.function).toBe('main.g');
    expect(example?.createdIn).toBeUndefined();
  }
});
