import { COMPARISON_FORMATS } from '../../index.js';
import type { Command } from './command.js';
import { withClockOptions, withColorOption, withInputs, withTalkOptions } from './options.js';

export const diffCommand: Command = {
  words: ['diff'],
  register: (parser, end) =>
    parser.command(
      'diff [inputs..]',
      'Compare goroutine dumps of one process: what is still stuck, new, gone or growing',
      (command) =>
        withTalkOptions(
          withColorOption(
            withClockOptions(withInputs(command, 'two dumps or more, the earliest first; or a log that holds several')),
          ),
        )
          .option('format', {
            alias: 'f',
            choices: COMPARISON_FORMATS,
            describe: 'how to show it (text, or by the ending of --output)',
          })
          .option('output', { alias: 'o', type: 'string', nargs: 1, describe: 'write the result to a file' })
          .option('progress', { type: 'boolean', describe: 'progress on standard error (default: on a terminal)' })
          .example('docklog diff goroutine-stacks-*.log', 'all dumps of a daemon, in the order of their times')
          .example('docklog diff -f markdown before.log after.log', 'for a ticket'),
      async (argv) => {
        const { runDiff } = await import('../diff-command.js');
        end(await runDiff(argv));
      },
    ),
};
