import { analyzeCommand } from './analyze.js';
import type { Command } from './command.js';
import { formatsCommand } from './formats.js';
import { goroutinesCommand } from './goroutines.js';
import { parseCommand } from './parse.js';
import { explainCommand, patternsCommand } from './patterns.js';
import { timelineCommand } from './timeline.js';

/** All commands, in the order in which the help lists them. The only place to register one. */
export const COMMANDS: readonly Command[] = [
  analyzeCommand,
  timelineCommand,
  goroutinesCommand,
  parseCommand,
  formatsCommand,
  patternsCommand,
  explainCommand,
];
