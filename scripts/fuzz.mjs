// Fuzzing: `npm run fuzz -- TARGET SECONDS`, or `all` for every target of test/fuzz/targets in turn. Coverage-guided by Jazzer.js (libFuzzer), which
// `npm run fuzz:setup` installs; where it is not there or does not load, by a mutator of our own without that guidance, and it says so, or
// fails if CI is set. Needs `npm run build`.
// What fails is written to fuzz-out/TARGET/; `node scripts/fuzz.mjs TARGET FILE` tries one file again. FUZZ_SEED sets the seed (default: fresh).
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMutator } from '../test/fuzz/mutator.mjs';

const ROOT = new URL('../', import.meta.url).pathname;
const TARGETS = join(ROOT, 'test/fuzz/targets');
const MAX_BYTES = 64 * 1024;
/** So many failures of one target are enough to look at. */
const MAX_FAILURES = 10;

const [name = '', amount = '60'] = process.argv.slice(2);
const names = readdirSync(TARGETS).map((file) => file.replace(/\.mjs$/, ''));
if (name !== 'all' && !names.includes(name)) {
  console.error(`usage: fuzz.mjs TARGET|all SECONDS, or TARGET FILE\ntargets: ${names.join(', ')}`);
  process.exit(2);
}
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const fuzzer = findFuzzer();
if (fuzzer === undefined && process.env.CI !== undefined)
  throw new Error('Jazzer.js does not load: npm run fuzz:setup');
let failed = false;
for (const target of name === 'all' ? names : [name]) {
  const { fuzz, seeds } = await import(join(TARGETS, `${target}.mjs`));
  if (!/^\d+$/.test(amount)) {
    await fuzz(readFileSync(amount));
    console.log('passes');
    continue;
  }
  const out = join(ROOT, 'fuzz-out', target);
  mkdirSync(out, { recursive: true });
  const ended = fuzzer === undefined ? await runMutator(fuzz, seeds(), out) : runJazzer(fuzzer, target, seeds(), out);
  failed ||= !ended;
}
process.exitCode = failed ? 1 : 0;

/** The program of Jazzer.js and the environment in which its native part loads; undefined where it is not there or does not. */
function findFuzzer() {
  try {
    const module = createRequire(import.meta.url).resolve('@jazzer.js/core');
    const missing = join(ROOT, 'node_modules/@jazzer.js/fuzzer/prebuilds/missing-symbols.so');
    const env = { ...process.env, ...(existsSync(missing) ? { LD_PRELOAD: missing } : {}) };
    const load = ['-e', `require(${JSON.stringify(module)})`];
    const { status } = spawnSync(process.execPath, load, { env: { ...env, LD_BIND_NOW: '1' } });
    return status === 0 ? { program: module.replace(/core\.js$/, 'cli.js'), env } : undefined;
  } catch {
    return undefined;
  }
}

/** Runs Jazzer.js on a corpus that is grown in fuzz-out/ and kept there for the next time. It ends at the first failure and is then started again. */
function runJazzer({ program, env }, target, seeds, out) {
  const corpus = join(out, 'corpus');
  const given = mkdtempSync(join(tmpdir(), 'docklog-fuzz-'));
  const log = join(out, 'log');
  mkdirSync(corpus, { recursive: true });
  seeds.forEach((bytes, index) => writeFileSync(join(given, `seed-${index}`), bytes));
  const regressions = join(ROOT, 'test/fuzz/regressions', target);
  const end = Date.now() + Number(amount) * 1000;
  let failures = 0;
  let runs = 0;
  let peakMb = 0;
  const coverage = [];
  let initial;
  try {
    console.log(`${target}: ${seeds.length} seeds, seed ${seed}, coverage-guided, log in ${log}`);
    for (
      let left = Number(amount);
      left >= 1 && failures < MAX_FAILURES;
      left = Math.floor((end - Date.now()) / 1000)
    ) {
      const file = openSync(log, 'w');
      const { status } = spawnSync(
        process.execPath,
        [
          program,
          join(TARGETS, `${target}.mjs`),
          corpus,
          given,
          ...(existsSync(regressions) ? [regressions] : []),
          // The time on the wall ends a hang only: the targets measure the processor time of each input.
          ...['-i', 'dist/', '-e', 'node_modules', '--timeout', '60000'],
          // The package loads modules and reads files by design; prototypes are the target's own concern.
          ...['--disableBugDetectors', 'path-traversal', '--disableBugDetectors', 'command-injection'],
          ...['--', `-max_total_time=${left}`, `-max_len=${MAX_BYTES}`, `-seed=${seed + failures}`],
          ...[`-artifact_prefix=${out}/`, '-rss_limit_mb=2048', '-print_final_stats=1'],
        ],
        { env, stdio: ['ignore', file, file] },
      );
      closeSync(file);
      const text = readFileSync(log, 'utf8');
      runs += Number(/number_of_executed_units: (\d+)/.exec(text)?.[1] ?? /.*^#(\d+)/ms.exec(text)?.[1] ?? 0);
      peakMb = Math.max(peakMb, Number(/peak_rss_mb: +(\d+)/.exec(text)?.[1] ?? 0));
      coverage.push(...[...text.matchAll(/ cov: (\d+) /g)].map(([, count]) => Number(count)));
      initial ??= /\sINITED cov: (\d+) /.exec(text)?.[1];
      if (status === 0) break;
      failures++;
      renameSync(log, `${log}-${seed + failures}`);
      console.error(
        `${log}-${seed + failures}: ${/^(?:Error|==\d+==|.*Error:).*/m.exec(text)?.[0] ?? `exit code ${status}`}`,
      );
    }
  } finally {
    rmSync(given, { recursive: true, force: true });
  }
  console.log(
    `${target}: ${runs} runs, ${failures} failures, ${Math.max(0, ...coverage)} edges reached (${initial ?? 0} by seeds and kept corpus), corpus ${readdirSync(corpus).length}, ${peakMb} MB at most`,
  );
  return failures === 0;
}

/** Mutates seeds without a look at coverage. */
async function runMutator(fuzz, seeds, out) {
  console.log(
    `${seeds.length} seeds, seed ${seed}, not coverage-guided: Jazzer.js does not load here (npm run fuzz:setup)`,
  );
  const mutate = createMutator(seed, seeds, MAX_BYTES);
  const end = Date.now() + Number(amount) * 1000;
  let runs = 0;
  let failures = 0;
  while (Date.now() < end && failures < MAX_FAILURES) {
    const data = mutate();
    runs++;
    try {
      await fuzz(data);
    } catch (error) {
      failures++;
      const file = join(out, `crash-${seed}-${runs}`);
      writeFileSync(file, data);
      console.error(`${file}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  console.log(`${runs} runs, ${failures} failures`);
  return failures === 0;
}
