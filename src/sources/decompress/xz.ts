import { ReadableStream } from 'node:stream/web';
import { crc32 } from 'node:zlib';
import * as xz from 'xz-decompress';
import { ByteReader } from '../byte-reader.js';
import type { ExpansionGauge } from '../expansion.js';

const MAGIC = Buffer.from('fd377a585a00', 'hex');
/** A stream's header and its footer have 12 bytes each (The .xz File Format, 2.1.1 and 2.1.2). */
const HEADER_BYTES = 12;
const STEP_BYTES = 64 * 1024;
/** Zero bytes between two streams that are looked through. */
const MAX_PADDING = 4096;

/** What xz-embedded's return codes mean (`xz.h`). */
const FAILURES: Readonly<Record<string, string>> = {
  '2': 'its kind of checksum is not supported',
  '3': 'not enough memory',
  '4': 'its dictionary is too large',
  '5': 'not an xz stream',
  '6': 'it uses a filter that is not supported',
  '7': 'the data are damaged',
  '8': 'it ends early',
};

// A CommonJS package: Node shows its exports as the default one only.
const { XzReadableStream } = ('default' in xz ? xz.default : xz) as typeof xz;

// The package lets one stream live at a time, so an .xz member of a .tar.xz would wait for ever; the decoder itself can have several.
Object.assign(XzReadableStream, { _contextMutex: { acquire: () => Promise.resolve(), release: () => undefined } });

/** Expands xz, several streams in a row. Throws on damage. */
export async function* expandXz(chunks: AsyncIterable<Uint8Array>, gauge: ExpansionGauge): AsyncGenerator<Uint8Array> {
  const splitter = createSplitter(new ByteReader(chunks));
  try {
    while (await splitter.next()) yield* expandStream(splitter, gauge);
  } finally {
    await splitter.close();
  }
}

async function* expandStream(splitter: Splitter, gauge: ExpansionGauge): AsyncGenerator<Uint8Array> {
  let pulling: Promise<void> = Promise.resolve();
  const state = { ranOut: false };
  const packed = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulling = splitter.piece().then((piece) => {
          if (piece === undefined) {
            state.ranOut = true;
            controller.close();
            return;
          }
          gauge.took(piece.length);
          controller.enqueue(piece);
        });
        return pulling;
      },
    },
    { highWaterMark: 0 },
  );
  const reader = new XzReadableStream(packed).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      gauge.gave(value.length);
      if (value.length > 0) yield value;
    }
    while ((await splitter.piece()) !== undefined);
  } catch (error) {
    throw state.ranOut ? new Error('it ends early') : explain(error);
  } finally {
    await reader.cancel().catch(() => undefined);
    await pulling.catch(() => undefined);
  }
}

function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = /error code (\d)/.exec(error.message)?.[1];
  return code === undefined ? error : new Error(FAILURES[code] ?? error.message);
}

interface Splitter {
  /** Goes to the next stream; false at the end. */
  next(): Promise<boolean>;
  /** A piece of the present stream; undefined at its end. */
  piece(): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Cuts a row of streams where one begins behind another's footer: the decoder stops at the first one's end. */
function createSplitter(reader: ByteReader): Splitter {
  let history: Uint8Array = new Uint8Array(0);
  let atBoundary = false;
  return {
    async next() {
      atBoundary = false;
      return (await reader.peek(1)).length > 0;
    },
    async piece() {
      if (atBoundary) return undefined;
      const head = await reader.peek(STEP_BYTES + HEADER_BYTES);
      const isLast = head.length < STEP_BYTES + HEADER_BYTES;
      const boundary = findBoundary(history, head, reader.offset);
      const end = boundary ?? (isLast ? head.length : STEP_BYTES);
      if (end === 0) return undefined;
      atBoundary = boundary !== undefined;
      const piece = await reader.read(end);
      history = Buffer.concat([history, piece]).subarray(-(MAX_PADDING + HEADER_BYTES));
      return piece;
    },
    close: () => reader.close(),
  };
}

/** Where in `head`, which lies at `offset`, another stream begins. Streams and the padding between them come in fours. */
function findBoundary(history: Uint8Array, head: Uint8Array, offset: number): number | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  for (let at = bytes.indexOf(MAGIC, 1); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if ((offset + at) % 4 !== 0 || at + HEADER_BYTES > bytes.length) continue;
    if (crc32(bytes.subarray(at + 6, at + 8)) !== bytes.readUInt32LE(at + 8)) continue;
    const before = Buffer.concat([history, bytes.subarray(0, at)]);
    let end = before.length;
    while (end >= 4 && before.readUInt32LE(end - 4) === 0) end -= 4;
    if (end < HEADER_BYTES || before.toString('latin1', end - 2, end) !== 'YZ') continue;
    if (crc32(before.subarray(end - 8, end - 2)) === before.readUInt32LE(end - 12)) return at;
  }
  return undefined;
}
