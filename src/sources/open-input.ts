import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DocklogError } from '../core/docklog-error.js';
import { DEFAULT_LIMITS, type Limits } from '../core/limits.js';
import { errorText } from './error-text.js';
import { createExpansionBudget, type ExpansionBudget } from './expansion.js';
import { describeSkipped, type InputSource, type Skipped, type SourceDiagnostic } from './input-source.js';
import { noBlocks, openStream, type RawStream } from './open-stream.js';
import { walkDirectory } from './walk-directory.js';

/** Bytes that one stream yields: a Node stream, a web stream, an async iterable, or bytes or text at once. */
export type InputData =
  | Uint8Array
  | string
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>
  | ReadableStream<Uint8Array | string>;

/** An input of an analysis: a path, or data with the name that the report shall show. A file name tells a dump's time. */
export type Input = string | URL | { readonly name: string; readonly data: InputData };

const BLOCK_BYTES = 1024 * 1024;

/** An input that is not opened yet. */
export interface PreparedInput {
  readonly name: string;
  /** Bytes that it holds as it lies there, compressed or not; absent where only reading tells. */
  readonly bytes?: number;
  /**
   * Its sources, one after the other: the blocks of one must be read, or left, before the next is asked for. There is at least one, if only to
   * say what was wrong.
   */
  open(): AsyncGenerator<InputSource>;
}

/** Bounds of what an input may turn out to hold. */
type ContainerLimits = Pick<Limits, 'maxMembers' | 'maxExpansion'>;

/**
 * Looks what an input is: a file, a directory, a stream. Never rejects for what lies on the disk: what cannot be read is a source without bytes
 * and with a diagnostic.
 */
export async function prepareInput(input: Input, limits: ContainerLimits = DEFAULT_LIMITS): Promise<PreparedInput> {
  if (typeof input === 'string' || input instanceof URL) return preparePath(input, limits);
  const bytes = bytesOf(input.data);
  return {
    name: input.name,
    ...(bytes === undefined ? {} : { bytes }),
    open: () => openRaw({ name: input.name, ...(bytes === undefined ? {} : { bytes }) }, toChunks(input.data), limits),
  };
}

/** Opens the only, or the first, source of an input; reading its blocks to the end closes it. */
export async function openInput(input: Input): Promise<InputSource> {
  const sources = (await prepareInput(input)).open();
  const first = await sources.next();
  return first.done === true ? { name: '', diagnostics: [], blocks: noBlocks() } : first.value;
}

async function preparePath(path: string | URL, limits: ContainerLimits): Promise<PreparedInput> {
  const name = path instanceof URL ? path.pathname : path;
  try {
    const status = await stat(path);
    if (status.isDirectory()) return await prepareDirectory(path instanceof URL ? fileURLToPath(path) : path, limits);
    // A pipe or device has no size.
    const size = status.isFile() ? { bytes: status.size } : {};
    return { name, ...size, open: () => openFile(path, name, limits) };
  } catch (error) {
    return { name, bytes: 0, open: () => unreadable(name, openDiagnostic(error)) };
  }
}

async function prepareDirectory(directory: string, limits: ContainerLimits): Promise<PreparedInput> {
  const { files, skipped, diagnostics } = await walkDirectory(directory, limits.maxMembers);
  return {
    name: directory,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    async *open() {
      for (const { path } of files) yield* openFile(path, path, limits, skipped);
      const all = [...diagnostics, ...describeSkipped(skipped)];
      if (files.length === 0)
        all.push({ code: 'file-empty', severity: 'warning', text: 'the directory holds no files' });
      yield { name: directory, diagnostics: all, blocks: noBlocks(), container: 'directory' };
    },
  };
}

async function* openFile(
  path: string | URL,
  name: string,
  limits: ContainerLimits,
  skipped?: Skipped,
): AsyncGenerator<InputSource> {
  let place: Omit<RawStream, 'chunks' | 'diagnostics'>;
  try {
    const status = await stat(path);
    place = {
      name,
      path,
      modifiedUs: Math.round(status.mtimeMs * 1000),
      ...(status.isFile() ? { bytes: status.size } : {}),
    };
  } catch (error) {
    yield* unreadable(name, openDiagnostic(error));
    return;
  }
  yield* openRaw(place, readFile(path), limits, skipped);
}

async function* openRaw(
  place: Omit<RawStream, 'chunks' | 'diagnostics'>,
  chunks: AsyncIterable<Uint8Array>,
  { maxExpansion, maxMembers }: ContainerLimits,
  skipped?: Skipped,
): AsyncGenerator<InputSource> {
  const diagnostics: SourceDiagnostic[] = [];
  const budget = createExpansionBudget(maxExpansion);
  const guarded = guard(chunks, diagnostics, budget);
  yield* openStream({ ...place, chunks: guarded, diagnostics }, { budget, maxMembers, members: 0 }, skipped);
}

async function* unreadable(name: string, diagnostic: SourceDiagnostic): AsyncGenerator<InputSource> {
  await Promise.resolve();
  yield { name, diagnostics: [diagnostic], blocks: noBlocks() };
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
async function* guard(
  chunks: AsyncIterable<Uint8Array>,
  diagnostics: SourceDiagnostic[],
  budget: ExpansionBudget,
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  try {
    for await (const chunk of chunks) {
      offset += chunk.length;
      budget.packed += chunk.length;
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

/** Data as blocks of bytes. Throws DocklogError for a stream of anything else. */
export async function* toChunks(data: InputData): AsyncGenerator<Uint8Array> {
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

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
