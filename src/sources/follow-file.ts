import { open, type FileHandle } from 'node:fs/promises';
import { errorText } from './error-text.js';
import { pause } from './pause.js';
import { findCopy, hasMark, isOlder, missedBetween, seeFile, seeSiblings, type SeenFile } from './rotated-files.js';

/** What becomes of a file that is followed. */
export type FollowStep =
  /** The next bytes; valid until the next step is asked for. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** What follows comes from another file of that name, or from the same one, which was emptied. */
  | { readonly kind: 'restart'; readonly because: 'rotated' | 'truncated' }
  /** All that is there was read. */
  | { readonly kind: 'caught-up' }
  /** It cannot be read now, which is tried again. */
  | { readonly kind: 'missing'; readonly text: string };

export interface FollowOptions {
  /** Time between two looks at the file, ms; a quarter of it while it grows. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
}

const BLOCK_BYTES = 256 * 1024;
/** Bytes in front of the place that is read next: if they change, the file was written anew. */
const MARK_BYTES = 64;

/**
 * The bytes of a file from its beginning on, and what is written to it, until the signal is aborted. The file is known by its inode, not by its
 * name: when another one has the name and holds something, the old one is read to its end, then those that came and went in between as far as they lie
 * beside it, then the new one. A file that became shorter, or whose bytes in front of the reading place changed, was emptied: what a copy of it
 * holds behind that place is read, then the file from its beginning. A file that is not there is waited for. Never throws.
 */
export async function* followFile(path: string, { pollMs, signal }: FollowOptions): AsyncGenerator<FollowStep> {
  const buffer = new Uint8Array(BLOCK_BYTES);
  let reader: Reader | undefined;
  let trouble = '';
  try {
    while (!signal.aborted) {
      let grew = false;
      let text = '';
      try {
        reader ??= await openReader(path);
        const before = reader.total;
        if (await reader.wasEmptied()) yield* readBehindEmptied(reader, buffer, signal);
        yield* reader.read(buffer, signal);
        const next = await openNext(path, reader);
        if (next !== undefined) {
          const old: Reader = reader;
          reader = next;
          yield* finish(old, next, buffer, signal);
          continue;
        }
        if (reader.isGone) text = 'the file is gone; waiting for the next one of its name';
        grew = reader.total > before;
      } catch (error) {
        text = isAbsent(error) ? 'no such file; waiting for it' : `cannot be read: ${errorText(error)}; trying again`;
      }
      if (text !== '' && text !== trouble) yield { kind: 'missing', text };
      trouble = text;
      yield { kind: 'caught-up' };
      await pause(grew ? pollMs / 4 : pollMs, signal);
    }
  } finally {
    await reader?.close();
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A file that is open and where it is read on. */
class Reader {
  readonly path: string;
  readonly seen: SeenFile;
  /** Rotated files that lay beside it when it was opened, and those of them that are older. */
  readonly siblings: readonly SeenFile[];
  readonly known: readonly SeenFile[];
  /** Bytes read in all. */
  total = 0;
  /** No file has its name now. */
  isGone = false;
  readonly #file: FileHandle;
  #offset = 0;
  #mark = new Uint8Array(0);

  constructor(file: FileHandle, seen: SeenFile, siblings: readonly SeenFile[], known: readonly SeenFile[]) {
    this.path = seen.path;
    this.seen = seen;
    this.siblings = siblings;
    this.known = known;
    this.#file = file;
  }

  /** From the place reached to the present end. */
  async *read(buffer: Uint8Array, signal: AbortSignal): AsyncGenerator<FollowStep> {
    while (!signal.aborted) {
      const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, this.#offset);
      if (bytesRead === 0) return;
      const bytes = buffer.subarray(0, bytesRead);
      this.#offset += bytesRead;
      this.total += bytesRead;
      const mark = bytesRead >= MARK_BYTES ? bytes : Buffer.concat([this.#mark, bytes]);
      this.#mark = mark.slice(-MARK_BYTES);
      yield { kind: 'bytes', bytes };
    }
  }

  async wasEmptied(): Promise<boolean> {
    const { size } = await this.#file.stat();
    if (size < this.#offset) return true;
    return size > this.#offset && !(await hasMark(this.#file, this.#offset, this.#mark));
  }

  /** A copy that holds what this file held behind the place reached, to be read on from there. */
  async copy(): Promise<Reader | undefined> {
    if (this.#mark.length === 0) return undefined;
    const copy = await findCopy(await seeSiblings(this.path), this.seen.inode, this.#offset, this.#mark);
    const file = copy === undefined ? undefined : await open(copy.path, 'r').catch(() => undefined);
    if (file === undefined || copy === undefined) return undefined;
    const reader = new Reader(file, copy, [], []);
    reader.#offset = this.#offset;
    return reader;
  }

  restart(): void {
    this.#offset = 0;
    this.#mark = new Uint8Array(0);
  }

  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}

async function openReader(path: string): Promise<Reader> {
  const file = await open(path, 'r');
  const seen = await seeFile(path, file);
  if (seen === undefined) {
    await file.close();
    throw new Error('its state cannot be read');
  }
  const siblings = await seeSiblings(path);
  // One that was made after it had its name after it: it was rotated away in the meantime.
  const known = siblings.filter((other) => other.inode === seen.inode || isOlder(other, seen));
  return new Reader(file, seen, siblings, known);
}

/** The file that has the name now, opened, if it is another one and somebody writes to it. */
async function openNext(path: string, reader: Reader): Promise<Reader | undefined> {
  const now = await seeFile(path);
  reader.isGone = now === undefined;
  if (now === undefined || now.inode === reader.seen.inode || now.size === 0) return undefined;
  const next = await openReader(path).catch(() => undefined);
  if (next === undefined || next.seen.inode !== reader.seen.inode) return next;
  await next.close();
  return undefined;
}

/** A file by its inode: it may have got another name since it was seen. */
async function openMissed(path: string, { path: first, inode }: SeenFile): Promise<Reader | undefined> {
  for (const name of [
    first,
    ...(await seeSiblings(path)).filter((file) => file.inode === inode).map((file) => file.path),
  ]) {
    const reader = await openReader(name).catch(() => undefined);
    if (reader?.seen.inode === inode) return reader;
    await reader?.close();
  }
  return undefined;
}

/** What is left of a file that has lost its name, and the files that had it before the next one. */
async function* finish(old: Reader, next: Reader, buffer: Uint8Array, signal: AbortSignal): AsyncGenerator<FollowStep> {
  try {
    yield* old.read(buffer, signal);
  } finally {
    await old.close();
  }
  const missed = missedBetween(next.siblings, old.known, old.seen, next.seen);
  for (const file of missed) {
    const reader = await openMissed(next.path, file);
    if (reader === undefined) continue;
    try {
      yield { kind: 'restart', because: 'rotated' };
      yield* reader.read(buffer, signal);
    } finally {
      await reader.close();
    }
  }
  yield { kind: 'restart', because: 'rotated' };
}

async function* readBehindEmptied(reader: Reader, buffer: Uint8Array, signal: AbortSignal): AsyncGenerator<FollowStep> {
  const copy = await reader.copy();
  try {
    if (copy !== undefined) yield* copy.read(buffer, signal);
  } finally {
    await copy?.close();
  }
  reader.restart();
  yield { kind: 'restart', because: 'truncated' };
}
