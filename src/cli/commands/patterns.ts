import type { Command } from './command.js';

const ACTIONS = ['list', 'show', 'test', 'schema', 'coverage', 'explain', 'new'] as const;

export const patternsCommand: Command = {
  words: ['patterns'],
  register: (parser, end) =>
    parser.command(
      'patterns <action> [target]',
      'List, show, check, explain and start signatures',
      (command) =>
        command
          .positional('action', { choices: ACTIONS, demandOption: true, describe: 'what to do' })
          .positional('target', {
            type: 'string',
            describe:
              'an id to show, a directory to test, a file of ids to cover, or a log line to explain or start from (- is standard input)',
          })
          .option('from-line', { type: 'string', describe: 'with new: the log line to start from' })
          .option('id', { type: 'string', describe: 'with new: the id of the new signature' }),
      async (argv) => {
        const { runPatterns } = await import('../patterns-command.js');
        end(await runPatterns(argv.action, argv.fromLine ?? argv.target, argv.id));
      },
    ),
};

export const explainCommand: Command = {
  words: ['explain'],
  register: (parser, end) =>
    parser.command(
      'explain <id>',
      'Explain a signature: what, why, how to confirm, how to mend',
      (command) =>
        command.positional('id', { type: 'string', demandOption: true, describe: 'for example runc.init-oom-hang' }),
      async (argv) => {
        const { runPatterns } = await import('../patterns-command.js');
        end(await runPatterns('show', argv.id));
      },
    ),
};
