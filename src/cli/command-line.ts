import yargs from 'yargs';
import { DOCKLOG_VERSION, DocklogError } from '../index.js';
import { STDIN_NAME } from './choose-inputs.js';
import { analyzeCommand } from './commands/analyze.js';
import type { Command } from './commands/command.js';
import { COMMANDS } from './commands/index.js';
import { EXIT } from './exit-codes.js';

const COMPLETION = 'completion';

/** Parses the command line and runs the command; returns the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let code: number = EXIT.analysed;
  const end = (ended: number): void => {
    code = ended;
  };
  const named = args.map(nameStdin);
  const base = yargs(named)
    .scriptName('docklog')
    .usage(
      '$0 [analyze] [inputs…]\n\nReads the logs and crash dumps of a Docker host, joins them on one timeline and says what broke first, why, and what to do.',
    );
  const parser = chooseCommands(named)
    .reduce((built, command) => command.register(built, end), base)
    .completion(COMPLETION, 'Print a completion script for bash or zsh')
    .version(DOCKLOG_VERSION)
    .alias('version', 'V')
    .alias('help', 'h')
    .strict()
    // Help is made for every command, though it is shown on demand only: wrapping it takes some 50 ms.
    .wrap(wantsHelp(args) ? Math.min(100, process.stdout.columns || 100) : null)
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      // Thrown, so that a command with wrong arguments is not run.
      throw error ?? new DocklogError('bad-option', `${oneLine(message ?? 'wrong usage')}   (docklog --help)`);
    });
  if (args[0] === COMPLETION) {
    // Parsing would print it too, and then take the word for an input.
    parser.showCompletionScript();
    return code;
  }
  await parser.parseAsync();
  return code;
}

/** A `-` that is an input; behind `--output` it is standard output. */
function nameStdin(arg: string, at: number, args: readonly string[]): string {
  return arg === '-' && !['-o', '--output'].includes(args[at - 1] ?? '') ? STDIN_NAME : arg;
}

/** The commands that the parser must know: only help and completion need all. Before any other word `analyze` is implied. */
function chooseCommands(args: readonly string[]): readonly Command[] {
  const word = args.find((arg) => !arg.startsWith('-'));
  const isForAll = word === COMPLETION || wantsHelp(args) || args.includes('--get-yargs-completions');
  if (isForAll) return COMMANDS;
  return [COMMANDS.find(({ words }) => word !== undefined && words.includes(word)) ?? analyzeCommand];
}

function wantsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
