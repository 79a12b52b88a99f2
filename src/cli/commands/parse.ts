import type { Command } from './command.js';
import { withClockOptions, withFormatOption, withInputs, withTalkOptions } from './options.js';

export const parseCommand: Command = {
  words: ['parse'],
  register: (parser, end) =>
    parser.command(
      'parse [inputs..]',
      'Print every record of logs as one line of JSON',
      (command) =>
        withTalkOptions(withFormatOption(withClockOptions(withInputs(command, 'log files; - is standard input'))))
          .example('journalctl -u docker | docklog parse | jq -r .message', 'the messages of a journal')
          .example('docklog parse --tz Asia/Shanghai messages-20181209.gz', 'stamps without a zone are of that zone'),
      async (argv) => {
        const { runParse } = await import('../parse-command.js');
        end(await runParse(argv));
      },
    ),
};
