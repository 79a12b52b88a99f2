// npm run score -- DIR [CASE] [--verbose]: recall, precision and rank of docklog over folders with labelled cases
// (DIR/<case>/case.json with inputs, expect, primary, allow, variants).
import { existsSync } from 'node:fs';
import { analyze } from '../dist/index.js';
import { faultsOf, scoreCases } from './lib/score.mjs';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const [directory, filter] = args.filter((arg) => !arg.startsWith('--'));
if (directory === undefined || !existsSync(directory)) {
  console.error('usage: npm run score -- DIR [CASE] [--verbose]');
  process.exit(2);
}

const { runs, total, ...shares } = await scoreCases(directory, analyze, filter);
for (const run of runs) {
  const faults = faultsOf(run);
  if (faults !== '' || verbose) console.log(`${run.label} | ${faults || 'ok'}`);
}
const show = (share) => (Number.isNaN(share) ? 'n/a' : share.toFixed(3));
console.log(`runs ${runs.length}`);
console.log(`recall ${show(shares.recall)} (${total.found} of ${total.expected} expected ids found)`);
console.log(`precision ${show(shares.precision)} (${total.wrong} ids neither expected nor allowed)`);
console.log(`primary first ${show(shares.primaryFirst)} (${total.first} of ${total.primary})`);
console.log(`benign clean ${show(shares.benignClean)} (${total.clean} of ${total.benign})`);
