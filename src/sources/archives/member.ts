/** A file in an archive. Its chunks must be read, or left, before the next member is asked for. */
export interface ArchiveMember {
  readonly name: string;
  readonly bytes?: number;
  /** µs since the Unix epoch. */
  readonly modifiedUs?: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}
