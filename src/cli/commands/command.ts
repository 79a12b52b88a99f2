import type { Argv } from 'yargs';

/** Tells the shell's exit code of a command that has run. */
export type End = (code: number) => void;

/** A command of the command line: its options here, its work in a module that is loaded when it runs. */
export interface Command {
  /** Words that name it; before any other word `analyze` is implied. */
  readonly words: readonly string[];
  register(parser: Argv, end: End): Argv;
}
