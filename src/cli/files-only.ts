import { COMMANDS } from './commands/index.js';

/** Whether the arguments are nothing but inputs to analyse: then there is nothing to parse, and the parser takes as long to load as all the rest. */
export function areFilesOnly(args: readonly string[]): boolean {
  const [first] = args;
  if (first === 'completion' || COMMANDS.some(({ words }) => first !== undefined && words.includes(first)))
    return false;
  return args.every((arg) => arg === '-' || !arg.startsWith('-'));
}
