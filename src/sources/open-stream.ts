import { ByteReader } from './byte-reader.js';
import { recode } from './decode-text.js';
import { expand, type CompressedForm } from './decompress/expand.js';
import type { ArchiveMember } from './archives/member.js';
import type { ExpansionBudget } from './expansion.js';
import {
  createSkipped,
  describeSkipped,
  type InputSource,
  type Skipped,
  type SourceDiagnostic,
} from './input-source.js';
import { openJournal } from './open-journal.js';
import { HEAD_BYTES, looksBinary } from './source-head.js';
import { FORM_BYTES, tellForm, type Form } from './tell-form.js';

/** Compressions and archives in one another. A .gz in a .tar.xz in a .zip makes four. */
const MAX_DEPTH = 8;

/** A stream of bytes as they lie somewhere, and what is known of it. */
export interface RawStream {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes as they lie there. */
  readonly bytes?: number;
  readonly modifiedUs?: number;
  /** Where it can be read at any place; absent for members and pipes. */
  readonly path?: string | URL;
  /** Filled by whoever reads the stream below. */
  readonly diagnostics: SourceDiagnostic[];
}

/** What all streams of one input share. */
export interface OpenContext {
  readonly budget: ExpansionBudget;
  readonly maxMembers: number;
  /** Counts the members that were opened. */
  members: number;
}

const COMPRESSED: ReadonlySet<Form> = new Set<CompressedForm>(['gzip', 'bzip2', 'xz', 'zstd']);

/** Forms that are known and not read, with what to do instead. */
const UNSUPPORTED: Partial<Record<Form, string>> = {
  elf: 'an ELF file (a program or core dump), not a log',
  '7z': 'a 7z archive; unpack it and name the files: 7z x FILE',
  lzma: 'lzma-compressed (the form before xz); decompress it first: xz --format=lzma -dk FILE',
};

/**
 * The sources in a stream: itself if it is text, compressed or not; the members if it is an archive, and behind them the archive with
 * what it has to say. Told by the first bytes, never by the name. Each source's blocks must be read, or left, before the next is asked for.
 */
export async function* openStream(
  stream: RawStream,
  context: OpenContext,
  skipped?: Skipped,
  depth = 0,
): AsyncGenerator<InputSource> {
  const { diagnostics } = stream;
  const reader = new ByteReader(stream.chunks);
  const head = await reader.peek(FORM_BYTES);
  const form = tellForm(head);
  if (COMPRESSED.has(form)) {
    if (depth >= MAX_DEPTH) {
      diagnostics.push(tooDeep());
      yield sourceOf(stream, noBlocks(), skipped);
      return;
    }
    const chunks = expand(form as CompressedForm, reader.rest(), diagnostics, context.budget, depth);
    const { bytes, modifiedUs } = stream;
    const inner: RawStream = {
      name: stream.name,
      chunks,
      diagnostics,
      ...(bytes === undefined ? {} : { bytes }),
      ...(modifiedUs === undefined ? {} : { modifiedUs }),
    };
    yield* openStream(inner, context, skipped, depth + 1);
    return;
  }
  try {
    if (form === 'tar' || form === 'zip') yield* openArchive(form, reader, stream, context, depth);
    else if (skipped !== undefined && isNoLog(form, await reader.peek(HEAD_BYTES), diagnostics)) {
      if (head.length === 0) skipped.empty++;
      else skipped.binary++;
    } else yield sourceOf(stream, decode(form, reader, stream), skipped);
  } finally {
    await reader.close();
  }
}

function sourceOf(stream: RawStream, blocks: AsyncIterable<Uint8Array>, skipped: Skipped | undefined): InputSource {
  const { name, bytes, modifiedUs, diagnostics } = stream;
  return {
    name,
    ...(bytes === undefined ? {} : { bytes }),
    ...(modifiedUs === undefined ? {} : { modifiedUs }),
    diagnostics,
    blocks,
    ...(skipped === undefined ? {} : { isMember: true }),
  };
}

/** Members that hold no text are passed over, but not those that something went wrong with. */
function isNoLog(form: Form, head: Uint8Array, diagnostics: readonly SourceDiagnostic[]): boolean {
  if (form === 'journal' || form.startsWith('utf-16') || diagnostics.length > 0) return false;
  return head.length === 0 || UNSUPPORTED[form] !== undefined || looksBinary(head);
}

async function* decode(form: Form, reader: ByteReader, stream: RawStream): AsyncGenerator<Uint8Array> {
  const text = UNSUPPORTED[form];
  if (text !== undefined) stream.diagnostics.push({ code: 'unsupported-input', severity: 'error', offset: 0, text });
  else if (form === 'journal') yield* openJournal(reader.rest(), stream);
  else if (form === 'utf-16le' || form === 'utf-16be') yield* recode(reader.rest(), form);
  else yield* reader.rest();
}

async function* openArchive(
  form: 'tar' | 'zip',
  reader: ByteReader,
  stream: RawStream,
  context: OpenContext,
  depth: number,
): AsyncGenerator<InputSource> {
  const { name, diagnostics } = stream;
  const skipped = createSkipped();
  if (depth >= MAX_DEPTH) diagnostics.push(tooDeep());
  else {
    const names = new Map<string, number>();
    for await (const member of await membersOf(form, reader, diagnostics, skipped, context, depth)) {
      if (context.members >= context.maxMembers) {
        diagnostics.push({
          code: 'limit-reached',
          severity: 'error',
          offset: reader.offset,
          text: `more than ${context.maxMembers} members; those from ${member.name} on were left out`,
        });
        break;
      }
      context.members++;
      // Archives that were appended to hold a file several times.
      const times = (names.get(member.name) ?? 0) + 1;
      names.set(member.name, times);
      const opened: RawStream = {
        name: `${name}!${member.name}${times > 1 ? `#${times}` : ''}`,
        chunks: member.chunks,
        ...(member.bytes === undefined ? {} : { bytes: member.bytes }),
        ...(member.modifiedUs === undefined ? {} : { modifiedUs: member.modifiedUs }),
        diagnostics: [],
      };
      yield* openStream(opened, context, skipped, depth + 1);
    }
  }
  diagnostics.push(...describeSkipped(skipped));
  yield { ...sourceOf(stream, noBlocks(), undefined), container: form === 'tar' ? 'tar archive' : 'zip archive' };
}

async function membersOf(
  form: 'tar' | 'zip',
  reader: ByteReader,
  diagnostics: SourceDiagnostic[],
  skipped: Skipped,
  { budget }: OpenContext,
  depth: number,
): Promise<AsyncGenerator<ArchiveMember>> {
  if (form === 'tar') return (await import('./archives/tar.js')).readTar(reader, diagnostics, skipped);
  return (await import('./archives/zip.js')).readZip(reader, diagnostics, budget, depth);
}

function tooDeep(): SourceDiagnostic {
  return {
    code: 'limit-reached',
    severity: 'error',
    text: `more than ${MAX_DEPTH} compressions and archives in one another; what is inside was left out`,
  };
}

export async function* noBlocks(): AsyncGenerator<Uint8Array> {
  // Nothing to yield.
}
