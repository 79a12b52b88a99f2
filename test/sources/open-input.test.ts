import { mkdtempSync, rmSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openInput, type Input, type InputData } from '../../src/sources/open-input.js';

const directory = mkdtempSync(join(tmpdir(), 'docklog-test-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function read(input: Input): Promise<{ text: string; codes: string[]; texts: string[] }> {
  const source = await openInput(input);
  const chunks: Uint8Array[] = [];
  for await (const block of source.blocks) chunks.push(block.slice());
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    codes: source.diagnostics.map(({ code }) => code),
    texts: source.diagnostics.map(({ text }) => text),
  };
}

const TEXT = 'first line\nsecond línea\n'.repeat(50_000);

describe('a source', () => {
  it('yields the bytes of a file of several blocks', async () => {
    expect(await read(file('plain.log', TEXT))).toMatchObject({ text: TEXT, codes: [] });
  });

  const streams: [string, () => InputData][] = [
    ['a Node stream', () => Readable.from([Buffer.from('ab'), Buffer.from('c')])],
    ['a stream of text', () => Readable.from(['ab', 'c'])],
    ['a web stream', () => new Blob(['abc']).stream()],
    [
      'an async iterable',
      async function* () {
        yield Buffer.from('ab');
        yield 'c';
      },
    ],
    ['an array', () => ['ab', Buffer.from('c')]],
    ['bytes', () => Buffer.from('abc')],
    ['text', () => 'abc'],
  ];

  it.each(streams)('reads %s', async (_, make) => {
    expect(await read({ name: 'x', data: make() })).toMatchObject({ text: 'abc', codes: [] });
  });

  it('inflates gzip by its first bytes, whatever the name, and several members in a row', async () => {
    const packed = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect(await read(file('messages-20181214', packed))).toMatchObject({ text: 'one\ntwo\n', codes: [] });
  });

  it('keeps what came before the damage of a gzip file', async () => {
    const packed = gzipSync(
      Buffer.from(Array.from({ length: 60_000 }, (_, index) => `line ${index * 7919}\n`).join('')),
    );
    const result = await read(file('cut.gz', packed.subarray(0, packed.length - 2000)));
    expect(result.codes).toEqual(['archive-damaged']);
    expect(result.text.length).toBeGreaterThan(100_000);
    expect(result.text.startsWith('line 0\nline 7919\n')).toBe(true);
  });

  it('decodes UTF-16 with a byte order mark', async () => {
    const text = 'héllo\nwörld\n';
    const result = await read({
      name: 'x',
      data: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
    });
    expect(result.text).toBe(text);
  });

  it.each([
    ['xz', Buffer.from('fd377a585a000004', 'hex'), 'archive-damaged'],
    ['zstd', Buffer.from('28b52ffd04580000', 'hex'), 'archive-damaged'],
    ['bzip2', Buffer.from('425a6839314159265359', 'hex'), 'archive-damaged'],
    ['a binary journal', Buffer.from('LPKSHHRH....'), 'archive-damaged'],
    ['a zip archive', Buffer.from('504b030414000000', 'hex'), 'archive-damaged'],
    ['a 7z archive', Buffer.from('377abcaf271c0004', 'hex'), 'unsupported-input'],
    ['an ELF file', Buffer.from('7f454c4602010100', 'hex'), 'unsupported-input'],
  ])('says what is wrong with %s that is only a beginning', async (_, bytes, code) => {
    const result = await read(file('odd', bytes));
    expect(result.codes).toEqual([code]);
    expect(result.text).toBe('');
  });

  it('is empty with a diagnostic if the file is missing, an empty directory or not readable', async () => {
    expect(await read(join(directory, 'nowhere.log'))).toMatchObject({ text: '', codes: ['file-missing'] });
    mkdirSync(join(directory, 'folder'));
    expect(await read(join(directory, 'folder'))).toMatchObject({ text: '', codes: ['file-empty'] });
    const secret = file('secret.log', 'x');
    chmodSync(secret, 0);
    // Root reads everything; there the file is simply read.
    if (process.getuid?.() !== 0) expect((await read(secret)).codes).toEqual(['file-unreadable']);
  });

  it('keeps what a stream gave before it failed', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('so far\n');
      throw new Error('disk gone');
    }
    expect(await read({ name: 'x', data: failing() })).toMatchObject({ text: 'so far\n', codes: ['read-failed'] });
  });
});
