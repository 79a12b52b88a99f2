import type { Command } from './command.js';

export const formatsCommand: Command = {
  words: ['formats'],
  register: (parser, end) =>
    parser.command(
      'formats',
      'List the formats that docklog reads',
      (command) => command,
      async () => {
        const { runFormats } = await import('../formats-command.js');
        end(runFormats());
      },
    ),
};
