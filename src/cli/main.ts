import { DOCKLOG_VERSION, DocklogError } from '../index.js';
import { EXIT } from './exit-codes.js';
import { writeError } from './terminal.js';

/** What the parser gives where no option is. */
const NO_OPTIONS = {
  tz: undefined,
  bootTime: undefined,
  since: undefined,
  until: undefined,
  year: undefined,
  color: undefined,
  quiet: false,
  verbose: false,
};

/**
 * Runs the command and returns its exit code. Misuse ends with one line and code 2, a defect of docklog with its stack and the same code.
 * `--version` answers before anything else is loaded.
 */
export async function run(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${DOCKLOG_VERSION}\n`);
    return EXIT.analysed;
  }
  // Notes that nobody reads are no reason to stop.
  process.stderr.on('error', () => undefined);
  // A closed pipe (`docklog … | head`) is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.analysed);
    writeError(`cannot write to standard output: ${error.message}`);
    process.exit(EXIT.misuse);
  });
  try {
    const { areFilesOnly } = await import('./files-only.js');
    if (areFilesOnly(args)) {
      const { runAnalyze } = await import('./analyze-command.js');
      return await runAnalyze({ ...NO_OPTIONS, inputs: args });
    }
    const { runCommandLine } = await import('./command-line.js');
    return await runCommandLine(args);
  } catch (error) {
    if (error instanceof DocklogError) writeError(error.message);
    else writeDefect(error);
    return EXIT.misuse;
  }
}

/** Not left to Node.js: it would show a bundled line of many kilobytes and end with 1, which stands for a finding. */
function writeDefect(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  writeError(`a defect of docklog ${DOCKLOG_VERSION} itself, please report it:`);
  for (const line of stack.split('\n').slice(0, 30)) writeError(line.slice(0, 500));
}
