/** Below this a hex word is a length, flag or small number; above `HIGHEST` it is no address of a 64-bit user process. */
const LOWEST = 0x10000;
const HIGHEST = 0x800000000000;
/** Go's heap lies above 4 GB (0xc000000000 to Go 1.25, 0x4000000000 on arm64, anywhere from 1.26), plain programs below. */
const LOWEST_HEAP = 0x100000000;
/** Position-independent programs and their type words, and mapped memory with the system stacks: no heap. */
const PROGRAM_START = 0x550000000000;
const PROGRAM_END = 0x580000000000;
const MAPPED_START = 0x7e0000000000;
const NEWLINE = 10;

function mayBeHeap(value: number): boolean {
  if (value < LOWEST_HEAP || value >= MAPPED_START) return false;
  return value < PROGRAM_START || value >= PROGRAM_END;
}

/**
 * The first argument `0xc42074f570` of `bytes[start, end)` if it can be an address.
 * 0 for `...`, structs, small values and words marked `?`, which the runtime does not vouch for (Go 1.18 on).
 */
export function firstAddress(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 0x30 || bytes[start + 1] !== 0x78) return 0;
  let at = start + 2;
  let value = 0;
  for (; at < end && at < start + 18; at++) {
    const digit = hexValue(bytes[at] ?? 0);
    if (digit < 0) break;
    value = value * 16 + digit;
  }
  if (at < end && bytes[at] !== 0x2c) return 0;
  return value >= LOWEST && value < HIGHEST ? value : 0;
}

/**
 * Appends all heap addresses among arguments, `bytes[start, end)`, the line end of each frame's included, to `into`, at most until it holds
 * `limit`, and to `marks` for each twice the index of its frame, one more for a first argument.
 */
export function collectAddresses(
  bytes: Uint8Array,
  start: number,
  end: number,
  into: number[],
  marks: number[],
  limit: number,
): void {
  let frame = 0;
  let lineStart = start;
  let at = start;
  while (at < end && into.length < limit) {
    const byte = bytes[at];
    if (byte === NEWLINE) {
      frame++;
      lineStart = at + 1;
    }
    if (byte !== 0x30 || bytes[at + 1] !== 0x78) {
      at++;
      continue;
    }
    const first = at === lineStart ? 1 : 0;
    at += 2;
    let value = 0;
    for (; at < end; at++) {
      const digit = hexValue(bytes[at] ?? 0);
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (bytes[at] === 0x3f || !mayBeHeap(value)) continue;
    into.push(value);
    marks.push(frame * 2 + first);
  }
}

export function hexAddress(value: number): string {
  return `0x${value.toString(16)}`;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}
