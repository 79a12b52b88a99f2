const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };

/** Undoes one level of Go's quoting: `\n`, `\t`, `\"`, `\\`; other escapes stay as they are. */
export function unescapeOnce(text: string): string {
  return text.replace(/\\([ntr"\\])/g, (whole, code: string) => ESCAPES[code] ?? whole);
}

/**
 * A header that is followed by an escaped line end: a dump quoted within another message. Labels (Go 1.27) may stand before the colon.
 */
const QUOTED_HEADER = /goroutine \d{1,15} [^\n]{0,80}\[[^\]\n]{1,120}\](?: \{[^\n]{0,300}?\})?:(\\{1,7})n/;
const MAX_LEVELS = 3;

/**
 * A goroutine dump quoted within `text`, such as runc's in `exit status 2: "SIGQUIT: quit\nPC=0x55…"`, with its line ends
 * restored; undefined if there is none. It reaches from the quote before it to the quote that closes.
 */
export function quotedDump(text: string): string | undefined {
  if (!text.includes('goroutine ')) return undefined;
  const header = QUOTED_HEADER.exec(text);
  if (header === null) return undefined;
  let inner = text.slice(text.lastIndexOf('"', header.index) + 1);
  for (let level = 0; level < MAX_LEVELS && QUOTED_HEADER.test(inner); level++) {
    inner = unescapeOnce(inner.slice(0, closingQuote(inner)));
  }
  return inner;
}

/** Where a quoted dump stands in a text that may be cut behind its first header. */
export interface QuotedPlace {
  /** Index behind the quote that opens it. */
  readonly start: number;
  /** Index of the escaped line end behind its first header. */
  readonly headerEnd: number;
  /** How often it was quoted. */
  readonly levels: number;
}

export function findQuotedDump(text: string): QuotedPlace | undefined {
  const header = QUOTED_HEADER.exec(text);
  if (header === null) return undefined;
  const slashes = (header[1] ?? '').length;
  return {
    start: text.lastIndexOf('"', header.index) + 1,
    headerEnd: header.index + header[0].length - slashes - 1,
    levels: 1 + Math.floor(Math.log2(slashes)),
  };
}

/** Index of the first quote without a backslash before it, else the length. */
function closingQuote(text: string): number {
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const UNICODE = 0x75;
const SPECIAL: Readonly<Record<number, number>> = { 0x6e: 10, 0x74: 9, 0x72: 13 };

/**
 * Undoes levels of quoting in a stream of bytes, cut anywhere, so that a dump that was logged as one line of hundreds of
 * megabytes is never held as a string. Stops at the first quote that is not escaped. `\u003c`, as Go's JSON has it, is undone too.
 */
export class ByteUnescaper {
  private readonly out = new Uint8Array(64 * 1024);
  private readonly levels: number;
  private slashes = 0;
  /** Digits of a `\u` escape still to come, and its value so far; 0: none is open. */
  private digits = 0;
  private code = 0;
  /** The closing quote was seen. */
  ended = false;

  constructor(levels = 1) {
    this.levels = levels;
  }

  /**
   * Hands the bytes of `[start, end)`, unescaped, to `take` in pieces that are valid during the call. Returns where reading ended: behind the
   * closing quote, or at `end`.
   */
  push(bytes: Uint8Array, start: number, end: number, take: (bytes: Uint8Array, end: number) => void): number {
    const { out } = this;
    const room = out.length - 64;
    let filled = 0;
    let at = start;
    for (; at < end && !this.ended; at++) {
      const byte = bytes[at] ?? 0;
      if (filled > room) {
        take(out, filled);
        filled = 0;
      }
      if (byte === BACKSLASH) {
        this.slashes++;
        // More than any quoting makes: they are dropped.
        if (this.slashes > 32) this.slashes = 32;
      } else if (this.digits > 0) {
        const digit = hexDigit(byte);
        this.code = this.code * 16 + (digit < 0 ? 0 : digit);
        if (--this.digits === 0 || digit < 0) {
          this.digits = 0;
          out[filled++] = this.code > 0 && this.code < 0x80 ? this.code : 0x3f;
        }
      } else if (this.slashes > 0 || byte === QUOTE) filled = this.escape(byte, filled);
      else out[filled++] = byte;
    }
    if (filled > 0) take(out, filled);
    return at;
  }

  /** Backslashes and the byte behind them, or a bare quote. */
  private escape(byte: number, from: number): number {
    let { slashes } = this;
    let char = byte;
    this.slashes = 0;
    for (let level = 0; level < this.levels; level++) {
      const isEscaped = slashes % 2 === 1;
      slashes >>= 1;
      if (char === QUOTE) {
        if (isEscaped) continue;
        this.ended = true;
        return from;
      }
      if (!isEscaped) continue;
      const special = SPECIAL[char];
      if (special !== undefined) char = special;
      else if (char === UNICODE) this.digits = 4;
      else slashes++;
    }
    let filled = from;
    while (slashes-- > 0) this.out[filled++] = BACKSLASH;
    if (this.digits === 0) this.out[filled++] = char;
    else this.code = 0;
    return filled;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
