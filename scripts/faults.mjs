// Runs everything that the tables of test/README.md tell of: `npm run faults` in some ten minutes, `npm run faults -- --long` in some three hours,
// with the sizes that the limits are named for, an hour of fuzzing and an hour of following. Goes on after a failure; the last lines tell of each step.
import { spawnSync } from 'node:child_process';

const isLong = process.argv.includes('--long');
const freshSeed = String(Math.floor(Math.random() * 2 ** 31));
const vitest = ['npx', 'vitest', 'run'];

const steps = [
  ['build', ['npm', 'run', 'build']],
  [
    'tests of faults, limits and hostile input',
    [...vitest, 'test/faults', 'test/limits', 'test/fuzz', 'test/workers', 'test/render/sanitize.test.ts'],
    isLong ? { DOCKLOG_LONG: '1' } : {},
  ],
  [
    `changed inputs, seed ${freshSeed}`,
    [...vitest, 'test/fuzz'],
    { FAST_CHECK_SEED: freshSeed, FUZZ_RUNS: isLong ? '5000' : '300' },
  ],
  ['expressions', ['npm', 'run', 'check:regexes']],
  ['licences, scripts, checksums', ['npm', 'run', 'check:licences']],
  ['known weaknesses', ['npm', 'run', 'check:audit']],
  ['the fuzzer', ['npm', 'run', 'fuzz:setup']],
  [`fuzzing, seed ${freshSeed}`, ['npm', 'run', 'fuzz', '--', 'all', isLong ? '515' : '20'], { FUZZ_SEED: freshSeed }],
  ['following', ['node', 'bench/soak.mjs', '--minutes', isLong ? '60' : '1']],
];

const results = steps.map(([name, [program, ...args], env = {}]) => {
  console.log(`\n=== ${name}`);
  const started = performance.now();
  const { status } = spawnSync(program, args, {
    cwd: new URL('../', import.meta.url).pathname,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  if (status !== 0) process.exitCode = 1;
  return `${status === 0 ? 'passed' : 'FAILED'}  ${String(seconds).padStart(5)} s  ${name}`;
});
console.log(`\n${results.join('\n')}`);
