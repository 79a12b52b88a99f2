import type { LogRecord } from '../core/log-record.js';
import type { Alarm } from './mask.js';

/** How grave a line calls itself. */
export type Gravity = 'error' | 'warning' | 'info';

const ERROR_LEVELS = new Set(['emerg', 'alert', 'crit', 'critical', 'fatal', 'panic', 'error', 'err', 'e', 'f']);
const WARNING_LEVELS = new Set(['warning', 'warn', 'w']);
const DEBUG_LEVELS = new Set(['debug', 'trace', 'd']);

/**
 * By the message's own level, else by the syslog priority, else by its words. A level below warning does not acquit a line with alarming words:
 * containerd tells of an OOM kill at debug level. But at that level much talk is of timeouts and signals that are only meant to be. The kernel's priority 4 is printk's default and tells nothing.
 */
export function gravityOf(record: LogRecord, alarm: Alarm): Gravity {
  const level = record.level?.toLowerCase() ?? '';
  if (ERROR_LEVELS.has(level)) return 'error';
  if (WARNING_LEVELS.has(level)) return 'warning';
  const { priority } = record;
  if (level === '' && priority !== undefined && priority <= 3) return 'error';
  if (level === '' && priority === 4 && record.origin !== 'kernel') return 'warning';
  if (alarm === 'none') return 'info';
  return alarm === 'faint' && (DEBUG_LEVELS.has(level) || priority === 7) ? 'info' : 'warning';
}

export const GRAVITY_ORDER: Readonly<Record<Gravity, number>> = { error: 0, warning: 1, info: 2 };
