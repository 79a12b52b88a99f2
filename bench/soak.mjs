// Follows two rotated files and a pipe for a while and tells whether every line was read, whether memory stays flat, and whether findings are told once.
// node bench/soak.mjs [--minutes 60] [--rate 10000] [--rotate-seconds 5] [--json FILE] [--docklog PROGRAM]
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  createWriteStream,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '10000' },
    'rotate-seconds': { type: 'string', default: '5' },
    json: { type: 'string' },
    docklog: { type: 'string', default: join(import.meta.dirname, '../bin/docklog') },
  },
});
const seconds = Number(values.minutes) * 60;
const rate = Number(values.rate);
const rotateMs = Number(values['rotate-seconds']) * 1000;
const STEP_MS = 20;
const KEPT = 5;
/** One in so many lines tells of a failure. */
const FAILURE_EVERY = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'docklog-soak-'));

const two = (value) => String(value).padStart(2, '0');
function stamp(date) {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  return `${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** Lines of a busy host; every `FAILURE_EVERY`th is one that docklog knows. */
function line(number, time) {
  if (number % FAILURE_EVERY === 0)
    return `${time} host1 dockerd[812]: time="${new Date().toISOString()}" level=error msg="Handler for POST /v1.41/containers/create returned error: devmapper: Thin Pool has 132 free data blocks which is less than minimum required 163840 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior"\n`;
  return `${time} host1 app[${1000 + (number % 40)}]: request ${number} of client ${number % 977} took ${(number * 7919) % 500} ms, status ${number % 50 === 0 ? 404 : 200}\n`;
}

const renamed = join(folder, 'renamed.log');
const emptied = join(folder, 'emptied.log');
const pipe = join(folder, 'pipe');
execFileSync('mkfifo', [pipe]);
writeFileSync(renamed, '');
writeFileSync(emptied, '');
let renamedFile = openSync(renamed, 'a');
const emptiedFile = openSync(emptied, 'a');
const rotations = { renamed: 0, emptied: 0 };

function shift(path) {
  for (let index = KEPT; index > 1; index--)
    if (existsSync(`${path}.${index - 1}`)) renameSync(`${path}.${index - 1}`, `${path}.${index}`);
}

function rotate() {
  closeSync(renamedFile);
  shift(renamed);
  renameSync(renamed, `${renamed}.1`);
  renamedFile = openSync(renamed, 'a');
  rotations.renamed++;
}

function empty() {
  shift(emptied);
  copyFileSync(emptied, `${emptied}.1`);
  ftruncateSync(emptiedFile, 0);
  rotations.emptied++;
}

const follower = spawn(process.execPath, [values.docklog, '--follow', '--format', 'ndjson', pipe, renamed, emptied], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const piped = createWriteStream(pipe);
const events = [];
let ended;
createInterface({ input: follower.stdout }).on('line', (text) => {
  const event = JSON.parse(text);
  if (event.type === 'end') ended = event;
  else if (event.type === 'finding') events.push(event);
});
const closed = new Promise((resolve) => follower.on('close', resolve));

function rssKb() {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${follower.pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const written = { pipe: 0, renamed: 0, emptied: 0 };
const rss = [];
const started = performance.now();
let lines = 0;
let lastRotation = started;
let lastSample = started;
let latest = 0;
while (performance.now() - started < seconds * 1000 && follower.exitCode === null) {
  const now = performance.now();
  const due = Math.floor(((now - started) / 1000) * rate);
  const time = stamp(new Date());
  const chunks = { pipe: '', renamed: '', emptied: '' };
  // A writer that was held up does not make up for it at once.
  const most = Math.min(due, lines + rate);
  while (lines < most) {
    lines++;
    const target = ['pipe', 'renamed', 'emptied'][Math.floor(lines / 10) % 3];
    chunks[target] += line(lines, time);
    written[target]++;
  }
  if (chunks.renamed !== '') writeSync(renamedFile, chunks.renamed);
  if (chunks.emptied !== '') writeSync(emptiedFile, chunks.emptied);
  if (chunks.pipe !== '' && !piped.write(chunks.pipe)) await Promise.race([once(piped, 'drain'), closed]);
  if (now - lastRotation > rotateMs) {
    lastRotation = now;
    rotate();
    empty();
  }
  if (now - lastSample > 1000) {
    lastSample = now;
    rss.push(rssKb());
    if (now - latest > 60_000) {
      latest = now;
      console.log(
        `${Math.round((now - started) / 1000)} s: ${lines} lines, ${Math.round((rss.at(-1) ?? 0) / 1024)} MiB`,
      );
    }
  }
  await sleep(STEP_MS);
}
const tookSeconds = (performance.now() - started) / 1000;
await sleep(3000);
if (follower.exitCode !== null) throw new Error(`docklog ended early with code ${follower.exitCode}`);
const cpuTicks = readFileSync(`/proc/${follower.pid}/stat`, 'utf8').split(' ');
const cpuSeconds = (Number(cpuTicks[13]) + Number(cpuTicks[14])) / 100;
follower.kill('SIGINT');
const code = await closed;
rmSync(folder, { recursive: true, force: true });

const read = Object.fromEntries(
  (ended?.sources ?? []).map((source) => [
    source.name.includes('renamed') ? 'renamed' : source.name.includes('emptied') ? 'emptied' : 'pipe',
    source.lines,
  ]),
);
const middle = (from, to) => {
  const part = rss.slice(Math.floor(rss.length * from), Math.max(1, Math.ceil(rss.length * to))).sort((a, b) => a - b);
  return Math.round((part[part.length >> 1] ?? 0) / 1024);
};
const told = {};
for (const { event, key } of events) (told[key] ??= { new: 0, update: 0 })[event]++;
const result = {
  date: new Date().toISOString(),
  machine: cpus()[0]?.model,
  node: process.version,
  seconds: Math.round(tookSeconds),
  linesPerSecond: Math.round(lines / tookSeconds),
  rotations,
  written,
  read,
  noLoss: Object.keys(written).every((name) => written[name] === read[name]),
  rssMiB: { secondQuarter: middle(0.25, 0.5), lastQuarter: middle(0.75, 1), most: Math.round(Math.max(...rss) / 1024) },
  cpuShare: Math.round((cpuSeconds / tookSeconds) * 100) / 100,
  told,
  exitCode: code,
};
console.log(JSON.stringify(result, null, 2));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
const isFlat = result.rssMiB.lastQuarter <= result.rssMiB.secondQuarter * 1.15 + 10;
const isOnce = Object.keys(told).length > 0 && Object.values(told).every((count) => count.new === 1);
if (!result.noLoss || !isFlat || !isOnce) {
  console.error(
    `soak failed: ${[!result.noLoss && 'lines lost', !isFlat && 'memory grows', !isOnce && 'findings not told once'].filter(Boolean).join(', ')}`,
  );
  process.exitCode = 1;
}
