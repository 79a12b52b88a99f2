import type { Diagnostic } from '../../core/diagnostic.js';
import { decompressField } from './decompress-field.js';
import { EntryWriter, type EntryHead } from './entry-writer.js';
import { FieldCache } from './field-cache.js';
import { makeField, type Field } from './field.js';
import {
  align,
  DATA,
  ENTRY,
  HEADER_BYTES,
  isZero,
  OBJECT,
  OBJECT_HEAD_BYTES,
  objectSize,
  readHeader,
  type JournalHeader,
} from './layout.js';
import { hex64At, idAt, u32At, u64At } from './little-endian.js';
import { PagedFile, type RandomAccess } from './paged-file.js';
import { countDamage, noTrouble, troubleDiagnostics, type Trouble } from './trouble.js';

type SourceDiagnostic = Omit<Diagnostic, 'source'>;

/** journald allows an entry 1024 fields. */
const MAX_FIELDS = 1024;
/** A field is read whole; journald's own limit, 768 MiB, is for core dumps. */
const MAX_FIELD_BYTES = 16 * 1024 * 1024;
/** An object that is looked for behind damage is found if it is not longer: pages for it are at hand. */
const MAX_FOUND_BYTES = 4 * 1024 * 1024;
/** Entries share fields, so text is longer than its file; beyond this the file is made to do harm. */
const MAX_EXPANSION = 1_000;
const FREE_BYTES = 64 * 1024 * 1024;
/** µs; later times are damage. */
const MAX_TIME_US = 2 ** 53;

/**
 * The entries of a systemd journal file in the order in which they were written, as lines of `journalctl -o json` in blocks:
 * line N is entry N. What is damaged is skipped and told as one diagnostic; a file that is cut or being written is read
 * as far as it goes. Objects are taken as they follow each other, so nothing in the file can make it run in circles; memory is bounded.
 * Format: systemd's JOURNAL_FILE_FORMAT document and journal-def.h, up to version 257.
 */
export async function* readJournal(access: RandomAccess, diagnostics: SourceDiagnostic[]): AsyncGenerator<Uint8Array> {
  const file = new PagedFile(access);
  if (!(await file.load(0, HEADER_BYTES))) {
    const text = `the journal file ends in its header, after ${access.size} bytes`;
    diagnostics.push({ code: 'archive-damaged', severity: 'error', offset: 0, text });
    return;
  }
  const header = readHeader(file.bytes, access.size);
  if (header.unknownFeatures !== 0) {
    const flags = `0x${header.unknownFeatures.toString(16)}`;
    const text = `a journal file with features that docklog does not know (${flags}); convert it first: journalctl --file FILE -o export > FILE.export`;
    diagnostics.push({ code: 'unsupported-input', severity: 'error', offset: 0, text });
    return;
  }
  const reader = new JournalReader(file, header);
  yield* reader.blocks(diagnostics);
  diagnostics.push(...troubleDiagnostics(reader.trouble, header, access.size));
}

class JournalReader {
  readonly trouble: Trouble = noTrouble();
  readonly #file: PagedFile;
  readonly #header: JournalHeader;
  /** End of what the file says it uses, or of the file. */
  readonly #end: number;
  readonly #writer = new EntryWriter();
  readonly #cache = new FieldCache();
  readonly #payloadAt: number;
  /** Bytes that came out of compressed fields. */
  #decompressed = 0;

  constructor(file: PagedFile, header: JournalHeader) {
    this.#file = file;
    this.#header = header;
    const used = header.firstObject + header.arenaBytes;
    this.#end = used < file.size && used > header.firstObject ? used : file.size;
    this.#payloadAt = header.compact ? DATA.compactPayload : DATA.payload;
  }

  async *blocks(diagnostics: SourceDiagnostic[]): AsyncGenerator<Uint8Array> {
    const file = this.#file;
    const maxWritten = file.size * MAX_EXPANSION + FREE_BYTES;
    let offset = this.#header.firstObject;
    while (offset + OBJECT_HEAD_BYTES <= this.#end) {
      if (!file.has(offset, OBJECT_HEAD_BYTES) && !(await file.load(offset, OBJECT_HEAD_BYTES))) break;
      const type = file.bytes[file.at];
      const size = objectSize(file.bytes, file.at, this.#end - offset);
      if (size === 0) {
        offset = await this.#findObject(offset);
        continue;
      }
      if (type === OBJECT.entry) {
        await this.#entry(offset, size);
        const block = this.#writer.take();
        if (block !== undefined) yield block;
        if (this.#writer.written + this.#decompressed > maxWritten) {
          const text = `the journal file holds more than ${MAX_EXPANSION} times its size in text; reading stopped at byte ${offset}`;
          diagnostics.push({ code: 'limit-reached', severity: 'warning', offset, text });
          break;
        }
      }
      // What lies behind the last object of a file that was closed is room for more.
      if (offset === this.#header.tailObject && !this.#header.online) break;
      offset = align(offset + size);
    }
    const block = this.#writer.take(true);
    if (block !== undefined) yield block;
  }

  /** Where the next object stands behind a place that holds none; the end if there is no more. */
  async #findObject(start: number): Promise<number> {
    const file = this.#file;
    let isEmpty = true;
    for (let offset = start; offset + OBJECT_HEAD_BYTES <= this.#end; offset += 8) {
      if (!file.has(offset, OBJECT_HEAD_BYTES) && !(await file.load(offset, OBJECT_HEAD_BYTES))) break;
      if (isZero(file.bytes, file.at)) continue;
      const size = objectSize(file.bytes, file.at, Math.min(this.#end - offset, MAX_FOUND_BYTES));
      if (offset > start && size > 0 && (await this.#isFollowed(offset + size))) {
        countDamage(this.trouble, start);
        return offset;
      }
      isEmpty = false;
    }
    // A file grows in steps, so an open one ends with zeros; and one that is cut may end within an object.
    if (!isEmpty && this.#header.tailObject < file.size) countDamage(this.trouble, start);
    return this.#end;
  }

  /** Whether an object may end here: another one begins, or nothing does. */
  async #isFollowed(end: number): Promise<boolean> {
    const file = this.#file;
    const offset = align(end);
    if (offset + OBJECT_HEAD_BYTES > this.#end) return true;
    if (!file.has(offset, OBJECT_HEAD_BYTES) && !(await file.load(offset, OBJECT_HEAD_BYTES))) return false;
    return isZero(file.bytes, file.at) || objectSize(file.bytes, file.at, this.#end - offset) > 0;
  }

  async #entry(offset: number, size: number): Promise<void> {
    const file = this.#file;
    const itemBytes = this.#header.compact ? 4 : 16;
    const length = Math.min(size, ENTRY.items + MAX_FIELDS * itemBytes);
    const isThere = file.has(offset, length) || (await file.load(offset, length));
    const { bytes, at } = file;
    const head = isThere ? this.#entryHead(bytes, at) : undefined;
    if (head === undefined) {
      countDamage(this.trouble, offset);
      return;
    }
    const fields: Field[] = [];
    const last = at + length - itemBytes;
    for (let place = at + ENTRY.items; place <= last; place += itemBytes) {
      const item = this.#header.compact ? u32At(bytes, place) : u64At(bytes, place);
      const field = this.#cache.get(item) ?? (await this.#field(item));
      if (field === undefined) countDamage(this.trouble, item);
      // The entry's own boot id is printed already.
      else if (field.name !== '_BOOT_ID') fields.push(field);
    }
    for (const { isReplaced, isLeftOut } of fields) {
      if (isReplaced) this.trouble.replaced++;
      if (isLeftOut) this.trouble.leftOut++;
    }
    this.#writer.write(head, fields);
    this.trouble.entries++;
  }

  #entryHead(bytes: Uint8Array, at: number): EntryHead | undefined {
    const realtimeUs = u64At(bytes, at + ENTRY.realtime);
    const monotonicUs = u64At(bytes, at + ENTRY.monotonic);
    if (realtimeUs === 0 || realtimeUs > MAX_TIME_US || monotonicUs > MAX_TIME_US) return undefined;
    const bootId = idAt(bytes, at + ENTRY.bootId);
    const seqnum = hex64At(bytes, at + ENTRY.seqnum);
    const xorHash = hex64At(bytes, at + ENTRY.xorHash);
    const cursor = `s=${this.#header.seqnumId};i=${seqnum};b=${bootId};m=${monotonicUs.toString(16)};t=${realtimeUs.toString(16)};x=${xorHash}`;
    return { cursor, realtimeUs, monotonicUs, bootId };
  }

  /** The field of the data object at an offset; undefined if it is none or damaged. */
  async #field(offset: number): Promise<Field | undefined> {
    const file = this.#file;
    const payloadAt = this.#payloadAt;
    if (offset % 8 !== 0 || offset + payloadAt > this.#end) return undefined;
    if (!file.has(offset, payloadAt) && !(await file.load(offset, payloadAt))) return undefined;
    if (file.bytes[file.at] !== OBJECT.data) return undefined;
    const whole = objectSize(file.bytes, file.at, this.#end - offset) - payloadAt;
    if (whole <= 0) return undefined;
    const flags = file.bytes[file.at + 1] as number;
    const isShared = u64At(file.bytes, file.at + DATA.entries) > 1;
    const length = Math.min(whole, MAX_FIELD_BYTES);
    // A text can be cut, what is compressed cannot.
    if (length < whole && flags !== 0) return undefined;
    const start = offset + payloadAt;
    if (!file.has(start, length) && !(await file.load(start, length))) return undefined;
    const payload = file.bytes.subarray(file.at, file.at + length);
    const text = flags === 0 ? payload : decompressField(flags, payload, MAX_FIELD_BYTES);
    if (text === undefined) return undefined;
    if (flags !== 0) this.#decompressed += text.length;
    const field = makeField(text);
    if (field !== undefined && isShared) this.#cache.set(offset, field);
    return field;
  }
}
