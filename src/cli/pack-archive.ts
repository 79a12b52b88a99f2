import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packTar } from 'modern-tar';

export interface ArchiveMember {
  /** Path inside the archive, relative. */
  readonly name: string;
  readonly data: Uint8Array;
}

/** A tar.gz of some files, readable for its owner only when unpacked; times are `modified`. */
export async function packArchive(members: readonly ArchiveMember[], modified: Date): Promise<Uint8Array> {
  const tar = await packTar(
    members.map(({ name, data }) => ({
      header: { name, size: data.length, mode: 0o600, mtime: modified, type: 'file' as const },
      body: data,
    })),
  );
  return promisify(gzip)(tar);
}
