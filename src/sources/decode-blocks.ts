import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Diagnostic } from '../core/diagnostic.js';
import { errorText } from './error-text.js';

type SourceDiagnostic = Omit<Diagnostic, 'source'>;

const MAGIC_BYTES = 8;

/** Forms that are known and not read, by their first bytes, with what to do instead. */
const UNSUPPORTED: readonly { readonly magic: string; readonly text: string }[] = [
  { magic: 'fd377a585a00', text: 'xz-compressed; decompress it first: xz -dk FILE' },
  { magic: '28b52ffd', text: 'zstd-compressed; decompress it first: zstd -d FILE' },
  { magic: '425a68', text: 'bzip2-compressed; decompress it first: bunzip2 -k FILE' },
  { magic: '504b0304', text: 'a zip archive; unpack it and name the files' },
  {
    magic: '4c504b5348485248',
    text: 'a binary journal; convert it first: journalctl --file FILE -o export > FILE.export',
  },
  { magic: '7f454c46', text: 'an ELF file (a program or core dump), not a log' },
];

/**
 * Blocks of text bytes from blocks as they lie on the disk: gzip (one or several members) is inflated, UTF-16 becomes UTF-8, anything else
 * passes. Told by the first bytes, never by the name. Damage ends the blocks with a diagnostic; what came before stays.
 */
export async function* decodeBlocks(
  chunks: AsyncIterable<Uint8Array>,
  diagnostics: SourceDiagnostic[],
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = new Uint8Array(0);
  while (head.length < MAGIC_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  const magic = Buffer.from(head.subarray(0, MAGIC_BYTES)).toString('hex');
  const unsupported = UNSUPPORTED.find((row) => magic.startsWith(row.magic));
  if (unsupported !== undefined) {
    diagnostics.push({ code: 'unsupported-input', severity: 'error', offset: 0, text: unsupported.text });
    await iterator.return?.();
  } else if (magic.startsWith('1f8b')) yield* inflate(withHead(head, rest), diagnostics);
  else if (magic.startsWith('fffe')) yield* recode(withHead(head, rest), 'utf-16le');
  else if (magic.startsWith('feff')) yield* recode(withHead(head, rest), 'utf-16be');
  else yield* withHead(head, rest);
}

async function* withHead(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  diagnostics: SourceDiagnostic[],
): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let offset = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      packed += chunk.length;
      // The reader's buffers take turns; zlib works on its input later.
      yield chunk.slice();
    }
  }
  const source = Readable.from(counted(), { objectMode: false, highWaterMark: 1024 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const block of gunzip as AsyncIterable<Uint8Array>) {
      offset += block.length;
      yield block;
    }
  } catch (error) {
    diagnostics.push({
      code: 'archive-damaged',
      severity: 'error',
      offset,
      text: `gzip stream is damaged or ends early after ${packed} bytes (${errorText(error)}); ${offset} bytes of text before it were analysed`,
    });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

async function* recode(
  chunks: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  const last = decoder.decode();
  if (last !== '') yield Buffer.from(last, 'utf8');
}
