// npm run score -- DIR [--verbose]: recall, precision and rank of docklog over folders with labelled cases
// (DIR/<case>/case.json with inputs, expect, primary, allow, forbid, variants; see test/README.md).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../dist/index.js';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const [directory, filter] = args.filter((arg) => !arg.startsWith('--'));
if (directory === undefined || !existsSync(directory)) {
  console.error('usage: npm run score -- DIR [CASE] [--verbose]');
  process.exit(2);
}

const total = { expected: 0, found: 0, reported: 0, wrong: 0, primary: 0, first: 0, benign: 0, clean: 0, runs: 0 };
for (const name of readdirSync(directory).sort()) {
  const file = join(directory, name, 'case.json');
  if (!existsSync(file) || (filter !== undefined && !name.includes(filter))) continue;
  const test = JSON.parse(readFileSync(file, 'utf8'));
  for (const variant of [{ name: '', inputs: test.inputs }, ...(test.variants ?? [])]) {
    const label = variant.name === '' ? name : `${name} (${variant.name})`;
    const expect = variant.expect ?? test.expect;
    const primary = variant.primary === undefined ? test.primary : variant.primary;
    const allow = new Set([...expect, ...(test.allow ?? []), ...(variant.allow ?? [])]);
    const document = await analyze(variant.inputs.map((input) => join(directory, name, input.file)));
    const ids = [...new Set(document.findings.map((finding) => finding.id))];
    const missed = expect.filter((id) => !ids.includes(id));
    const extra = ids.filter((id) => !allow.has(id));
    total.runs++;
    total.expected += expect.length;
    total.found += expect.length - missed.length;
    total.reported += ids.filter((id) => expect.includes(id)).length + extra.length;
    total.wrong += extra.length;
    if (primary) {
      total.primary++;
      if (ids[0] === primary) total.first++;
    }
    if (expect.length === 0) {
      total.benign++;
      if (extra.length === 0) total.clean++;
    }
    const wrongFirst = primary && ids[0] !== primary ? `first is ${ids[0] ?? 'nothing'}, not ${primary}` : '';
    if (missed.length > 0 || extra.length > 0 || wrongFirst !== '') {
      console.log(
        [
          label,
          missed.length > 0 ? `missed ${missed.join(' ')}` : '',
          extra.length > 0 ? `extra ${extra.join(' ')}` : '',
          wrongFirst,
        ]
          .filter(Boolean)
          .join(' | '),
      );
    } else if (verbose) console.log(`${label} | ok`);
  }
}
const share = (part, whole) => (whole === 0 ? 'n/a' : (part / whole).toFixed(3));
console.log(`runs ${total.runs}`);
console.log(`recall ${share(total.found, total.expected)} (${total.found} of ${total.expected} expected ids found)`);
console.log(
  `precision ${share(total.reported - total.wrong, total.reported)} (${total.wrong} ids neither expected nor allowed)`,
);
console.log(`primary first ${share(total.first, total.primary)} (${total.first} of ${total.primary})`);
console.log(`benign clean ${share(total.clean, total.benign)} (${total.clean} of ${total.benign})`);
