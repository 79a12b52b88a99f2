import type { LineParser, ParserOptions } from '../core/log-format.js';
import type { Stamp } from '../core/stamp.js';
import { NO_STAMP, YEARLESS_BASE_YEAR } from '../core/stamp.js';
import { US_PER_MINUTE } from '../core/units.js';
import { cleanLine } from './ansi.js';
import { epochUs } from './calendar.js';
import type { Entry } from './entry.js';
import { EntryAssembler } from './entry-assembler.js';
import { kernelEntry, readKernelPrefix } from './kernel-line.js';
import type { LineFormat } from './line-format.js';
import { shareOfLines } from './line-format.js';
import { monthOfName } from './month-names.js';
import { readSeconds } from './stamps.js';

const NAME = 'dmesg-reltime';

/** `Nov21 02:53`, `Nov 1 02:53`, `nov.21 02:53`, `11月21 02:53`: `%b%e %H:%M` of the reader's locale. */
const MINUTE = /^(.{1,8}?)( ?\d{1,2}) (\d\d):(\d\d)$/;
/** Longest text between the brackets. */
const MAX_STAMP = 24;

interface ReadLine {
  readonly entry: Entry;
  /** µs since the line before, where the line shows that. */
  readonly deltaUs?: number;
}

function readMinute(stamp: string): Stamp | undefined {
  const match = MINUTE.exec(stamp);
  if (!match) return undefined;
  const month = monthOfName(match[1] ?? '');
  const [day, hours, minutes] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (month === 0 || day < 1 || day > 31 || hours > 23 || minutes > 59) return undefined;
  const us = epochUs(YEARLESS_BASE_YEAR, month, day, hours * 3600 + minutes * 60, 0);
  return { kind: 'civil', us, hasYear: false, resolutionUs: US_PER_MINUTE };
}

/** `  +0.000007`, ` +52.124915`, `<    0.000007>`; a clock that goes back gives `<-999820.222285>`. */
function readDelta(stamp: string): number | undefined {
  const text = stamp.replace(/^ {0,12}[+<] {0,12}/, '');
  const isNegative = text.startsWith('-');
  const delta = readSeconds(text, isNegative ? 1 : 0);
  if (delta === undefined || (delta.end !== text.length && text.slice(delta.end) !== '>')) return undefined;
  return isNegative ? -delta.us : delta.us;
}

function readLine(text: string): ReadLine | undefined {
  const prefix = readKernelPrefix(text);
  if (text.charCodeAt(prefix.end) !== 0x5b) return undefined;
  const close = text.indexOf(']', prefix.end);
  if (close < 0 || close - prefix.end > MAX_STAMP) return undefined;
  const stamp = text.slice(prefix.end + 1, close);
  const sign = stamp.trimStart().charCodeAt(0);
  if (sign === 0x2b /* + */ || sign === 0x3c /* < */) {
    const deltaUs = readDelta(stamp);
    return deltaUs === undefined ? undefined : { entry: kernelEntry(NAME, text, close + 1, NO_STAMP, prefix), deltaUs };
  }
  const minute = readMinute(stamp);
  return minute && { entry: kernelEntry(NAME, text, close + 1, minute, prefix) };
}

/** Adds a delta to the time of the line before; the minute that started the sum stays its resolution. */
function advance(last: Stamp, deltaUs: number): Stamp {
  return last.kind === 'civil' ? { ...last, us: last.us + deltaUs } : last;
}

function createParser({ source }: ParserOptions): LineParser {
  const assembler = new EntryAssembler(source);
  let last: Stamp = NO_STAMP;
  return {
    push(line, sink) {
      const text = cleanLine(line.text);
      const found = readLine(text);
      if (found === undefined) return assembler.continueWith(line, text, sink);
      last = found.deltaUs === undefined ? found.entry.time : advance(last, found.deltaUs);
      assembler.start({ ...found.entry, time: last }, line, text, '', sink);
      return true;
    },
    flush(sink) {
      assembler.flush(sink);
    },
  };
}

const read = (text: string): Entry | undefined => readLine(text)?.entry;

/**
 * `dmesg -H`, `-e`, `--reltime`: `[Nov21 02:53] text`, then `[  +0.000007] text` relative to the line before; the decimal sign
 * is of the locale. Also `--time-format delta` (`[<    0.000007>] text`), which shows no absolute time at all.
 */
export const dmesgReltime: LineFormat = {
  name: NAME,
  title: 'dmesg -H, -e: [Nov21 02:53] text, [  +0.000007] text',
  kind: 'envelope',
  everyLine: true,
  begins: /[[<a-z ]/,
  read,
  readAnywhere: read,
  probe: (lines) => shareOfLines(lines, (text) => read(text) !== undefined),
  createParser,
};
