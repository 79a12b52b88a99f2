// node bench/dumps.mjs [--mb 100 --runs 5 --panicparse-mb 10]: goroutine dumps beside grep and panicparse on the same files in the same run.
// All are whole processes, alternately, on a warm page cache; the least CPU seconds (user and system, start-up included).
import { execFileSync, spawnSync } from 'node:child_process';
import { openSync, readFileSync, readSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environment } from './environment.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mb: { type: 'string', default: '100' },
    runs: { type: 'string', default: '5' },
    'panicparse-mb': { type: 'string', default: '10' },
    child: { type: 'string' },
  },
});

/** Inside a child process: one way of reading a file, so that its CPU time and memory are its own. */
const CHILDREN = {
  /** Headers, frames and arguments of every goroutine, nothing done with them. */
  async read(file) {
    const { LineMachine } = await import('../dist/reports/goroutines/line-machine.js');
    let goroutines = 0;
    const ignore = () => undefined;
    const sink = { preamble: ignore, damage: ignore, profileLine: ignore, endMarker: ignore, foreign: ignore };
    const machine = new LineMachine({ ...sink, goroutine: () => goroutines++ }, 1, true);
    const handle = openSync(file, 'r');
    const block = new Uint8Array(1 << 20);
    for (;;) {
      const filled = readSync(handle, block);
      if (filled === 0) break;
      machine.push(block, 0, filled);
    }
    machine.end();
    return goroutines;
  },
  /** The public function, imported as users may: groups, convoys, holders, cycles; all groups are looked at. */
  async graph(file) {
    const { parseGoroutineDumpStream } = await import('docklog/goroutines');
    const handle = openSync(file, 'r');
    const block = new Uint8Array(1 << 20);
    function* blocks() {
      for (let filled = readSync(handle, block); filled > 0; filled = readSync(handle, block))
        yield block.subarray(0, filled);
    }
    let goroutines = 0;
    for await (const { dump } of parseGoroutineDumpStream(blocks()))
      goroutines += dump.groups.reduce((sum, { count }) => sum + count, 0);
    return goroutines;
  },
  /** What every process pays that reads the file in the same blocks and does nothing with it. */
  bare(file) {
    const handle = openSync(file, 'r');
    const block = new Uint8Array(1 << 20);
    while (readSync(handle, block) > 0);
    return 0;
  },
};

/** CPU seconds and peak memory (MB) of one process, and what it printed. */
function measure(command, args) {
  const { status, stdout, stderr, error } = spawnSync('/usr/bin/time', ['-f', '%M %U %S', command, ...args], {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (error !== undefined || status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  const [kilobytes, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { cpu: user + system, megabytes: kilobytes / 1024, output: stdout.trim() };
}

const self = fileURLToPath(import.meta.url);
const docklog = fileURLToPath(new URL('../bin/docklog', import.meta.url));
const WAYS = {
  grep(file) {
    // Ten times over: the clock of CPU time ticks in hundredths of a second.
    const { cpu, output, ...rest } = measure('grep', ['-hc', '^goroutine ', ...Array(10).fill(file)]);
    return { ...rest, cpu: cpu / 10, output: output.split('\n')[0] };
  },
  'Node alone': (file) => measure(process.execPath, [self, '--child', 'bare', file]),
  reading: (file) => measure(process.execPath, [self, '--child', 'read', file]),
  'with graph': (file) => measure(process.execPath, [self, '--child', 'graph', file]),
  command: (file) => measure(process.execPath, [docklog, 'goroutines', '--quiet', '-o', '/dev/stdout', file]),
};

/** The least CPU time of some ways on one file, taken alternately: what others do on the machine only ever adds to it. */
function compare(file, ways, runs) {
  readFileSync(file); // Warms the page cache.
  const results = Object.fromEntries(ways.map((way) => [way, []]));
  for (let run = 0; run < runs; run++) for (const way of ways) results[way].push(WAYS[way](file));
  return Object.fromEntries(
    ways.map((way) => [
      way,
      {
        cpu: Math.min(...results[way].map(({ cpu }) => cpu)),
        megabytes: Math.max(...results[way].map(({ megabytes }) => megabytes)),
        output: results[way][0].output,
      },
    ]),
  );
}

function table(head, rows) {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'));
}

function hasPanicparse() {
  return spawnSync('panicparse', ['-h'], { stdio: 'ignore' }).error === undefined;
}

async function main() {
  const { benchInput } = await import('./generate.mjs');
  const mb = Number(values.mb);
  const runs = Number(values.runs);
  // The stacks of a hung daemon; all stacks distinct, of 20,000 frames; all stacks and nearly all frames distinct.
  const kinds = ['goroutine-few', 'goroutine-distinct', 'goroutine-many'];
  console.log(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, Node ${process.version}, ${runs} runs, least CPU time\n`,
  );

  const rows = [];
  const scaling = [];
  for (const kind of kinds) {
    for (const size of [mb / 10, mb / 2, mb]) {
      const file = await benchInput({ kind, mb: size });
      const {
        grep,
        'Node alone': bare,
        reading,
        'with graph': graph,
        command,
      } = compare(file, Object.keys(WAYS), runs);
      if (Number(grep.output) !== Number(reading.output) || reading.output !== graph.output)
        throw new Error(
          `${file}: grep counts ${grep.output} goroutines, reading ${reading.output}, all ${graph.output}`,
        );
      const mega = statSync(file).size / 1e6;
      const cost = (one) => `${one.cpu.toFixed(2)} (${(one.cpu / grep.cpu).toFixed(1)})`;
      const speed = `${(mega / graph.cpu).toFixed(0)} MB/s`;
      if (size === mb)
        rows.push([
          kind,
          grep.output,
          grep.cpu.toFixed(3),
          bare.cpu.toFixed(2),
          cost(reading),
          cost(graph),
          cost(command),
          speed,
          graph.megabytes.toFixed(0),
        ]);
      scaling.push([
        `${kind} ${mega.toFixed(0)} MB`,
        reading.cpu.toFixed(2),
        graph.cpu.toFixed(2),
        `${reading.megabytes.toFixed(0)}`,
        `${graph.megabytes.toFixed(0)}`,
        `${command.megabytes.toFixed(0)}`,
      ]);
    }
  }
  console.log(`CPU seconds on ${mb} MB, in brackets the ratio to grep:\n`);
  table(
    [
      'input',
      'goroutines',
      "grep -c '^goroutine '",
      'Node alone',
      'reading alone',
      'with groups and graph',
      'docklog goroutines',
      'speed',
      'peak MB',
    ],
    rows,
  );
  console.log('\nGrowth, CPU seconds and peak MB:\n');
  table(['input', 'reading', 'with graph', 'reading MB', 'with graph MB', 'command MB'], scaling);

  if (!hasPanicparse()) {
    console.log('\npanicparse is not installed: left out');
    return;
  }
  const peers = [];
  for (const kind of kinds) {
    const small = Number(values['panicparse-mb']);
    const file = await benchInput({ kind, mb: small });
    const bytes = readFileSync(file);
    const own = Math.min(...Array.from({ length: runs }, () => WAYS['with graph'](file).cpu));
    const peer = Math.min(
      ...Array.from({ length: Math.min(3, runs) }, () => {
        const { stderr } = spawnSync(
          '/usr/bin/time',
          ['-f', '%M %U %S', 'panicparse', '-parse=false', '-rebase=false'],
          {
            input: bytes,
            encoding: 'utf8',
            maxBuffer: 1 << 30,
          },
        );
        const [, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
        return user + system;
      }),
    );
    peers.push([`${kind} ${small} MB`, own.toFixed(2), peer.toFixed(2), `${(peer / own).toFixed(1)}`]);
  }
  const version = execFileSync('dpkg-query', ['-W', '-f', '${Version}', 'panicparse'], { encoding: 'utf8' });
  console.log(`\nBeside panicparse ${version} (-parse=false -rebase=false), CPU seconds:\n`);
  table(['input', 'docklog with graph', 'panicparse', 'times as fast'], peers);
}

const child = values.child === undefined ? undefined : CHILDREN[values.child];
if (child === undefined) await main();
else console.log(await child(positionals[0]));
