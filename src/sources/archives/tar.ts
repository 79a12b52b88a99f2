import type { ByteReader } from '../byte-reader.js';
import type { Skipped, SourceDiagnostic } from '../input-source.js';
import type { ArchiveMember } from './member.js';
import { isTarHeader, readPaxRecords, readTarHeader, TAR_BLOCK, text, type TarHeader } from './tar-header.js';

/** Bytes of a long name or of pax records that are looked at. */
const MAX_META_BYTES = 64 * 1024;
/** Names are shown, nothing more. */
const MAX_NAME = 1024;

/**
 * The files of a tar archive: ustar, pax, GNU long names, several archives in a row. Links and devices are counted, never followed; nothing is
 * written. Behind damage the next header is looked for.
 */
export async function* readTar(
  reader: ByteReader,
  diagnostics: SourceDiagnostic[],
  skipped: Skipped,
): AsyncGenerator<ArchiveMember> {
  let longName: string | undefined;
  let pax: ReadonlyMap<string, string> = new Map();
  let isDamaged = false;
  for (;;) {
    const offset = reader.offset;
    const block = await reader.read(TAR_BLOCK);
    if (block.length === 0) return;
    if (!isTarHeader(block)) {
      if (isPadding(block) || isDamaged) continue;
      isDamaged = true;
      diagnostics.push({
        code: 'archive-damaged',
        severity: 'error',
        offset,
        text: `the tar archive is damaged at byte ${offset}; the next member was looked for`,
      });
      continue;
    }
    isDamaged = false;
    const header = readTarHeader(block);
    if (header.type === 'L' || header.type === 'K' || header.type === 'x' || header.type === 'g') {
      const bytes = await readMeta(reader, header.size);
      if (header.type === 'L') longName = text(bytes);
      if (header.type === 'x') pax = readPaxRecords(bytes);
      continue;
    }
    const size = paxNumber(pax, 'size') ?? header.size;
    const seconds = paxNumber(pax, 'mtime') ?? header.modifiedSeconds;
    const name = (pax.get('GNU.sparse.name') ?? pax.get('path') ?? longName ?? header.name).slice(0, MAX_NAME);
    longName = undefined;
    pax = new Map();
    for (let more = header.hasMoreSparseBlocks; more;) more = (await reader.read(TAR_BLOCK))[504] === 1;
    const end = reader.offset + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (isFile(header, name)) {
      const dataEnd = reader.offset + size;
      yield {
        name,
        bytes: size,
        ...(seconds > 0 ? { modifiedUs: Math.round(seconds * 1_000_000) } : {}),
        chunks: reader.take(size),
      };
      await reader.skip(dataEnd - reader.offset);
      if (reader.offset < dataEnd)
        diagnostics.push({
          code: 'archive-damaged',
          severity: 'error',
          offset: reader.offset,
          text: `the tar archive ends at byte ${reader.offset}, inside of ${name}`,
        });
    } else if (header.type === '1' || header.type === '2') skipped.links++;
    else if (header.type === '3' || header.type === '4' || header.type === '6') skipped.special++;
    // Links and devices have no data, whatever their headers claim; other kinds may.
    if (!/[12346]/.test(header.type)) await reader.skip(end - reader.offset);
  }
}

/** Old archives mark directories by their names only. */
function isFile({ type }: TarHeader, name: string): boolean {
  return (type === '0' && !name.endsWith('/')) || type === 'S';
}

async function readMeta(reader: ByteReader, size: number): Promise<Uint8Array> {
  const end = Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  const bytes = await reader.read(Math.min(size, MAX_META_BYTES));
  await reader.skip(end - bytes.length);
  return bytes;
}

function paxNumber(pax: ReadonlyMap<string, string>, key: string): number | undefined {
  const digits = pax.get(key);
  if (digits === undefined || !/^\d{1,15}(?:\.\d{1,12})?$/.test(digits)) return undefined;
  return Number(digits);
}

function isPadding(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}
