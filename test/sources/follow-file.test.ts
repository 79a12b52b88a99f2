import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followFile } from '../../src/sources/follow-file.js';

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docklog-follow-'));
  log = join(folder, 'app.log');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Follows `log` and calls the next of `writers` each time that all was read; stops after the last one. Gives what came: text, with a word in
 * brackets for each other step.
 */
async function follow(writers: readonly (() => void)[]): Promise<string> {
  const stop = new AbortController();
  const left = [...writers];
  let text = '';
  let quiet = 0;
  for await (const step of followFile(log, { pollMs: 2, signal: stop.signal })) {
    if (step.kind === 'bytes') text += Buffer.from(step.bytes).toString();
    else if (step.kind === 'restart') text += `[${step.because}]`;
    else if (step.kind === 'missing') text += '[missing]';
    else if (++quiet % 2 === 0) {
      const next = left.shift();
      if (next === undefined) stop.abort();
      else next();
    }
  }
  return text;
}

describe('a file that is followed', () => {
  it('is read from its beginning and then on', async () => {
    writeFileSync(log, 'a\n');
    expect(
      await follow([
        () => {
          appendFileSync(log, 'b');
        },
        () => {
          appendFileSync(log, '\nc\n');
        },
      ]),
    ).toBe('a\nb\nc\n');
  });

  it('is waited for if it is not there', async () => {
    expect(
      await follow([
        () => {
          writeFileSync(log, 'a\n');
        },
      ]),
    ).toBe('[missing]a\n');
  });

  it('is read to its end when another file gets its name, and then that', async () => {
    writeFileSync(log, 'a\n');
    expect(
      await follow([
        () => {
          renameSync(log, `${log}.1`);
          appendFileSync(`${log}.1`, 'late\n');
          writeFileSync(log, 'b\n');
        },
      ]),
    ).toBe('a\nlate\n[rotated]b\n');
  });

  it('is read on under its old name while the new file is empty', async () => {
    writeFileSync(log, 'a\n');
    expect(
      await follow([
        () => {
          renameSync(log, `${log}.1`);
          writeFileSync(log, '');
        },
        () => {
          appendFileSync(`${log}.1`, 'b\n');
        },
        () => {
          appendFileSync(log, 'c\n');
        },
      ]),
    ).toBe('a\nb\n[rotated]c\n');
  });

  it('does not hide the files that had its name between two looks', async () => {
    writeFileSync(`${log}.1`, 'old\n');
    writeFileSync(log, 'a\n');
    const rotate = (text: string): void => {
      for (const index of [3, 2, 1]) {
        try {
          renameSync(`${log}.${index}`, `${log}.${index + 1}`);
        } catch {
          // Not there yet.
        }
      }
      renameSync(log, `${log}.1`);
      // Clocks of files have steps of some ms.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      writeFileSync(log, text);
    };
    expect(
      await follow([
        () => {
          rotate('b\n');
          rotate('c\n');
          rotate('d\n');
        },
        () => {
          rotate('e\n');
        },
      ]),
    ).toBe('a\n[rotated]b\n[rotated]c\n[rotated]d\n[rotated]e\n');
  });

  it('begins anew when it was emptied, after what its copy holds', async () => {
    writeFileSync(log, 'first\n');
    expect(
      await follow([
        () => {
          appendFileSync(log, 'second\n');
          copyFileSync(log, `${log}.1`);
          truncateSync(log);
        },
        () => {
          appendFileSync(log, 'third\n');
        },
      ]),
    ).toBe('first\nsecond\n[truncated]third\n');
  });

  it('begins anew when it was emptied and is longer than before at the next look', async () => {
    writeFileSync(log, 'a\n');
    expect(
      await follow([
        () => {
          writeFileSync(log, 'other, longer\n');
        },
      ]),
    ).toBe('a\n[truncated]other, longer\n');
  });

  it('is waited for when it vanishes', async () => {
    writeFileSync(log, 'a\n');
    expect(
      await follow([
        () => {
          rmSync(log);
        },
        () => {
          writeFileSync(log, 'b\n');
        },
      ]),
    ).toBe('a\n[missing][rotated]b\n');
  });

  it('loses no line under fast rotations', async () => {
    const stop = new AbortController();
    let written = 0;
    writeFileSync(log, '');
    const write = async (): Promise<void> => {
      for (let round = 0; round < 60; round++) {
        for (let piece = 0; piece < 5; piece++) {
          let text = '';
          for (let line = 0; line < 40; line++) text += `line ${written++}\n`;
          appendFileSync(log, text);
        }
        // Clocks of files have steps of some ms: of two files made within one step nobody can tell which is older.
        await new Promise((resolve) => setTimeout(resolve, 6));
        // As logrotate's dateext does: nothing is removed before it was read.
        renameSync(log, `${log}-${100 + round}`);
        writeFileSync(log, '');
      }
      appendFileSync(log, 'last\n');
    };
    const writing = write();
    let text = '';
    for await (const step of followFile(log, { pollMs: 40, signal: stop.signal })) {
      if (step.kind === 'bytes') text += Buffer.from(step.bytes).toString();
      if (text.endsWith('last\n')) stop.abort();
    }
    await writing;
    const lines = text.split('\n').filter((line) => line.startsWith('line '));
    expect(lines.length).toBe(12_000);
    expect(lines).toEqual(Array.from({ length: written }, (_, number) => `line ${number}`));
  });
});
