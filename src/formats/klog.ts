import type { Payload, PayloadFormat } from '../core/log-format.js';
import type { Stamp } from '../core/stamp.js';
import { YEARLESS_BASE_YEAR } from '../core/stamp.js';
import { epochUs } from './calendar.js';
import type { Fields } from './entry.js';
import { unescapeGo } from './go-unquote.js';
import { closingQuoteAt } from './json-object.js';
import type { PayloadDraft } from './logfmt.js';
import { readPairs } from './logfmt-pairs.js';

const HEAD = /^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) {1,7}(\d{1,10}) ([^\s:\]]{1,128}:\d{1,7})\] /;

function openStamp(parts: RegExpExecArray): Stamp | undefined {
  const [month = 0, day = 0, hours = 0, minutes = 0, seconds = 0, us = 0] = parts.slice(2, 8).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  return {
    kind: 'civil',
    us: epochUs(YEARLESS_BASE_YEAR, month, day, hours * 3600 + minutes * 60 + seconds, us),
    hasYear: false,
    resolutionUs: 1,
  };
}

function isLevel(code: number): boolean {
  return code === 0x49 || code === 0x57 || code === 0x45 || code === 0x46;
}

function open(message: string): Payload | undefined {
  if (!isLevel(message.charCodeAt(0)) || message.charCodeAt(5) !== 0x20) return undefined;
  const head = HEAD.exec(message);
  if (!head) return undefined;
  const time = openStamp(head);
  if (time === undefined) return undefined;
  const text = message.slice(head[0].length);
  const fields: Fields = { file: head[9] ?? '' };
  const payload: PayloadDraft = { message: text, level: head[1] ?? '', time, pid: Number(head[8]), origin: 'kubelet' };
  // A structured message is quoted first: `"SyncLoop (PLEG): event for pod" pod="default/web-0"`.
  const close = text.startsWith('"') ? closingQuoteAt(text, 0) : -1;
  if (close > 0) {
    const pairs = readPairs(text, close + 1, true);
    payload.message = unescapeGo(text.slice(1, close));
    payload.fields = { ...pairs.fields, ...fields };
    if (pairs.truncated) payload.truncated = true;
  } else payload.fields = fields;
  return payload;
}

/** Whether an entry of klog goes on in the next, indented line: its last value is `<`, or it ends with such a value. */
export function klogIsOpen(text: string): boolean {
  return text.endsWith('=<') && isLevel(text.charCodeAt(0)) && HEAD.test(text);
}

/**
 * klog (kubelet, kube-proxy): `E1214 20:04:51.999123    3012 remote_runtime.go:169] text`; year and zone are not printed.
 * Structured values become fields; `fields.file` is the caller.
 */
export const klog: PayloadFormat = {
  name: 'klog',
  title: 'klog: E1214 20:04:51.999123    3012 remote_runtime.go:169] text (kubelet)',
  kind: 'payload',
  open,
};
