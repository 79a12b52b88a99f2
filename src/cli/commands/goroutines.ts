import { DUMP_FORMATS } from '../../index.js';
import type { Command } from './command.js';
import { withClockOptions, withColorOption, withInputs, withPeriodOptions, withTalkOptions } from './options.js';

const TEXTS = { type: 'string', array: true, default: [] as string[], nargs: 1 } as const;

export const goroutinesCommand: Command = {
  words: ['goroutines'],
  register: (parser, end) =>
    parser.command(
      'goroutines [inputs..]',
      'Goroutine dumps: who waits for whom, who likely holds the lock, what the rest does',
      (command) =>
        withTalkOptions(
          withColorOption(
            withPeriodOptions(
              withClockOptions(withInputs(command, 'dumps, or logs that hold them; - is standard input')),
            ),
          ),
        )
          .option('format', {
            alias: 'f',
            choices: DUMP_FORMATS,
            describe: 'how to show them (text, or by the ending of --output); dot is for Graphviz',
          })
          .option('output', { alias: 'o', type: 'string', nargs: 1, describe: 'write the result to a file' })
          .option('reason', {
            ...TEXTS,
            describe: 'only goroutines whose wait reason begins so: semacquire, "chan rec"',
          })
          .option('min-minutes', { type: 'number', nargs: 1, describe: 'only what has waited as many minutes' })
          .option('function', { ...TEXTS, describe: 'only stacks with this text in a function name' })
          .option('all', { type: 'boolean', default: false, describe: 'also goroutines that wait by design' })
          .option('progress', { type: 'boolean', describe: 'progress on standard error (default: on a terminal)' })
          .example('docklog goroutines goroutine-stacks-*.log', 'dumps of dockerd, written on SIGUSR1')
          .example('journalctl -u containerd | docklog goroutines', 'a dump in the log')
          .example('docklog goroutines --function ContainerInspect dump.log', 'only some stacks')
          .example('docklog goroutines -f dot dump.log | dot -Tsvg > waits.svg', 'the wait-for graph as a picture'),
      async (argv) => {
        const { runGoroutines } = await import('../goroutines-command.js');
        end(await runGoroutines(argv));
      },
    ),
};
