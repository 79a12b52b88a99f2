/** Bytes of a source's beginning from which its format is told. */
export const HEAD_BYTES = 64 * 1024;

/** The beginning of a source, 64 KiB or all of it, and the blocks as they were, beginning included. */
export interface SourceHead {
  readonly head: Uint8Array;
  readonly blocks: AsyncIterable<Uint8Array>;
  /** Closes the source if the blocks are not wanted. */
  readonly close: () => Promise<void>;
}

/** Reads a source's beginning without taking it away. */
export async function readHead(blocks: AsyncIterable<Uint8Array>): Promise<SourceHead> {
  const iterator = blocks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value.slice());
    bytes += next.value.length;
  }
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await close();
    }
  }
  return { head: Buffer.concat(first, Math.min(bytes, HEAD_BYTES)), blocks: all(), close };
}

/** More lines tell no more of a format. */
const MAX_HEAD_LINES = 4096;

/** The lines of a source's beginning, decoded, without terminators; one that the beginning's end cuts is left out. */
export function headLines(head: Uint8Array): string[] {
  const text = new TextDecoder('utf-8').decode(head.subarray(0, HEAD_BYTES));
  const lines = text.split('\n', MAX_HEAD_LINES);
  if (head.length >= HEAD_BYTES && lines.length > 1) lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** A run of so many NULs is a hole that an unclean shutdown left in a log, not a part of binary data. */
const HOLE_BYTES = 64;

/** More than a tenth of control bytes in the beginning, holes left out: not text. */
export function looksBinary(head: Uint8Array): boolean {
  const bytes = head.subarray(0, HEAD_BYTES);
  let [control, counted, zeros] = [0, 0, 0];
  const endRun = (): void => {
    if (zeros < HOLE_BYTES) {
      control += zeros;
      counted += zeros;
    }
    zeros = 0;
  };
  for (const byte of bytes) {
    if (byte === 0) {
      zeros++;
      continue;
    }
    if (zeros > 0) endRun();
    counted++;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b && byte !== 0x1e) control++;
  }
  endRun();
  return counted === 0 ? bytes.length > 0 : control > counted * 0.1;
}
