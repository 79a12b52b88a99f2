import { analyzeCommand } from './analyze.js';
import { clocksCommand } from './clocks.js';
import { bundleCommand } from './bundle.js';
import { collectCommand } from './collect.js';
import type { Command } from './command.js';
import { diffCommand } from './diff.js';
import { formatsCommand } from './formats.js';
import { goroutinesCommand } from './goroutines.js';
import { parseCommand } from './parse.js';
import { explainCommand, patternsCommand } from './patterns.js';
import { timelineCommand } from './timeline.js';

/** All commands, in the order in which the help lists them. The only place to register one. */
export const COMMANDS: readonly Command[] = [
  analyzeCommand,
  collectCommand,
  bundleCommand,
  timelineCommand,
  clocksCommand,
  goroutinesCommand,
  diffCommand,
  parseCommand,
  formatsCommand,
  patternsCommand,
  explainCommand,
];
