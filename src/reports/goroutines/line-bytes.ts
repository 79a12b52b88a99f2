/** 1 for each byte that may stand between the parentheses of a frame: hex words, `...`, `{}`, `?`, `_`. */
export const ARGUMENT_BYTES = new Uint8Array(256);
for (const char of '0123456789abcdefx,. {}?_') ARGUMENT_BYTES[char.charCodeAt(0)] = 1;

/** The same for two bytes at once, as a little-endian number. */
export const ARGUMENT_PAIRS = new Uint8Array(1 << 16);
for (let pair = 0; pair < ARGUMENT_PAIRS.length; pair++) {
  ARGUMENT_PAIRS[pair] = (ARGUMENT_BYTES[pair & 0xff] ?? 0) & (ARGUMENT_BYTES[pair >> 8] ?? 0);
}

/** End of `[start, end)` without trailing white space and carriage returns. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let stop = end;
  while (stop > start && isSpace(bytes[stop - 1])) stop--;
  return stop;
}

/** First byte behind the indent; rsyslog writes a tab as `#011`. */
export function lineStart(bytes: Uint8Array, start: number, stop: number): number {
  let first = start;
  for (;;) {
    if (first < stop && isSpace(bytes[first])) first++;
    else if (startsWith(bytes, first, stop, '#011')) first += 4;
    else return first;
  }
}

export function startsWith(bytes: Uint8Array, at: number, stop: number, text: string): boolean {
  if (stop - at < text.length) return false;
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

export function digitsEnd(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (at < stop && isDigit(bytes[at])) at++;
  return at;
}

/** The decimal number of the digits `[start, end)`. */
export function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at] ?? 0) - 0x30;
  return value;
}

/**
 * Whether `[first, open)` can be a function's name: no white space, but for the types of anonymous structs,
 * `main.(*struct { sync.Mutex }).Lock`.
 */
export function isFunctionName(bytes: Uint8Array, first: number, open: number): boolean {
  for (let at = first; at < open; at++) {
    if (isSpace(bytes[at])) return bytes[at + 1] === 0x7b;
  }
  return open > first;
}

/** Where ` fp=0x…` begins in a file line (GOTRACEBACK=system), else its end. */
export function fpStart(bytes: Uint8Array, start: number, stop: number): number {
  for (let at = start + 1; at < stop - 2; at++) {
    if (bytes[at] === 0x66 && bytes[at + 1] === 0x70 && bytes[at + 2] === 0x3d && bytes[at - 1] === 0x20) return at - 1;
  }
  return stop;
}

/** `00007ffe1121a558:  00007ffe1121a6d8 …`, `0x000000c000050f00:  0x…`: words of a stack that the runtime could not unwind. */
export function isHexDump(bytes: Uint8Array, first: number, stop: number): boolean {
  let at = first;
  if (startsWith(bytes, at, stop, '0x')) at += 2;
  const digits = at;
  while (at < stop && at < digits + 17 && isHexDigit(bytes[at])) at++;
  return at - digits === 16 && bytes[at] === 0x3a;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 9 || byte === 13;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

export function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && byte >= 0x61 && byte <= 0x66);
}
