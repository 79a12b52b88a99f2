// Checks every regular expression of the pattern files and of src/ for cost beyond linear. Needs `npm run build`.
//   node scripts/check-regexes.mjs           checks those that test/regexes.json does not know yet, and writes what came out
//   node scripts/check-regexes.mjs --check   the same without writing (for CI: seconds, and one more for each that is not known there)
// Verdicts: `linear` was proven by recheck's automaton; `searched`: recheck looked for an attack and found none; `timed`: recheck ran out of time or
// found a polynomial attack, and on texts of 64 KiB made of that attack and of the expression's own parts the expression ended within a second:
// its repetitions are bounded. `short`: it is only asked about short texts, see SHORT.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createContext, Script } from 'node:vm';
import { check } from 'recheck';
import ts from 'typescript';
import { compiledBuiltins } from '../dist/compiled-builtins.js';
import { attackTexts } from '../dist/patterns/regex-cost.js';

/** Only ever asked about a text of a few hundred characters. */
const SHORT = {
  '/\\d{3,}\\D.*\\d{3,}/': 'the caller leaves out lines of over 400 characters',
  '/T.*$/': 'a time in the form of ISO 8601',
  '/\\B(?=(?:\\d{3})+$)/g': 'a number',
};

const ROOT = new URL('../', import.meta.url).pathname;
const FILE = join(ROOT, 'test/regexes.json');
/** Milliseconds for recheck, and for one text. */
const SEARCH_MS = 1_200;
const TEXT_MS = 1_000;
/** Characters of a record's text that patterns see. */
const TEXT_LENGTH = 64 * 1024;

const all = new Map([...ofPatterns(), ...ofSources()].map((one) => [hashOf(one), one]));
const known = JSON.parse(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '{}');
const fresh = [...all].filter(([hash]) => known[hash] === undefined);
const gone = Object.keys(known).filter((hash) => !all.has(hash));
const isCheck = process.argv.includes('--check');
const bad = [];
let done = 0;
for (const [hash, one] of fresh) {
  const { verdict, text } = await judge(one);
  if (verdict !== undefined) known[hash] = verdict;
  else bad.push(`${one.where}: over ${TEXT_MS} ms on ${JSON.stringify(text.slice(0, 60))}…: /${one.source}/`);
  if (++done % 50 === 0) {
    console.error(`${done} of ${fresh.length}`);
    if (!isCheck) save();
  }
}
if (isCheck && fresh.length + gone.length > 0)
  console.error(
    `test/regexes.json lacks ${fresh.length} expression(s) and holds ${gone.length} that are gone: node scripts/check-regexes.mjs`,
  );
for (const hash of gone) delete known[hash];
if (!isCheck) save();
const counts = {};
for (const verdict of Object.values(known)) counts[verdict] = (counts[verdict] ?? 0) + 1;
console.log(JSON.stringify(counts));
for (const line of bad) console.error(line);
process.exitCode = bad.length > 0 ? 1 : 0;

function save() {
  const sorted = Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 1)}\n`);
}

function hashOf({ source, flags }) {
  return createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16);
}

function ofPatterns() {
  return compiledBuiltins().signatures.flatMap(({ id, match }) =>
    match
      .flatMap((one) => {
        if (one.on === 'record') return [one.regex, ...one.not];
        if (one.on !== 'report') return [];
        const conditions = [...Object.values(one.where), ...Object.values(one.not)].flat();
        return conditions.map((condition) => (condition.test === 'matches' ? condition.regex : undefined));
      })
      .flatMap((regex) => (regex === undefined ? [] : [{ where: id, source: regex.source, flags: regex.flags }])),
  );
}

/** Literals, and calls of `new RegExp` with a plain text; what is put together at run time is made of parts that stand in the table of patterns. */
function ofSources() {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('generated/'))
    .map((name) => join(ROOT, 'src', name));
  return files.flatMap((path) => {
    const found = [];
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      const where = () => `${relative(ROOT, path)}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        found.push({ where: where(), source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      } else if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') {
        const [text, flags] = node.arguments ?? [];
        if (text !== undefined && ts.isStringLiteralLike(text))
          found.push({
            where: where(),
            source: text.text,
            flags: flags !== undefined && ts.isStringLiteralLike(flags) ? flags.text : '',
          });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
  });
}

async function judge({ source, flags }) {
  if (SHORT[`/${source}/${flags}`] !== undefined) return { verdict: 'short' };
  const result = await check(source, flags, { timeout: SEARCH_MS });
  if (result.status === 'safe') return { verdict: result.checker === 'automaton' ? 'linear' : 'searched' };
  const texts = [...attackTexts(source), ...(result.status === 'vulnerable' ? attacksOf(result.attack) : [])];
  // Exponential cost shows on short texts, polynomial cost on the longest.
  const slow = texts
    .flatMap((text) => [text, text.repeat(Math.ceil(TEXT_LENGTH / Math.max(1, text.length))).slice(0, TEXT_LENGTH)])
    .find((text) => isSlow(source, flags, text));
  return slow === undefined ? { verdict: 'timed' } : { text: slow };
}

function attacksOf({ pumps, suffix, string }) {
  const long = pumps
    .map(
      ({ prefix, pump }) => `${prefix}${pump.repeat(Math.ceil(TEXT_LENGTH / pumps.length / Math.max(1, pump.length)))}`,
    )
    .join('');
  return [string.slice(0, TEXT_LENGTH), `${long}${suffix}`.slice(0, TEXT_LENGTH + suffix.length)];
}

/** The engine looks for a request to stop while it backtracks. */
function isSlow(source, flags, text) {
  const context = createContext({ expression: new RegExp(source, flags), text });
  try {
    new Script('text.search(expression)').runInContext(context, { timeout: TEXT_MS });
    return false;
  } catch {
    return true;
  }
}
