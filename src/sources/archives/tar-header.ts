/** Bytes of a tar block; headers and padding come in whole ones. */
export const TAR_BLOCK = 512;

/** One header of a tar archive (POSIX.1-2001 pax, section ustar; GNU tar's `tar.h`). */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly modifiedSeconds: number;
  /** `0` a file, `1` a hard link, `2` a symbolic link, `3` and `4` devices, `5` a directory, `L` a long name, `x` pax records, … */
  readonly type: string;
  readonly link: string;
  /** GNU sparse file of the old form whose map goes on in the next block. */
  readonly hasMoreSparseBlocks: boolean;
}

/** Whether a block is a header: its checksum fits, and it is not empty. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK || block[0] === 0) return false;
  const wanted = readNumber(block.subarray(148, 156));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < TAR_BLOCK; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
    unsigned += byte;
    // Some old programs summed signed bytes.
    signed += byte > 127 ? byte - 256 : byte;
  }
  return wanted === unsigned || wanted === signed;
}

/** Reads a block for which `isTarHeader` holds. */
export function readTarHeader(block: Uint8Array): TarHeader {
  const magic = text(block.subarray(257, 262));
  const name = text(block.subarray(0, 100));
  // GNU headers keep times where ustar has the prefix.
  const isUstar = magic === 'ustar' && block[262] === 0;
  const prefix = isUstar ? text(block.subarray(345, 500)) : '';
  const type = String.fromCharCode(block[156] ?? 0);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size: readNumber(block.subarray(124, 136)) ?? 0,
    modifiedSeconds: readNumber(block.subarray(136, 148)) ?? 0,
    type: type === '\0' || type === '7' ? '0' : type,
    link: text(block.subarray(157, 257)),
    hasMoreSparseBlocks: type === 'S' && block[482] === 1,
  };
}

/** Records of a pax header, `length key=value\n` each; what is damaged ends them. */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    if (space < 0 || space - at > 10) break;
    const length = Number(text(bytes.subarray(at, space)));
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > bytes.length) break;
    const record = text(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

export function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

/** Octal digits, or GNU's base 256 if the first bit is set. Undefined if it is neither or beyond exact numbers. */
function readNumber(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  if (first >= 0x80) {
    let value = first & 0x3f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    // Negative times and sizes beyond 2^53 mean nothing here.
    return first < 0xc0 && Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = text(field).trim();
  return /^[0-7]{1,12}$/.test(digits) ? parseInt(digits, 8) : undefined;
}
