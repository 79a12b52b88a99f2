import type { Payload, PayloadFormat } from '../core/log-format.js';
import { US_PER_SECOND } from '../core/units.js';
import type { Fields } from './entry.js';
import type { PayloadDraft } from './logfmt.js';
import { hasKeys, openTime } from './logfmt.js';
import { readPairs } from './logfmt-pairs.js';
import { originOfLogrus } from './origin.js';

/** Level words cut to four letters, then seconds since the process started or a full stamp. */
const HEAD = /^(PANI|FATA|ERRO|WARN|INFO|DEBU|TRAC)\[(\d{4,10}|\d{4}-\d\d-\d\dT[0-9:.]{8,18}(?:Z|[+-]\d\d:\d\d))\] ?/;

/** Between message and first pair stand two spaces: the padding to 44 columns ends with one, each pair starts with one. */
const FIRST_PAIR = / {2}[A-Za-z_][\w.()/-]{0,80}=/g;
const PADDED_WIDTH = 44;

function open(message: string): Payload | undefined {
  if (message.charCodeAt(4) !== 0x5b) return undefined;
  const head = HEAD.exec(message);
  if (!head) return undefined;
  const [all, level = '', stamp = ''] = head;
  let text = message.slice(all.length);
  let fields: Fields = {};
  let truncated = false;
  // A message shorter than the padding has its pairs behind column 44; its own text may hold ` a=b`.
  FIRST_PAIR.lastIndex = Math.max(0, PADDED_WIDTH - 1);
  const pair = FIRST_PAIR.exec(text);
  if (pair) {
    ({ fields, truncated } = readPairs(text, pair.index));
    text = text.slice(0, pair.index);
  }
  text = text.trimEnd();
  const payload: PayloadDraft = { message: text, level, origin: originOfLogrus(text, fields, true) };
  const time = stamp.includes('T')
    ? openTime(stamp, fields)
    : ({ kind: 'uptime', us: Number(stamp) * US_PER_SECOND, resolutionUs: US_PER_SECOND } as const);
  if (time !== undefined) payload.time = time;
  if (truncated) payload.truncated = true;
  if (hasKeys(fields)) payload.fields = fields;
  return payload;
}

/**
 * logrus text on a terminal: `INFO[0003] Daemon has completed initialization          commit=f5ec1e2 version=17.03.2-ce`,
 * from Docker 17.09 with a full stamp in the brackets. Colours are gone before.
 */
export const logrusTty: PayloadFormat = {
  name: 'logrus-tty',
  title: 'logrus text on a terminal: INFO[0003] message   key=value',
  kind: 'payload',
  open,
};
