// node bench/patterns.mjs [--mb 500] [--runs 5]: what the packed patterns add to a start (goal: at most 10 ms), and how the scan time grows
// with three times as many of them (goal: at most 1.3 times). Each signature comes thrice, with other literals the second and third time.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { analyze } from '../dist/index.js';
import { rawBuiltins } from '../dist/compiled-builtins.js';
import { environment } from './environment.mjs';
import { benchInput } from './generate.mjs';

const { values } = parseArgs({
  options: { mb: { type: 'string', default: '500' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);
const dist = new URL('../dist/', import.meta.url).href;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/**
 * In a process of its own, as a command is: ms for the import of the packed signatures, their compilation, and the tables of the scan with the search
 * that every source begins with. The modules that an analysis without signatures needs as well are there before.
 */
const LOAD = `
  const other = await Promise.all(
    ['core/limits.js', 'patterns/compile.js', 'patterns/packed.js', 'scan-tables.js', 'sources/open-input.js', 'sources/open-pack.js'].map((path) => import('${dist}' + path)));
  const [{ DEFAULT_LIMITS }, , , { createScanTables }] = other;
  const start = performance.now();
  const { compiledBuiltins } = await import('${dist}compiled-builtins.js');
  const imported = performance.now();
  const { signatures, tables } = compiledBuiltins();
  const compiled = performance.now();
  createScanTables(signatures, DEFAULT_LIMITS, true, tables).clockSearch();
  console.log(JSON.stringify([imported - start, compiled - imported, performance.now() - compiled]));
`;

/** What a process of its own prints that runs this module. */
function runModule(code) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: environment,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const load = () => JSON.parse(runModule(LOAD));

/** Starts whole processes in turn that analyse one sound line with the package's signatures and with none; ms of wall time of each. */
function starts(count) {
  const walls = { with: [], without: [] };
  for (let run = 0; run < count; run++)
    for (const which of run % 2 === 0 ? ['with', 'without'] : ['without', 'with']) {
      const code = `
        const { analyze } = await import('${dist}index.js');
        const data = 'Dec 14 00:00:00 node-1 systemd[1]: Started Session 3 of user root.';
        await analyze({ name: 'line', data }, { builtin: ${which === 'with'}, jobs: 1 });`;
      const start = performance.now();
      runModule(code);
      walls[which].push(performance.now() - start);
    }
  return walls;
}

/** The literals with their letters moved on in the alphabet: as many and as long, and as rare as made-up words are. */
const altered = (literal, by) =>
  literal.replace(/[a-z]/g, (letter) => String.fromCharCode(97 + ((letter.charCodeAt(0) - 97 + by) % 26)));
const alter = (literals, by) =>
  typeof literals === 'string' ? altered(literals, by) : literals.map((literal) => altered(literal, by));

function copy(signature, by) {
  const match = signature.match?.map((one) =>
    one.record === undefined ? one : { ...one, record: alter(one.record, by) },
  );
  return { ...signature, id: `${signature.id}-x${by}`, ...(match === undefined ? {} : { match }) };
}

const tripled = [1, 2].flatMap((by) => rawBuiltins().map((signature) => copy(signature, by)));

/** ms of CPU time from ready tables to the document. Signatures of the user's are checked and compiled before that, which those of the package were. */
async function scan(file, signatures) {
  const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
  let start = 0;
  await analyze(file, {
    signatures,
    jobs: 1,
    onPhase: (phase) => {
      if (phase === 'tables') start = cpu();
    },
  });
  return cpu() - start;
}

const { with: burdened, without } = starts(Math.max(runs, 41));
const loads = Array.from({ length: Math.max(runs, 15) }, load);
const sums = loads.map(([imported, compiled, tables]) => imported + compiled + tables);
const [imported, compiled, tables] = [0, 1, 2].map((part) => median(loads.map((parts) => parts[part])));
const ms = (number) => `${number.toFixed(1)} ms`;
console.log(`${rawBuiltins().length} signatures, Node ${process.version}, medians`);
console.log(
  `whole process ${ms(median(burdened))} with them, ${ms(median(without))} without: ${ms(median(burdened) - median(without))} more (of the least ${ms(Math.min(...burdened) - Math.min(...without))}); goal 10 ms`,
);
console.log(
  `in it: load ${ms(median(sums))}, least ${ms(Math.min(...sums))} (import ${ms(imported)}, compile ${ms(compiled)}, tables ${ms(tables)})`,
);
for (const kind of ['journal-short', 'json-file']) {
  const file = benchInput({ kind, mb: Number(values.mb) });
  const once = [];
  const thrice = [];
  await scan(file, []);
  for (let run = 0; run < runs; run++) {
    once.push(await scan(file, []));
    thrice.push(await scan(file, tripled));
  }
  const least = [Math.min(...once), Math.min(...thrice)];
  const ratios = [median(thrice) / median(once), least[1] / least[0]].map((ratio) => ratio.toFixed(2));
  console.log(
    `${kind} ${values.mb} MB: x1 ${ms(least[0])}, x3 ${ms(least[1])} at least, ratio ${ratios[1]} (of medians ${ratios[0]}); goal 1.30`,
  );
}
