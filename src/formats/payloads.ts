import type { Payload, PayloadFormat } from '../core/log-format.js';
import { plainError } from './plain-error.js';
import { goLog } from './go-log.js';
import { klog } from './klog.js';
import { logfmt } from './logfmt.js';
import { logrusJson } from './logrus-json.js';
import { logrusTty } from './logrus-tty.js';

/** In the order in which they are tried; no two of them accept the same line. */
export const PAYLOADS: readonly PayloadFormat[] = [logfmt, logrusJson, klog, logrusTty, goLog, plainError];

/** Those with a stamp and a level of their own: such a line is an entry wherever it stands. */
const STAMPED: readonly PayloadFormat[] = [logfmt, logrusJson, klog, logrusTty];

interface OpenedPayload {
  readonly format: string;
  readonly payload: Payload;
}

/** Opens a message by the first payload format that knows it. */
export function openPayload(message: string, formats: readonly PayloadFormat[] = PAYLOADS): OpenedPayload | undefined {
  for (const format of formats) {
    const payload = format.open(message);
    if (payload !== undefined) return { format: format.name, payload };
  }
  return undefined;
}

/** Whether a bare line is an entry of a program that stamps its own lines. */
export function isStampedPayload(text: string): boolean {
  return openPayload(text, STAMPED) !== undefined;
}
