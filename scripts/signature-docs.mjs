// npm run docs: writes docs/signatures.md from patterns/**/*.yaml; with --check it writes nothing and exits 1 if the file is stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'docs', 'signatures.md');

/** Signatures of all pattern files, by id; `problems` names files that could not be read. */
function readSignatures() {
  const signatures = [];
  const problems = [];
  const files = readdirSync(join(root, 'patterns'), { recursive: true })
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  for (const name of files) {
    for (const document of parseAllDocuments(readFileSync(join(root, 'patterns', name), 'utf8'))) {
      if (document.errors.length > 0) problems.push(`patterns/${name}: ${document.errors[0].message.split('\n')[0]}`);
      else signatures.push(document.toJS({ maxAliasCount: 0 }));
    }
  }
  signatures.sort((a, b) => (a.id < b.id ? -1 : 1));
  return { signatures, problems };
}

/** The text of docs/signatures.md. Files that are no YAML are left out; running this script names them. */
export function signatureDocs() {
  const { signatures } = readSignatures();
  const areas = groupBy(signatures, areaOf);
  const known = new Set(signatures.map(({ id }) => id));
  const shown = signatures.filter(({ finding }) => finding !== false).length;
  const parts = [
    '# Signatures',
    '<!-- Written by scripts/signature-docs.mjs from patterns/; do not edit. -->',
    `docklog knows ${shown} named failures, and ${signatures.length - shown} observations that only serve their rules. ` +
      '`docklog explain ID` shows the same in the terminal. Words in capitals, as in `CONTAINER`, stand for what docklog reads from the log.',
    [...areas].map(([area, own]) => `- [${area}](#${area}) (${own.length})`).join('\n'),
  ];
  for (const [area, own] of areas) {
    parts.push(`## ${area}`, table(own));
    for (const signature of own) parts.push(...section(signature, known));
  }
  return `${parts.join('\n\n')}\n`;
}

const areaOf = ({ id }) => id.split('.')[0];

/** Map.groupBy, which Node 20 has not. */
function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    const key = keyOf(value);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(value);
  }
  return groups;
}

function table(signatures) {
  const rows = signatures.map(({ id, severity, title, finding }) => [
    `[${id}](#${anchor(id)})`,
    finding === false ? '(part of rules)' : severity,
    prose(title).replaceAll('|', '\\|'),
  ]);
  const head = ['id', 'severity', 'title'];
  const widths = head.map((word, column) => Math.max(word.length, ...rows.map((row) => [...row[column]].length)));
  const line = (cells) =>
    `| ${cells.map((cell, column) => cell + ' '.repeat(widths[column] - [...cell].length)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** GitHub's anchor of a heading: lower case, dots dropped. */
function anchor(id) {
  return id.toLowerCase().replaceAll('.', '');
}

function section(signature, known) {
  const {
    id,
    title,
    severity,
    finding,
    maturity,
    summary,
    cause,
    impact,
    remedy,
    prevent,
    confirm,
    fixedIn,
    references,
    leadsTo,
  } = signature;
  const kind = finding === false ? 'part of rules' : severity;
  const parts = [
    `### ${id}`,
    `**${prose(title)}** (${kind}, ${maturity ?? 'test'})`,
    `What: ${prose(summary)}`,
    `Why: ${prose(cause)}`,
  ];
  if (impact) parts.push(`Impact: ${prose(impact)}`);
  if (remedy?.length > 0) parts.push('Fix:', remedy.map(step).join('\n').trimEnd());
  if (prevent) parts.push(`Prevent: ${prose(prevent)}`);
  if (confirm?.length > 0) parts.push('How to be sure:', confirm.map((text) => `- ${prose(text)}`).join('\n'));
  if (fixedIn?.length > 0) parts.push(`Fixed in: ${fixedIn.map(prose).join('; ')}`);
  if (leadsTo?.length > 0)
    parts.push(
      `Leads to: ${leadsTo.map((other) => (known.has(other) ? `[${other}](#${anchor(other)})` : other)).join(', ')}`,
    );
  if (references?.length > 0) parts.push('References:', references.map((url) => `- <${url}>`).join('\n'));
  return parts;
}

/** A numbered step; commands of several lines become a block. */
function step({ text, command, risk }, index) {
  const number = `${index + 1}. `;
  const lines = [`${number}${prose(text)}`];
  if (command !== undefined) lines.push('', ...fence(plain(command).trimEnd()));
  if (risk !== undefined) lines.push('', `Risk: ${prose(risk)}`);
  if (lines.length > 1) lines.push('');
  return lines.map((line, at) => (at === 0 || line === '' ? line : ' '.repeat(number.length) + line)).join('\n');
}

function fence(command) {
  return ['```sh', ...command.split('\n'), '```'];
}

/** `{{name|words}}` as the words, `{{name}}` as NAME. Other double braces (docker's --format templates) stay. */
function plain(text) {
  return text.replace(/\{\{([a-zA-Z]\w{0,40})(?:\|([^{}]{0,80}))?\}\}/g, (whole, name, words) => {
    if (name === 'end' || name === 'else') return whole;
    return words === undefined || words === '' ? name.toUpperCase() : words;
  });
}

/** Text of a pattern file as Markdown: its own code spans stay, everything else is literal. */
function prose(text) {
  return plain(String(text))
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[\\*_<>[\]#]/g, (mark, at, whole) => escapeMark(mark, at, whole)),
    )
    .join('');
}

/** Underscores and hashes inside words mean nothing to Markdown. */
function escapeMark(mark, at, whole) {
  if (mark === '>' || mark === '#') return at === 0 ? `\\${mark}` : mark;
  const isInside = /[A-Za-z0-9]/.test(whole[at - 1] ?? '') && /[A-Za-z0-9]/.test(whole[at + 1] ?? '');
  return mark === '_' && isInside ? mark : `\\${mark}`;
}

function main() {
  const { problems } = readSignatures();
  for (const problem of problems) console.error(problem);
  const text = signatureDocs();
  if (process.argv.includes('--check')) {
    let written = '';
    try {
      written = readFileSync(target, 'utf8');
    } catch {
      // Not there: stale.
    }
    if (written !== text) {
      console.error('docs/signatures.md is stale; run node scripts/signature-docs.mjs');
      process.exitCode = 1;
    }
  } else {
    mkdirSync(join(root, 'docs'), { recursive: true });
    writeFileSync(target, text);
  }
  if (problems.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
