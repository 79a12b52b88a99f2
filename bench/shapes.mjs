// node bench/shapes.mjs [--mb 4] [--times 4]: shapes of input that quadratic code would choke on, in three sizes, each `--times` as large as the one
// before. `growth` compares what a further byte costs between the last two with what it costs between the first two: 1 is linear, a dash too little to
// measure. CPU seconds, the least of three runs.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { mb: { type: 'string', default: '4' }, times: { type: 'string', default: '4' } },
});
const docklog = new URL('../bin/docklog', import.meta.url).pathname;
const directory = join(tmpdir(), 'docklog-bench-shapes');
const RUNS = 3;

const stamp = (index) => new Date(Date.UTC(2026, 10, 21) + index * 10).toISOString();
const hex = (index) => index.toString(16).padStart(8, '0').repeat(8);

/** Each gives the piece of a number; `bytes` is the size wanted in all. */
const SHAPES = {
  'tiny lines': () => 'x\n'.repeat(10_000),
  'empty lines': () => '\n'.repeat(20_000),
  'long lines (900 kB)': (index) => `${stamp(index)} node-1 app[1]: ${'word '.repeat(180_000)}\n`,
  'one line': () => 'a message without an end '.repeat(4_000),
  'one record': (index) =>
    index === 0 ? `${stamp(0)} node-1 app[1]: begins\n` : '  continued line of it\n'.repeat(4_000),
  'one OOM report': (index) =>
    index === 0
      ? 'Nov 21 10:00:00 node-1 kernel: [  100.000000] runc invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n'
      : Array.from(
          { length: 1_000 },
          (_, at) =>
            `Nov 21 10:00:00 node-1 kernel: [  100.000000] [${at}]     0 ${at}    10000     1000      10        3        0             0 sh\n`,
        ).join(''),
  'all lines candidates': (index) =>
    Array.from(
      { length: 500 },
      (_, at) =>
        `${stamp(index * 500 + at)} node-1 dockerd[9]: time="${stamp(index * 500 + at)}" level=error msg="Handler for POST /v1.40/containers/${hex(7)}/start returned error: no space left on device"\n`,
    ).join(''),
  'distinct containers': (index) =>
    Array.from(
      { length: 500 },
      (_, at) =>
        `${stamp(index * 500 + at)} node-1 dockerd[9]: time="${stamp(index * 500 + at)}" level=warning msg="Health check for container ${hex(index * 500 + at)} error: context deadline exceeded"\n`,
    ).join(''),
  'deep JSON': () => `${'{"a":['.repeat(10_000)}${']}'.repeat(10_000)}\n`,
  'openings of reports': () => 'goroutine 1 [running]:\n'.repeat(1_000),
};

function write(name, mb) {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${name.replace(/\W+/g, '-')}.log`);
  const handle = openSync(file, 'w');
  for (let index = 0, bytes = 0; bytes < mb * 1e6; index++)
    bytes += writeSync(handle, SHAPES[name](index), undefined, 'latin1');
  closeSync(handle);
  return file;
}

/** Least CPU seconds, and peak memory in MB. */
function measure(args) {
  const results = Array.from({ length: RUNS }, () => {
    const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%M %U %S', process.execPath, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (status === null || status > 3) throw new Error(stderr);
    return stderr.trim().split('\n').at(-1).split(' ').map(Number);
  });
  const cpu = Math.min(...results.map(([, user, system]) => user + system));
  return { cpu, megabytes: Math.max(...results.map(([kilobytes]) => kilobytes)) / 1024 };
}

const mb = Number(values.mb);
const times = Number(values.times);
const run = (file) => measure([docklog, '--quiet', '--jobs', '1', '--no-novelty', '-f', 'json', file]);
const sizes = [mb, mb * times, mb * times * times];
console.log(
  `${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}; CPU seconds and peak MB`,
);
console.log(['shape'.padEnd(22), ...sizes.map((size) => `${size} MB`.padStart(12)), 'growth'].join('  '));
for (const name of Object.keys(SHAPES)) {
  const runs = sizes.map((size) => run(write(name, size)));
  const [first = 0, second = 0, third = 0] = runs.map(({ cpu }) => cpu);
  const growth = second - first < 0.05 ? '-' : ((third - second) / (second - first) / times).toFixed(2);
  const cells = runs.map(({ cpu, megabytes }) => `${cpu.toFixed(2)} ${megabytes.toFixed(0).padStart(5)}`.padStart(12));
  console.log([name.padEnd(22), ...cells, growth.padStart(6)].join('  '));
}
rmSync(directory, { recursive: true });
