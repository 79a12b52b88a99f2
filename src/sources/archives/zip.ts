import { crc32 } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';
import { errorText } from '../error-text.js';
import { createExpansionGauge, ExpansionError, type ExpansionBudget } from '../expansion.js';
import type { SourceDiagnostic } from '../input-source.js';
import { inflateRaw } from './inflate-raw.js';
import type { ArchiveMember } from './member.js';
import {
  HEADER_BYTES,
  isHeader,
  NEXT_SIGNATURES,
  readDescriptor,
  readZipHeader,
  type ZipHeader,
} from './zip-header.js';

const SEARCH_BYTES = 64 * 1024;

/**
 * The files of a zip archive as it streams by, from the headers before each (APPNOTE.TXT 6.3, 4.3.7): stored and deflated ones, their checksums
 * tested. A link is a file that holds a path and is read as that. Damage costs one member; behind it the next header is looked for.
 */
export async function* readZip(
  reader: ByteReader,
  diagnostics: SourceDiagnostic[],
  budget: ExpansionBudget,
  depth: number,
): AsyncGenerator<ArchiveMember> {
  const gauge = createExpansionGauge(budget, depth);
  const tell = (code: 'archive-damaged' | 'limit-reached', offset: number, text: string): void => {
    diagnostics.push({ code, severity: 'error', offset, text });
  };
  for (;;) {
    const offset = reader.offset;
    const fixed = Buffer.from(await reader.peek(HEADER_BYTES));
    if (!isHeader(fixed)) {
      // Behind the members comes the directory of the archive.
      const isDirectory = fixed.length >= 4 && NEXT_SIGNATURES.slice(1).some((sign) => fixed.indexOf(sign) === 0);
      if (!isDirectory) tell('archive-damaged', offset, `the zip archive is damaged or ends early at byte ${offset}`);
      if (isDirectory || !(await findHeader(reader))) return;
      continue;
    }
    const header = readZipHeader(Buffer.from(await reader.read(headerLength(fixed))));
    let isLost = false;
    const data = read(header);
    const refused = refusal(header);
    if (refused !== undefined)
      tell('archive-damaged', offset, `${header.name} in the zip archive cannot be read: ${refused}`);
    else if (!header.name.endsWith('/'))
      yield {
        name: header.name,
        ...(header.hasDescriptor ? {} : { bytes: header.expandedBytes }),
        chunks: handOn(data),
      };
    // What was left of it is passed over.
    if (refused === undefined) while ((await data.next()).done !== true);
    else if (!header.hasDescriptor) await reader.skip(header.packedBytes);
    else isLost = true;
    if (isLost && !(await findHeader(reader))) return;

    async function* read(member: ZipHeader): AsyncGenerator<Uint8Array> {
      const start = reader.offset;
      let crc = 0;
      let given = 0;
      try {
        const packed = member.hasDescriptor ? undefined : member.packedBytes;
        const blocks = member.method === 0 ? reader.take(member.packedBytes) : inflateRaw(reader, packed, gauge);
        for await (const block of blocks) {
          if (member.method === 0) gauge.took(block.length);
          gauge.gave(block.length);
          crc = crc32(block, crc);
          given += block.length;
          yield block;
        }
        const left = packed === undefined ? 0 : start + packed - reader.offset;
        if ((await reader.skip(left)) < left || given < member.expandedBytes) throw new Error('it ends early');
        const wanted = member.hasDescriptor ? await readDescriptor(reader) : member.crc;
        if (wanted !== crc) throw new Error('its checksum is wrong');
      } catch (error) {
        const isLimit = error instanceof ExpansionError;
        const what = isLimit ? 'expands to' : 'is damaged or ends early:';
        const code = isLimit ? 'limit-reached' : 'archive-damaged';
        tell(code, offset, `${member.name}, at byte ${offset} of the zip archive, ${what} ${errorText(error)}`);
        if (member.hasDescriptor) isLost = true;
        else await reader.skip(start + member.packedBytes - reader.offset);
      }
    }
  }
}

function headerLength(fixed: Buffer): number {
  return HEADER_BYTES + fixed.readUInt16LE(26) + fixed.readUInt16LE(28);
}

function refusal({ isEncrypted, method, hasDescriptor }: ZipHeader): string | undefined {
  if (isEncrypted) return 'it is encrypted';
  if (method !== 0 && method !== 8) return `its compression method ${method} is not supported`;
  return method === 0 && hasDescriptor ? 'its size is not known' : undefined;
}

/** The same chunks; leaving the loop early leaves `data` where it is. */
async function* handOn(data: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await data.next();
    if (next.done === true) return;
    yield next.value;
  }
}

/** Goes to the next header of a member or of the directory; false if there is none. */
async function findHeader(reader: ByteReader): Promise<boolean> {
  await reader.skip(1);
  for (;;) {
    const bytes = Buffer.from(await reader.peek(SEARCH_BYTES));
    const places = NEXT_SIGNATURES.map((sign) => bytes.indexOf(sign)).filter((at) => at >= 0);
    if (places.length > 0) {
      await reader.skip(Math.min(...places));
      return true;
    }
    if (bytes.length < SEARCH_BYTES) return false;
    await reader.skip(bytes.length - 3);
  }
}
