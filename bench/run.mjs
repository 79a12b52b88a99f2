// npm run bench [-- --sections scan,parse,peers,scaling,patterns --runs 5 --mb 500 --busy-mb 200 --kinds journal-short,syslog --rates 10000,100,3]:
// docklog beside its peers on the same files in the same run, with the goals and whether each was met. All run as whole processes, in turn, on a warm
// page cache. Figures are medians of wall times; `CPU` compares the least CPU times, which count on a machine that others use too.
// `--jobs N`: threads of the second column. `--large`: scaling up to 10 GB (another 10 GB of disk, minutes to write). `--file F`: F instead of all this.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rawBuiltins } from '../dist/compiled-builtins.js';
import { compileSignature } from '../dist/patterns/compile.js';
import { scanLiterals } from '../dist/scan-tables.js';
import { environment } from './environment.mjs';
import { benchInput } from './generate.mjs';

const { values } = parseArgs({
  options: {
    sections: { type: 'string', default: 'scan,parse,peers,scaling,patterns' },
    mb: { type: 'string', default: '500' },
    'busy-mb': { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
    kinds: { type: 'string', default: 'journal-short,journal-json,journal-export,json-file,syslog' },
    rates: { type: 'string', default: '10000,100,3' },
    jobs: { type: 'string', default: '2' },
    large: { type: 'boolean', default: false },
    file: { type: 'string' },
  },
});
const runs = Number(values.runs);
const docklog = new URL('../bin/docklog', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'docklog-bench-run-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const literals = join(work, 'literals.txt');
writeFileSync(literals, `${scanLiterals(rawBuiltins().map(compileSignature)).join('\n')}\n`);
const hasTime = existsSync('/usr/bin/time');

/** Goals: limits of ratios to ripgrep, MB/s, MB of memory, and growth of the time with ten times the input. */
const GOALS = {
  ratioOne: 1,
  ratioTwo: 0.6,
  hostile: 60,
  structured: 400,
  parse: 100,
  megabytes: 150,
  growth: 10.5,
  memoryGrowth: 1.1,
};
/** One line in so few is a failure: the hostile inputs. */
const HOSTILE_RATE = 3;

const hasProgram = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Wall seconds, and with /usr/bin/time CPU seconds and peak memory (MB), of one process. */
function measure(command, args) {
  const [program, all] = hasTime ? ['/usr/bin/time', ['-f', '%M %U %S', command, ...args]] : [command, args];
  // grep is several times slower outside the C locale; lnav keeps files in its home.
  const env = { ...environment, LC_ALL: 'C', HOME: work };
  const start = performance.now();
  const { status, stderr, error } = spawnSync(program, all, {
    // grep stops at its first hit when nobody reads what it says.
    stdio: ['ignore', command === 'grep' ? 'pipe' : 'ignore', 'pipe'],
    encoding: 'utf8',
    env,
  });
  const seconds = (performance.now() - start) / 1000;
  if (error !== undefined || status === null || status > 1) throw new Error(`${command}: ${error?.message ?? stderr}`);
  const [kilobytes = NaN, user = NaN, system = NaN] = hasTime
    ? stderr.trim().split('\n').at(-1).split(' ').map(Number)
    : [];
  return { seconds, cpu: user + system, megabytes: kilobytes / 1024 };
}

const analyse = (jobs, file) => [
  process.execPath,
  [docklog, '--jobs', String(jobs), '--format', 'json', '--no-progress', '--no-novelty', file],
];
const parse = (file) => [process.execPath, [docklog, 'parse', file]];
const ripgrep = (file) => ['rg', ['-c', '-F', '-f', literals, file]];

/** Peers other than ripgrep; each does less than docklog, and not the same as each other. */
const PEERS = [
  { program: 'grep', does: 'counts the literals', command: (file) => ['grep', ['-c', '-F', '-f', literals, file]] },
  {
    program: 'lnav',
    does: 'indexes',
    kinds: ['journal-short', 'syslog'],
    command: (file) => ['lnav', ['-n', '-q', '-c', ';SELECT count(*) FROM all_logs', file]],
  },
  {
    program: 'jq',
    does: 'prints .MESSAGE',
    kinds: ['journal-json'],
    command: (file) => ['jq', ['-r', '.MESSAGE', file]],
  },
  { program: 'jq', does: 'prints .log', kinds: ['json-file'], command: (file) => ['jq', ['-r', '.log', file]] },
];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Runs commands in turn, so that what else the machine does falls on all of them; what was measured of each. */
function compare(commands) {
  const results = commands.map(() => []);
  for (let run = 0; run < runs; run++)
    for (const [index, [command, args]] of commands.entries()) results[index].push(measure(command, args));
  return results.map((all) => ({
    seconds: median(all.map(({ seconds }) => seconds)),
    cpu: Math.min(...all.map(({ cpu }) => cpu)),
    megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
  }));
}

const HEAD = ['input', 'MB', '1 thread', `${values.jobs} threads`, 'peer', 'peer MB/s', 'ratio 1'];
HEAD.push(`ratio ${values.jobs}`, 'CPU 1', 'peak MB', 'goals');
const WIDTHS = [26, 5, 8, 9, 22, 9, 7, 7, 5, 7, 5];
const missed = [];

function row(cells) {
  console.log(
    `| ${cells.map((cell, at) => (at === 0 || at > 9 ? cell.padEnd(WIDTHS[at]) : cell.padStart(WIDTHS[at]))).join(' | ')} |`,
  );
}

/** `name` with its goal and `met`, or by how much it is missed; `most`: the goal is an upper bound. */
function judge(input, name, value, goal, most) {
  const met = most ? value <= goal : value >= goal;
  const shown = (number) => (goal >= 20 ? number.toFixed(0) : number.toFixed(2));
  const text = `${name} ${most ? '≤' : '≥'} ${goal}: ${met ? 'met' : `missed (${shown(value)})`}`;
  if (!met) missed.push(`${input}: ${text}`);
  return text;
}

const speed = (bytes, { seconds }) => (bytes / 1e6 / seconds).toFixed(0);

/** Analysis with one and more threads beside ripgrep: what was measured, and the cells of its row up to the peak. */
function besideRipgrep(name, file) {
  const bytes = statSync(file).size;
  // Brings a file of any size into the page cache.
  spawnSync('cat', [file], { stdio: ['ignore', 'ignore', 'inherit'] });
  const hasPeer = hasProgram('rg');
  const [one, more, peer] = compare([
    analyse(1, file),
    analyse(values.jobs, file),
    ...(hasPeer ? [ripgrep(file)] : []),
  ]);
  const ratios = hasPeer ? [one.seconds / peer.seconds, more.seconds / peer.seconds] : [NaN, NaN];
  const cells = [
    name,
    (bytes / 1e6).toFixed(0),
    speed(bytes, one),
    speed(bytes, more),
    hasPeer ? 'rg' : 'rg is absent',
    hasPeer ? speed(bytes, peer) : '-',
    ...(hasPeer ? [...ratios, one.cpu / peer.cpu].map((ratio) => ratio.toFixed(2)) : ['-', '-', '-']),
  ];
  return { bytes, one, more, ratios, cells };
}

function scanRow(name, file, goals) {
  const { bytes, one, more, ratios, cells } = besideRipgrep(name, file);
  const peak = Math.max(one.megabytes, more.megabytes);
  const judged = goals({ ratios, peak, megabytesPerSecond: bytes / 1e6 / one.seconds });
  row([...cells, peak.toFixed(0), judged.join('; ')]);
}

function scanGoals(name, kind, rate) {
  return ({ ratios, peak, megabytesPerSecond }) => {
    const memory = judge(name, 'peak MB', peak, GOALS.megabytes, true);
    if (rate === HOSTILE_RATE) return [judge(name, 'MB/s', megabytesPerSecond, GOALS.hostile, false), memory];
    const goals = [];
    if (!Number.isNaN(ratios[0])) {
      goals.push(judge(name, 'ratio 1', ratios[0], GOALS.ratioOne, true));
      goals.push(judge(name, `ratio ${values.jobs}`, ratios[1], GOALS.ratioTwo, true));
    }
    if (rate > 100 && (kind === 'journal-json' || kind === 'journal-export'))
      goals.push(judge(name, 'MB/s', megabytesPerSecond, GOALS.structured, false));
    return [...goals, memory];
  };
}

const input = (kind, rate) => benchInput({ kind, rate, mb: Number(rate > 100 ? values.mb : values['busy-mb']) });
const kinds = values.kinds.split(',');
const rates = values.rates.split(',').map(Number);

const SECTIONS = {
  scan() {
    for (const kind of kinds)
      for (const rate of rates) {
        const name = `${kind} 1:${rate}`;
        scanRow(name, input(kind, rate), scanGoals(name, kind, rate));
      }
  },
  parse() {
    for (const kind of ['journal-short', 'journal-json']) {
      const file = benchInput({ kind, mb: Number(values['busy-mb']) });
      const bytes = statSync(file).size;
      const [own] = compare([parse(file)]);
      const name = `parse ${kind}`;
      const goal = judge(name, 'MB/s', bytes / 1e6 / own.seconds, GOALS.parse, false);
      const cells = [name, (bytes / 1e6).toFixed(0), speed(bytes, own), '-', '-', '-', '-', '-', '-'];
      row([...cells, own.megabytes.toFixed(0), goal]);
    }
  },
  /** What others take for the typical input; ratios are docklog's to theirs. */
  peers() {
    for (const kind of kinds) {
      const file = benchInput({ kind, mb: Number(values['busy-mb']) });
      const bytes = statSync(file).size;
      for (const { program, does, command, kinds: only } of PEERS) {
        if (only !== undefined && !only.includes(kind)) continue;
        const name = `${kind} 1:10000`;
        if (!hasProgram(program)) {
          row([name, (bytes / 1e6).toFixed(0), '-', '-', `${program} is absent`, '-', '-', '-', '-', '-', '']);
          continue;
        }
        const [own, peer] = compare([analyse(1, file), command(file)]);
        const ratios = [(own.seconds / peer.seconds).toFixed(2), '-', (own.cpu / peer.cpu).toFixed(2)];
        const cells = [name, (bytes / 1e6).toFixed(0), speed(bytes, own), '-', `${program} ${does}`];
        row([...cells, speed(bytes, peer), ...ratios, own.megabytes.toFixed(0), '']);
      }
    }
  },
  /** One log, ten times as large from row to row. */
  scaling() {
    let before;
    for (const mb of [10, 100, 1000, ...(values.large ? [10_000] : [])]) {
      const name = `journal-short ${mb} MB`;
      const { bavail, bsize } = statfsSync(tmpdir());
      if (bavail * bsize < mb * 1.2e6) {
        row([name, String(mb), '-', '-', '-', '-', '-', '-', '-', '-', 'not run: no room on the disk']);
        continue;
      }
      const file = benchInput({ kind: 'journal-short', mb });
      const { one, cells } = besideRipgrep(name, file);
      const goals = [];
      if (before !== undefined)
        goals.push(judge(name, 'time of ten times as much', one.seconds / before.seconds, GOALS.growth, true));
      if (mb >= 1000) goals.push(judge(name, 'peak MB', one.megabytes, GOALS.megabytes, true));
      if (mb > 1000 && before !== undefined)
        goals.push(judge(name, 'growth of the peak', one.megabytes / before.megabytes, GOALS.memoryGrowth, true));
      before = one;
      row([...cells, one.megabytes.toFixed(0), goals.join('; ')]);
    }
  },
  patterns() {
    const script = new URL('./patterns.mjs', import.meta.url).pathname;
    console.log('');
    spawnSync(process.execPath, [script, '--runs', String(runs)], { stdio: 'inherit' });
  },
};

console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${runs} runs each, medians; MB/s`,
);
console.log('');
row(HEAD);
row(WIDTHS.map((width, at) => (at === 0 || at > 9 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)));
if (values.file !== undefined) scanRow(values.file.slice(-28), values.file, () => []);
else
  for (const section of values.sections.split(',')) {
    if (!Object.hasOwn(SECTIONS, section)) throw new Error(`unknown section "${section}"`);
    SECTIONS[section]();
  }
console.log(missed.length === 0 ? '\nno goal of the table was missed' : `\nmissed:\n- ${missed.join('\n- ')}`);
