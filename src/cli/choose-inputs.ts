import { DocklogError, type Input } from '../index.js';

/** Standard input for `-` or for a pipe; a terminal and nothing named is misuse. */
export function chooseInputs(names: readonly string[]): Input[] {
  const stdin: Input = { name: '<stdin>', data: process.stdin };
  if (names.length > 0) return names.map((name) => (name === '-' ? stdin : name));
  if (process.stdin.isTTY)
    throw new DocklogError(
      'no-input',
      'name a log file, pipe one in (journalctl -u docker | docklog), or gather what this host shows: docklog collect   (docklog --help)',
    );
  return [stdin];
}
