import { RENDER_FORMATS, SEVERITIES } from '../../index.js';
import type { Command } from './command.js';
import {
  withClockOptions,
  withColorOption,
  withFindingFilters,
  withFormatOption,
  withInputs,
  withLanguageOption,
  withPatternOptions,
  withPeriodOptions,
  withTalkOptions,
} from './options.js';

export const analyzeCommand: Command = {
  words: ['analyze'],
  register: (parser, end) =>
    parser.command(
      ['analyze [inputs..]', '$0'],
      'Analyse logs and dumps: files, directories, archives, compressed files, - or a pipe',
      (command) =>
        withTalkOptions(
          withLanguageOption(
            withColorOption(
              withFindingFilters(
                withPatternOptions(withPeriodOptions(withFormatOption(withClockOptions(withInputs(command))))),
              ),
            ),
          ),
        )
          .option('format', {
            alias: 'f',
            choices: RENDER_FORMATS,
            describe: 'how to show the report (table, or by the ending of --output)',
          })
          .option('output', { alias: 'o', type: 'string', describe: 'write the report to a file' })
          .option('redact', {
            type: 'boolean',
            describe: 'replace names of hosts, addresses, users, images and secrets (default: only for context)',
          })
          .option('ledger', {
            type: 'string',
            nargs: 1,
            describe: 'with --redact: write what was replaced by what to a file of your own',
          })
          .option('budget', { type: 'number', nargs: 1, describe: 'tokens that the context format may take (8000)' })
          .option('min-severity', { choices: SEVERITIES, describe: 'leave out what is less severe' })
          .option('fail-on', {
            choices: SEVERITIES,
            describe: 'exit 1 if there is a finding of at least this severity',
          })
          .option('progress', { type: 'boolean', describe: 'progress on standard error (default: on a terminal)' })
          .option('novelty', {
            type: 'boolean',
            describe: 'list what is new before the first critical finding (default: for files under 50 MB in all)',
          })
          .option('jobs', {
            type: 'number',
            nargs: 1,
            describe: 'threads that look through a log (default: as the machine has cores, for large ones)',
          })
          .option('follow', {
            type: 'boolean',
            describe:
              'go on with what is written to the inputs: tell each finding when it becomes certain (table or ndjson)',
          })
          .option('max-memory', {
            type: 'string',
            nargs: 1,
            describe: 'stop reading when docklog holds more memory than this (2G), and report what was found',
          })
          .option('timings', { type: 'boolean', describe: 'tell on standard error where the time went' })
          .option('prefilter', { type: 'boolean', default: true, hidden: true })
          .example('docklog dmesg.txt docker.log goroutine-stacks-*.log', 'join a kernel log, a journal and a dump')
          .example('journalctl -u docker -u containerd -k | docklog', 'analyse a pipe')
          .example('docklog analyze -f json *.log > report.json', 'for programs')
          .example('journalctl -f | docklog --follow', 'watch a host')
          .example('docklog --fail-on critical /var/log/messages', 'for a check'),
      async (argv) => {
        if (argv.follow === true) {
          const { runFollow } = await import('../follow-command.js');
          end(await runFollow(argv));
          return;
        }
        const { runAnalyze } = await import('../analyze-command.js');
        end(await runAnalyze(argv));
      },
    ),
};
