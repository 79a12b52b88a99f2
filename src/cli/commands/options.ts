import type { Argv } from 'yargs';
import { LANGUAGES } from '../../index.js';

const INPUTS = { type: 'string', array: true, default: [] as string[] } as const;
const TEXTS = { type: 'string', array: true, default: [] as string[], nargs: 1 } as const;

/** The files that a command reads. */
export function withInputs<T>(command: Argv<T>, describe = 'log and dump files; - is standard input') {
  return command.positional('inputs', { ...INPUTS, describe });
}

/** What is known of the time of the inputs beyond what they tell. */
export function withClockOptions<T>(command: Argv<T>) {
  return command
    .option('tz', {
      type: 'string',
      nargs: 1,
      describe: 'zone of stamps without one, and of the times shown (Europe/Berlin, +08:00)',
    })
    .option('boot-time', { type: 'string', nargs: 1, describe: 'wall time of boot, for a dmesg without wall time' })
    .option('year', { type: 'number', nargs: 1, describe: 'year of the last line, for logs without years' });
}

/** The format that all inputs have. */
export function withFormatOption<T>(command: Argv<T>) {
  return command.option('input-format', {
    type: 'string',
    nargs: 1,
    describe: 'format of the inputs (docklog formats lists them; default: told by their first 64 KiB)',
  });
}

/** The period that is asked for. */
export function withPeriodOptions<T>(command: Argv<T>) {
  return command
    .option('since', {
      type: 'string',
      nargs: 1,
      describe: 'leave out what is earlier: "2018-12-14 20:04:45", 20:04, yesterday, "2 hours ago"',
    })
    .option('until', { type: 'string', nargs: 1, describe: 'leave out what is later' });
}

/** Signatures of the user's own. */
export function withPatternOptions<T>(command: Argv<T>) {
  return command.option('patterns', { ...TEXTS, describe: 'directory or file with signatures of your own' });
}

/** Which findings to show. */
export function withFindingFilters<T>(command: Argv<T>) {
  return command
    .option('only', { ...TEXTS, describe: 'show only findings of this id (kernel.* for an area)' })
    .option('ignore', { ...TEXTS, describe: 'leave out findings of this id' });
}

/** How much a command tells. */
export function withTalkOptions<T>(command: Argv<T>) {
  return command
    .option('quiet', { alias: 'q', type: 'boolean', default: false, describe: 'only the answer' })
    .option('verbose', { alias: 'v', type: 'boolean', default: false, describe: 'all details' });
}

/** Language of findings and of the terminal report. */
export function withLanguageOption<T>(command: Argv<T>) {
  return command.option('lang', {
    choices: LANGUAGES,
    describe: 'language of findings and of the terminal report (default: of the locale)',
  });
}

export function withColorOption<T>(command: Argv<T>) {
  return command.option('color', {
    type: 'boolean',
    describe: 'colours (default: on a terminal; NO_COLOR and FORCE_COLOR count)',
  });
}
