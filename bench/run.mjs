// npm run bench [-- --mb 500 --runs 5 --kinds journal-short,syslog --rates 10000,100]: docklog beside ripgrep on the same files in the same run.
// They run in turn on a warm page cache: docklog with one thread, docklog with `--jobs` of them (default 2), ripgrep. The table shows medians of
// whole processes and their ratios to ripgrep: of wall times, and of the least CPU times, which count on a machine that others use too.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rawBuiltins } from '../dist/compiled-builtins.js';
import { compileSignature } from '../dist/patterns/compile.js';
import { scanLiterals } from '../dist/scan-tables.js';
import { benchInput } from './generate.mjs';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '500' },
    runs: { type: 'string', default: '5' },
    kinds: { type: 'string', default: 'journal-short,syslog,json-file,journal-json' },
    rates: { type: 'string', default: '10000,100' },
    jobs: { type: 'string', default: '2' },
    file: { type: 'string' },
  },
});
const runs = Number(values.runs);
const docklog = new URL('../bin/docklog', import.meta.url).pathname;
const literals = join(tmpdir(), 'docklog-bench-literals.txt');
writeFileSync(literals, `${scanLiterals(rawBuiltins().map(compileSignature)).join('\n')}\n`);
const hasTime = existsSync('/usr/bin/time');

/** Wall seconds, and with /usr/bin/time CPU seconds and peak memory (MB), of one process. */
function measure(command, args) {
  const [program, all] = hasTime ? ['/usr/bin/time', ['-f', '%M %U %S', command, ...args]] : [command, args];
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, all, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (error !== undefined || status === null || status > 1) throw new Error(`${command}: ${error?.message ?? stderr}`);
  const [kilobytes = NaN, user = NaN, system = NaN] = hasTime
    ? stderr.trim().split('\n').at(-1).split(' ').map(Number)
    : [];
  return { seconds, cpu: user + system, megabytes: kilobytes / 1024 };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function compare(name, file) {
  const bytes = statSync(file).size;
  readFileSync(file); // Warms the page cache.
  const results = { one: [], more: [], peer: [] };
  const own = (jobs) =>
    measure(process.execPath, [docklog, '--jobs', jobs, '--format', 'json', '--no-progress', '--no-novelty', file]);
  for (let run = 0; run < runs; run++) {
    results.one.push(own('1'));
    results.more.push(own(values.jobs));
    results.peer.push(measure('rg', ['-c', '-F', '-f', literals, file]));
  }
  const wall = (name) => median(results[name].map(({ seconds }) => seconds));
  const cpu = (name) => Math.min(...results[name].map((result) => result.cpu));
  const cells = [bytes / 1e6, ...['one', 'more', 'peer'].map((name) => bytes / 1e6 / wall(name))].map((number) =>
    number.toFixed(0),
  );
  const ratios = [wall('one'), wall('more')].map((seconds) => (seconds / wall('peer')).toFixed(2));
  const peak = Math.max(...[...results.one, ...results.more].map(({ megabytes }) => megabytes));
  const row = [...cells, ...ratios, (cpu('one') / cpu('peer')).toFixed(2), peak.toFixed(0)];
  console.log([name.padEnd(28), ...row.map((cell, index) => cell.padStart(HEAD[index].length))].join('  '));
}

const HEAD = [
  '    MB',
  '1 thread',
  `${values.jobs} threads`,
  '  rg',
  'ratio 1',
  `ratio ${values.jobs}`,
  'CPU 1',
  'peak MB',
];
console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${runs} runs each, medians; MB/s`,
);
console.log(['input'.padEnd(28), ...HEAD].join('  '));
if (values.file !== undefined) compare(values.file.slice(-28), values.file);
else {
  for (const kind of values.kinds.split(',')) {
    for (const rate of values.rates.split(',')) {
      compare(`${kind} 1:${rate}`, await benchInput({ kind, mb: Number(values.mb), rate: Number(rate) }));
    }
  }
}
