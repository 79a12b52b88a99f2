import { isTarHeader } from './archives/tar-header.js';

/** What a stream is, by its first bytes. `text` is anything else. */
export type Form =
  | 'gzip'
  | 'bzip2'
  | 'xz'
  | 'zstd'
  | 'tar'
  | 'zip'
  | 'journal'
  | 'utf-16le'
  | 'utf-16be'
  | 'elf'
  | '7z'
  | 'lzma'
  | 'text';

/** Bytes from which a form is told: a tar header is the longest. */
export const FORM_BYTES = 512;

/** First bytes in hex. Sources: RFC 1952; bzip2's manual; the .xz file format; RFC 8878; systemd's journal file format; APPNOTE.TXT of zip. */
const MAGIC: readonly (readonly [magic: string, form: Form])[] = [
  ['1f8b08', 'gzip'],
  ['fd377a585a00', 'xz'],
  ['28b52ffd', 'zstd'],
  ['504b0304', 'zip'],
  // An archive without members.
  ['504b0506', 'zip'],
  ['4c504b5348485248', 'journal'],
  ['7f454c46', 'elf'],
  ['377abcaf271c', '7z'],
  ['5d0000', 'lzma'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];
/** `BZh`, block size 1 to 9, then a block or the end of the stream. */
const BZIP2 = /^425a683[1-9](?:314159265359|177245385090)/;
/** A skippable frame may come first. */
const ZSTD_SKIPPABLE = /^5[0-9a-f]2a4d18/;

/** Tells the form of a stream from its first `FORM_BYTES` bytes, or all if it has fewer. */
export function tellForm(head: Uint8Array): Form {
  const hex = Buffer.from(head.subarray(0, 10)).toString('hex');
  const known = MAGIC.find(([magic]) => hex.startsWith(magic));
  if (known !== undefined) return known[1];
  if (BZIP2.test(hex)) return 'bzip2';
  if (ZSTD_SKIPPABLE.test(hex)) return 'zstd';
  return isTarHeader(head) ? 'tar' : 'text';
}
