// npm run bench [-- --mb 500 --runs 5 --kinds journal-short,syslog --rates 10000,100]: docklog beside ripgrep on the same files in the same run.
// Each pair runs alternately on a warm page cache; the table shows medians of whole processes, the
// ratio of their wall times and that of their CPU times.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUILTIN_PATTERNS } from '../dist/generated/builtin-patterns.js';
import { compileSignature } from '../dist/patterns/compile.js';
import { scanLiterals } from '../dist/scan-tables.js';
import { benchInput } from './generate.mjs';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '500' },
    runs: { type: 'string', default: '5' },
    kinds: { type: 'string', default: 'journal-short,syslog,json-file,journal-json' },
    rates: { type: 'string', default: '10000,100' },
    file: { type: 'string' },
  },
});
const runs = Number(values.runs);
const docklog = new URL('../bin/docklog', import.meta.url).pathname;
const literals = join(tmpdir(), 'docklog-bench-literals.txt');
writeFileSync(literals, `${scanLiterals(BUILTIN_PATTERNS.map(compileSignature)).join('\n')}\n`);
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
  const own = [];
  const peer = [];
  for (let run = 0; run < runs; run++) {
    own.push(measure(process.execPath, [docklog, '--format', 'json', '--no-progress', '--no-novelty', file]));
    peer.push(measure('rg', ['-c', '-F', '-f', literals, file]));
  }
  const seconds = median(own.map((result) => result.seconds));
  const peerSeconds = median(peer.map((result) => result.seconds));
  const cpu = median(own.map((result) => result.cpu)) / median(peer.map((result) => result.cpu));
  const row = [
    name.padEnd(28),
    (bytes / 1e6).toFixed(0).padStart(6),
    (bytes / 1e6 / seconds).toFixed(0).padStart(8),
    (bytes / 1e6 / peerSeconds).toFixed(0).padStart(8),
    (seconds / peerSeconds).toFixed(2).padStart(6),
    cpu.toFixed(2).padStart(6),
    Math.max(...own.map((result) => result.megabytes))
      .toFixed(0)
      .padStart(8),
  ];
  console.log(row.join('  '));
}

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, ${runs} runs each, medians`,
);
console.log(['input'.padEnd(28), '    MB', ' docklog', '      rg', ' ratio', '   CPU', ' peak MB'].join('  '));
if (values.file !== undefined) compare(values.file.slice(-28), values.file);
else {
  for (const kind of values.kinds.split(',')) {
    for (const rate of values.rates.split(',')) {
      compare(`${kind} 1:${rate}`, await benchInput({ kind, mb: Number(values.mb), rate: Number(rate) }));
    }
  }
}
