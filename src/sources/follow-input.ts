import { constants, createReadStream, openSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DocklogError } from '../core/docklog-error.js';
import { errorText } from './error-text.js';
import { followFile, type FollowOptions, type FollowStep } from './follow-file.js';
import { toChunks, type Input, type InputData } from './open-input.js';
import { FORM_BYTES, tellForm } from './tell-form.js';
import { untilAborted } from './until-aborted.js';

/** An input that is followed. */
export interface FollowedInput {
  readonly name: string;
  /** It tells no end of what is there already, but may end for good. */
  readonly isStream: boolean;
  steps(options: FollowOptions): AsyncGenerator<FollowStep>;
}

/** Looks what an input is. Throws DocklogError `bad-option` for what cannot be followed: directories, and files that are not text. */
export async function prepareFollowed(input: Input): Promise<FollowedInput> {
  if (typeof input === 'object' && 'data' in input) return followStream(input.name, input.data);
  const path = input instanceof URL ? fileURLToPath(input) : input;
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory() === true)
    throw new DocklogError('bad-option', `${path} is a directory; name the files in it that shall be followed`);
  if (status !== undefined && !status.isFile()) {
    const stream = status.isFIFO() ? openPipe(path) : createReadStream(path);
    return followStream(path, stream, () => stream.destroy());
  }
  if (status !== undefined) await assertText(path);
  return { name: path, isStream: false, steps: (options) => followFile(path, options) };
}

async function assertText(path: string): Promise<void> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return;
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(FORM_BYTES), 0, FORM_BYTES, 0);
    const form = tellForm(buffer.subarray(0, bytesRead));
    if (form === 'text') return;
    const hint = form === 'journal' ? '; follow a journal by a pipe: journalctl -f | docklog --follow' : '';
    throw new DocklogError('bad-option', `${path} is ${form}, only text can be followed${hint}`);
  } catch (error) {
    // What cannot be read now is waited for.
    if (error instanceof DocklogError) throw error;
  } finally {
    await file.close();
  }
}

/** A named pipe, without waiting for its writer; a read of it as a file could not be given up. */
function openPipe(path: string): Readable {
  try {
    return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), writable: false });
  } catch (error) {
    throw new DocklogError('bad-option', `${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}

function followStream(name: string, data: InputData, close?: () => void): FollowedInput {
  return {
    name,
    isStream: true,
    async *steps({ signal }) {
      try {
        for await (const bytes of untilAborted(toChunks(data), signal)) yield { kind: 'bytes', bytes };
      } catch (error) {
        if (error instanceof DocklogError) throw error;
        yield { kind: 'missing', text: `reading stopped: ${errorText(error)}` };
      } finally {
        close?.();
      }
    },
  };
}
