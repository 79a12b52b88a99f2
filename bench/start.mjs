// npm run build && node bench/start.mjs [--runs 20] [--mb 1]: what a start costs beside `node -e 0`, run by run in turn: `--version` (goal: at most
// 1.5 times), a report on a log of 1 MB (3 times), and where the time of one such run went.
// Wall times are minima and medians of all runs; CPU times are means (the clock of /usr/bin/time ticks 100 times a second) and what counts
// on a machine that others use too.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { environment } from './environment.mjs';
import { benchInput } from './generate.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, mb: { type: 'string', default: '1' } },
});
const docklog = new URL('../bin/docklog', import.meta.url).pathname;
const file = benchInput({ kind: 'journal-short', mb: Number(values.mb), rate: 10_000 });
const hasTime = existsSync('/usr/bin/time');

const ROWS = [
  { name: 'node -e 0', args: ['-e', '0'] },
  { name: 'docklog --version', args: [docklog, '--version'], goal: 1.5 },
  { name: `docklog FILE (${values.mb} MB)`, args: [docklog, file], goal: 3 },
  { name: 'the same, --no-novelty', args: [docklog, '--no-novelty', file] },
  { name: 'docklog --help', args: [docklog, '--help'] },
];

/** Milliseconds of one process: wall, and with /usr/bin/time CPU. */
function measure(args) {
  const [program, all] = hasTime
    ? ['/usr/bin/time', ['-f', '%U %S', process.execPath, ...args]]
    : [process.execPath, args];
  const start = performance.now();
  const { status, stderr } = spawnSync(program, all, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: environment,
  });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(stderr);
  const [user = NaN, system = NaN] = hasTime ? stderr.trim().split('\n').at(-1).split(' ').map(Number) : [];
  return { wall, cpu: (user + system) * 1000 };
}

const results = ROWS.map(() => []);
for (let run = 0; run < Number(values.runs); run++)
  for (const [index, { args }] of ROWS.entries()) results[index].push(measure(args));

function summary(runs) {
  const walls = runs.map(({ wall }) => wall).sort((a, b) => a - b);
  return [walls[0], walls[walls.length >> 1], runs.reduce((sum, { cpu }) => sum + cpu, 0) / runs.length];
}

const [base] = results.map(summary);
const load = loadavg()[0]?.toFixed(1);
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${load}, Node ${process.version}, ${values.runs} runs each`,
);
console.log('                            min ms  ratio   median  ratio      CPU  ratio   goal');
for (const [index, { name, goal }] of ROWS.entries()) {
  const cells = summary(results[index]).map(
    (ms, at) => `${ms.toFixed(0).padStart(6)} ${(ms / base[at]).toFixed(2).padStart(6)}`,
  );
  console.log(`${name.padEnd(28)}${cells.join('   ')}${goal === undefined ? '' : goal.toFixed(1).padStart(7)}`);
}
console.log(
  spawnSync(process.execPath, [docklog, '--timings', file], { encoding: 'utf8', env: environment }).stderr.trimEnd(),
);
