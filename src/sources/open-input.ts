import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { DocklogError } from '../core/docklog-error.js';
import type { Diagnostic } from '../core/diagnostic.js';
import type { OpenSource } from '../core/source.js';
import { decodeBlocks } from './decode-blocks.js';
import { errorText } from './error-text.js';

/** Bytes that one stream yields: a Node stream, a web stream, an async iterable, or bytes or text at once. */
export type InputData =
  | Uint8Array
  | string
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>
  | ReadableStream<Uint8Array | string>;

/** An input of an analysis: a path, or data with the name that the report shall show. A file name tells a dump's time. */
export type Input = string | URL | { readonly name: string; readonly data: InputData };

type SourceDiagnostic = Omit<Diagnostic, 'source'>;

const BLOCK_BYTES = 1024 * 1024;

/** Opens an input. Never rejects for what lies on the disk: an unreadable file is a source without bytes and with a diagnostic. */
export async function openInput(input: Input): Promise<OpenSource> {
  if (typeof input === 'string' || input instanceof URL) return openFile(input);
  const diagnostics: SourceDiagnostic[] = [];
  const bytes = bytesOf(input.data);
  return {
    name: input.name,
    ...(bytes === undefined ? {} : { bytes }),
    diagnostics,
    blocks: decodeBlocks(guard(toChunks(input.data), diagnostics), diagnostics),
  };
}

async function openFile(path: string | URL): Promise<OpenSource> {
  const name = path instanceof URL ? path.pathname : path;
  const diagnostics: SourceDiagnostic[] = [];
  try {
    const status = await stat(path);
    if (status.isDirectory()) {
      diagnostics.push({ code: 'file-unreadable', severity: 'error', text: 'is a directory; name the files in it' });
      return { name, diagnostics, blocks: noBlocks() };
    }
    const modifiedUs = Math.round(status.mtimeMs * 1000);
    // A pipe or device has no size.
    const size = status.isFile() ? { bytes: status.size } : {};
    return {
      name,
      modifiedUs,
      ...size,
      diagnostics,
      blocks: decodeBlocks(guard(readFile(path), diagnostics), diagnostics),
    };
  } catch (error) {
    diagnostics.push(openDiagnostic(error));
    return { name, diagnostics, blocks: noBlocks() };
  }
}

function openDiagnostic(error: unknown): SourceDiagnostic {
  if (errorCode(error) === 'ENOENT') return { code: 'file-missing', severity: 'error', text: 'no such file' };
  return { code: 'file-unreadable', severity: 'error', text: `cannot be read: ${errorText(error)}` };
}

/** Bytes of data that is there as a whole, whatever pieces it is in. */
function bytesOf(data: InputData): number | undefined {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (data instanceof Uint8Array) return data.length;
  if (!Array.isArray(data)) return undefined;
  let bytes = 0;
  for (const piece of data as readonly (Uint8Array | string)[])
    bytes += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
  return bytes;
}

/** Reads ahead by one block while the one before is looked at; two buffers take turns. */
async function* readFile(path: string | URL): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffers = [new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)] as const;
    let turn = 0;
    let next = file.read(buffers[0], 0, BLOCK_BYTES, null);
    for (;;) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      const block = buffers[turn === 0 ? 0 : 1].subarray(0, bytesRead);
      turn = 1 - turn;
      next = file.read(buffers[turn === 0 ? 0 : 1], 0, BLOCK_BYTES, null);
      // The consumer may stop or throw; a failed read-ahead is then nobody's concern.
      next.catch(() => undefined);
      yield block;
    }
  } finally {
    await file.close();
  }
}

/** Ends the blocks with a diagnostic instead of an error. */
async function* guard(chunks: AsyncIterable<Uint8Array>, diagnostics: SourceDiagnostic[]): AsyncGenerator<Uint8Array> {
  let offset = 0;
  try {
    for await (const chunk of chunks) {
      offset += chunk.length;
      yield chunk;
    }
  } catch (error) {
    diagnostics.push(
      offset === 0 && errorCode(error) !== undefined
        ? openDiagnostic(error)
        : {
            code: 'read-failed',
            severity: 'error',
            offset,
            text: `reading stopped at byte ${offset}: ${errorText(error)}`,
          },
    );
  }
}

async function* toChunks(data: InputData): AsyncGenerator<Uint8Array> {
  if (typeof data === 'string') yield Buffer.from(data, 'utf8');
  else if (data instanceof Uint8Array) yield data;
  else {
    const iterable = isWebStream(data)
      ? (Readable.fromWeb(data as Parameters<typeof Readable.fromWeb>[0]) as AsyncIterable<Uint8Array | string>)
      : data;
    for await (const chunk of iterable) {
      if (typeof chunk === 'string') yield Buffer.from(chunk, 'utf8');
      else if (chunk instanceof Uint8Array) yield chunk;
      else throw new DocklogError('bad-option', 'an input stream must yield bytes or text');
    }
  }
}

function isWebStream(data: object): data is ReadableStream<Uint8Array | string> {
  return 'getReader' in data;
}

async function* noBlocks(): AsyncGenerator<Uint8Array> {
  // Nothing to yield.
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
