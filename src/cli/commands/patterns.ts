import type { Command } from './command.js';
import { withLanguageOption } from './options.js';

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
          .option('id', { type: 'string', describe: 'with new: the id of the new signature' })
          .example('docklog patterns list', 'all signatures')
          .example('docklog patterns test ./our-patterns', 'check your own')
          .example('docklog patterns explain "$(tail -n 1 docker.log)"', 'what docklog makes of a line'),
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
        withLanguageOption(command)
          .positional('id', { type: 'string', demandOption: true, describe: 'for example runc.init-oom-hang' })
          .example('docklog explain storage.thinpool-nonexisting-device', 'why docker does not start')
          .example('docklog explain runc.init-oom-hang --lang zh-CN', 'in Chinese'),
      async (argv) => {
        const { runPatterns } = await import('../patterns-command.js');
        end(await runPatterns('show', argv.id, undefined, argv.lang));
      },
    ),
};
