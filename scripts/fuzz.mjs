// Fuzzing: `npm run fuzz -- TARGET SECONDS`, or `all` for every target of test/fuzz/targets in turn. Coverage-guided by Jazzer.js (libFuzzer);
// where its native part does not load, by a mutator of our own without that guidance, and it says so. Needs `npm run build`.
// What fails is written to fuzz-out/TARGET/; `node scripts/fuzz.mjs TARGET FILE` tries one file again. FUZZ_SEED sets the seed (default: fresh).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMutator } from '../test/fuzz/mutator.mjs';

const ROOT = new URL('../', import.meta.url).pathname;
const TARGETS = join(ROOT, 'test/fuzz/targets');
const MAX_BYTES = 64 * 1024;

const [name = '', amount = '60'] = process.argv.slice(2);
const names = readdirSync(TARGETS).map((file) => file.replace(/\.mjs$/, ''));
if (name !== 'all' && !names.includes(name)) {
  console.error(`usage: fuzz.mjs TARGET|all SECONDS, or TARGET FILE\ntargets: ${names.join(', ')}`);
  process.exit(2);
}
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
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
  const ended = nativeFuzzer() ? runJazzer(target, seeds(), out) : await runMutator(fuzz, seeds(), out);
  failed ||= !ended;
}
process.exitCode = failed ? 1 : 0;

/** Whether Jazzer.js is there (`npm i --no-save @jazzer.js/core`) and its native part loads: its builds ask for a recent libc. */
function nativeFuzzer() {
  try {
    const module = createRequire(import.meta.url).resolve('@jazzer.js/core');
    return spawnSync(process.execPath, ['-e', `require(${JSON.stringify(module)})`]).status === 0;
  } catch {
    return false;
  }
}

/** Runs Jazzer.js on a corpus that is grown in fuzz-out/ and kept there for the next time. */
function runJazzer(target, seeds, out) {
  const corpus = join(out, 'corpus');
  const given = mkdtempSync(join(tmpdir(), 'docklog-fuzz-'));
  mkdirSync(corpus, { recursive: true });
  seeds.forEach((bytes, index) => writeFileSync(join(given, `seed-${index}`), bytes));
  const regressions = join(ROOT, 'test/fuzz/regressions', target);
  try {
    console.log(`${target}: ${seeds.length} seeds, seed ${seed}, coverage-guided`);
    const cli = createRequire(import.meta.url)
      .resolve('@jazzer.js/core')
      .replace(/core\.js$/, 'cli.js');
    const { status } = spawnSync(
      process.execPath,
      [
        cli,
        join(TARGETS, `${target}.mjs`),
        corpus,
        given,
        ...(existsSync(regressions) ? [regressions] : []),
        ...['-i', 'dist/', '-e', 'node_modules', '--timeout', '10000'],
        // The package loads modules and reads files by design; prototypes are the target's own concern.
        ...['--disableBugDetectors', 'path-traversal', '--disableBugDetectors', 'command-injection'],
        ...['--', `-max_total_time=${amount}`, `-max_len=${MAX_BYTES}`, `-seed=${seed}`, `-artifact_prefix=${out}/`],
        ...['-rss_limit_mb=2048', '-print_final_stats=1'],
      ],
      { stdio: 'inherit' },
    );
    return status === 0;
  } finally {
    rmSync(given, { recursive: true, force: true });
  }
}

/** Mutates seeds without a look at coverage. */
async function runMutator(fuzz, seeds, out) {
  console.log(
    `${seeds.length} seeds, seed ${seed}, not coverage-guided: the native part of Jazzer.js does not load here`,
  );
  const mutate = createMutator(seed, seeds, MAX_BYTES);
  const end = Date.now() + Number(amount) * 1000;
  let runs = 0;
  let failures = 0;
  while (Date.now() < end && failures < 10) {
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
