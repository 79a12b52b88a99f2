/** What one message is to the miner: its words with everything that varies replaced, and whether a word of it tells of trouble. */
export interface MaskedText {
  /** 48 at most, each 64 characters at most. */
  readonly tokens: readonly string[];
  readonly alarm: Alarm;
}

/** `grave`: a word that is trouble whoever says it (`oom`, `panic`); `faint`: one that is also used of plans and settings (`timeout`, `kill`). */
export type Alarm = 'none' | 'faint' | 'grave';

/** Characters of a message that are looked at. */
const MAX_CHARS = 1_000;
const MAX_TOKENS = 48;
const MAX_TOKEN_CHARS = 64;
/** A quoted text longer than this is read as if it were not quoted. */
const MAX_QUOTED = 200;

const VARIABLE = '<*>';
const PATH = '<path>';
const URL = '<url>';

const GRAVE = new Set(
  (
    'aborted corrupt corrupted corruption crash crashed deadlock denied exhausted fatal frozen hung killed oom oomkilled oops panic ' +
    'segfault stuck taskoom unhealthy unreachable unresponsive'
  ).split(' '),
);
const FAINT = new Set(
  (
    'abort cannot defunct dropped err error errors exceeded fail failed failing fails failure failures invalid kill killing leak lost overflow ' +
    'refused rejected starved timedout timeout timeouts unable unavailable unexpected warning'
  ).split(' '),
);
/** Before an alarming word: `no errors`. */
const DENIALS = new Set(['no', 'without']);

/** Whether a word of some length and first letter can be one of these: most words need not be cut out and looked up. */
const MAX_WORD = 16;
const NOTABLE = new Uint8Array(32 * (MAX_WORD + 1));
for (const word of [...GRAVE, ...FAINT, ...DENIALS]) NOTABLE[word.length * 32 + (word.charCodeAt(0) & 31)] = 1;

/**
 * Replaces what varies from line to line in one pass over the text: numbers, hexadecimal ids, addresses, versions and every name with a digit
 * in it become `<*>`, paths `<path>`, URLs `<url>`, quoted phrases `"<*>"`. Quoted single words stay (`Type:"oom"` tells more than its frame), and so
 * do quoted phrases with an alarming word: they are the error's own text.
 * Each character is looked at three times at most: alone, as part of a quoted text, and when that is opened.
 */
export function maskText(text: string): MaskedText {
  const masker = new Masker(text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text);
  return masker.run();
}

class Masker {
  readonly #text: string;
  readonly #tokens: string[] = [];
  #token = '';
  #alarm: Alarm = 'none';
  /** The word before denies what follows. */
  #isDenied = false;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): MaskedText {
    const text = this.#text;
    /** Up to here quotes do not count: they lie in a quoted text that was opened. */
    let openedTo = 0;
    while (this.#at < text.length && this.#tokens.length < MAX_TOKENS) {
      const code = text.charCodeAt(this.#at);
      if (code <= 0x20) {
        this.#closeToken();
        this.#at++;
      } else if (isWordCode(code)) this.#takeWord();
      else if (code === SLASH && this.#beginsPath()) this.#takePath();
      else if (isQuote(code) && this.#at >= openedTo) openedTo = this.#takeQuoted(code);
      else if (code === BACKSLASH && isQuote(text.charCodeAt(this.#at + 1))) this.#at++;
      else if (code === MINUS && isDigit(text.charCodeAt(this.#at + 1))) this.#at++;
      else {
        this.#append(text.charAt(this.#at));
        this.#at++;
      }
    }
    this.#closeToken();
    return { tokens: this.#tokens, alarm: this.#alarm };
  }

  #append(part: string): void {
    if (this.#token.length < MAX_TOKEN_CHARS) this.#token = (this.#token + part).slice(0, MAX_TOKEN_CHARS);
    // A list of numbers is as variable in its length as in its numbers.
    if (part === VARIABLE && this.#token.endsWith('<*>,<*>')) this.#token = this.#token.slice(0, -4);
  }

  #closeToken(): void {
    if (this.#token !== '' && this.#tokens.length < MAX_TOKENS) this.#tokens.push(this.#token);
    this.#token = '';
  }

  /** A run of letters, digits and what joins them in names, versions and addresses. */
  #takeWord(): void {
    const text = this.#text;
    const start = this.#at;
    let end = start;
    let hasDigit = false;
    let hexOnly = true;
    let wordStart = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isWordCode(code)) {
        if (isDigit(code)) hasDigit = true;
        else if (!isHexLetter(code)) hexOnly = false;
        continue;
      }
      if (!isJoiner(code)) break;
      this.#seeWord(wordStart, end);
      wordStart = end + 1;
      if (code === COLON && text.startsWith('//', end + 1)) {
        this.#takeUrl(end + 3);
        return;
      }
    }
    this.#seeWord(wordStart, end);
    while (end > start && isJoiner(text.charCodeAt(end - 1))) end--;
    this.#append(hasDigit || (hexOnly && end - start >= 8) ? VARIABLE : text.slice(start, end));
    this.#at = end;
  }

  /** A word that is a key (`errors=remount-ro`, `error=<nil>`) alarms nobody; its value may. */
  #seeWord(start: number, end: number): void {
    const length = end - start;
    if (length <= 0 || length > MAX_WORD) return;
    if (NOTABLE[length * 32 + (this.#text.charCodeAt(start) & 31)] === 0) {
      this.#isDenied = false;
      return;
    }
    const word = this.#text.slice(start, end).toLowerCase();
    if (!this.#isDenied && this.#text.charCodeAt(end) !== EQUALS) {
      if (GRAVE.has(word)) this.#alarm = 'grave';
      else if (FAINT.has(word) && this.#alarm === 'none') this.#alarm = 'faint';
    }
    this.#isDenied = DENIALS.has(word);
  }

  #takeUrl(from: number): void {
    this.#append(URL);
    let end = from;
    while (end < this.#text.length && !endsPath(this.#text, end)) end++;
    this.#at = end;
  }

  #beginsPath(): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (!isWordCode(next) && next !== DOT) return false;
    const last = this.#token.charAt(this.#token.length - 1);
    return last === '' || '=([{<"\'`,:'.includes(last);
  }

  #takePath(): void {
    let end = this.#at + 1;
    while (end < this.#text.length && !endsPath(this.#text, end)) end++;
    this.#append(PATH);
    this.#at = end;
  }

  /** Returns up to where quotes count no more. */
  #takeQuoted(quote: number): number {
    const text = this.#text;
    const start = this.#at + 1;
    const mark = text.charAt(this.#at);
    const isApostrophe = quote === APOSTROPHE && isWordCode(text.charCodeAt(this.#at - 1));
    const limit = Math.min(text.length, start + MAX_QUOTED);
    let end = start;
    let isPlain = true;
    while (end < limit && text.charCodeAt(end) !== quote) {
      if (!isLetterOrDash(text.charCodeAt(end))) isPlain = false;
      end++;
    }
    this.#append(mark);
    this.#at = start;
    if (isApostrophe || end >= limit) return 0;
    // `\"` closes as `"` does.
    const isEscaped = text.charCodeAt(end - 1) === BACKSLASH && end > start;
    const inner = text.slice(start, isEscaped ? end - 1 : end);
    if (isPlain || (isEscaped && isPlainWord(inner))) {
      this.#seeWord(start, start + inner.length);
      this.#append(inner);
    } else if (inner.includes(' ') && tellsTrouble(inner)) return end + 1;
    else this.#append(VARIABLE);
    this.#append(mark);
    this.#at = end + 1;
    return 0;
  }
}

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const APOSTROPHE = 0x27;
const COLON = 0x3a;
const DOT = 0x2e;
const MINUS = 0x2d;
const EQUALS = 0x3d;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isHexLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66;
}

function isWordCode(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(code) || code === 0x5f || code >= 0x80;
}

function isLetterOrDash(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f || code === MINUS;
}

function isPlainWord(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (!isLetterOrDash(text.charCodeAt(index))) return false;
  return true;
}

function isJoiner(code: number): boolean {
  return code === DOT || code === COLON || code === MINUS || code === 0x40 || code === 0x2b || code === 0x25;
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === APOSTROPHE || code === 0x60;
}

/** Whether a path or URL ends before this character: at white space, closing brackets, quotes, and a colon or comma that ends the word. */
function endsPath(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (
    code <= 0x20 ||
    isQuote(code) ||
    code === 0x29 ||
    code === 0x5d ||
    code === 0x7d ||
    code === 0x3e ||
    code === BACKSLASH
  )
    return true;
  if (code !== COLON && code !== 0x2c && code !== 0x3b) return false;
  const next = text.charCodeAt(at + 1);
  return !(next > 0x20);
}

function tellsTrouble(text: string): boolean {
  for (const word of text.toLowerCase().split(/[^a-z]/)) if (GRAVE.has(word) || FAINT.has(word)) return true;
  return false;
}
