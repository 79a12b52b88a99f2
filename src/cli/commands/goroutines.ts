import type { Command } from './command.js';
import { withClockOptions, withColorOption, withInputs, withPeriodOptions, withTalkOptions } from './options.js';

export const goroutinesCommand: Command = {
  words: ['goroutines'],
  register: (parser, end) =>
    parser.command(
      'goroutines [inputs..]',
      'Only the goroutine dumps: groups, locks, holders',
      (command) => withTalkOptions(withColorOption(withPeriodOptions(withClockOptions(withInputs(command))))),
      async (argv) => {
        const { runAnalyze } = await import('../analyze-command.js');
        end(await runAnalyze({ ...argv, view: 'goroutines' }));
      },
    ),
};
