import type { Command } from './command.js';
import { withClockOptions, withInputs, withPatternOptions, withPeriodOptions } from './options.js';

export const bundleCommand: Command = {
  words: ['bundle'],
  register: (parser, end) =>
    parser.command(
      'bundle [inputs..]',
      'Write the report and the lines around its evidence into one file to share, redacted',
      (command) =>
        withPatternOptions(withPeriodOptions(withClockOptions(withInputs(command))))
          .option('output', { alias: 'o', type: 'string', nargs: 1, describe: 'the tar.gz to write' })
          .option('redact', { type: 'boolean', default: true, describe: 'replace names of the site by pseudonyms' })
          .option('ledger', {
            type: 'string',
            nargs: 1,
            describe: 'write what was replaced by what to a file of your own',
          })
          .option('around', {
            type: 'number',
            nargs: 1,
            default: 20,
            describe: 'lines before and after each evidence line',
          })
          .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'only the name of the file' })
          .example('docklog bundle -o ticket.tar.gz *.log', 'what a maintainer needs to see, without your names'),
      async (argv) => {
        const { runBundle } = await import('../bundle-command.js');
        end(await runBundle(argv));
      },
    ),
};
