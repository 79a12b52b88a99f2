import type { ClockJump } from '../core/clock-observations.js';
import type { LogRecord } from '../core/log-record.js';
import { US_PER_SECOND } from '../core/units.js';

/** `Timekeeping suspended for 8.540 seconds`, up to kernel 5 `Suspended for 8.540 seconds` (kernel/time/timekeeping_debug.c). */
const SUSPENDED_FOR = /(?:Timekeeping s|^S)uspended for (\d{1,9}\.\d{3}) seconds/;
/** Last line of a resume: kernel/power/suspend.c and hibernate.c. */
const RESUMED = /^PM: (?:suspend|hibernation) exit$/;
/**
 * Steps with their size: `System clock was stepped by -89.123456 seconds` (chronyd), `time reset +3600.123 s` (ntpd),
 * `step time server 192.0.2.1 offset -89.1 sec` (ntpdate).
 */
const STEPPED =
  /^(?:System clock was stepped by |time reset |step time server \S{1,64} offset )([+-]?\d{1,10}\.\d{1,9}) s/;
/** Steps without it: systemd (PID 1), journald, systemd-timesyncd. */
const TOLD = /^(?:Time has been changed$|Time jumped backwards|System clock time (?:unset|set|advanced))/;

/** Which texts say that the clocks jumped; what of it is looked for in lines that tell nothing else. */
export const JUMP_LITERALS = [
  'uspended for ',
  'PM: suspend exit',
  'PM: hibernation exit',
  'System clock was stepped by ',
  'time reset ',
  'step time server ',
  'Time has been changed',
  'Time jumped backwards',
  'System clock time ',
];

/** A record that tells of a suspend or of a step of the wall clock, or undefined. */
export function readClockJump(record: LogRecord): ClockJump | undefined {
  const { origin, message, time, monotonicUs, host, position } = record;
  if (message.length < 10 || message.length > 300) return undefined;
  const jump = origin === 'kernel' ? readSuspend(message) : readStep(message);
  if (jump === undefined) return undefined;
  const us = monotonicUs ?? (time.kind === 'monotonic' ? time.us : undefined);
  return {
    ...jump,
    line: position.line,
    stamp: record.outerTime ?? time,
    ...(us === undefined ? {} : { monotonicUs: us }),
    ...(host === undefined ? {} : { host }),
  };
}

type Told = Pick<ClockJump, 'kind' | 'amountUs'>;

function readSuspend(message: string): Told | undefined {
  if (!message.includes('uspen') && !message.startsWith('PM: hib')) return undefined;
  const seconds = SUSPENDED_FOR.exec(message)?.[1];
  if (seconds !== undefined) return { kind: 'suspend', amountUs: Math.round(Number(seconds) * US_PER_SECOND) };
  return RESUMED.test(message) ? { kind: 'suspend' } : undefined;
}

function readStep(message: string): Told | undefined {
  const first = message.charCodeAt(0);
  // All of them begin with S, T, s or t.
  if ((first | 0x20) !== 0x73 && (first | 0x20) !== 0x74) return undefined;
  const seconds = STEPPED.exec(message)?.[1];
  if (seconds !== undefined) return { kind: 'step', amountUs: Math.round(Number(seconds) * US_PER_SECOND) };
  return TOLD.test(message) ? { kind: 'step' } : undefined;
}
