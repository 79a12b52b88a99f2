import type { Command } from './command.js';
import { withClockOptions, withColorOption, withFormatOption, withInputs, withTalkOptions } from './options.js';

export const clocksCommand: Command = {
  words: ['clocks'],
  register: (parser, end) =>
    parser.command(
      'clocks [inputs..]',
      'How the times of all inputs are put on one clock, and how surely',
      (command) =>
        withTalkOptions(withColorOption(withFormatOption(withClockOptions(withInputs(command)))))
          .option('format', {
            alias: 'f',
            choices: ['text', 'json'] as const,
            default: 'text' as const,
            describe: 'how to show them',
          })
          .example('docklog clocks dmesg.txt journal.txt', 'when the dmesg was booted, and which lines say so')
          .example('docklog clocks -f json /var/log/messages', 'for programs'),
      async (argv) => {
        const { runClocks } = await import('../clocks-command.js');
        end(await runClocks(argv));
      },
    ),
};
