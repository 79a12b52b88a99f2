import { forTerminal } from '../index.js';

/** One line on standard error, without control characters: names of files are not to be trusted either. */
export function writeError(text: string): void {
  process.stderr.write(`docklog: ${forTerminal(text)}\n`);
}

/** Columns to write for: the terminal's, `COLUMNS`, or 100 for files and pipes. */
export function outputWidth(): number {
  const given = Number(process.env['COLUMNS']);
  const columns = process.stdout.isTTY ? process.stdout.columns : given;
  return Number.isInteger(columns) && columns >= 40 ? Math.min(columns, 400) : 100;
}

/** Whether to colour: the option, else NO_COLOR, FORCE_COLOR and the terminal. */
export function useColor(option: boolean | undefined): boolean {
  if (option !== undefined) return option;
  if ((process.env['NO_COLOR'] ?? '') !== '') return false;
  const forced = process.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb';
}

/** Whether the locale can show more than ASCII. */
export function useAscii(): boolean {
  const locale = process.env['LC_ALL'] || process.env['LC_CTYPE'] || process.env['LANG'] || '';
  return process.stdout.isTTY && !/utf-?8/i.test(locale);
}
