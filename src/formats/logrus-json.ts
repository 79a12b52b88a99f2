import type { Payload, PayloadFormat } from '../core/log-format.js';
import type { FieldValue } from '../core/log-record.js';
import { US_PER_MS, US_PER_SECOND } from '../core/units.js';
import type { Fields } from './entry.js';
import { setField } from './entry.js';
import { parseJsonLine } from './json-object.js';
import type { PayloadDraft } from './logfmt.js';
import { hasKeys, openTime } from './logfmt.js';
import { originOfLogrus } from './origin.js';

/** A JSON value as a field: scalars as they are, lists of text as lists, the rest as JSON text. */
export function toFieldValue(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((item): item is string => typeof item === 'string')) return value;
  return value === undefined ? '' : JSON.stringify(value);
}

/** klog's JSON counts ms since the epoch with a fraction, zap's default counts seconds. */
function openNumericTime(value: number): PayloadDraft['time'] {
  if (!(value > 1e8 && value < 1e14)) return undefined;
  const us = Math.round(value > 1e11 ? value * US_PER_MS : value * US_PER_SECOND);
  return { kind: 'wall', us, resolutionUs: 1 };
}

function open(message: string): Payload | undefined {
  // Both keys must stand in the line before it is worth parsing.
  if (message.charCodeAt(0) !== 0x7b || !message.includes('"msg":')) return undefined;
  if (!message.includes('"level":') && !message.includes('"ts":') && !message.includes('"time":')) return undefined;
  const line = parseJsonLine(message);
  if (line === undefined) return undefined;
  const { msg, level, time, ts, ...others } = line.object;
  if (typeof msg !== 'string') return undefined;
  const fields: Fields = {};
  for (const key of Object.keys(others)) setField(fields, key, toFieldValue(others[key]));
  const isKlog = level === undefined && typeof ts === 'number';
  const payload: PayloadDraft = { message: msg, origin: isKlog ? 'kubelet' : originOfLogrus(msg, fields, true) };
  if (typeof level === 'string') payload.level = level;
  const stamp =
    typeof time === 'string'
      ? openTime(time, fields)
      : typeof ts === 'string'
        ? openTime(ts, fields)
        : typeof ts === 'number'
          ? openNumericTime(ts)
          : undefined;
  if (stamp !== undefined) payload.time = stamp;
  if (line.damaged) payload.truncated = true;
  if (hasKeys(fields)) payload.fields = fields;
  return payload;
}

/** logrus JSON, as dockerd (25.0 on), containerd and runc write it: `{"level":"info","msg":"Starting up","time":"…"}`; also klog's JSON. */
export const logrusJson: PayloadFormat = {
  name: 'logrus-json',
  title: 'logrus JSON: {"level":…,"msg":…,"time":…} (dockerd, containerd, runc, kubelet)',
  kind: 'payload',
  open,
};
