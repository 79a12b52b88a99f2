import { DocklogError, type Input } from '../index.js';

/** What stands for `-` behind the parser of arguments, which drops a `-` that stands among options. */
export const STDIN_NAME = '<stdin>';

/** Standard input for `-` or for a pipe; a terminal and nothing named is misuse. */
export function chooseInputs(names: readonly string[]): Input[] {
  const stdin: Input = { name: STDIN_NAME, data: process.stdin };
  if (names.length > 0) return names.map((name) => (name === '-' || name === STDIN_NAME ? stdin : name));
  if (process.stdin.isTTY)
    throw new DocklogError(
      'no-input',
      'name a log file, pipe one in (journalctl -u docker | docklog), or gather what this host shows: docklog collect   (docklog --help)',
    );
  return [stdin];
}
