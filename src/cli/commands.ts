import yargs from 'yargs';
import { DOCKLOG_VERSION, DocklogError, RENDER_FORMATS, SEVERITIES } from '../index.js';
import { EXIT } from './exit-codes.js';

/** The words before which `analyze` is not implied. */
const COMMANDS = new Set([
  'analyze',
  'timeline',
  'goroutines',
  'parse',
  'formats',
  'patterns',
  'explain',
  'completion',
]);

/** What `docklog analyze` does if nothing is asked for. */
const NO_OPTIONS = {
  format: undefined,
  output: undefined,
  since: undefined,
  until: undefined,
  patterns: [],
  only: [],
  ignore: [],
  minSeverity: undefined,
  failOn: undefined,
  progress: undefined,
  novelty: undefined,
  prefilter: true,
} as const;

/** Parses the command line and runs the command; returns the exit code. */
export async function parseCommand(args: readonly string[]): Promise<number> {
  let code: number = EXIT.analysed;
  const first = args.find((arg) => !arg.startsWith('-'));
  const implied = first !== undefined && COMMANDS.has(first) ? [...args] : ['analyze', ...args];
  const parser = yargs(args.includes('--help') || args.includes('-h') ? [...args] : implied)
    .scriptName('docklog')
    .usage(
      '$0 [analyze] [inputs…]\n\nReads the logs and crash dumps of a Docker host, joins them on one timeline and says what broke first, why, and what to do.',
    )
    .command(
      ['analyze [inputs..]', '$0'],
      'Analyse logs and dumps: files, gzip files, - or a pipe',
      (command) =>
        command
          .positional('inputs', {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'log and dump files; - is standard input',
          })
          .option('format', {
            alias: 'f',
            choices: RENDER_FORMATS,
            describe: 'how to show the report (table, or by the ending of --output)',
          })
          .option('output', { alias: 'o', type: 'string', describe: 'write the report to a file' })
          .option('tz', {
            type: 'string',
            nargs: 1,
            describe: 'zone of stamps without one, and of the times shown (Europe/Berlin, +08:00)',
          })
          .option('since', {
            type: 'string',
            nargs: 1,
            describe: 'leave out what is earlier: "2018-12-14 20:04:45", 20:04, yesterday, "2 hours ago"',
          })
          .option('until', { type: 'string', nargs: 1, describe: 'leave out what is later' })
          .option('boot-time', {
            type: 'string',
            nargs: 1,
            describe: 'wall time of boot, for a dmesg without wall time',
          })
          .option('year', { type: 'number', describe: 'year of the last line, for logs without years' })
          .option('patterns', {
            type: 'string',
            array: true,
            default: [] as string[],
            nargs: 1,
            describe: 'directory or file with signatures of your own',
          })
          .option('only', {
            type: 'string',
            array: true,
            default: [] as string[],
            nargs: 1,
            describe: 'show only findings of this id (kernel.* for an area)',
          })
          .option('ignore', {
            type: 'string',
            array: true,
            default: [] as string[],
            nargs: 1,
            describe: 'leave out findings of this id',
          })
          .option('min-severity', { choices: SEVERITIES, describe: 'leave out what is less severe' })
          .option('fail-on', {
            choices: SEVERITIES,
            describe: 'exit 1 if there is a finding of at least this severity',
          })
          .option('color', {
            type: 'boolean',
            describe: 'colours (default: on a terminal; NO_COLOR and FORCE_COLOR count)',
          })
          .option('progress', { type: 'boolean', describe: 'progress on standard error (default: on a terminal)' })
          .option('novelty', {
            type: 'boolean',
            describe: 'list what is new before the first critical finding (default: for files under 50 MB in all)',
          })
          .option('prefilter', { type: 'boolean', default: true, hidden: true })
          .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'only the answer' })
          .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'all details' })
          .example('docklog dmesg.txt docker.log goroutine-stacks-*.log', 'join a kernel log, a journal and a dump')
          .example('journalctl -u docker -u containerd -k | docklog', 'analyse a pipe')
          .example('docklog analyze -f json *.log > report.json', 'for programs')
          .example('docklog --fail-on critical /var/log/messages', 'for a check'),
      async (argv) => {
        const { runAnalyze } = await import('./analyze-command.js');
        code = await runAnalyze({
          view: undefined,
          inputs: argv.inputs,
          format: argv.format,
          output: argv.output,
          tz: argv.tz,
          since: argv.since,
          until: argv.until,
          bootTime: argv['boot-time'],
          year: argv.year,
          patterns: argv.patterns,
          only: argv.only,
          ignore: argv.ignore,
          minSeverity: argv['min-severity'],
          failOn: argv['fail-on'],
          color: argv.color,
          progress: argv.progress,
          novelty: argv.novelty,
          prefilter: argv.prefilter,
          quiet: argv.quiet,
          verbose: argv.verbose,
        });
      },
    )
    .command(
      ['timeline [inputs..]', 'goroutines [inputs..]'],
      'Only the timeline, or only the goroutine dumps: groups, locks, holders',
      (command) =>
        command
          .positional('inputs', {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'log and dump files; - is standard input',
          })
          .option('tz', { type: 'string', nargs: 1, describe: 'zone of stamps without one, and of the times shown' })
          .option('since', {
            type: 'string',
            nargs: 1,
            describe: 'leave out what is earlier (yesterday, 20:04, "2 hours ago")',
          })
          .option('until', { type: 'string', nargs: 1, describe: 'leave out what is later' })
          .option('boot-time', {
            type: 'string',
            nargs: 1,
            describe: 'wall time of boot, for a dmesg without wall time',
          })
          .option('year', { type: 'number', describe: 'year of the last line, for logs without years' })
          .option('color', { type: 'boolean', describe: 'colours (default: on a terminal)' })
          .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'no notes on standard error' })
          .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'all details' }),
      async (argv) => {
        const { runAnalyze } = await import('./analyze-command.js');
        code = await runAnalyze({
          ...NO_OPTIONS,
          view: argv._[0] === 'goroutines' ? 'goroutines' : 'timeline',
          inputs: argv.inputs,
          tz: argv.tz,
          since: argv.since,
          until: argv.until,
          bootTime: argv['boot-time'],
          year: argv.year,
          color: argv.color,
          quiet: argv.quiet,
          verbose: argv.verbose,
        });
      },
    )
    .command(
      'parse [inputs..]',
      'Print every record of logs as one line of JSON',
      (command) =>
        command
          .positional('inputs', {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'log files; - is standard input',
          })
          .option('input-format', {
            type: 'string',
            describe: 'format of the inputs (docklog formats lists them; default: told by their first 64 KiB)',
          })
          .option('tz', {
            type: 'string',
            nargs: 1,
            describe:
              'zone of stamps without one (Europe/Berlin, +08:00; default: that of stamps inside messages, else UTC)',
          })
          .option('year', { type: 'number', describe: 'year of the first line, for logs without years' })
          .option('boot-time', {
            type: 'string',
            nargs: 1,
            describe: 'wall time of boot, for a dmesg without wall time',
          })
          .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'errors only on standard error' })
          .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'say how each input was read' })
          .example('journalctl -u docker | docklog parse | jq -r .message', 'the messages of a journal')
          .example('docklog parse --tz Asia/Shanghai messages-20181209.gz', 'stamps without a zone are of that zone'),
      async (argv) => {
        const { runParse } = await import('./parse-command.js');
        code = await runParse({
          inputs: argv.inputs,
          inputFormat: argv['input-format'],
          tz: argv.tz,
          year: argv.year,
          bootTime: argv['boot-time'],
          quiet: argv.quiet,
          verbose: argv.verbose,
        });
      },
    )
    .command(
      'formats',
      'List the formats that docklog reads',
      (command) => command,
      async () => {
        const { runFormats } = await import('./formats-command.js');
        code = runFormats();
      },
    )
    .command(
      'patterns <action> [target]',
      'List, show, check, explain and start signatures',
      (command) =>
        command
          .positional('action', {
            choices: ['list', 'show', 'test', 'schema', 'coverage', 'explain', 'new'] as const,
            demandOption: true,
            describe: 'what to do',
          })
          .positional('target', {
            type: 'string',
            describe:
              'an id to show, a directory to test, a file of ids to cover, or a log line to explain or start from (- is standard input)',
          })
          .option('from-line', { type: 'string', describe: 'with new: the log line to start from' })
          .option('id', { type: 'string', describe: 'with new: the id of the new signature' }),
      async (argv) => {
        const { runPatterns } = await import('./patterns-command.js');
        code = await runPatterns(argv.action, argv['from-line'] ?? argv.target, argv.id);
      },
    )
    .command(
      'explain <id>',
      'Explain a signature: what, why, how to confirm, how to mend',
      (command) =>
        command.positional('id', { type: 'string', demandOption: true, describe: 'for example runc.init-oom-hang' }),
      async (argv) => {
        const { runPatterns } = await import('./patterns-command.js');
        code = await runPatterns('show', argv.id);
      },
    )
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
