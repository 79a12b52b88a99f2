import type { EnvelopeFormat, PayloadFormat } from '../core/log-format.js';
import { cleanLine } from './ansi.js';
import { dmesg } from './dmesg.js';
import { dmesgCtime } from './dmesg-ctime.js';
import { dmesgIso } from './dmesg-iso.js';
import { ENVELOPES } from './envelopes.js';
import { PAYLOADS } from './payloads.js';
import { rewrittenFormat } from './rewritten-format.js';
import { createEntryTest, findWrapWidth } from './wrapped-lines.js';

export interface Detection {
  /** The source's own format; undefined if no envelope fits: bare lines, or nothing that is known. */
  readonly format: EnvelopeFormat | undefined;
  /** 0 to 1: the share of the lines looked at that are the format's. */
  readonly confidence: number;
  /** One line of words. */
  readonly reason: string;
  /** For bare lines: the payload format of most of them. */
  readonly payload?: PayloadFormat;
}

/** Lines of a source that are looked at. */
const PROBE_LINES = 200;
/** Characters of a line that are looked at; JSON lines are looked at whole up to this. */
const PROBE_CHARS = 65_536;
/** Least share; below it the lines are chance hits in a ticket, which the parser finds anyway, line by line. */
const LEAST_SHARE = 0.05;

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function detectPayload(lines: readonly string[]): { format: PayloadFormat; share: number } | undefined {
  let best: { format: PayloadFormat; share: number } | undefined;
  const texts = lines.map(cleanLine).filter((text) => text.trim() !== '');
  for (const format of PAYLOADS) {
    const share = texts.filter((text) => format.open(text) !== undefined).length / Math.max(1, texts.length);
    if (share > (best?.share ?? 0)) best = { format, share };
  }
  return best;
}

/** Formats of kernel lines, into whose messages `dmesg --color` puts colour codes. */
const KERNEL_FORMATS: readonly EnvelopeFormat[] = [dmesg, dmesgCtime, dmesgIso];

/** The format as the source has it: rewritten by colours or a terminal's width, or the format itself. */
function asWritten(format: EnvelopeFormat, lines: readonly string[]): EnvelopeFormat {
  const isColoured = KERNEL_FORMATS.includes(format) && lines.some((line) => line.includes('\x1b['));
  const wrapWidth = format.everyLine ? undefined : findWrapWidth(lines, createEntryTest(format));
  return isColoured || wrapWidth !== undefined ? rewrittenFormat(format, format.name, wrapWidth) : format;
}

/**
 * Finds the format of a source by its first lines. Only the order of `ENVELOPES` and the shares decide;
 * a source may mix formats, so the answer says where to start, not what every line is.
 */
export function detectEnvelope(firstLines: readonly string[]): Detection {
  const lines = firstLines
    .slice(0, PROBE_LINES)
    .map((line) => (line.length > PROBE_CHARS ? line.slice(0, PROBE_CHARS) : line));
  let best: EnvelopeFormat | undefined;
  let bestShare = 0;
  for (const format of ENVELOPES) {
    const share = format.probe(lines);
    if (share > bestShare) [best, bestShare] = [format, share];
  }
  if (best !== undefined && bestShare >= LEAST_SHARE) {
    const reason = `${percent(bestShare)} of the first ${lines.length} lines are ${best.name}`;
    return { format: asWritten(best, lines), confidence: bestShare, reason };
  }
  const payload = detectPayload(lines);
  const wrapWidth = payload && findWrapWidth(lines, createEntryTest(undefined));
  if (payload !== undefined && wrapWidth !== undefined) {
    const reason = `bare lines of ${payload.format.name}, broken at ${wrapWidth} columns`;
    return {
      format: rewrittenFormat(undefined, payload.format.name, wrapWidth),
      confidence: payload.share,
      reason,
      payload: payload.format,
    };
  }
  if (payload === undefined) return { format: undefined, confidence: 0, reason: 'no known format in the first lines' };
  const reason = `bare lines, ${percent(payload.share)} of the first ${lines.length} are ${payload.format.name}`;
  return { format: undefined, confidence: payload.share, reason, payload: payload.format };
}
