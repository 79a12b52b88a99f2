// Writes docs/docklog.1 from the definitions of the commands; with --check it writes nothing and exits 1 if the file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importSource } from './lib/source.mjs';

const target = fileURLToPath(new URL('../docs/docklog.1', import.meta.url));

const EXIT_CODES = [
  ['0', 'analysed'],
  ['1', 'a finding at or above --fail-on (off by default)'],
  ['2', 'usage error, or nothing could be read'],
  ['3', 'analysed, but some input could not be read or was cut'],
];

const ENVIRONMENT = [
  ['LC_ALL, LC_MESSAGES, LANG', 'zh_CN: the terminal report is in Chinese unless --lang says otherwise.'],
  ['NO_COLOR, FORCE_COLOR', 'Switch colours off or on where --color is not given.'],
  ['COLUMNS', 'Width of a report that does not go to a terminal (100).'],
];

/** Text for troff: what it would take for a request or an escape is escaped. */
function roff(text) {
  return text
    .replace(/\\/g, '\\e')
    .replace(/-/g, '\\-')
    .replace(/^([.'])/gm, '\\&$1')
    .replace(/…/g, '...');
}

/** Stands in for yargs and keeps what a command declares. */
function recorder() {
  const commands = [];
  const parser = {
    command(names, describe, build) {
      const command = { name: [names].flat()[0], describe, positionals: [], options: [], examples: [] };
      const builder = {
        positional: (name, definition) => (command.positionals.push({ name, ...definition }), builder),
        option: (name, definition) => (command.options.push({ name, ...definition }), builder),
        example: (text, about) => (command.examples.push({ text, about }), builder),
      };
      // What else a builder does (checks, conflicts) is not told here.
      const any = new Proxy(builder, { get: (own, key) => own[key] ?? (() => any) });
      for (const key of Object.keys(builder)) {
        const record = builder[key];
        builder[key] = (...args) => (record(...args), any);
      }
      build(any);
      commands.push(command);
      return parser;
    },
  };
  return { parser, commands };
}

function term({ name, alias, type, choices, hidden, describe, default: initial }) {
  if (hidden === true) return [];
  const short = [alias ?? []].flat().map((one) => `\\-${roff(one)}`);
  const flag = [...short, `\\-\\-${roff(name)}`].join(', ');
  const value = type === 'boolean' ? '' : ` \\fI${roff(type === 'number' ? 'N' : 'VALUE')}\\fR`;
  const known = choices === undefined ? '' : ` One of ${choices.join(', ')}.`;
  const usual = initial === undefined || initial === false || Array.isArray(initial) ? '' : ` Default: ${initial}.`;
  return ['.TP', `\\fB${flag}\\fR${value}`, roff(`${sentence(describe)}${known}${usual}`)];
}

function sentence(text = '') {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}

function* describeCommand({ name, describe, positionals, options, examples }) {
  yield '.SS';
  yield `\\fBdocklog ${roff(name.replace('..]', '...]'))}\\fR`;
  yield roff(sentence(describe));
  for (const { name: what, describe: words } of positionals) {
    yield '.TP';
    yield `\\fI${roff(what)}\\fR`;
    yield roff(sentence(words));
  }
  const sorted = [...options].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const option of sorted) yield* term(option);
  if (examples.length === 0) return;
  yield '.PP';
  yield 'Examples:';
  for (const { text, about } of examples) {
    yield '.TP';
    yield `\\fB${roff(text.replace(/^\$0/, 'docklog'))}\\fR`;
    yield roff(sentence(about));
  }
}

/** The text of docs/docklog.1. */
export async function manPage() {
  const { COMMANDS } = await importSource(new URL('../src/cli/commands/index.ts', import.meta.url));
  const { version, description } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { parser, commands } = recorder();
  for (const command of COMMANDS) command.register(parser, () => undefined);
  const lines = [
    '.\\" Written by scripts/man-page.mjs from src/cli/commands/; do not edit.',
    `.TH DOCKLOG 1 "" "docklog ${version}" "User Commands"`,
    '.SH NAME',
    'docklog \\- what broke first on a Docker host, why, and what to do next',
    '.SH SYNOPSIS',
    '\\fBdocklog\\fR [\\fBanalyze\\fR] [\\fIoptions\\fR] [\\fIinputs\\fR...]',
    '.br',
    '\\fBdocklog\\fR \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR...]',
    '.SH DESCRIPTION',
    roff(description),
    'Inputs are files, directories, archives, compressed files, binary journals, or \\- for standard input. Standard output carries the result only;',
    'notes and progress go to standard error.',
    '.SH COMMANDS',
    ...commands.flatMap((command) => [...describeCommand(command)]),
    '.SS',
    '\\fBdocklog completion\\fR',
    'Print a completion script for bash or zsh.',
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => ['.TP', code, roff(sentence(meaning))]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', roff(name), roff(meaning)]),
    '.SH SEE ALSO',
    '\\fBjournalctl\\fR(1), \\fBdmesg\\fR(1), \\fBdocker\\fR(1)',
  ];
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await manPage();
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('docs/docklog.1 is stale; run node scripts/man-page.mjs');
    process.exitCode = 1;
  }
}
