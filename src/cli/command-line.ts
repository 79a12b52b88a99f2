import yargs from 'yargs';
import { DOCKLOG_VERSION, DocklogError } from '../index.js';
import { COMMANDS } from './commands/index.js';
import { EXIT } from './exit-codes.js';

const WORDS = new Set(['completion', ...COMMANDS.flatMap(({ words }) => words)]);

/** Parses the command line and runs the command; returns the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let code: number = EXIT.analysed;
  const end = (ended: number): void => {
    code = ended;
  };
  const first = args.find((arg) => !arg.startsWith('-'));
  const implied = first !== undefined && WORDS.has(first) ? [...args] : ['analyze', ...args];
  const base = yargs(args.includes('--help') || args.includes('-h') ? [...args] : implied)
    .scriptName('docklog')
    .usage(
      '$0 [analyze] [inputs…]\n\nReads the logs and crash dumps of a Docker host, joins them on one timeline and says what broke first, why, and what to do.',
    );
  const parser = COMMANDS.reduce((built, command) => command.register(built, end), base)
    .completion('completion', 'Print a completion script for bash or zsh')
    .version(DOCKLOG_VERSION)
    .alias('version', 'V')
    .alias('help', 'h')
    .strict()
    .wrap(Math.min(100, process.stdout.columns || 100))
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      // Thrown, so that a command with wrong arguments is not run.
      throw error ?? new DocklogError('bad-option', `${oneLine(message ?? 'wrong usage')}   (docklog --help)`);
    });
  await parser.parseAsync();
  return code;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
