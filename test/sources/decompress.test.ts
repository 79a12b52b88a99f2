import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { prepareInput } from '../../src/sources/open-input.js';

const TEXT = Buffer.from(
  Array.from({ length: 40_000 }, (_, index) => `line ${(index * 7919) % 40_009} of it\n`).join(''),
);

/** Compresses with a program of the system; undefined where it is not installed. */
function compress(program: string, data: Uint8Array): Buffer | undefined {
  if (program === 'gzip') return gzipSync(data);
  try {
    return execFileSync(program, ['-c', '-q'], { input: data, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    process.stderr.write(`skipped: no program ${program}\n`);
    return undefined;
  }
}

interface Read {
  readonly bytes: number;
  readonly data: Buffer;
  readonly codes: readonly string[];
}

async function read(
  data: Uint8Array,
  chunkBytes = Infinity,
  limits: Partial<typeof DEFAULT_LIMITS> = {},
): Promise<Read> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    // The buffer is used again, as that of a file is.
    const buffer = new Uint8Array(Math.min(chunkBytes, data.length));
    for (let at = 0; at < data.length; at += chunkBytes) {
      const part = data.subarray(at, at + chunkBytes);
      buffer.set(part);
      yield buffer.subarray(0, part.length);
      buffer.fill(0xee);
    }
  }
  const prepared = await prepareInput({ name: 'x', data: chunks() }, { ...DEFAULT_LIMITS, ...limits });
  const kept: Uint8Array[] = [];
  let bytes = 0;
  const codes: string[] = [];
  for await (const source of prepared.open()) {
    for await (const block of source.blocks) {
      if (bytes < 4e6) kept.push(block.slice());
      bytes += block.length;
    }
    codes.push(...source.diagnostics.map(({ code }) => code));
  }
  return { bytes, data: Buffer.concat(kept), codes };
}

describe.each(['gzip', 'bzip2', 'xz', 'zstd'])('%s', (program) => {
  const packed = compress(program, TEXT);
  const small = ['one\n', 'two\n', ''].map((text) => compress(program, Buffer.from(text)));

  it.skipIf(packed === undefined)('is expanded, however its bytes are cut', async () => {
    for (const chunkBytes of [Infinity, 4096, 977]) {
      const result = await read(packed ?? TEXT, chunkBytes);
      expect(result.codes).toEqual([]);
      expect(result.data.equals(TEXT)).toBe(true);
    }
  });

  it.skipIf(packed === undefined)('may have several members in a row', async () => {
    const [one, two, none] = small;
    const parts = [one, packed, none, two].filter((part) => part !== undefined);
    const result = await read(Buffer.concat(parts), 4096);
    expect(result.codes).toEqual([]);
    expect(result.data.equals(Buffer.concat([Buffer.from('one\n'), TEXT, Buffer.from('two\n')]))).toBe(true);
  });

  it.skipIf(packed === undefined)('that ends early keeps what came before', async () => {
    const cut = (packed ?? TEXT).subarray(0, (packed ?? TEXT).length - 40);
    const result = await read(Buffer.concat([...(small[0] === undefined ? [] : [small[0]]), cut]));
    expect(result.codes).toEqual(['archive-damaged']);
    expect(result.data.toString('latin1', 0, 4)).toBe('one\n');
  });

  it.skipIf(packed === undefined)('that is damaged anywhere neither throws nor hangs', async () => {
    const whole = packed ?? TEXT;
    for (let step = 1; step < 24; step++) {
      const damaged = Buffer.from(whole);
      damaged.fill(step * 11, Math.floor((damaged.length * step) / 24), Math.floor((damaged.length * step) / 24) + 9);
      const { bytes } = await read(damaged);
      expect(bytes).toBeLessThan(TEXT.length * 3);
    }
  });

  it.skipIf(packed === undefined)('stops when it expands more than it may', async () => {
    const zeros = compress(program, Buffer.alloc(48 * 1024 * 1024)) ?? TEXT;
    const result = await read(zeros, Infinity, { maxExpansion: 100 });
    expect(result.codes).toEqual(['limit-reached']);
    expect(result.bytes).toBeLessThan(20 * 1024 * 1024 + zeros.length * 100);
  });

  it.skipIf(packed === undefined)('of a million to one in two layers is left early', async () => {
    const once = compress(program, Buffer.alloc(48 * 1024 * 1024)) ?? TEXT;
    // Many copies of it: small again when compressed again.
    const twice = gzipSync(Buffer.concat(Array.from({ length: 40 }, () => once)));
    const result = await read(twice);
    expect(result.bytes).toBeLessThan(twice.length * 1000 + 32 * 1024 * 1024);
    if (48 * 1024 * 1024 * 40 > twice.length * 1000) expect(result.codes).toContain('limit-reached');
  });
});

describe('text', () => {
  const lines = 'Dec 14 20:04:51 host kernel: é\r\nnext\r\n';

  it.each([
    ['UTF-16, little end first', Buffer.from(`\ufeff${lines}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${lines}`, 'utf16le').swap16()],
    ['UTF-16 in gzip', gzipSync(Buffer.from(`\ufeff${lines}`, 'utf16le'))],
  ])('in %s becomes UTF-8, also where a character is cut', async (_, data) => {
    const result = await read(data, 3);
    expect(result.data.toString('utf8')).toBe(lines);
  });
});
