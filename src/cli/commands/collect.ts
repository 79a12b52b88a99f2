import type { Command } from './command.js';

export const collectCommand: Command = {
  words: ['collect'],
  register: (parser, end) =>
    parser.command(
      'collect',
      'Gather logs, versions, disk use and dumps of this host into one file to analyse',
      (command) =>
        command
          .option('output', { alias: 'o', type: 'string', nargs: 1, describe: 'the tar.gz to write' })
          .option('since', {
            type: 'string',
            nargs: 1,
            default: '-2d',
            describe: "how far back the journal is taken, in journalctl's words",
          })
          .option('dumps', {
            type: 'boolean',
            describe: 'take goroutine dumps with SIGUSR1 (default: asks on a terminal, else no)',
          })
          .option('timeout', { type: 'number', nargs: 1, describe: 'seconds for each step at most' })
          .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'only the name of the file' })
          .example('docklog collect --dumps && docklog docklog-*.tar.gz', 'look at this host, even if docker hangs'),
      async (argv) => {
        const { runCollect } = await import('../collect-command.js');
        end(await runCollect(argv));
      },
    ),
};
