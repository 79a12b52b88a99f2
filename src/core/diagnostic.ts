import type { SourceId } from './position.js';

/**
 * What went wrong or was left out while reading, as data. The table is the user's documentation:
 * each code with what it means and what to do.
 */
export const DIAGNOSTIC_CODES = {
  'file-missing': 'The path does not exist.',
  'file-unreadable': 'The file could not be opened or read; the system error says why.',
  'file-empty': 'The input holds no bytes.',
  'binary-input': 'The input is not text and no known container of text.',
  'members-skipped':
    'Files of a directory or archive are no logs (binary, empty, links, devices) or hold nothing of use; the text counts them.',
  'archive-damaged': 'A compressed stream or archive is damaged or ends early; what came before it was analysed.',
  'unsupported-input': 'The input has a form that docklog cannot read; the text names the command that converts it.',
  'line-cut': 'A line was longer than the limit; its beginning was analysed.',
  'read-failed': 'Reading stopped with a system error; what came before it was analysed.',
  'report-truncated': 'A multi-line report or goroutine dump ends early or is damaged; the rest of it was used.',
  'goroutine-damaged': 'A goroutine in a dump could not be read; the others were used.',
  'thread-failed': 'A thread that helped to search ended early; its part was searched again, so nothing is missing.',
  'limit-reached': 'A bound of docklog was reached; the text says which and what was left out.',
  'clock-assumed': 'A year or zone was assumed; the text says which and from what.',
  'clock-conflict': 'Two clock facts of one source contradict each other; the text says which one was used.',
  'invalid-utf8': 'The input holds bytes that are not UTF-8; they were replaced.',
} as const;
/** A code of `DIAGNOSTIC_CODES`. */
export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;

/** One diagnostic about a source; `line`/`offset` where it concerns one place. `text` is one line without the source's name. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly source: SourceId;
  readonly line?: number;
  readonly offset?: number;
  readonly text: string;
}
