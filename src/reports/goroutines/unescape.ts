const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };

/** Undoes one level of Go's quoting: `\n`, `\t`, `\"`, `\\`; other escapes stay as they are. */
export function unescapeOnce(text: string): string {
  return text.replace(/\\([ntr"\\])/g, (whole, code: string) => ESCAPES[code] ?? whole);
}

/** A header that is followed by an escaped line end: a dump quoted within another message. */
const QUOTED_HEADER = /goroutine \d{1,15} [^\n]{0,80}\[[^\]\n]{1,120}\]:\\{1,7}n/;
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

/**
 * Undoes one level of quoting in a stream of bytes, cut anywhere, so that a dump that was logged as one line of hundreds of
 * megabytes is never held as a string. Stops at the first quote that is not escaped.
 */
export class ByteUnescaper {
  private readonly out = new Uint8Array(64 * 1024);
  private escaped = false;
  /** The closing quote was seen. */
  ended = false;

  /** Hands the bytes of `[start, end)`, unescaped, to `take` in pieces that are valid during the call. */
  push(bytes: Uint8Array, start: number, end: number, take: (bytes: Uint8Array, end: number) => void): void {
    const { out } = this;
    let filled = 0;
    for (let at = start; at < end && !this.ended; at++) {
      const byte = bytes[at] ?? 0;
      if (filled + 2 > out.length) {
        take(out, filled);
        filled = 0;
      }
      if (this.escaped) {
        this.escaped = false;
        if (byte === 0x6e) out[filled++] = 10;
        else if (byte === 0x74) out[filled++] = 9;
        else if (byte === 0x72) out[filled++] = 13;
        else {
          if (byte !== QUOTE && byte !== BACKSLASH) out[filled++] = BACKSLASH;
          out[filled++] = byte;
        }
      } else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.ended = true;
      else out[filled++] = byte;
    }
    if (filled > 0) take(out, filled);
  }
}
