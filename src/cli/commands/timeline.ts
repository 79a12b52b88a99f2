import { TIMELINE_FORMATS } from '../../index.js';
import type { Command } from './command.js';
import {
  withClockOptions,
  withColorOption,
  withInputs,
  withPatternOptions,
  withPeriodOptions,
  withTalkOptions,
} from './options.js';

export const timelineCommand: Command = {
  words: ['timeline'],
  register: (parser, end) =>
    parser.command(
      'timeline [inputs..]',
      'What happened, in order: signals, waits, states, boots, gaps and dumps of all inputs',
      (command) =>
        withTalkOptions(withColorOption(withPatternOptions(withPeriodOptions(withClockOptions(withInputs(command))))))
          .option('around', {
            type: 'string',
            nargs: 1,
            describe: 'only what was near this time: 20:04 (of the last day of the logs that has it), "2 hours ago"',
          })
          .option('window', {
            type: 'string',
            nargs: 1,
            default: '5m',
            describe: 'how near, on both sides: 90s, 5m, 2h',
          })
          .option('entity', {
            type: 'string',
            nargs: 1,
            describe: 'only what names this container (id or its beginning), unit, pid, device or image',
          })
          .option('limit', {
            type: 'number',
            nargs: 1,
            describe: 'entries at most; the important ones stay (text: 500, with --verbose all)',
          })
          .option('format', { alias: 'f', choices: TIMELINE_FORMATS, describe: 'how to show it (text)' })
          .option('output', { alias: 'o', type: 'string', nargs: 1, describe: 'write it to a file' })
          .option('progress', { type: 'boolean', describe: 'progress on standard error (default: on a terminal)' })
          .example('docklog timeline --around 20:04 dmesg.txt docker.log', 'five minutes before and after')
          .example('docklog timeline --entity 5c8aa6e2b2b0 *.log', 'the story of one container')
          .example('docklog timeline -f ndjson *.log | jq .', 'for programs'),
      async (argv) => {
        const { runTimeline } = await import('../timeline-command.js');
        end(await runTimeline(argv));
      },
    ),
};
