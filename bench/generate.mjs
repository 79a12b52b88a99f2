#!/usr/bin/env node
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createFewStacks, createManyStacks } from '../samples/lib/bench-goroutines.mjs';
import { CONTAINER_MAKERS, createPools, NODE_MAKERS } from '../samples/lib/busy-node.mjs';
import { createClock, journalExport, journalJson, jsonFile, short, syslog } from '../samples/lib/envelopes.mjs';
import { FAILURE_LINES, fillPlaces } from '../samples/lib/failure-lines.mjs';
import { createRandom } from '../samples/lib/random.mjs';

/**
 * Benchmark inputs of a stated size, the same bytes for the same options on every machine:
 *
 *     node bench/generate.mjs --kind journal-short --mb 500 --rate 10000 [--seed 1] [DIR]
 *
 * `--mb`: size in millions of bytes; the file ends with the first line that reaches it.
 * `--rate R`: one line in R is a failure line of the catalogue (10000 as in life, 100, 3); not for goroutine dumps.
 * A file that is already there is used again. The path is printed, or returned by `benchInput`.
 */

/** Raised when the bytes of any kind change, so that old files are not taken for new ones. */
const GENERATION = 1;
const BLOCK = 1 << 20;
const START_US = Date.UTC(2018, 11, 13, 16, 0, 0) * 1000;
/** Average 20 ms between lines: 500 MB of a journal are about 18 hours. */
const MAX_STEP_US = 40_000;

/** One function a kind, `(random, rate)` to a function that gives the next piece of text. */
export const KINDS = {
  'journal-short': (random, rate) => node(random, rate, short),
  'journal-json': (random, rate) => node(random, rate, journalJson),
  'journal-export': (random, rate) => node(random, rate, journalExport),
  syslog: (random, rate) => node(random, rate, syslog),
  'json-file': containerLog,
  'goroutine-few': (random) => createFewStacks(random),
  'goroutine-distinct': (random) => createManyStacks(random, 5),
  'goroutine-many': (random) => createManyStacks(random),
};

/** True once in `rate` calls, at a random place in each row of `rate`. */
function createDice(random, rate) {
  let at = 0;
  let hit = random.below(rate);
  return () => {
    const yes = at === hit;
    at += 1;
    if (at === rate) {
      at = 0;
      hit = random.below(rate);
    }
    return yes;
  };
}

/** The failure lines in turn, so that even a few are of many signatures. */
function createFailures(random, rows, pool) {
  const order = random.shuffle(rows);
  let next = 0;
  return () => {
    const row = order[next++ % order.length];
    return { program: row.program, level: row.level, text: fillPlaces(row.text, pool) };
  };
}

function node(random, rate, envelope) {
  const pool = createPools(random);
  const clock = createClock(random, START_US, MAX_STEP_US);
  const failure = createFailures(
    random,
    FAILURE_LINES.filter(({ program }) => program !== 'container'),
    pool,
  );
  const interesting = createDice(random, rate);
  let sequence = 0;
  return () => {
    clock.tick();
    sequence += 1;
    const entry = interesting() ? failure() : NODE_MAKERS[random.uint32() % NODE_MAKERS.length](pool);
    return envelope(entry, clock, sequence);
  };
}

function containerLog(random, rate) {
  const pool = createPools(random);
  const clock = createClock(random, START_US, MAX_STEP_US);
  const failure = createFailures(
    random,
    FAILURE_LINES.filter(({ program }) => program === 'container'),
    pool,
  );
  const interesting = createDice(random, rate);
  return () => {
    clock.tick();
    if (interesting()) return jsonFile(failure().text, clock, 'stderr');
    return jsonFile(CONTAINER_MAKERS[random.uint32() % CONTAINER_MAKERS.length](pool), clock, 'stdout');
  };
}

/** Pieces of text of about 1 MiB each that together make the input. All text is ASCII: characters are bytes. */
export function* benchBlocks({ kind, mb, rate, seed }) {
  const next = KINDS[kind](createRandom(`bench/${kind}/${seed}`), rate);
  const wanted = mb * 1_000_000;
  let block = '';
  let done = 0;
  while (done + block.length < wanted) {
    block += next();
    if (block.length < BLOCK) continue;
    done += block.length;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/** Path of the input, written first if it is not there. */
export function benchInput({ kind, mb, rate = 10_000, seed = '1', directory = join(tmpdir(), 'docklog-bench') }) {
  if (!Object.hasOwn(KINDS, kind)) throw new Error(`unknown kind "${kind}"; one of ${Object.keys(KINDS).join(', ')}`);
  if (!(mb > 0)) throw new Error(`--mb must be a number above 0, not ${mb}`);
  if (!Number.isInteger(rate) || rate < 1) throw new Error(`--rate must be a whole number above 0, not ${rate}`);
  const dump = kind.startsWith('goroutine-');
  const file = join(
    resolve(directory),
    `${kind}-${mb}mb${dump ? '' : `-rate${rate}`}-seed${seed}-g${GENERATION}.${dump ? 'txt' : 'log'}`,
  );
  if (existsSync(file)) return file;
  mkdirSync(resolve(directory), { recursive: true });
  // Renamed when complete: a file that was cut short is never used again.
  const part = `${file}.${process.pid}.part`;
  const handle = openSync(part, 'w');
  for (const block of benchBlocks({ kind, mb, rate, seed })) writeSync(handle, block, undefined, 'latin1');
  closeSync(handle);
  renameSync(part, file);
  return file;
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      mb: { type: 'string', default: '100' },
      rate: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.kind === undefined) throw new Error(`--kind is missing; one of ${Object.keys(KINDS).join(', ')}`);
  console.log(
    benchInput({
      kind: values.kind,
      mb: Number(values.mb),
      rate: Number(values.rate),
      seed: values.seed,
      directory: positionals[0],
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main();
  } catch (error) {
    console.error(`bench/generate.mjs: ${error.message}`);
    process.exitCode = 2;
  }
}
