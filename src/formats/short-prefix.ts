import { isDigitAt } from './stamps.js';

/** Host, program and message behind a stamp. */
class ShortPrefix {
  host: string | undefined;
  identifier: string | undefined;
  pid: number | undefined;
  messageAt = 0;
}

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Identifiers are free text, but no program's is longer. */
const MAX_IDENTIFIER = 256;

/** Reads `name[pid]` or `name` between `from` and `to`; false if it cannot be one (free text with spaces). */
function readProgram(text: string, from: number, to: number, prefix: ShortPrefix): boolean {
  if (to <= from || to - from > MAX_IDENTIFIER) return false;
  if (text.charCodeAt(to - 1) === CLOSE) {
    let open = to - 2;
    let pid = 0;
    let weight = 1;
    for (; open > from && isDigitAt(text, open); open--) {
      pid += (text.charCodeAt(open) - 0x30) * weight;
      weight *= 10;
    }
    if (open > from && open < to - 2 && to - open <= 12 && text.charCodeAt(open) === OPEN) {
      prefix.identifier = text.slice(from, open);
      prefix.pid = pid;
      return true;
    }
  }
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === SPACE) return false;
  prefix.identifier = text.slice(from, to);
  return true;
}

/** Pasted logs often have a blank where the host name was taken out. */
function pastSpaces(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === SPACE) end++;
  return end;
}

/**
 * Reads `[ hostname ] name [ "[" pid "]" ] ": " message` from `at`, the grammar of journalctl's short family and of
 * rsyslog. The host is missing where the first word already ends the prefix, or cannot be a host name.
 * Where no program is named (`last message repeated 3 times`) the message begins behind the host.
 */
export function readShortPrefix(text: string, at: number): ShortPrefix {
  const prefix = new ShortPrefix();
  let programAt = pastSpaces(text, at);
  const space = text.indexOf(' ', programAt);
  const wordEnd = space < 0 ? text.length : space;
  // `dockerd[7926]: x` ends the prefix at once; a host name holds no bracket: `runc:[2:INIT] x[20357]: x`.
  if (text.charCodeAt(wordEnd - 1) !== COLON) {
    const host = text.slice(programAt, wordEnd);
    if (!host.includes('[')) {
      prefix.host = host;
      programAt = pastSpaces(text, Math.min(wordEnd + 1, text.length));
    }
  }
  let colon = text.indexOf(': ', programAt);
  if (colon < 0 && text.charCodeAt(text.length - 1) === COLON) colon = text.length - 1;
  const isNamed = colon >= 0 && readProgram(text, programAt, colon, prefix);
  prefix.messageAt = isNamed ? Math.min(colon + 2, text.length) : programAt;
  return prefix;
}
