import type { Command } from './command.js';
import { withClockOptions, withColorOption, withInputs, withPeriodOptions, withTalkOptions } from './options.js';

export const timelineCommand: Command = {
  words: ['timeline'],
  register: (parser, end) =>
    parser.command(
      'timeline [inputs..]',
      'Only the timeline: signals, waits and gaps of all inputs in one order',
      (command) => withTalkOptions(withColorOption(withPeriodOptions(withClockOptions(withInputs(command))))),
      async (argv) => {
        const { runAnalyze } = await import('../analyze-command.js');
        end(await runAnalyze({ ...argv, view: 'timeline' }));
      },
    ),
};
